"""A dose plan: read exactly, held against itself, its totals and days counted, what is odd in it pointed out.

Pure: no files, no engine, no clock. Never computes a reduction, never rounds, and no message repeats a value of a plan.
"""

from .faults import Fault
from .file import PlanFile
from .numbers import written
from .odd import Oddity, oddities, problems
from .reading import read
from .saying import said
from .totals import days, last_day, mg_at, month_weeks, total
from .unsafe import unsafe

__all__ = [
    "Fault",
    "Oddity",
    "PlanFile",
    "days",
    "last_day",
    "mg_at",
    "month_weeks",
    "oddities",
    "problems",
    "read",
    "said",
    "total",
    "unsafe",
    "written",
]
