"""Turn what a person gave (options, a patient file) into a request and a patient, complete and checked.

Must not know Click or print anything; no message repeats personal data.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from . import clinic, topics
from .dose import Fault, PlanFile, read, said, unsafe
from .errors import HandoutsError, Problem, Refused, UsageFault, error, refuse_if_any
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
    plan: PlanFile | None = Field(default=None, description="what to take and when: docs/dose-plan.md")

    @field_validator("dose")
    @classmethod
    def _safely_written(cls, value: str) -> str:
        if any(unsafe(value)):
            raise PydanticCustomError("unsafe_dose", "a dose that is misread")
        return value

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
        topics=tuple(sorted(set(str(options["topic"]).split("+")))),
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


def file_name(
    workspace: Workspace, asked: Request, load: Callable[[Workspace, str], topics.TopicContent] = topics.load
) -> str:
    """Return a name that a person can read and that holds nothing personal; a discreet recipe's says only that much.

    `load` may remember a topic that it has loaded before.
    """
    try:
        recipes = load(workspace, asked.subject).topic.recipes if asked.recipe else {}
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
    named = "-".join(part for part in (asked.subject, what, spoken, edition) if part)
    return f"{named}{form}.{asked.format}"


def patient_of(text: str, label: str) -> Patient:
    """Return the patient of a YAML text; raises `Refused` without repeating anything of it."""
    try:
        reading = yaml_text(text, label)
        if not isinstance(reading.data, dict):
            raise Refused(error("patient.shape", "this is not a list of fields", label, _FIELDS))
    except Refused as refused:
        raise Refused(tuple(_anonymous(problem) for problem in refused.problems)) from None
    return _patient(reading, keep_place=True)


def patient_from(fields: Mapping[str, str]) -> Patient:
    """Return the patient of these fields; raises `Refused`, with the field of each problem in `where`."""
    lines: dict[Loc, int] = {(name,): 1 for name in fields}
    reading = Reading(dict(fields), lines, "", {(name,): name for name in fields})
    return _patient(reading, keep_place=False)


def _patient(reading: Reading, *, keep_place: bool) -> Patient:
    """Return the patient of a reading; raises `Refused` with the faults of all fields and of the plan."""
    given = dict(reading.data)
    plan, faults = read(given.pop("plan")) if "plan" in given else (None, ())
    problems = list(_of_plan(faults, reading))
    try:
        fields = checked(PatientFile, replace(reading, data=given)).model_dump(exclude={"plan"})
    except Refused as refused:
        found = refused.problems
        if not keep_place:
            found = tuple(replace(problem, where=problem.where.rpartition(":")[0]) for problem in found)
        raise Refused((*(_anonymous(problem) for problem in found), *problems)) from None
    refuse_if_any(problems)
    return Patient(**fields, plan=plan)


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
    added: dict[str, Any] = {name: value for name, value in recorded.items() if not getattr(patient, name)}
    return replace(patient, **added)


def _of_plan(faults: Sequence[Fault], reading: Reading) -> Iterator[Problem]:
    """Yield what is wrong with a plan: the line, and the path of the field as a person counts."""
    for fault, problem in zip(dict.fromkeys(faults), said(faults), strict=True):
        place = reading.where(("plan", *fault.path))
        yield replace(problem, message=f"{problem.where}: {problem.message}", where=place)


_FIELDS = f"fields, each on its own line with its value after a colon: {', '.join((*PATIENT_FIELDS, 'plan'))}"
_HINTS = {
    "patient.unsafe-dose": "write digits, mg and the times of day: no TDS, BD, QD, QID, PRN, U, IU, mcg, 5.0 or .5",
    "patient.yaml-comma": "write a decimal point: 2.5",
}
_SAYS = {
    "patient.extra-forbidden": "a field that is not known",
    "patient.string-too-long": "a value is longer than its place on the sheet",
    "patient.string-type": "a value is not plain text",
    "patient.value-error": "a note has room for 4 lines",
    "patient.unsafe-dose": "the dose is written in a way that is misread",
    "patient.yaml-comma": "a number stands here without a field: between braces a comma divides",
}


def _anonymous(problem: Problem) -> Problem:
    """Return the same problem in words that cannot hold what the file said."""
    code = problem.code.replace("content.", "patient.").replace("yaml.", "patient.yaml-")
    say = _SAYS.get(code, "this is not YAML with the fields of a patient")
    return error(code, say, problem.where, _HINTS.get(code, _FIELDS))
