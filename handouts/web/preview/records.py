"""What the page shows: columns, and what became of each.

Must not hold behaviour beyond small questions about themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...contrast import Token
from ...errors import Problem
from ...model.laid import Box

PANELS = ("empty", "filled")


@dataclass(frozen=True, slots=True)
class Column:
    """One sheet in one language, as it is asked for: the words may be anything."""

    topic: str
    locale: str
    recipe: str
    edition: str
    paper: str
    panel: str = PANELS[0]


@dataclass(frozen=True, slots=True)
class Page:
    """One page's measures in CSS pixels: its size, the box that its content may use, and every laid-out text."""

    width: float
    height: float
    area: Box
    texts: tuple[Box, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Drawn:
    """A finished PDF, what it is called by, and the measures of its pages."""

    pdf: bytes
    digest: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Where one column stands; `version` counts the changes of the files, and 0 is before the first."""

    version: int = 0
    drawn: Drawn | None = None
    """The newest pages that could be made."""
    faulty: bool = False
    """Whether this version gave none, so that `drawn` is of an older one."""
    judged: bool = False
    """Whether `problems` are those of this version."""
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    tokens: tuple[Token, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether `make` would refuse this sheet."""
        return any(problem.refuses for problem in self.problems)
