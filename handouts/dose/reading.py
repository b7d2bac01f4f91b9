"""Make a plan of what a person entered: tablets and mg held against each other, days in order. All faults at once.

Must not round, fill in a dose or change a day: where two readings are possible there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from ..model.plan import TIMES, Plan, Step, Tablet
from .faults import Fault, Path
from .file import PlanFile, StepFile, TabletFile, TakingFile
from .numbers import milligrams

_PARTS = {None: 1, "halves": 2, "quarters": 4}
MOST_DAYS = 400
"""From the first day to the last: about 13 months of calendar."""
_NAMED = {"missing": "missing", "extra_forbidden": "unknown-key"}
_KEYS = frozenset({*PlanFile.model_fields, *TabletFile.model_fields, *StepFile.model_fields, *TakingFile.model_fields})


def read(data: object) -> tuple[Plan | None, tuple[Fault, ...]]:
    """Return the plan that plain data (dict, list, str) says, or None with all its faults."""
    try:
        plan, faults = _plan_of(PlanFile.model_validate(data))
    except ValidationError as fault:
        return None, tuple(_shapeless(fault))
    return (None, faults) if faults else (plan, ())


def _shapeless(fault: ValidationError) -> Iterator[Fault]:
    """Yield the faults of single fields; a key of the path that is not ours may be personal and is left out."""
    for item in fault.errors(include_url=False, include_input=False, include_context=False):
        path = tuple(key for key in item["loc"] if isinstance(key, int) or key in _KEYS)
        own = item["type"].removeprefix("plan_").replace("_", "-") if item["type"].startswith("plan_") else "shape"
        yield Fault(path, _NAMED.get(item["type"], own))


def _plan_of(file: PlanFile) -> tuple[Plan, tuple[Fault, ...]]:
    """Return the plan and what does not go together in it."""
    tablets = tuple(Tablet(item.mg, _PARTS[item.split]) for item in file.tablets)
    faults: list[Fault] = []
    steps = tuple(
        Step(step.first, last, tuple(tuple(_taken(step, index, name, tablets, faults)) for name in TIMES))
        for index, (step, last) in enumerate(zip(file.steps, _lasts(file.steps), strict=True))
    )
    plan = Plan(" ".join(file.medicine.split()), tablets, steps, file.valid_until, file.confirm)
    return plan, (*_of_tablets(tablets), *faults, *_of_days(plan), *_of_all(plan))


def _lasts(steps: tuple[StepFile, ...]) -> Iterator[date | None]:
    """Yield the last day of each step: where none is given, the day before the next step begins."""
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        ends = step.last is None and following is not None and following.first > step.first
        yield following.first - timedelta(days=1) if ends and following else step.last


def _taken(
    step: StepFile, index: int, name: str, tablets: tuple[Tablet, ...], faults: list[Fault]
) -> Iterator[Decimal]:
    """Yield how many tablets of each strength are taken at one time of day."""
    taking: TakingFile = getattr(step, name)
    path: Path = ("steps", index, name)
    counts = _counts(taking, tablets)
    if isinstance(counts, str):
        faults.append(Fault(path, counts))
        return
    if any(tablet.mg == 0 for tablet in tablets):  # has its own complaint
        return
    if any((number * tablet.parts) % 1 for number, tablet in zip(counts, tablets, strict=True)):
        faults.append(Fault(path, "split"))
    elif taking.mg is not None and taking.mg != sum(n * t.mg for n, t in zip(counts, tablets, strict=True)):
        faults.append(Fault(path, "disagree"))
    yield from counts


def _counts(taking: TakingFile, tablets: tuple[Tablet, ...]) -> tuple[Decimal, ...] | str:
    """Return the tablets of each strength, or the name of what is wrong."""
    given = taking.tablets
    if isinstance(given, dict):
        return _by_strength(given, tablets)
    if given is not None:
        return (given,) if len(tablets) == 1 else (Decimal(0),) * len(tablets) if given == 0 else "which-tablet"
    if taking.mg is None:
        return "taking"
    if taking.mg == 0:
        return (Decimal(0),) * len(tablets)
    if len(tablets) > 1 or tablets[0].mg == 0:
        return "which-tablet"
    parts, rest = divmod(taking.mg * tablets[0].parts, tablets[0].mg)
    return "no-fit" if rest or parts > 99 * 4 else (parts / tablets[0].parts,)


def _by_strength(given: dict[str, Decimal], tablets: tuple[Tablet, ...]) -> tuple[Decimal, ...] | str:
    try:
        known = {milligrams(name): number for name, number in given.items()}
    except PydanticCustomError:
        return "strength"
    if len(known) < len(given) or set(known) - {tablet.mg for tablet in tablets}:
        return "strength"
    return tuple(known.get(tablet.mg, Decimal(0)) for tablet in tablets)


def _of_tablets(tablets: tuple[Tablet, ...]) -> Iterator[Fault]:
    for index, tablet in enumerate(tablets):
        if tablet.mg == 0:
            yield Fault(("tablets", index, "mg"), "no-strength")
        if tablet.mg in {other.mg for other in tablets[:index]}:
            yield Fault(("tablets", index, "mg"), "strength-twice")


def _of_days(plan: Plan) -> Iterator[Fault]:
    for index, step in enumerate(plan.steps):
        if step.last is not None and step.last < step.first:
            yield Fault(("steps", index, "last"), "backwards")
        if index and step.first <= (plan.steps[index - 1].last or plan.steps[index - 1].first):
            before = plan.steps[index - 1]
            yield Fault(("steps", index, "first"), "overlap" if step.first >= before.first else "order")


def _of_all(plan: Plan) -> Iterator[Fault]:
    if not any(number for step in plan.steps for taken in step.taken for number in taken):
        yield Fault(("steps",), "nothing")
    first, last = plan.steps[0].first, plan.steps[-1].last or plan.valid_until
    if (max(last, plan.valid_until) - first).days >= MOST_DAYS:
        yield Fault(("steps",), "too-long")
    if plan.valid_until < first:
        yield Fault(("valid_until",), "never-valid")
