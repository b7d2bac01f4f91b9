"""What the templates get to see of the clinic: its facts, its numbers, its page for a sheet, its help lines.

Must not read files or choose modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel import Locale
from babel.lists import format_list
from markupsafe import Markup

from .. import qr
from ..errors import Problem, error, warning
from ..locales.languages import language, locale_of
from ..locales.scripts import language_of
from ..model.clinic import Clinic, ClinicFile, HelpLine
from ..model.message import Message
from ..model.request import Request
from ..model.text import placeholders
from .fill import Value, clean, direction
from .words import Words


@dataclass(frozen=True, slots=True)
class LineView:
    """One help line, ready to print."""

    name: str
    lang: str
    """Of its name and region, which the list has in the country's own letters."""
    number: Markup
    hours: str
    hours_range: Markup
    channels: tuple[str, ...]
    text_number: str
    languages: str
    region: str
    note: str


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


@dataclass(frozen=True, slots=True)
class OnlineView:
    """The clinic's page for a sheet: its address, as it is typed, and as a QR code."""

    url: str
    address: str
    code: Markup


def online(found: Clinic, request: Request, reader: Words) -> OnlineView | None:
    """Return the clinic's page for this topic and language; None where it has none."""
    pattern = found.facts.leaflet_page
    if not pattern:
        return None
    url = pattern.replace("{topic}", request.topics[0]).replace("{lang}", reader.translations.language.tag)
    return OnlineView(url, url.removeprefix("https://"), qr.drawing(url))


def clinic(found: Clinic, reader: Words) -> dict[str, object]:
    """Return the clinic's own facts; what it lacks is empty."""
    facts = found.facts
    name, address, tag = facts.name or "", facts.address or "", language(facts.language).tag
    here = locale_of(reader.translations.language.id)
    return {
        "name": name,
        "dir": direction(name),
        "name_lang": language_of(name, tag),
        "is_long": len(name) > _LONG,
        "lang": tag,
        "language": Locale.parse(facts.language).get_display_name(here) or facts.language,
        "logo": facts.logo,
        "hours": facts.hours or "",
        "address": address,
        "address_dir": direction(address),
        "address_lang": language_of(address, tag),
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
    name, footer, tag = facts.short_name or facts.name or "", facts.footer or "", language(facts.language).tag
    if len(name) <= _BESIDE:
        return {"foot_name": name, "foot_lang": language_of(name, tag), "foot_lines": _directed(tag, footer)}
    both = " · ".join(part for part in (name, footer) if part)
    lines = (both,) if len(both) <= _LINE_LENGTH else (name, footer)
    return {"foot_name": "", "foot_lang": tag, "foot_lines": _directed(tag, *lines)}


def _directed(tag: str, *lines: str) -> tuple[dict[str, str], ...]:
    return tuple({"text": line, "dir": direction(line), "lang": language_of(line, tag)} for line in lines if line)


def lines(found: Clinic, reader: Words) -> dict[str, list[LineView]]:
    """Return the help lines by service."""
    result: dict[str, list[LineView]] = {}
    for line in found.lines:
        result.setdefault(line.service, []).append(_line(line, reader))
    return result


def _line(line: HelpLine, reader: Words) -> LineView:
    here = locale_of(reader.translations.language.id)
    spoken = [Locale.parse(tag.replace("-", "_")).get_display_name(here) or tag for tag in line.languages]
    texted = next((item.partition(":")[2] for item in line.channels if item.startswith("text:")), "")
    ranged = "-" in line.hours and line.hours[:1].isdigit()
    return LineView(
        clean(line.name),
        language_of(f"{line.name} {line.region}", reader.translations.language.tag),
        Value(clean(line.number)).html(reader.zero),
        "range" if ranged else line.hours,
        Value(line.hours.replace("-", "–")).html(reader.zero) if ranged else Markup(),
        tuple(item.partition(":")[0] for item in line.channels),
        texted,
        format_list(spoken, "standard", locale=here),
        clean(line.region),
        line.note,
    )
