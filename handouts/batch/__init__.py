"""One handout for each row of a list, and nothing lost: what is made is whole and recorded, the rest is named.

Must not compose or judge a handout: `pipeline` makes each, as it makes one by itself. A row's cells go to the child
that makes its handout and nowhere else.
"""

from __future__ import annotations

from .checking import check, listed
from .merging import MOST_ROWS
from .records import Batch, Counts, Elsewhere, Told
from .running import run
from .standing import Shard, Standing, standing
from .summing import Sum, summed
from .wishes import COLUMNS

__all__ = [
    "COLUMNS",
    "MOST_ROWS",
    "Batch",
    "Counts",
    "Elsewhere",
    "Shard",
    "Standing",
    "Sum",
    "Told",
    "check",
    "listed",
    "run",
    "standing",
    "summed",
]
