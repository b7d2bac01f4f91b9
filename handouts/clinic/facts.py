"""What the roots' `clinic.yaml` files say together, and what is to be said of them.

A clinic's keys lie over those of the folder that it extends; a policy can only be tightened. Must not know a country.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..digits import own_zero
from ..errors import Problem, Refused, error, refuse_if_any, warning
from ..model.clinic import ClinicFile, Policy
from ..reading import Reading, checked, merged, yaml_file
from ..workspace import Workspace

NUMBERS = {"phone": "clinic", "after_hours_phone": "after-hours", "interpreter_line": "interpreter"}
"""The clinic's own numbers, and the service that each is."""

FOOT = 85
"""Letters that a line of the foot has room for."""


def load(workspace: Workspace) -> tuple[ClinicFile, Reading]:
    """Return what the clinic says of itself with the place of every key; raises `Refused` on a fault."""
    files = tuple(workspace.every("clinic.yaml"))
    if not files:
        say, hint = "the project's own clinic.yaml is gone", "install it again"
        raise Refused(error("clinic.missing", say, "clinic.yaml", hint))
    readings = tuple(yaml_file(found.path, found.label) for found in files)
    reading = merged(readings, joined=("confirmed",))
    facts = checked(ClinicFile, reading)
    refuse_if_any(_loosened(readings))
    return facts, reading


def _loosened(readings: tuple[Reading, ...]) -> Iterator[Problem]:
    """Yield an error for every rule of a folder below that a folder on top takes back."""
    for index, reading in enumerate(readings):
        for name in Policy.model_fields:
            below = next((item for item in readings[index + 1 :] if _says(item, name) == "true"), None)
            if below and _says(reading, name) == "false":
                say, at = f"'{name}' is true in {below.label}, and can't be taken back here", ("policy", name)
                yield error("policy.loosened", say, reading.where(at), "take this line out; a policy only gets tighter")


def _says(reading: Reading, name: str) -> str:
    policy = reading.data.get("policy", {}) if isinstance(reading.data, dict) else {}
    return str(policy.get(name, "")).lower() if isinstance(policy, dict) else ""


def is_blank(number: str) -> bool:
    """Whether a clinic wants a line to write on: a value of underscores only."""
    return not number.strip("_ ")


def problems(facts: ClinicFile, reading: Reading) -> Iterator[Problem]:
    """Yield a warning for every number that the sheet leaves to a pen."""
    if facts.country is None:
        hint = (
            "add country: (two letters) to clinic.yaml, or make a clinic's folder with 'handouts new DIR --country CC'"
        )
        yield warning("clinic.no-country", "no country, so the numbers are lines to write on", reading.where(), hint)
    yield from _digits(facts, reading)
    if len(facts.short_name or facts.name or "") > FOOT:
        say = f"the name is longer than the {FOOT} letters that the foot of a page has room for"
        yield error("clinic.long-name", say, reading.where(("name",)), "add short_name: for the foot")
    for field in NUMBERS:
        if is_blank(getattr(facts, field) or "-"):
            say = f"{field} is a line to write on"
            yield warning("clinic.blank", say, reading.where((field,)), "write the number here, and it is printed")


def _digits(facts: ClinicFile, reading: Reading) -> Iterator[Problem]:
    """Yield an error for every language that is to be printed in digits of its own and has none."""
    for name, chosen in facts.digits.items():
        if chosen == "native" and own_zero(name) is None:
            say, hint = (
                f"'{name}' names no language with digits of its own",
                "name it as in locales/: ar, fa, hi",
            )
            yield error("clinic.digits", say, reading.where(("digits", name)), hint)
