"""The help lines of each country, from `locales/help-lines.csv` of every root.

Must not decide which of them a clinic may print.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

from ..errors import Problem, Refused, error, refuse_if_any
from ..model.clinic import HelpLine
from ..workspace import Found, Workspace

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
