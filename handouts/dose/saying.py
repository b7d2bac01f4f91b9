"""What is said of a plan that cannot be printed, by code: what is wrong and how to mend it, never with a value.

Must not know how a fault is found.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Problem, error
from .faults import Fault

FAULTS = {
    "plan.shape": ("this is not in the form of a plan", "docs/dose-plan.md has one to copy"),
    "plan.missing": ("a field is missing", "each step has first, morning, noon, evening and bedtime; none is a value"),
    "plan.unknown-key": ("a field that is not known", "the fields stand in docs/dose-plan.md"),
    "plan.abbreviation": ("an abbreviation that is misread", "say at which times of day: no TDS, BD, QD, QID or PRN"),
    "plan.micrograms": ("micrograms are misread as mg", "write mg: 500 micrograms are 0.5 mg"),
    "plan.units": ("U or IU is misread as a number", "a plan holds tablets and mg"),
    "plan.trailing-zero": ("a zero ends the part after the point", "write 5, not 5.0: that is read as 50"),
    "plan.naked-point": ("a point without a number before it", "write 0.5, not .5: that is read as 5"),
    "plan.decimal-comma": ("a comma in a number", "write a point, 2.5; each language prints its own sign"),
    "plan.unit": ("another unit than mg", "a plan holds tablets and mg"),
    "plan.number": ("this is no number of a plan", "digits, with up to 3 after a point: 10, 2.5"),
    "plan.fraction": ("another part of a tablet than a half or a quarter", "write 1/2, 1/4, 3/4 or 2 1/2"),
    "plan.date": ("this is no day", "write year, month and day: 2026-12-01"),
    "plan.taking": ("neither tablets nor mg are said", "say one or both, or none for no tablet"),
    "plan.which-tablet": ("the plan has several strengths", "say the tablets by strength: tablets: {10: 1, 5: 1/2}"),
    "plan.strength": ("a strength that the plan does not have, or has twice", "name the mg of a tablet of this plan"),
    "plan.no-strength": ("a tablet of no strength", "write the mg that stand on the box"),
    "plan.strength-twice": ("this strength is there already", "keep one of them"),
    "plan.split": (
        "this tablet is not to be broken so",
        "say split: halves or quarters of a tablet that may be broken",
    ),
    "plan.no-fit": ("these mg are no number of tablets", "change the mg, the strength, or say split: of the tablet"),
    "plan.disagree": ("tablets and mg are not the same dose", "count again; one of the two is wrong"),
    "plan.backwards": ("the last day is before the first", "mind the two days"),
    "plan.overlap": ("a day that the step before has too", "one day has one step: mend the days of the two"),
    "plan.order": ("this step begins before the one before it", "write the steps in the order of their days"),
    "plan.nothing": ("no step has a dose", "a plan says what to take"),
    "plan.too-long": ("the plan is longer than 400 days", "make a shorter one, and the next one at a visit"),
    "plan.never-valid": ("the plan is not valid on its first day", "mind the two days"),
}


def said(faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Return the problems of faults; `where` is the path of the field."""
    return tuple(_problem(fault) for fault in dict.fromkeys(faults))


def _problem(fault: Fault) -> Problem:
    code = f"plan.{fault.name}"
    say, hint = FAULTS[code]
    return error(code, say, fault.place, hint)
