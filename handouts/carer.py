"""A copy for somebody who looks after the patient: what such a sheet may hold while the patient has not agreed to more.

An allow-list: whatever is not named here stays away, so that a field that comes later does too. Must not print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from .errors import Problem, error, warning
from .model.content import Topic
from .model.request import Patient, Request

FIELDS = ("date",)
"""What is said of the patient that a carer needs; the clinic's numbers are the clinic's."""
_AGREES = "if the patient agrees to it, say so with --patient-agrees"


def bare(request: Request) -> bool:
    """Whether a sheet leaves out what is the patient's own."""
    return request.for_carer and not request.patient_agrees


def shown(request: Request, printed: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of an edition's fields that this sheet has a place for."""
    return tuple(name for name in printed if name in FIELDS) if bare(request) else printed


def without_conditions(request: Request) -> tuple[Request, tuple[Problem, ...]]:
    """Return the request as everybody's: what is chosen for one reader, or left out, tells what that reader has."""
    if not bare(request) or not (request.concerns or request.spares):
        return request, ()
    say = "the carer's copy is made without the conditions of --for and --not-for: it says what the topic says to all"
    return replace(request, concerns=(), spares=()), (warning("carer.conditions", say, hint=_AGREES),)


def without_fields(request: Request, patient: Patient) -> tuple[Patient, tuple[Problem, ...]]:
    """Return what a carer may read of a patient, and the names of the fields that were left out."""
    if not bare(request):
        return patient, ()
    left_out = [item.name for item in fields(patient) if item.name not in FIELDS and getattr(patient, item.name)]
    kept = Patient(**{name: getattr(patient, name) for name in FIELDS})
    say = f"left out of the carer's copy: {', '.join(left_out)}"
    return kept, (warning("carer.left-out", say, hint=_AGREES),) if left_out else ()


def unfit(request: Request, recipe: str | None, topic: Topic) -> Iterator[Problem]:
    """Yield an error for each choice that would itself tell a carer what the patient has."""
    if request.patient_agrees and not request.for_carer:
        say, hint = "--patient-agrees is about a copy for a carer", "say --for-carer too, or leave it out"
        yield error("carer.agrees", say, hint=hint)
    if bare(request) and request.modules:
        say = "single modules, chosen for one reader, can tell a carer what that reader has"
        yield error("carer.modules", say, hint=f"choose a recipe; {_AGREES}")
    chosen = topic.recipes.get(recipe or "")
    if bare(request) and chosen and chosen.discreet:
        others = ", ".join(name for name, item in topic.recipes.items() if not item.discreet)
        say = f"the recipe '{recipe}' is about a matter that a carer need not know of"
        yield error("carer.discreet", say, hint=f"choose another recipe: {others}; {_AGREES}")
