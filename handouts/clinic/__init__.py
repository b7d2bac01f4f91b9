"""The clinic: its facts from `clinic.yaml`, and which help lines of its country it may print.

Must not derive a country from a language. Prints no national line that nobody confirmed, the emergency number apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..errors import Problem, Refused, error, note, warning
from ..model.clinic import Clinic, ClinicFile, HelpLine, Policy
from ..reading import Reading
from ..workspace import Workspace
from . import brand
from . import facts as own
from .lines import COLUMNS, HOURS, NOTES, SERVICES, country_lines

__all__ = ["COLUMNS", "HOURS", "NOTES", "SERVICES", "country_lines", "load", "policy"]

CONFIRMED_FOR = timedelta(days=366)


def load(workspace: Workspace, today: date) -> tuple[Clinic, tuple[Problem, ...]]:
    """Return the clinic of a workspace and what is to be said of it; raises `Refused` on a fault of its files."""
    facts, reading = own.load(workspace)
    problems: list[Problem] = [*own.problems(facts, reading), *brand.problems(workspace, facts, reading)]
    lines = (*_own_lines(facts), *_national(workspace, facts, reading, today, problems))
    return Clinic(facts, lines), tuple(problems)


def policy(workspace: Workspace) -> Policy:
    """Return what a clinic does not print; raises `Refused` on a fault of its clinic.yaml."""
    return own.load(workspace)[0].policy


def _own_lines(facts: ClinicFile) -> Iterator[HelpLine]:
    for field, service in own.NUMBERS.items():
        number = getattr(facts, field)
        if number:
            yield HelpLine(service, facts.name or "", "" if own.is_blank(number) else number)


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
    known = {(line.service, line.number) for line in rows}
    for index, item in enumerate(facts.confirmed):
        # what a folder below has confirmed holds in its own country
        if (item.service, item.number) not in known and reading.where(("confirmed", index)).startswith(reading.label):
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
