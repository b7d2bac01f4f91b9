"""What is odd in a plan: it may be meant, and then the prescriber says so by its name; else there is no sheet.

Must not mend anything, and names steps, never doses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from ..errors import Problem, error
from ..model.plan import Plan
from .totals import last_day, total

SAYS = {
    "plan.above-maximum": "a day's total is above the maximum that the topic states for this country",
    "plan.step-up": "the dose rises again in a plan that lowers it",
    "plan.jump": "the dose changes by more than half of what it was",
    "plan.sudden-stop": "a dose is followed by none at all: sudden stopping can be dangerous",
    "plan.gap": "there are days between this step and the one before it, without a dose",
    "plan.times-change": "the times of day at which something is taken are not those of the step before",
    "plan.open-end": "the last step has a dose and no last day",
    "plan.starts-past": "the plan begins before today",
    "plan.beyond-valid": "the plan goes on after the day until which it is valid",
    "plan.other-medicine": "the medicine is not named as the topic names its own",
}
"""What a prescriber is asked to look at, by kind."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing to confirm."""

    kind: str
    step: int | None = None
    """The number of the step, from 1; None for the plan as a whole."""

    @property
    def id(self) -> str:
        """The name by which it is confirmed: `jump-3`, so that a word for one step is none for another."""
        return self.kind if self.step is None else f"{self.kind}-{self.step}"

    @property
    def says(self) -> str:
        """What is odd, without a dose."""
        return SAYS[f"plan.{self.kind}"] if self.step is None else f"step {self.step}: {SAYS[f'plan.{self.kind}']}"


def oddities(plan: Plan, today: date, maximum: Decimal | None = None, names: Sequence[str] = ()) -> tuple[Oddity, ...]:
    """Return what is odd, in the order of the steps; `names` are the topic's for its medicine, none for a group."""
    return (*_of_steps(plan, maximum), *_of_all(plan, today, names))


def problems(plan: Plan, found: Sequence[Oddity], today: date) -> Iterator[Problem]:
    """Yield an error for each oddity that is not confirmed, and for each word that confirms nothing."""
    for item in found:
        if item.id not in plan.confirmed:
            hint, code = f"look at it again; if it is meant, add to the plan: confirm: [{item.id}]", f"plan.{item.kind}"
            yield error(code, item.says, _where(item), hint)
    known = {item.id for item in found}
    if any(name not in known for name in plan.confirmed):
        hint = "the plan may have changed since: look at it again, and take out what is confirmed and not there"
        yield error("plan.confirm", "confirm: names what is not odd in this plan", "plan.confirm", hint)
    if plan.valid_until < today:
        yield error("plan.expired", "the plan is no longer valid", "plan.valid_until", "write a new plan")


def _where(item: Oddity) -> str:
    return "plan" if item.step is None else f"plan.steps.{item.step}"


def _of_steps(plan: Plan, maximum: Decimal | None) -> Iterator[Oddity]:
    totals = [total(plan, step) for step in plan.steps]
    lowers = any(after < before for before, after in pairwise(totals))
    for number, step in enumerate(plan.steps, 1):
        now, before = totals[number - 1], totals[number - 2] if number > 1 else None
        if maximum is not None and now > maximum:
            yield Oddity("above-maximum", number)
        if before is None:
            continue
        if now > before and lowers:
            yield Oddity("step-up", number)
        if now == 0 and before > 0:
            yield Oddity("sudden-stop", number)
        elif before > 0 and 2 * abs(now - before) > before:
            yield Oddity("jump", number)
        previous = plan.steps[number - 2]
        if previous.last and step.first > previous.last + timedelta(days=1):
            yield Oddity("gap", number)
        if now > 0 and before > 0 and _times(plan, number - 1) != _times(plan, number - 2):
            yield Oddity("times-change", number)


def _times(plan: Plan, index: int) -> tuple[bool, ...]:
    return tuple(any(counts) for counts in plan.steps[index].taken)


def _of_all(plan: Plan, today: date, names: Sequence[str]) -> Iterator[Oddity]:
    if plan.steps[-1].last is None and total(plan, plan.steps[-1]) > 0:
        yield Oddity("open-end")
    if plan.steps[0].first < today:
        yield Oddity("starts-past")
    if last_day(plan) > plan.valid_until:
        yield Oddity("beyond-valid")
    said = plan.medicine.casefold()
    if names and not any(name.casefold() in said for name in names):
        yield Oddity("other-medicine")
