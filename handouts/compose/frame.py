"""What stands around the modules of every sheet and may never be missing: its message, numbers, draft line, the panel.

Must not print any of it: the templates do, a clinic's own too, and `proof` holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..locales.pseudo import mark_of
from ..model.editions import EDITIONS
from ..model.expected import Sentence
from ..model.request import Patient
from .brief import Brief
from .fill import clean
from .standing import Standing
from .words import Words

_LINE = "the line for drafts"
CARERS_COPY = "This copy is for someone who looks after the patient."
"""What stands in the panel of a copy for a carer: the same words as in templates/parts/carer.html."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What must stand somewhere in the flow, and what on every page."""

    flow: tuple[Sentence, ...]
    every_page: tuple[Sentence, ...]


def frame(brief: Brief, recipe: str | None, state: Standing, reader: Words, staff: Words) -> Frame:
    """Return what the frame of this sheet must say; an edition with words of its own has its own main message."""
    content, edition = brief.content, EDITIONS[brief.request.edition]
    main, messages = content.main(recipe), {message.source: message for message in content.head(recipe)}
    head = () if edition.own_words else (main.title, main.for_whom, main.message, main.act)
    told = (content.topic.names.name, *head)
    short = reader.sentence(messages[str(main.short)])
    return Frame(
        (
            *(reader.sentence(messages[str(text)]) for text in told),
            *_carers(brief, reader),
            *_personal(brief.patient, edition.fields),
        ),
        (short, *_numbers(reader), *_draft_lines(state, reader, staff), *_pseudo(reader)),
    )


def _pseudo(reader: Words) -> Iterator[Sentence]:
    """Yield what every page says of a language that nobody speaks."""
    if mark := mark_of(reader.translations.language.id):
        yield Sentence(mark, _LINE)


def _carers(brief: Brief, reader: Words) -> Iterator[Sentence]:
    """Yield what a copy for a carer says of itself."""
    if brief.request.for_carer:
        yield Sentence(str(reader.word(CARERS_COPY).striptags()), "the line for a carer's copy")


def _personal(patient: Patient, fields: Iterable[str]) -> Iterator[Sentence]:
    for name in fields:
        for line in getattr(patient, name).splitlines():
            yield Sentence(clean(line), name, personal=True)


def _numbers(reader: Words) -> Iterator[Sentence]:
    for name in ("emergency_number", "clinic_phone"):
        yield Sentence(reader.values[name].said(reader.zero), f"{{{name}}}")


def _draft_lines(state: Standing, reader: Words, staff: Words) -> Iterator[Sentence]:
    """Yield what a draft says of itself, in the reader's language and in that of the clinic."""
    if state.is_draft:
        for words in (reader, staff):
            yield Sentence(str(words.word(state.draft_words).striptags()), _LINE)
