"""What the templates get to see: plain values and finished HTML, never models with behaviour.

Must not choose modules or read files.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from babel import Locale
from markupsafe import Markup

from ..errors import Problem, error, warning
from ..locales.languages import language, localised
from ..model.brief import Short
from ..model.clinic import Clinic, ClinicFile, HelpLine
from ..model.message import Message
from ..model.request import PATIENT_FIELDS, Patient, Request
from ..model.text import placeholders
from ..model.walk import mapped, parts
from ..topics import TopicContent
from .fill import Value, clean, direction, personal
from .select import Chosen
from .words import Words

_WIDTHS = {"name": (38, 48), "note": (1000, 1000)}
"""Characters on one line of a field in its full size and in a smaller one; the other fields hold (18, 24)."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One help line, ready to print."""

    name: str
    number: Markup
    hours: str
    hours_range: Markup
    channels: tuple[str, ...]
    text_number: str
    languages: str
    region: str
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class FieldView:
    """One personal field, isolated."""

    html: Markup
    size: str
    """Empty for the full size, `long` for one line set smaller, `longer` for two lines."""


def values(clinic: Clinic) -> dict[str, Value]:
    """Return what stands for each placeholder; empty where the clinic or its country has none."""
    facts = clinic.facts

    def number(service: str) -> Value:
        found = clinic.of(service)
        return Value(found[0].number) if found else Value("", lacking=True)

    def words(text: str | None) -> Value:
        return Value(text or "", number=False, lang=facts.language, lacking=not text)

    return {
        "clinic_name": words(facts.name),
        "clinic_phone": number("clinic"),
        "clinic_hours": words(facts.hours),
        "after_hours_phone": number("after-hours"),
        "interpreter_line": number("interpreter"),
        "pump_team_phone": Value((facts.pump_team_phone or "").strip("_ ")),
        "emergency_number": number("emergency"),
        "poison_number": number("poison"),
        "crisis_number": number("crisis"),
    }


_TO_WRITE_ON = ("pump_team_phone",)
"""Numbers that a sheet can be printed without, with a line in their place."""

_SETTINGS = {
    "clinic_name": "name",
    "clinic_phone": "phone",
    "clinic_hours": "hours",
    "after_hours_phone": "after_hours_phone",
    "interpreter_line": "interpreter_line",
}
"""Which key of clinic.yaml fills a placeholder."""


def lacking(clinic: Clinic, said: Iterable[Message]) -> Iterator[Problem]:
    """Yield an error for a value that a printed text needs and nobody supplies; a neutral clinic has lines instead.

    A number that may be left to a pen is a warning.
    """
    if clinic.facts.country is None:
        return
    known, said = values(clinic), tuple(said)
    for name in _TO_WRITE_ON:
        needed = next((message for message in said if name in placeholders(message.source)), None)
        if needed and not known[name].text:
            say, hint = f"{name} is a line to write on", f"add {name}: to clinic.yaml, and it is printed"
            yield warning("clinic.blank", say, needed.where, hint)
    for message in said:
        for name in placeholders(message.source):
            if name in known and known[name].lacking:
                key = _SETTINGS.get(name)
                hint = (
                    f"add {key}: to clinic.yaml"
                    if key
                    else "give the part line: or no_line:, so that it prints with a line"
                )
                yield error("clinic.lacks", f"{{{name}}} is needed and the clinic has none", message.where, hint)


def numbers(clinic: Clinic) -> dict[str, Value]:
    """Return the two numbers that the frame prints by themselves."""
    known = values(clinic)
    return {"emergency": known["emergency_number"], "clinic": known["clinic_phone"]}


def page(request: Request, content: TopicContent, reader: Words, staff: Words, code: str) -> dict[str, object]:
    """Return what the frame of the page needs."""
    here, there = reader.translations.language, staff.translations.language
    return {
        "lang": here.tag,
        "dir": here.direction,
        "staff_lang": there.tag,
        "staff_dir": there.direction,
        "for_staff": here.id != there.id,
        "reader_language": Locale.parse(here.id).get_display_name(there.id) or here.english,
        "paper": request.paper,
        "edition": request.edition,
        "code": code,
        "reviewed": localised(content.topic.reviewed, here.id) if content.topic.reviewed else "",
        "counter": Markup('<span class="page-counter"></span>'),
        "counters": Markup('<span class="pages-counter"></span>'),
    }


def clinic(found: Clinic, reader: Words) -> dict[str, object]:
    """Return the clinic's own facts; what it lacks is empty."""
    facts = found.facts
    name = facts.name or ""
    return {
        "name": name,
        "dir": direction(name),
        "is_long": len(name) > _LONG,
        "lang": language(facts.language).tag,
        "language": Locale.parse(facts.language).get_display_name(reader.translations.language.id) or facts.language,
        "logo": facts.logo,
        "hours": facts.hours or "",
        "address": facts.address or "",
        "address_dir": direction(facts.address or ""),
        "email": facts.email or "",
        "web": facts.web or "",
        **foot(facts),
        "has_after_hours": bool(found.of("after-hours")),
        "has_interpreter": bool(found.of("interpreter")),
    }


_LONG = 40
"""Letters of a clinic's name that stand beside its numbers in the masthead."""
_BESIDE, _LINE_LENGTH = 18, 85
"""Letters of a clinic's name that stand beside the revision, and on a line of the foot."""


def foot(facts: ClinicFile) -> dict[str, object]:
    """Return the clinic's name as it stands beside the revision, or the lines under it where there is more to say."""
    name, footer = facts.short_name or facts.name or "", facts.footer or ""
    if not footer and len(name) <= _BESIDE:
        return {"foot_name": name, "foot_lines": ()}
    if len(name) <= _BESIDE:
        return {"foot_name": name, "foot_lines": _directed(footer)}
    both = " · ".join(part for part in (name, footer) if part)
    lines = (both,) if len(both) <= _LINE_LENGTH else (name, footer)
    return {"foot_name": "", "foot_lines": _directed(*lines)}


def _directed(*lines: str) -> tuple[dict[str, str], ...]:
    return tuple({"text": line, "dir": direction(line)} for line in lines if line)


def topic(content: TopicContent, recipe: str | None, reader: Words, staff: Words) -> dict[str, object]:
    """Return the topic's name and main message in the reader's language, and the line for staff in the clinic's."""
    messages = {message.source: message for message in content.head(recipe)}
    main = content.main(recipe)
    name = reader.say(messages[str(content.topic.names.name)])
    latin = content.topic.names.latin
    return {
        "id": content.topic.id,
        "name": name,
        "named_in_short": reader.sentence(messages[str(content.topic.names.name)]).text.casefold()
        in reader.sentence(messages[str(main.short)]).text.casefold(),
        "latin": latin if latin.casefold() != str(name).casefold() else "",
        "main": mapped(main, lambda text: reader.say(messages[str(text)])),
        "staff": staff.say(messages[str(main.staff)]),
        "revision": content.topic.revision,
        "reviewed": content.topic.reviewed,
        "document_title": title(content, recipe, reader),
    }


def title(content: TopicContent, recipe: str | None, reader: Words) -> str:
    """Return the document's title: the medicine's name and what the sheet is for."""
    messages = {message.source: message for message in content.head(recipe)}

    def said(text: str) -> str:
        return reader.sentence(messages[text]).text

    return f"{said(str(content.topic.names.name))}: {said(str(content.main(recipe).title))}"


@dataclass(frozen=True, slots=True)
class Box:
    """The short forms that concern only some readers, as the rows of one box."""

    rows: tuple[Any, ...]
    lead: None = None
    safety: None = None


_SHORT = ("brief", "box", "note")
"""Kinds that need no page of their own after the short forms."""
_UNNUMBERED = ("note",)


def sections(picked: tuple[Chosen, ...], content: TopicContent, reader: Words) -> list[dict[str, object]]:
    """Return the numbered sections of a handout: its modules, and one box of rows where the first row stands."""
    rows = tuple(_said(item, content, reader) for item in picked if item.is_row)
    result: list[dict[str, object]] = []
    for item in picked:
        if not item.is_row:
            module = _said(item, content, reader)
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


def _said(item: Chosen, content: TopicContent, reader: Words) -> Any:
    """Return a module with every text in the reader's language."""
    known = {message.source: message for message in content.messages(item.id)}
    return mapped(item.module, lambda text: reader.say(known[str(text)]))


def references(content: TopicContent, picked: tuple[Chosen, ...]) -> tuple[str, ...]:
    """Return the sources that the chosen modules cite, as the list prints them."""
    cited = {key for item in picked for key in item.module.sources}
    cited.update(key for item in picked for _, part in parts(item.module) for key in part.sources)
    known = content.topic.sources
    return tuple(f"{known[key].title}. {known[key].id}".strip() for key in known if key in cited)


def panel(patient: Patient) -> dict[str, FieldView]:
    """Return the personal fields; an empty one is a line to write on."""
    given = {name: str(getattr(patient, name)) for name in PATIENT_FIELDS}
    lines = {name: text if name == "note" else " ".join(text.split()) for name, text in given.items()}
    return {name: FieldView(personal(text), _size(name, len(clean(text)))) for name, text in lines.items()}


def _size(name: str, length: int) -> str:
    full, smaller = _WIDTHS.get(name, (18, 24))
    return "" if length <= full else "long" if length <= smaller else "longer"


def lines(found: Clinic, reader: Words) -> dict[str, list[LineView]]:
    """Return the help lines by service."""
    result: dict[str, list[LineView]] = {}
    for line in found.lines:
        result.setdefault(line.service, []).append(_line(line, reader))
    return result


def _line(line: HelpLine, reader: Words) -> LineView:
    here = Locale.parse(reader.translations.language.id)
    spoken = (Locale.parse(tag.replace("-", "_")).get_display_name(here) or tag for tag in line.languages)
    texted = next((item.partition(":")[2] for item in line.channels if item.startswith("text:")), "")
    ranged = "-" in line.hours and line.hours[:1].isdigit()
    return LineView(
        clean(line.name),
        Value(clean(line.number)).html(),
        "range" if ranged else line.hours,
        Value(line.hours.replace("-", "–")).html() if ranged else Markup(),
        tuple(item.partition(":")[0] for item in line.channels),
        texted,
        ", ".join(spoken),
        clean(line.region),
        line.note,
    )
