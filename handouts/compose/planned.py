"""Whether a patient's dose plan may be printed on this sheet: held against the topic, the edition and itself.

Must not read or print it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import dose
from ..errors import Problem, UsageFault, error, warning
from ..model.editions import EDITIONS
from ..model.plan import MODULE, Plan
from ..model.request import Patient, Request
from ..topics import TopicContent


def maximum(content: TopicContent, region: str | None) -> Decimal | None:
    """Return the most mg of a day that the topic states for a country; None where it states none."""
    found = content.topic.doses.maximum.get(region or "")
    return Decimal(found.mg) if found else None


def oddities(content: TopicContent, request: Request, plan: Plan) -> tuple[dose.Oddity, ...]:
    """Return what is odd in a plan for a sheet on this topic, in this country, on this day: what is to be confirmed."""
    names = content.topic.names
    own = (names.latin,) if names.latin else () if content.topic.category == "medicine" else (str(names.name),)
    return dose.oddities(plan, request.today, maximum(content, request.region), own)


def problems(content: TopicContent, request: Request, patient: Patient) -> Iterator[Problem]:
    """Yield what stands against printing a plan, and a warning where its totals were compared with nothing."""
    plan = patient.plan
    if plan is None:
        if MODULE in request.modules:
            hint = "give a patient file with plan: (docs/dose-plan.md), or leave the module out"
            raise UsageFault(error("plan.none", f"the module '{MODULE}' is asked for, and there is no plan", hint=hint))
        return
    if not EDITIONS[request.edition].plan:
        fit = ", ".join(name for name, edition in EDITIONS.items() if edition.plan)
        say = f"the edition '{request.edition}' has no place for a dose plan"
        yield error("plan.edition", say, hint=f"choose one that has ({fit}), or take plan: out of the patient file")
    yield from _signed(content, request, patient)
    yield from dose.problems(plan, oddities(content, request, plan), request.today)
    if maximum(content, request.region) is None:
        say = f"no maximum is stated for {content.topic.id} in {request.region or 'this country'}"
        yield warning("plan.no-maximum", say, hint="compare the totals with the label yourself")


def _signed(content: TopicContent, request: Request, patient: Patient) -> Iterator[Problem]:
    """Yield an error where nobody could tell whose plan it is."""
    if not patient.name.strip():
        recipe = content.topic.recipes.get(request.recipe or "")
        hint = "--with-name prints it, or choose another recipe" if recipe and recipe.discreet else "add name:"
        yield error("plan.no-name", "a dose plan is printed only with the patient's name", "name", hint)
    if not patient.prescriber.strip():
        say = "a dose plan is printed only with the prescriber's name"
        yield error("plan.no-prescriber", say, "prescriber", "add prescriber:")
