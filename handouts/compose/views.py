"""What the templates get to see: plain values and finished HTML, never models with behaviour.

Must not choose modules or read files.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .. import carer
from ..digits import in_digits
from ..locales.languages import Language, locale_of, localised
from ..locales.pseudo import PSEUDO, mark_of
from ..model.brief import Short
from ..model.editions import EDITIONS
from ..model.message import Message
from ..model.panel import Entry
from ..model.request import PATIENT_FIELDS, Patient, Request
from ..model.text import Text
from ..model.walk import mapped, parts
from ..topics import TopicContent
from .fill import clean, lines, personal
from .select import Chosen
from .voices import Voices
from .words import Words

_WIDTHS = {"name": (38, 48), "note": (1000, 1000)}
"""Characters on one line of a field in its full size and in a smaller one; the other fields hold (18, 24)."""
_BRIEF_NAME = (24, 29)
"""The same of the name on a sheet of short forms."""
_ON_CARD = (26, 31)
"""The same of every field of a wallet card."""


@dataclass(frozen=True, slots=True, repr=False)
class FieldView:
    """One personal field, isolated."""

    html: Markup
    size: str
    """Empty for the full size, `long` for one line set smaller, `longer` for two lines."""


def page(request: Request, content: TopicContent, voices: Voices, code: str) -> dict[str, object]:
    """Return what the frame of the page needs."""
    here, there = voices.reader.translations.language, voices.staff.translations.language
    reviewed = content.topic.reviewed
    return {
        "lang": here.tag,
        "dir": here.direction,
        "staff_lang": there.tag,
        "staff_dir": there.direction,
        "for_staff": here.id != there.id,
        "reader_language": _name(here, there),
        "paper": request.paper,
        "edition": request.edition,
        "flowing": EDITIONS[request.edition].flowing,
        "pairs": voices.form,
        "code": code,
        "for_carer": request.for_carer,
        "pseudo": mark_of(here.id) or (mark_of(voices.beside.translations.language.id) if voices.beside else ""),
        "reviewed": in_digits(localised(reviewed, here.id), voices.reader.zero) if reviewed else "",
        "counter": Markup('<span class="page-counter"></span>'),
        "counters": Markup('<span class="pages-counter"></span>'),
    }


def _name(here: Language, there: Language) -> str:
    """Return how one language calls another."""
    return here.english if here.id in PSEUDO else locale_of(here.id).get_display_name(there.id) or here.english


def topic(content: TopicContent, recipe: str | None, voices: Voices) -> dict[str, object]:
    """Return the topic's name and main message in the reader's language, and the line for staff in the clinic's."""
    messages = {message.source: message for message in content.head(recipe)}
    main, reader, staff = content.main(recipe), voices.reader, voices.staff
    once = (str(main.short), str(main.staff))
    name = reader.say(messages[str(content.topic.names.name)])

    def latin(words: Words) -> str:
        """Return the name on the box where it is another than the one in these words."""
        said, on_box = words.say(messages[str(content.topic.names.name)]), content.topic.names.latin
        return on_box if on_box.casefold() != str(said).casefold() else ""

    def said(text: Text) -> Markup:
        first = reader.say(messages[str(text)])
        return first if str(text) in once else voices.paired(first, messages[str(text)])

    return {
        "id": content.topic.id,
        "category": content.topic.category,
        "name": name,
        "named_in_short": reader.sentence(messages[str(content.topic.names.name)]).text.casefold()
        in reader.sentence(messages[str(main.short)]).text.casefold(),
        "latin": latin(reader),
        "latin_for_staff": latin(staff),
        "main": mapped(main, said),
        "staff": staff.say(messages[str(main.staff)]),
        "revision": content.topic.revision,
        "reviewed": content.topic.reviewed,
    }


def title(content: TopicContent, recipe: str | None, reader: Words, own: Message | None) -> str:
    """Return the document's title: the medicine's name and what the sheet is for; `own` is an edition's own title."""
    messages = {message.source: message for message in content.head(recipe)}

    def said(text: str) -> str:
        return reader.sentence(messages[text]).text

    purpose = reader.sentence(own).text if own else said(str(content.main(recipe).title))
    return f"{said(str(content.topic.names.name))}: {purpose}"


@dataclass(frozen=True, slots=True)
class RowView:
    """One text of a sheet for an interpreter; a heading begins a new part."""

    number: int
    text: Markup
    heading: bool


def rows(texts: Iterable[tuple[Message, Markup]]) -> tuple[RowView, ...]:
    """Return texts as numbered rows."""
    return tuple(
        RowView(number, text, message.place.split(".")[-1] in ("title", "name"))
        for number, (message, text) in enumerate(texts, 1)
    )


@dataclass(frozen=True, slots=True)
class Box:
    """The short forms that concern only some readers, as the rows of one box."""

    rows: tuple[Any, ...]
    title: None = None
    """Its words are the template's."""
    lead: None = None
    safety: None = None


_SHORT = ("brief", "box", "note")
"""Kinds that need no page of their own after the short forms."""
_UNNUMBERED = ("note",)


def sections(picked: tuple[Chosen, ...], in_words: Callable[[Chosen], Any]) -> list[dict[str, object]]:
    """Return the numbered sections of a handout: its modules, and one box of rows where the first row stands.

    `in_words` gives a module's texts in the languages in which they are said.
    """
    rows = tuple(in_words(item) for item in picked if item.is_row)
    result: list[dict[str, object]] = []
    for item in picked:
        if not item.is_row:
            module = in_words(item)
            symbol = item.module.symbol if isinstance(item.module, Short) else None
            name = f"{item.id}-brief" if isinstance(item.module, Short) else item.id
            result.append({"id": name, "kind": item.module.kind, "module": module, "symbol": symbol})
        elif not any(section["kind"] == "box" for section in result):
            result.append({"id": "is-this-you", "kind": "box", "module": Box(rows), "symbol": None})
    opened = next((index for index, section in enumerate(result) if section["kind"] not in _SHORT), None)
    numbers = itertools.count(1)
    return [
        {
            **section,
            "number": None if section["kind"] in _UNNUMBERED else next(numbers),
            "opens": index == opened and index > 0,
        }
        for index, section in enumerate(result)
    ]


def references(content: TopicContent, picked: tuple[Chosen, ...]) -> tuple[str, ...]:
    """Return the sources that the chosen modules cite, as the list prints them."""
    cited = {key for item in picked for key in item.module.sources}
    cited.update(key for item in picked for _, part in parts(item.module) for key in part.sources)
    known = content.topic.sources
    return tuple(f"{known[key].title}. {known[key].id}".strip() for key in known if key in cited)


def panel(patient: Patient, request: Request, form: str) -> dict[str, FieldView]:
    """Return the personal fields that the sheet has; an empty one is a line to write on."""
    found = entries(patient, request.edition, form)
    names = carer.shown(request, tuple(found))
    return {name: FieldView(personal(_told(patient, name)), found[name].size) for name in names}


def entries(patient: Patient, edition: str, form: str) -> dict[str, Entry]:
    """Return the lines of the personal fields, with the size that each is set in; an empty one has none."""
    told = {name: _told(patient, name) for name in PATIENT_FIELDS}
    return {
        name: Entry(lines(text), _size(widths(name, edition, form), len(clean(text)))) for name, text in told.items()
    }


def _told(patient: Patient, name: str) -> str:
    """Return what is said in a field; a note alone keeps its lines."""
    text = str(getattr(patient, name))
    return text if name == "note" else " ".join(text.split())


def widths(name: str, edition: str, form: str) -> tuple[int, int]:
    """Return how many characters of a field stand on one line in its full size, and in a smaller one."""
    if edition == "wallet-card":
        return _ON_CARD
    return _BRIEF_NAME if form == "brief" and name == "name" else _WIDTHS.get(name, (18, 24))


def _size(widths: tuple[int, int], length: int) -> str:
    full, smaller = widths
    return "" if length <= full else "long" if length <= smaller else "longer"
