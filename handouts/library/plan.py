"""What a build is to make, and what became of it.

Must not hold behaviour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from ..errors import Problem
from ..model.clinic import Clinic
from ..workspace import Workspace
from .leaflets import Leaflet


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make and where; empty choices mean all topics, the clinic's languages, all recipes, its paper."""

    workspace: Workspace
    clinic: Clinic
    folder: Path
    today: date
    jobs: int
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one leaflet: made, kept as it was, left out as not complete, or failed."""

    leaflet: Leaflet
    status: Literal["made", "kept", "incomplete", "failed"]
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    """SHA-256 of the file."""
    size: int = 0
    review: str = ""
    """Which texts wait for a clinician or a translator; as `Handout.review`."""

    @property
    def is_there(self) -> bool:
        """Whether its file lies in the folder."""
        return self.status in ("made", "kept")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a build."""

    outcomes: tuple[Outcome, ...]
    removed: tuple[str, ...]
    """Leaflets that we had made and nobody wants any more."""
    left: tuple[str, ...]
    """The same, but changed by somebody since: they stay."""
