"""The keys of `plan:` in a patient file, each value read exactly.

Must not compare values with each other: `reading` does. What is wrong is told by name and path, never with the value.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from ..model.parts import Strict
from .numbers import count, day, fault, milligrams
from .unsafe import unsafe

MOST_STEPS, MOST_STRENGTHS = 60, 4


def _safe(value: Any) -> Any:
    if found := next(unsafe(value), "") if isinstance(value, str) else "":
        raise fault(found)
    return value


def _taking(value: Any) -> Any:
    """Return a time of day that is said in one word as the keys that it stands for."""
    return {"tablets": "0"} if value in ("none", "0") else value


Milligrams = Annotated[
    Decimal,
    BeforeValidator(milligrams),
    WithJsonSchema({"type": "string", "description": "milligrams: 10, 2.5 or '2.5 mg'"}),
]


def _tablets(value: Any) -> Any:
    """Return a number of tablets, or one for each strength that is named."""
    if isinstance(value, dict) and 0 < len(value) <= MOST_STRENGTHS:
        return {str(name): count(number) for name, number in value.items()}
    return count(value)


_COUNT = {"type": "string", "description": "tablets: 2, 1/2, '2 1/2', 0.5"}
Tablets = Annotated[
    Any,
    BeforeValidator(_tablets),
    WithJsonSchema({"anyOf": [_COUNT, {"type": "object", "additionalProperties": _COUNT}]}),
]
Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]


class TabletFile(Strict):
    """One strength of tablet."""

    mg: Milligrams
    split: Literal["halves", "quarters"] | None = Field(
        default=None, description="whether this tablet may be broken; left out, it is taken whole"
    )


class TakingFile(Strict):
    """What is taken at one time of day: tablets, mg, or both, which must agree."""

    tablets: Tablets = Field(default=None, description="how many; by strength where the plan has more than one")
    mg: Milligrams | None = None


Taking = Annotated[TakingFile, BeforeValidator(_taking)]


class StepFile(Strict):
    """The same doses on each day from the first to the last."""

    first: Day
    last: Day | None = Field(default=None, description="the last day on which these doses are taken")
    morning: Taking
    noon: Taking
    evening: Taking
    bedtime: Taking


class PlanFile(Strict):
    """A dose plan as the prescriber entered it."""

    medicine: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60), BeforeValidator(_safe)
    ]
    tablets: tuple[TabletFile, ...] = Field(min_length=1, max_length=MOST_STRENGTHS)
    steps: tuple[StepFile, ...] = Field(min_length=1, max_length=MOST_STEPS)
    valid_until: Day
    confirm: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,40}$")], ...] = Field(
        default=(), description="names of what is odd in this plan and is meant"
    )
