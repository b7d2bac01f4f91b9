"""Turn what a person gave (options, a patient file) into a request and a patient, complete and checked.

Must not know Click or print anything; no message repeats personal data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args

from pydantic import Field, field_validator

from . import clinic, topics
from .errors import HandoutsError, Problem, Refused, UsageFault, error
from .model.editions import EDITIONS
from .model.parts import Condition, Strict
from .model.request import PATIENT_FIELDS, Patient, Request
from .reading import Loc, Reading, checked, yaml_text
from .workspace import Workspace

CONDITIONS = get_args(Condition)


class PatientFile(Strict):
    """The keys of a patient file; each is optional. Lengths are what the panel holds."""

    name: str = Field(default="", max_length=100)
    reference: str = Field(default="", max_length=60)
    date: str = Field(default="", max_length=60)
    prescriber: str = Field(default="", max_length=60)
    appointment: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=200)
    dose: str = Field(default="", max_length=60)
    contact: str = Field(default="", max_length=60)

    @field_validator("note")
    @classmethod
    def _four_lines(cls, value: str) -> str:
        if len(value.strip().splitlines()) > 4:
            raise ValueError("a note has room for 4 lines")
        return value


def request(workspace: Workspace, options: Mapping[str, Any]) -> Request:
    """Return the request of a command line; what it leaves open comes from the clinic. Raises `UsageFault`."""
    today = day(options.get("today"))
    found, _ = clinic.load(workspace, today)
    edition, made_as = _form(options.get("edition"), options.get("format"))
    known = EDITIONS.get(edition)
    usual = None if known and known.own_words else found.facts.recipe
    return Request(
        topics=tuple(str(options["topic"]).split("+")),
        locale=options.get("lang") or found.facts.language,
        recipe=options.get("recipe") or usual,
        modules=tuple(options.get("modules") or ()),
        concerns=conditions(options.get("concerns") or ""),
        spares=conditions(options.get("spares") or ""),
        region=found.facts.country,
        edition=edition,
        size=options.get("size") or (known.usual_size if known and known.sizes else None),
        beside=options.get("beside"),
        bleed=bool(options.get("bleed")),
        format=made_as,
        paper=options.get("paper") or found.facts.paper,
        fallback=bool(options.get("fallback")),
        with_name=bool(options.get("with_name")),
        for_carer=bool(options.get("for_carer")),
        patient_agrees=bool(options.get("patient_agrees")),
        for_designer=bool(options.get("for_designer")),
        today=today,
    )


def _form(edition: str | None, made_as: str | None) -> tuple[str, str]:
    """Return edition and format: an edition's usual format unless another is asked for, and HTML and text are plain."""
    edition = edition or ("plain" if made_as in EDITIONS["plain"].formats else "standard")
    return edition, made_as or (EDITIONS[edition].formats[0] if edition in EDITIONS else "pdf")


def conditions(text: str) -> tuple[str, ...]:
    """Return the conditions in `pump,kidney`; raises `UsageFault` on unknown ones."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    hint = f"conditions: {', '.join(CONDITIONS)}"
    unknown = [
        error("condition.unknown", f"there is no condition '{name}'", hint=hint)
        for name in names
        if name not in CONDITIONS
    ]
    if unknown:
        raise UsageFault(unknown)
    return names


def day(value: datetime | None) -> date:
    """Return the day to act on."""
    return value.date() if value else datetime.now().astimezone().date()


def file_name(workspace: Workspace, asked: Request) -> str:
    """Return a name that a person can read and that holds nothing personal; a discreet recipe's says only that much."""
    try:
        recipes = topics.load(workspace, asked.topics[0]).topic.recipes if asked.recipe else {}
    except HandoutsError:  # whoever makes the sheet will say so
        recipes = {}
    return name_of(asked, [name for name, recipe in recipes.items() if recipe.discreet])


def name_of(asked: Request, discreet: Sequence[str]) -> str:
    """Return the same, by the topic's discreet recipes."""
    form = f"-{asked.size}pt" if asked.size else ""
    form += "-bleed" if asked.bleed else ""
    form += "-carer" if asked.for_carer else ""
    spoken = f"{asked.locale}+{asked.beside}" if asked.beside else asked.locale
    said = f"information-{discreet.index(asked.recipe) + 1}" if asked.recipe in discreet else asked.recipe
    what = "-".join(asked.modules) if asked.modules else said or ""
    edition = "" if asked.edition in ("standard", "plain") else asked.edition
    named = "-".join(part for part in ("+".join(asked.topics), what, spoken, edition) if part)
    return f"{named}{form}.{asked.format}"


def patient_of(text: str, label: str) -> Patient:
    """Return the patient of a YAML text; raises `Refused` without repeating anything of it."""
    try:
        reading = yaml_text(text, label)
        if not isinstance(reading.data, dict):
            raise Refused(error("patient.shape", "this is not a list of fields", label, _FIELDS))
        return Patient(**checked(PatientFile, reading).model_dump())
    except Refused as refused:
        raise Refused(tuple(_anonymous(problem) for problem in refused.problems)) from None


def patient_from(fields: Mapping[str, str]) -> Patient:
    """Return the patient of these fields; raises `Refused`, with the field of each problem in `where`."""
    lines: dict[Loc, int] = {(name,): 1 for name in fields}
    reading = Reading(dict(fields), lines, "", {(name,): name for name in fields})
    try:
        return Patient(**checked(PatientFile, reading).model_dump())
    except Refused as refused:
        found = (replace(problem, where=problem.where.rpartition(":")[0]) for problem in refused.problems)
        raise Refused(tuple(_anonymous(problem) for problem in found)) from None


def joined(patient: Patient, recorded: Mapping[str, str]) -> Patient:
    """Return what a patient file and the record say together; raises `Refused`, naming no value.

    A field that both give must be the same: files about two people must not become one sheet. The file's date wins.
    """
    other = patient_from(recorded)
    both = [name for name in recorded if getattr(patient, name) and name != "date"]
    differ = [name for name in both if getattr(patient, name).split() != getattr(other, name).split()]
    if differ:
        say = f"the patient file and the Bundle do not say the same: {', '.join(differ)}"
        hint = "they may be about two people; leave these fields out of the file, or do without --fhir"
        raise Refused(error("fhir.two-patients", say, "the patient file", hint))
    return replace(patient, **{name: value for name, value in recorded.items() if not getattr(patient, name)})


_FIELDS = f"fields, each on its own line with its value after a colon: {', '.join(PATIENT_FIELDS)}"
_SAYS = {
    "content.extra-forbidden": "a field that is not known",
    "content.string-too-long": "a value is longer than its place on the sheet",
    "content.string-type": "a value is not plain text",
    "content.value-error": "a note has room for 4 lines",
}


def _anonymous(problem: Problem) -> Problem:
    """Return the same problem in words that cannot hold what the file said."""
    say = _SAYS.get(problem.code, "this is not YAML with the fields of a patient")
    return error(
        problem.code.replace("content.", "patient.").replace("yaml.", "patient.yaml-"), say, problem.where, _FIELDS
    )
