"""Take from a Bundle what a handout needs, and say by FHIR path what was taken and what was not.

Must not print, make a sheet, or repeat a value of the record in any message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .. import clinic, lookup
from ..errors import HandoutsError, Problem, Refused, error, note, warning
from ..locales import languages
from ..model.request import PATIENT_FIELDS
from ..workspace import Workspace
from . import dosing, naming
from .bundle import Bundle, read
from .parsing import Entry, mapping

MOST = {"name": 100, "reference": 60, "prescriber": 60, "dose": 60}
"""Characters that have a place on a sheet."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for besides the Bundle; it wins."""

    today: date
    topic: str | None = None
    lang: str | None = None
    identifier: str | None = None
    """The system of the identifier that is to be printed as reference."""
    fields: tuple[str, ...] = PATIENT_FIELDS
    """What the edition prints."""


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What a handout is made of. The fields and the reference are personal, so `repr` hides them."""

    topic: str
    lang: str
    fields: Mapping[str, str]
    subject: str
    """How the record refers to the patient; empty where it does not."""
    problems: tuple[Problem, ...]
    """Warnings and notes."""


@dataclass(slots=True, repr=False)
class _Work:
    """What is found as the reading goes on."""

    fields: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    def take(self, name: str, value: str, where: str) -> None:
        """Keep a field; one that has no place on the sheet is an error where it names the patient."""
        if len(value) > MOST[name]:
            severity = error if name in ("name", "reference") else warning
            say = f"this is longer than the place of the field '{name}'"
            self.problems.append(severity("fhir.too-long", say, where, "write it by hand, or give a patient file"))
        else:
            self.fields[name] = value
            self.say_taken(name, where)

    def say_taken(self, what: str, where: str) -> None:
        self.used.append(where)
        self.problems.append(note("fhir.taken", f"taken as {what}", where))


def taken(workspace: Workspace, document: bytes, wishes: Wishes) -> Taken:
    """Return what a Bundle's JSON says of a handout; raises `Refused` or `UsageFault` with all that is wrong."""
    bundle, work = read(document), _Work()
    topic, related = _topic(workspace, bundle, wishes, work)
    lang = wishes.lang or _language(workspace, bundle, work)
    facts = clinic.load(workspace, wishes.today)[0].facts
    usual = facts.language
    served = languages.resolve(workspace, lang or usual, for_designer=True)
    _of_patient(bundle, wishes, served, work)
    _of_requests(related, wishes, work)
    if "date" in wishes.fields:
        work.fields["date"] = languages.localised(wishes.today, served, facts.country)
    if any(problem.refuses for problem in work.problems):
        raise Refused(problem for problem in work.problems if problem.refuses)
    problems = (*work.problems, *_ignored(bundle, work.used))
    return Taken(topic, lang or usual, work.fields, bundle.reference(), problems)


# --- the topic


def _topic(workspace: Workspace, bundle: Bundle, wishes: Wishes, work: _Work) -> tuple[str, tuple[Entry, ...]]:
    """Return the topic, and the requests that are about it."""
    known = lookup.table(workspace)
    found = {entry.where: _matches(known, bundle, entry) for entry in bundle.requests}
    there = tuple(dict.fromkeys(topic for matches in found.values() for topic in matches))
    wanted = wishes.topic.split("+") if wishes.topic else there
    related = tuple(entry for entry in bundle.requests if set(found[entry.where]) & set(wanted))
    if wishes.topic:
        if bundle.requests and not related:
            say = "no medicine in the Bundle is found by this topic's codes or names"
            work.problems.append(warning("fhir.other-topic", say, hint="see that this is the sheet for this patient"))
    elif len(there) == 1:
        for entry in related:
            work.say_taken("topic", found[entry.where][there[0]])
    else:
        work.problems.append(_no_one_topic(there, tuple(topic.id for topic in known.topics)))
    return wishes.topic or next(iter(there), ""), related if len(wanted) == 1 else ()


def _no_one_topic(there: tuple[str, ...], known: tuple[str, ...]) -> Problem:
    if there:
        hint = f"name the one that is meant: handouts make {there[0]} --fhir …; one sheet for both: {'+'.join(there)}"
        say = f"the Bundle's medicines are of several topics: {', '.join(there)}"
        return error("fhir.several-topics", say, "Bundle.entry", hint)
    say = "no topic is found by the codes and names of the Bundle's medicines"
    hint = f"name the topic: handouts make TOPIC --fhir …; topics: {', '.join(known)}"
    return error("fhir.no-topic", say, "Bundle.entry", hint)


def _matches(known: lookup.Table, bundle: Bundle, request: Entry) -> dict[str, str]:
    """Return the topics that a request's medicine is of, with the FHIR path that says so: by code, else by name."""
    concept, where = bundle.medication(request)
    codings = [(f"{where}.coding[{index}]", mapping(item)) for index, item in enumerate(concept.get("coding") or [])]
    by_code: dict[str, str] = {}
    for path, coding in codings:
        system = lookup.system_of(str(coding.get("system", "")))
        for topic in known.by_code(system, str(coding.get("code", ""))) if system else ():
            by_code.setdefault(topic, path)
    if by_code:
        return by_code
    stated = mapping(request.resource.get("medicationReference")).get("display")
    texts = [(f"{where}.text", concept.get("text"))]
    texts += [(f"{path}.display", coding.get("display")) for path, coding in codings]
    texts += [(f"{request.where}.medicationReference.display", stated)]
    by_name: dict[str, str] = {}
    for path, text in texts:
        for topic in known.by_name(text, ["medicine"]) if isinstance(text, str) else ():
            by_name.setdefault(topic, path)
    return by_name


# --- the language


def _language(workspace: Workspace, bundle: Bundle, work: _Work) -> str | None:
    """Return the language that the patient prefers, by its tag; None where the record names none."""
    listed = (bundle.patient.resource.get("communication") or []) if bundle.patient else []
    spoken = [mapping(item) for item in listed]
    if not bundle.patient or not spoken:
        say = "the Bundle does not name the patient's language; the clinic's is used"
        hint = "name another with --lang"
        work.problems.append(warning("fhir.no-language", say, "Patient.communication", hint))
        return None
    preferred = [index for index, item in enumerate(spoken) if item.get("preferred") is True]
    chosen = preferred or list(range(len(spoken)))
    where = f"{bundle.patient.where}.communication"
    if len(chosen) == 1:
        where = f"{where}[{chosen[0]}].language"
        for coding in mapping(spoken[chosen[0]].get("language")).get("coding") or []:
            if tag := _ours(workspace, mapping(coding)):
                work.say_taken("language", where)
                return tag
        say = "the patient's language is none of ours, or is not given as a BCP 47 code"
    else:
        say = "the patient has several languages, and not one alone is preferred"
    hint = f"name it with --lang: {', '.join(languages.languages(workspace))}"
    work.problems.append(error("fhir.language", say, where, hint))
    return None


def _ours(workspace: Workspace, coding: Mapping[str, Any]) -> str | None:
    """Return a coding's language where we have it."""
    if coding.get("system") not in (None, "urn:ietf:bcp:47"):
        return None
    try:
        return languages.resolve(workspace, str(coding.get("code", "")))
    except HandoutsError:
        return None


# --- the personal fields


def _of_patient(bundle: Bundle, wishes: Wishes, locale_id: str, work: _Work) -> None:
    if bundle.patient is None:
        if wishes.identifier:
            work.problems.append(_no_identifier("Bundle.entry"))
        return
    patient, where = bundle.patient.resource, bundle.patient.where
    if "name" in wishes.fields:
        name, index = naming.name_of(patient, locale_id)
        if name:
            work.take("name", name, f"{where}.name[{index}]")
    if wishes.identifier and "reference" in wishes.fields:
        found = naming.identifiers(patient, wishes.identifier)
        if len(found) == 1:
            work.take("reference", found[0], f"{where}.identifier")
        else:
            work.problems.append(_no_identifier(f"{where}.identifier"))


def _no_identifier(where: str) -> Problem:
    say = "the patient has not exactly one identifier of the system that --identifier names"
    return error("fhir.identifier", say, where, "name another system, or leave --identifier out")


def _of_requests(related: tuple[Entry, ...], wishes: Wishes, work: _Work) -> None:
    """Take the prescriber and the dose where the requests for this topic leave no doubt of them."""
    names = {
        name for entry in related if (name := naming.text(mapping(entry.resource.get("requester")).get("display")))
    }
    if "prescriber" in wishes.fields and len(names) == 1:
        work.take("prescriber", next(iter(names)), f"{related[0].where}.requester.display")
    if related and "dose" in wishes.fields:
        dose, where, why = dosing.dose_of(related)
        if dose:
            work.take("dose", dose, where)
        elif why:
            work.problems.append(warning("fhir.dose", f"the dose is not taken: {why}", where, "write it by hand"))
    for where in dosing.not_by_mouth(related):
        say = "this medicine is not, or not only, taken by mouth"
        work.problems.append(warning("fhir.route", say, where, "see that this is the sheet for it, or name a --recipe"))


# --- what is not used

_SILENT = ("resourceType", "id", "meta")


def _ignored(bundle: Bundle, used: list[str]) -> Iterator[Problem]:
    """Yield a note for each resource that has more than was taken."""
    for entry in (bundle.patient, *bundle.requests, *bundle.medications):
        if entry is not None:
            touched = {path.removeprefix(f"{entry.where}.").partition(".")[0].partition("[")[0] for path in used}
            left = [name for name in entry.resource if name not in touched and name not in _SILENT]
            if left:
                yield note("fhir.ignored", f"not used: {', '.join(left)}", entry.where)
    for entry in bundle.ended:
        yield note("fhir.ignored", "not used: by its status it holds no more, or it says what not to take", entry.where)
    if bundle.others:
        kinds = f"{len(bundle.others)} {'resource' if len(bundle.others) == 1 else 'resources'} of other kinds"
        yield note("fhir.ignored", f"not used: {kinds}", "Bundle.entry")
