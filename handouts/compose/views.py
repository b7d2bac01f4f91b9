"""What the templates get to see: plain values and finished HTML, never models with behaviour.

Must not choose modules or read files.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from ..model.plan import MODULE
from ..model.request import PATIENT_FIELDS, Patient, Request
from ..model.walk import parts
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
        "leads": bool(content.opening),
        "pairs": voices.form,
        "code": code,
        "for_carer": request.for_carer,
        "pseudo": mark_of(here.id) or (mark_of(voices.beside.translations.language.id) if voices.beside else ""),
        "reviewed": in_digits(localised(reviewed, here.id, request.region), voices.reader.zero) if reviewed else "",
        "counter": Markup('<span class="page-counter"></span>'),
        "counters": Markup('<span class="pages-counter"></span>'),
    }


def _name(here: Language, there: Language) -> str:
    """Return how one language calls another."""
    return here.english if here.id in PSEUDO else locale_of(here.id).get_display_name(there.id) or here.english


_JOINED = {"name": Markup(" + "), "short_name": Markup(" + ")}
"""What stands between the texts of several topics in one place."""
_SAID_ONCE = ("name", "short_name", "short", "prescriber")
"""What stands in the reader's language alone, on a sheet in two as well."""


def topic(content: TopicContent, recipe: str | None, voices: Voices) -> dict[str, object]:
    """Return names and main message in the reader's language, and the line for staff in the clinic's."""
    slots, reader, staff = content.slots(recipe), voices.reader, voices.staff

    def said(slot: str, words: Words = reader) -> Markup:
        texts = [words.say(message) for message in slots.get(slot, ())]
        if slot not in _SAID_ONCE and words is reader:
            texts = [voices.paired(text, message) for text, message in zip(texts, slots.get(slot, ()), strict=True)]
        return _JOINED.get(slot, Markup(" ")).join(texts)

    def latin(words: Words) -> str:
        """Return the name on the box where it is another than the one in these words."""
        on_box = " + ".join(one.topic.names.latin for one in content.together if one.topic.names.latin)
        return on_box if on_box.casefold() != str(said("name", words)).casefold() else ""

    short = plainly(slots["short"], reader).casefold()
    return {
        "id": content.topic.id,
        "category": content.topic.category,
        "name": said("name"),
        "short_name": said("short_name") or said("name"),
        "prescriber": said("prescriber"),
        "named_in_short": all(plainly([name], reader).casefold() in short for name in slots["name"]),
        "latin": latin(reader),
        "latin_for_staff": latin(staff),
        "main": {
            **{slot: said(slot) for slot in ("title", "for_whom", "message", "act", "short")},
            "symbol": content.main(recipe).symbol,
        },
        "staff": said("staff", staff),
        "revision": "+".join(str(one.topic.revision) for one in content.together),
        "reviewed": content.topic.reviewed,
    }


def plainly(messages: Iterable[Message], words: Words) -> str:
    """Return texts as they read, without markup; of several topics, one after another."""
    return " + ".join(words.sentence(message).text for message in messages)


def title(content: TopicContent, recipe: str | None, reader: Words, own: Message | None) -> str:
    """Return the document's title: the medicine's name and what the sheet is for; `own` is an edition's own title."""
    slots = content.slots(recipe)
    return f"{plainly(slots['name'], reader)}: {plainly([own] if own else slots['title'], reader)}"


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
class RowOf:
    """One row, and the names of what it is about."""

    module: Any
    of: Markup


@dataclass(frozen=True, slots=True)
class Box:
    """The short forms that concern only some readers, as the rows of one box."""

    rows: tuple[RowOf, ...]
    title: None = None
    """Its words are the template's."""
    lead: None = None
    safety: None = None


_SHORT = ("brief", "box", "note")
"""Kinds that need no page of their own after the short forms."""
_UNNUMBERED = ("note",)


def sections(
    picked: tuple[Chosen, ...],
    in_words: Callable[[Chosen], Any],
    label: Callable[[Chosen], Markup],
    plan: object = None,
) -> list[dict[str, object]]:
    """Return the numbered sections of a handout: its modules, one box of rows where the first row stands, a dose plan.

    `in_words` gives a module's texts in the languages in which they are said, `label` the names of what it is about.
    """
    rows = tuple(RowOf(in_words(item), label(item)) for item in picked if item.is_row)
    result: list[dict[str, object]] = []
    for item in picked:
        if not item.is_row:
            module = in_words(item)
            symbol = item.module.symbol if isinstance(item.module, Short) else None
            name = f"{item.id}-brief" if isinstance(item.module, Short) else item.id
            about: dict[str, object] = {"kind": item.module.kind, "symbol": symbol, "of": label(item)}
            result.append({"id": name, "module": module, **about})
        elif not any(section["kind"] == "box" for section in result):
            about = {"kind": "box", "symbol": None, "of": Markup()}
            result.append({"id": "is-this-you", "module": Box(rows), **about})
    if plan is not None:
        section = {"id": MODULE, "kind": MODULE, "module": plan, "symbol": None, "of": Markup()}
        result.insert(_after_essentials(result), section)
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


def _after_essentials(sections: Sequence[Mapping[str, object]]) -> int:
    """Return where a dose plan stands: after the short forms, or after the first part and the notes beside it."""
    if sections and sections[0]["kind"] in _SHORT:
        return next((at for at, section in enumerate(sections) if section["kind"] not in _SHORT), len(sections))
    return next((at for at, section in enumerate(sections) if at and section["kind"] != "note"), len(sections))


def references(content: TopicContent, picked: tuple[Chosen, ...]) -> tuple[str, ...]:
    """Return the sources that the chosen modules cite, as the list prints them."""
    cited = {key for item in picked for key in item.module.sources}
    cited.update(key for item in picked for _, part in parts(item.module) for key in part.sources)
    known = content.topic.sources
    told = (f"{known[key].title}. {known[key].id}".strip() for key in known if key in cited)
    return tuple(dict.fromkeys(told))


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
