"""A Bundle as it is used here: one patient, and the requests for medicines that are this patient's and hold.

Must not choose a topic. A Bundle about two people is refused: a sheet for the wrong one is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import Problem, Refused, error
from . import models
from .parsing import Entry, entries, mapping

PATIENT, REQUEST, MEDICATION = "Patient", "MedicationRequest", "Medication"
_ENDED = ("cancelled", "completed", "entered-in-error", "stopped")
_ONE = "send one patient, and requests whose subject refers to that patient"


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """What was found. It is personal, so `repr` hides it."""

    patient: Entry | None
    requests: tuple[Entry, ...]
    ended: tuple[Entry, ...]
    """Requests that hold no more, or say what not to take."""
    medications: tuple[Entry, ...]
    others: tuple[Entry, ...]

    def medication(self, request: Entry) -> tuple[dict[str, Any], str]:
        """Return the CodeableConcept of a request's medicine, and its FHIR path; empty where it cannot be found."""
        if concept := mapping(request.resource.get("medicationCodeableConcept")):
            return concept, f"{request.where}.medicationCodeableConcept"
        wanted = str(mapping(request.resource.get("medicationReference")).get("reference", ""))
        for index, item in enumerate(request.resource.get("contained") or []):
            if wanted == f"#{mapping(item).get('id')}" and mapping(item).get("resourceType") == MEDICATION:
                return mapping(mapping(item).get("code")), f"{request.where}.contained[{index}].code"
        found = next((entry for entry in self.medications if _refers(wanted, entry)), None)
        return (mapping(found.resource.get("code")), f"{found.where}.code") if found else ({}, "")

    def reference(self) -> str:
        """Return how the record refers to the patient outside the Bundle; empty where it does not."""
        subjects = (mapping(item.resource.get("subject")).get("reference", "") for item in self.requests)
        own = self.patient.resource.get("id") if self.patient else None
        return next((item for item in subjects if _holds(item)), f"{PATIENT}/{own}" if own else "")


def read(document: bytes) -> Bundle:
    """Return what a Bundle's JSON holds; raises `Refused` with all that is wrong, and no value of it."""
    found = entries(document)
    known = [entry for entry in found if entry.kind in (PATIENT, REQUEST, MEDICATION)]
    faults = [problem for entry in known for problem in models.faults(entry.kind, entry.resource, entry.where)]
    if faults:
        raise Refused(faults)
    kinds = {kind: tuple(entry for entry in found if entry.kind == kind) for kind in (PATIENT, REQUEST, MEDICATION)}
    problems = tuple(_two_people(kinds[PATIENT], kinds[REQUEST]))
    if problems:
        raise Refused(problems)
    ended = tuple(entry for entry in kinds[REQUEST] if _is_over(entry))
    return Bundle(
        patient=next(iter(kinds[PATIENT]), None),
        requests=tuple(entry for entry in kinds[REQUEST] if entry not in ended),
        ended=ended,
        medications=kinds[MEDICATION],
        others=tuple(entry for entry in found if entry not in known),
    )


def _is_over(entry: Entry) -> bool:
    return entry.resource.get("status") in _ENDED or entry.resource.get("doNotPerform") is True


def _two_people(patients: Sequence[Entry], requests: Sequence[Entry]) -> Iterator[Problem]:
    """Yield an error where the Bundle is about more than one person, or may be."""
    for entry in patients[1:]:
        yield error("fhir.patients", "the Bundle has more than one patient", entry.where, _ONE)
    if len(patients) == 1:
        for entry in requests:
            if not _is_of(entry, patients[0]):
                say = "the Bundle does not show that this request is for its patient"
                yield error("fhir.subject", say, f"{entry.where}.subject", _ONE)
    elif not patients:
        subjects = {str(mapping(entry.resource.get("subject"))) for entry in requests}
        if len(subjects) > 1:
            yield error("fhir.subject", "the requests are for more than one patient", "Bundle.entry", _ONE)


def _is_of(request: Entry, patient: Entry) -> bool:
    subject = mapping(request.resource.get("subject"))
    if reference := subject.get("reference"):
        return _refers(str(reference), patient)
    named = mapping(subject.get("identifier"))
    same = [mapping(item) for item in patient.resource.get("identifier") or []]
    key = (named.get("system"), named.get("value"))
    return all(key) and any((item.get("system"), item.get("value")) == key for item in same)


def _refers(reference: str, entry: Entry) -> bool:
    """Whether a reference leads to this entry: by its full address, or by kind and id."""
    versionless = reference.partition("/_history/")[0]
    if entry.full_url and versionless == entry.full_url:
        return True
    own = entry.resource.get("id")
    if not own:
        return False
    local = f"{entry.kind}/{own}"
    return versionless == local or (versionless.endswith(f"/{local}") and not entry.full_url.startswith("http"))


def _holds(reference: object) -> bool:
    """Whether a reference means something outside the Bundle."""
    return isinstance(reference, str) and bool(reference) and not reference.startswith(("urn:", "#"))
