"""Totals and days of a plan, counted exactly.

Must not judge them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from ..model.plan import Plan, Step


def mg_at(plan: Plan, step: Step, time: int) -> Decimal:
    """Return the mg that are taken at one time of day, the first being 0."""
    pairs = zip(step.taken[time], plan.tablets, strict=True)
    return sum((number * tablet.mg for number, tablet in pairs), Decimal(0))


def total(plan: Plan, step: Step) -> Decimal:
    """Return the mg of a whole day."""
    return sum((mg_at(plan, step, time) for time in range(len(step.taken))), Decimal(0))


def last_day(plan: Plan) -> date:
    """Return the last day that the plan speaks of; one without a last day goes on as long as it is valid."""
    step = plan.steps[-1]
    return step.last or max(plan.valid_until, step.first)


def days(plan: Plan) -> dict[date, int]:
    """Return for each day of the plan the index of its step; a day in a gap has none."""
    found: dict[date, int] = {}
    for index, step in enumerate(plan.steps):
        end = step.last or last_day(plan)
        for offset in range((end - step.first).days + 1):
            found[step.first + timedelta(days=offset)] = index
    return found


def month_weeks(year: int, month: int, first_weekday: int) -> Iterator[tuple[date | None, ...]]:
    """Yield the weeks of a month, 7 days each, None for days of another; `first_weekday` is 0 for Monday."""
    start = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    blank = (start.weekday() - first_weekday) % 7
    cells: list[date | None] = [None] * blank
    cells += [start + timedelta(days=offset) for offset in range((following - start).days)]
    cells += [None] * (-len(cells) % 7)
    for at in range(0, len(cells), 7):
        yield tuple(cells[at : at + 7])
