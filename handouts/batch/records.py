"""What a run is to do, and what has become of its rows.

Must not hold a cell of any row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from .. import runner
from ..errors import Problem
from ..store import Bucket
from ..workspace import Workspace
from . import names
from .standing import Shard


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cluster, and where its workers find the list."""

    address: str
    list: Path
    encoding: str | None = None
    plain: bool = False
    """Whether connections to other machines may be without encryption."""
    patience: float = 300
    """Seconds that there may be no worker."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run is to do."""

    workspace: Workspace
    out: Path | Bucket
    """Where the files go."""
    today: datetime
    jobs: int
    pattern: str = names.USUAL
    only: Path | None = None
    """An `errors.csv` whose rows alone are run."""
    changed: bool = False
    """Whether a list that is not the one of the run so far takes its place."""
    verify: bool = False
    """Whether what is there is read, and not only counted in bytes."""
    state: Path | None = None
    """Where the record lies; in `out` where this is None."""
    shard: Shard | None = None
    """The part of the list that is run; all of it where this is None."""
    merge: str | None = None
    """The name of a print file in the folder."""
    often: int = 12
    """From how many rows of the same sheet on it is made ready once, and each patient's words are printed onto it: to
    make it ready takes as long as some four whole renders. Whoever runs the list, and how, it is the same file."""
    seconds: float = 60
    recycle: int = runner.RECYCLE
    elsewhere: Elsewhere | None = None
    """The cluster that makes the handouts, if this machine does not."""


@dataclass(slots=True)
class Counts:
    """What has become of the rows so far; `read` is the sum of the next four when all is well."""

    read: int = 0
    made: int = 0
    kept: int = 0
    """Their handouts were there already."""
    passed: int = 0
    """Not run, because `only` names others."""
    failed: int = 0
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of failures, by code and column."""
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By code and remedy."""
    imprinted: int = 0
    """Of those made, how many were printed onto a sheet that was ready."""
    whole: Counter[str] = field(default_factory=Counter)
    """Of those made, how many were to be imprinted and were rendered whole, by reason."""
    removed: int = 0
    problems: list[Problem] = field(default_factory=list)
    """Of the whole run."""

    @property
    def agree(self) -> bool:
        """Whether every row that was read has an end."""
        return self.read == self.made + self.kept + self.passed + self.failed


@dataclass(frozen=True, slots=True)
class Told:
    """What stands against the handout of a row."""

    number: int
    problems: tuple[Problem, ...]


Watch = Callable[[], None]
