"""The clinic: its facts from `clinic.yaml`, and which help lines of its country it may print.

Must not derive a country from a language. Prints no national line that nobody confirmed, the emergency number apart.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from .errors import Problem, Refused, error, note, refuse_if_any, warning
from .model.clinic import Clinic, ClinicFile, HelpLine
from .reading import Reading, checked, yaml_file
from .workspace import Found, Workspace

CONFIRMED_FOR = timedelta(days=366)
COLUMNS = (
    "country",
    "service",
    "name",
    "number",
    "hours",
    "channels",
    "languages",
    "region",
    "note",
    "source",
    "confidence",
)
SERVICES = ("emergency", "poison", "substance-use", "crisis")
HOURS = ("", "always", "weekdays", "office")
NOTES = (
    *(
        "",
        "ambulance",
        "ambulance-fire",
        "ambulance-not-everywhere",
        "not-everywhere",
        "mobile",
        "call-charge",
        "other-centres",
    ),
    *("general-advice", "option-8", "drugs", "mental-health", "suicide", "social-support", "adults"),
)
_RANGE = re.compile(r"\d\d:\d\d-\d\d:\d\d")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CHANNELS = re.compile(r"((call|chat|text(:\d+)?)(;|$))*")
_OWN = {"phone": "clinic", "after_hours_phone": "after-hours", "interpreter_line": "interpreter"}


def load(workspace: Workspace, today: date) -> tuple[Clinic, tuple[Problem, ...]]:
    """Return the clinic of a workspace and what is to be said of it; raises `Refused` on a fault of its files."""
    found = workspace.find("clinic.yaml")
    if found is None:
        raise Refused(
            error("clinic.missing", "the project's own clinic.yaml is gone", "clinic.yaml", "install it again")
        )
    reading = yaml_file(found.path, found.label)
    facts = checked(ClinicFile, reading)
    problems: list[Problem] = list(_own_problems(facts, reading))
    lines = (*_own_lines(facts), *_national(workspace, facts, reading, today, problems))
    return Clinic(facts, lines), tuple(problems)


def _own_lines(facts: ClinicFile) -> Iterator[HelpLine]:
    for field, service in _OWN.items():
        number = getattr(facts, field)
        if number:
            yield HelpLine(service, facts.name or "", "" if _is_blank(number) else number)


def _is_blank(number: str) -> bool:
    """Whether a clinic wants a line to write on: a value of underscores only."""
    return not number.strip("_ ")


def _own_problems(facts: ClinicFile, reading: Reading) -> Iterator[Problem]:
    """Yield a warning for every number that the sheet leaves to a pen."""
    if facts.country is None:
        hint = (
            "add country: (two letters) to clinic.yaml, or make a clinic's folder with 'handouts new DIR --country CC'"
        )
        yield warning("clinic.no-country", "no country, so the numbers are lines to write on", reading.where(), hint)
    for field in _OWN:
        if _is_blank(getattr(facts, field) or "-"):
            say = f"{field} is a line to write on"
            yield warning("clinic.blank", say, reading.where((field,)), "write the number here, and it is printed")


def _national(
    workspace: Workspace, facts: ClinicFile, reading: Reading, today: date, problems: list[Problem]
) -> Iterator[HelpLine]:
    """Yield the country's emergency number, then the lines that the clinic has confirmed within a year."""
    if facts.country is None:
        return
    rows = country_lines(workspace, facts.country)
    first = next((line for line in rows if line.service == "emergency"), None)
    if first is None:
        hint = f"add a row for {facts.country} to locales/help-lines.csv in your folder"
        where = reading.where(("country",))
        raise Refused(error("clinic.no-emergency", f"no emergency number for '{facts.country}'", where, hint))
    yield first
    known = {(line.service, line.number): index for index, line in reversed(tuple(enumerate(rows)))}
    for index, item in enumerate(facts.confirmed):
        if (item.service, item.number) not in known:
            hint = "compare it with locales/help-lines.csv; your own rows go into locales/help-lines.csv of your folder"
            say = f"no {item.service} line {item.number} in {facts.country}"
            problems.append(error("line.unknown", say, reading.where(("confirmed", index)), hint))
    for line in rows:
        if line is not first:
            problem = _unconfirmed(line, facts, reading, today)
            if problem is None:
                yield line
            else:
                problems.append(problem)


def _unconfirmed(line: HelpLine, facts: ClinicFile, reading: Reading, today: date) -> Problem | None:
    """Return why a line is not printed; None when the clinic has confirmed it within a year."""
    name = f"{line.service} line {line.number}"
    matches = [
        i for i, item in enumerate(facts.confirmed) if (item.service, item.number) == (line.service, line.number)
    ]
    if not matches:
        hint = f'ring it, then add {{service: {line.service}, number: "{line.number}", by: …, date: …}} to confirmed:'
        return note(
            "line.unconfirmed", f"{name} is not confirmed, so it is not printed", reading.where(("confirmed",)), hint
        )
    age = today - max(facts.confirmed[index].date for index in matches)
    if timedelta(0) <= age <= CONFIRMED_FOR:
        return None
    say = "was confirmed more than a year ago" if age > CONFIRMED_FOR else "was confirmed on a day to come"
    where = reading.where(("confirmed", matches[-1]))
    return warning("line.stale", f"{name} {say}; it is not printed", where, "ring it again and write the new date")


def country_lines(workspace: Workspace, country: str) -> tuple[HelpLine, ...]:
    """Return a country's lines; a clinic's rows for a service take the place of ours."""
    result: tuple[HelpLine, ...] = ()
    for found in reversed(tuple(workspace.every("locales/help-lines.csv"))):
        rows = tuple(line for code, line in _rows(found) if code == country)
        services = {line.service for line in rows}
        result = (*rows, *(line for line in result if line.service not in services))
    return result


def _rows(found: Found) -> list[tuple[str, HelpLine]]:
    """Return the lines of a file, each with its country; raises `Refused` with every fault of every row."""
    rows, wrong = list[tuple[str, HelpLine]](), list[Problem]()
    for where, row in _cells(found):
        faults = tuple(_row_faults(row, where))
        wrong.extend(faults)
        if not faults:
            rows.append((row["country"], _line(row)))
    refuse_if_any(wrong)
    return rows


def _cells(found: Found) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every row as it is written, with its place."""
    try:
        with found.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                hint = f"columns: {','.join(COLUMNS)}"
                raise Refused(error("lines.columns", "other columns than expected", f"{found.label}:1", hint))
            for row in reader:
                yield f"{found.label}:{reader.line_num}", row
    except UnicodeDecodeError:
        raise Refused(error("file.not-utf8", "the file is not UTF-8", found.label, "save it as UTF-8")) from None
    except csv.Error as fault:
        raise Refused(error("lines.row", f"this is not CSV: {fault}", found.label, "open it as plain text")) from None


def _row_faults(row: dict[str, str], where: str) -> Iterator[Problem]:
    """Yield what is wrong with a row: its cells, and every code that has no words."""
    if None in row or None in row.values() or not row["number"]:
        yield error("lines.row", "a cell is missing or too many", where, "compare the row with those around it")
        return
    allowed = {"service": SERVICES, "hours": (*HOURS, "08:00-22:00"), "note": NOTES}
    for column, codes in allowed.items():
        if row[column] not in codes and not (column == "hours" and _RANGE.fullmatch(row[column])):
            hint = f"codes: {', '.join(filter(None, codes))}"
            yield error("lines.code", f"unknown {column} '{row[column]}'", where, hint)
    shapes: dict[str, tuple[Callable[[str], object], str]] = {
        "country": (_COUNTRY.fullmatch, "GB"),
        "channels": (_CHANNELS.fullmatch, "call;text:85258"),
        "languages": (_are_languages, "en;es"),
    }
    for column, (holds, example) in shapes.items():
        if not holds(row[column]):
            hint = f"write it as in {example}; docs/help-lines.md says more"
            yield error("lines.code", f"unknown {column} '{row[column]}'", where, hint)


def _are_languages(tags: str) -> bool:
    """Whether every tag has a name that can be printed."""
    from babel import Locale, UnknownLocaleError

    try:
        return all(Locale.parse(tag.replace("-", "_")) for tag in tags.split(";") if tag)
    except (ValueError, UnknownLocaleError):
        return False


def _line(row: dict[str, str]) -> HelpLine:
    channels = tuple(filter(None, row["channels"].split(";"))) or ("call",)
    spoken = tuple(filter(None, row["languages"].split(";")))
    return HelpLine(
        row["service"], row["name"], row["number"], row["hours"], channels, spoken, row["region"], row["note"]
    )
