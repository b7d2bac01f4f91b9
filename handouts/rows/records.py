"""What a list is made of.

Must not hold behaviour beyond hiding cells from `repr`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..errors import Problem

MOST_CHARACTERS = 100_000
"""Of one row."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row: its number as a spreadsheet counts (the row of names is 1), its filled cells, what is wrong with it.

    `problems` name the column in `where`.
    """

    number: int
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"Row({self.number}, …)"


@dataclass(frozen=True, slots=True)
class Table:
    """A list that has been opened: its rows can be gone through again and again."""

    rows: Callable[[], Iterator[Row]]
    digest: bytes
    """SHA-256 of the file."""
    about: int
    """How many rows there are, about."""
    notes: tuple[Problem, ...] = ()
    """How it was read."""
