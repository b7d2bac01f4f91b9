"""What the templates show of a dose plan that is typed: its fields with their faults, totals, what is to be confirmed.

Must not judge a plan or know HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ... import dose
from ...dose.file import MOST_STEPS, MOST_STRENGTHS
from ...locales.languages import in_full
from ...model.plan import TIMES
from . import options, plans
from .entered import Entered
from .records import Choices
from .sessions import Work
from .shelf import Shelf

View = dict[str, Any]
Say = Callable[[date], str]


def plan(shelf: Shelf, staff: str, work: Work) -> View:
    """Return the step between looks and person; `told` is what the browser does not know by itself.

    Each day is said in words too, in the language of the staff: what a field of dates shows may be read day first or
    month first.
    """
    choices = work.choices
    entered = choices.plan
    wrong = plans.faults(choices, shelf)
    country = shelf.clinic().facts.country

    def say(day: date) -> str:
        return in_full(day, staff, country)

    view = {
        "entered": bool(entered.steps),
        "reason": options.plan_lacks(shelf, choices),
        "medicine": _field(entered, "medicine", wrong),
        "valid": _day(entered, "valid_until", wrong, say),
        "tablets": [_tablet(entered, key, wrong) for key in entered.tablets],
        "steps": [_step(entered, index, wrong, say) for index in range(len(entered.steps))],
        "more_tablets": len(entered.tablets) < MOST_STRENGTHS,
        "more_steps": len(entered.steps) < MOST_STEPS,
        "whole_fault": wrong.get("steps", ""),
        "odd": _odd(shelf, choices),
    }
    return {**view, "told": repr(_untyped(view))}


def _field(entered: Entered, name: str, wrong: dict[str, str]) -> View:
    at = f"plan-{name.replace('.', '-')}"
    return {"id": at, "name": f"plan.{name}", "value": entered.text(name), "fault": wrong.get(name, "")}


def _day(entered: Entered, name: str, wrong: dict[str, str], say: Say) -> View:
    field = _field(entered, name, wrong)
    try:
        said = say(date.fromisoformat(field["value"]))
    except ValueError:
        said = ""
    return {**field, "said": said}


def _tablet(entered: Entered, key: int, wrong: dict[str, str]) -> View:
    fields = {name: _field(entered, f"t{key}.{name}", wrong) for name in ("mg", "split")}
    return {"key": key, **fields}


def _step(entered: Entered, index: int, wrong: dict[str, str], say: Say) -> View:
    key = entered.steps[index]
    times = [_time(entered, f"s{key}.{time}", wrong) | {"time": time} for time in TIMES]
    days = {name: _day(entered, f"s{key}.{name}", wrong, say) for name in ("first", "last")}
    return {"key": key, "number": index + 1, **days, "times": times, "total": plans.total(entered, index)}


def _time(entered: Entered, at: str, wrong: dict[str, str]) -> View:
    several = len(entered.tablets) > 1
    counts = [
        _field(entered, f"{at}.t{key}", {}) | {"strength": entered.text(f"t{key}.mg") if several else ""}
        for key in entered.tablets
    ]
    return {"id": f"plan-{at.replace('.', '-')}", "fault": wrong.get(at, ""), "counts": counts} | {
        "mg": _field(entered, f"{at}.mg", {})
    }


def _odd(shelf: Shelf, choices: Choices) -> list[View]:
    found = choices.patient.plan
    if found is None or not choices.planned:
        return []
    return [_one(choices, item) for item in plans.odd(choices, shelf, found)]


def _one(choices: Choices, item: dose.Oddity) -> View:
    sent = plans.tick(choices, item)
    return {"id": item.id, "kind": item.kind, "step": item.step, "tick": sent, "ticked": sent in choices.plan.ticks}


def _untyped(view: Any) -> Any:
    """Return a view without what somebody has typed."""
    if isinstance(view, dict):
        return {name: _untyped(item) for name, item in view.items() if name != "value"}
    return [_untyped(item) for item in view] if isinstance(view, list) else view
