"""The dose plan of some choices: read and judged as for the command line, each fault by the field that it belongs to.

A tick counts for the plan as it was when somebody ticked it, and for no other. Must not render or know HTTP.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from ... import dose
from ...compose import planned
from ...model.plan import Plan
from ...model.request import Request
from .entered import Entered, data, place
from .records import Choices
from .shelf import Shelf, today

NEEDED = ("name", "prescriber")
"""Fields of the patient without which no plan is printed."""
_UNSAID = {"missing", "taking", "nothing"}
_ECHOES = frozenset(dose.Fault((name,), "shape") for name in ("tablets", "steps"))
"""Rows that are short of one that has a fault of its own; the desk always sends one."""


def settled(choices: Choices, shelf: Shelf) -> Choices:
    """Return the choices with the plan that is typed as the patient's, where it can be read."""
    plan = dose.read(data(choices.plan))[0] if choices.plan.steps else None
    if plan:
        ticked = (item.id for item in odd(choices, shelf, plan) if tick(choices, item) in choices.plan.ticks)
        plan = replace(plan, confirmed=tuple(ticked))
    return replace(choices, patient=replace(choices.patient, plan=plan))


def odd(choices: Choices, shelf: Shelf, plan: Plan) -> tuple[dose.Oddity, ...]:
    """Return what is to be confirmed."""
    content = shelf.topic(choices.topic)
    if content is None:
        return ()
    country = shelf.clinic().facts.country
    return planned.oddities(content, Request((choices.topic,), choices.language, region=country, today=today()), plan)


def tick(choices: Choices, item: dose.Oddity) -> str:
    """Return what a tick sends: the oddity, and a stamp of everything that was typed."""
    stamp = hashlib.sha256(repr((choices.topic, data(choices.plan))).encode()).hexdigest()[:16]
    return f"{item.id} {stamp}"


def faults(choices: Choices, shelf: Shelf) -> dict[str, str]:
    """Return what is wrong, the first for each place: a field, a time of the day, or the plan as a whole."""
    if not choices.planned:
        return {}
    found: dict[str, str] = {}
    for where, name in _faults(choices, shelf):
        found.setdefault(where, name)
    return found


def unfinished(choices: Choices, wrong: tuple[str, ...], shelf: Shelf) -> bool:
    """Return whether nothing is wrong but what is still to be typed into a plan; `wrong` are the window's faults."""
    person = (name for name in wrong if not name.startswith("plan."))
    told = set(faults(choices, shelf).values())
    return bool(told) and told <= _UNSAID and not any(getattr(choices.patient, name, "") for name in person)


def lacks(choices: Choices, shelf: Shelf) -> Iterator[str]:
    """Yield what of the person's own part a plan cannot do without."""
    if choices.planned:
        yield from (name for name in NEEDED if not getattr(choices.patient, name))
        content = shelf.topic(choices.topic)
        recipe = content.topic.recipes.get(choices.recipe) if content else None
        if recipe and recipe.discreet and not choices.with_name:
            yield "with_name"


def total(entered: Entered, index: int) -> str:
    """Return the mg of a day of one step, where that step can be read; it may be the only one that can."""
    typed = data(entered)
    typed |= {"medicine": "alone", "steps": [{**typed["steps"][index], "first": "2026-01-01", "last": "2026-01-01"}]}
    alone, said = dose.read({**typed, "valid_until": "2026-01-01"})
    if alone:
        return dose.written(dose.total(alone, alone.steps[0]))
    return "0" if {fault.name for fault in said} == {"nothing"} else ""


def _faults(choices: Choices, shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Yield each fault with its place; a time of the day of which nothing is said is told with the others."""
    plan, said = dose.read(data(choices.plan))
    yield from ((place(choices.plan, fault.path), fault.name) for fault in said if fault not in _ECHOES)
    for key, step in zip(choices.plan.steps, data(choices.plan)["steps"], strict=True):
        yield from ((f"s{key}.{time}", "taking") for time, taking in step.items() if taking == {})
    if plan is None:
        return
    if plan.valid_until < today():
        yield "valid_until", "never-valid"
    if any(tick(choices, item) not in choices.plan.ticks for item in odd(choices, shelf, plan)):
        yield "confirm", "confirm"
