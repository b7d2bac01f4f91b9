"""A dose plan as a prescriber entered it: tablets, steps, days. Exact: decimals and dates, never a float or a clock.

Must not compute or judge a dose: `dose` does. All of it is personal, so `repr` hides it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MODULE = "dose-plan"
"""The name of the part of a sheet that a plan makes, and of its kind."""
TIMES = ("morning", "noon", "evening", "bedtime")
"""Of a day, in their order."""


@dataclass(frozen=True, slots=True)
class Tablet:
    """One strength; `parts` is into how many pieces it may be broken: 1, 2 or 4."""

    mg: Decimal
    parts: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """The same doses from the first to the last day, both of them days of the step; None: until somebody says so."""

    first: date
    last: date | None
    taken: tuple[tuple[Decimal, ...], ...]
    """For each time of the day how many tablets of each strength."""

    def __repr__(self) -> str:
        return "Step(…)"


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """What one patient takes and when. Never logged, never in a message, a file name or metadata."""

    medicine: str
    tablets: tuple[Tablet, ...]
    steps: tuple[Step, ...]
    valid_until: date
    confirmed: tuple[str, ...] = ()
    """Names of the oddities that the prescriber has looked at and wants."""

    def __repr__(self) -> str:
        return "Plan(…)"
