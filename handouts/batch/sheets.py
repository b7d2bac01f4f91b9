"""What a child process does for a row: make its handout, or say what would stand against making it.

Here alone a row becomes a PDF. Must not write anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from .. import lettering, pipeline, requests
from ..errors import HandoutsError, Problem
from ..model.request import Patient, Request
from ..workspace import Workspace
from . import wishes
from .wishes import Cells


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A finished handout, with the name that `handouts make` would give it, and the row that it was made for."""

    row: int
    document: bytes
    pages: int
    name: PurePosixPath
    problems: tuple[Problem, ...]


def made(workspace: Workspace, today: datetime, row: int, cells: Cells) -> Sheet:
    """Make the handout of a row; raises `UsageFault` or `Refused` with every problem, and then there is none."""
    request, patient = wishes.wished(workspace, today, cells)
    handout = pipeline.made(workspace, request, patient)
    name = PurePosixPath(requests.file_name(workspace, request))
    return Sheet(row, handout.document, handout.page_count, name, handout.problems)


def faults(workspace: Workspace, today: datetime, rows: Sequence[Cells]) -> tuple[tuple[Problem, ...], ...]:
    """Return what stands against the handout of each row, as far as it can be known before the pages are laid out."""
    return tuple(_faults(workspace, today, cells) for cells in rows)


_known: dict[Request, tuple[Problem, ...]] = {}
"""What was found out about a request: rows ask for few different ones."""


def _faults(workspace: Workspace, today: datetime, cells: Cells) -> tuple[Problem, ...]:
    try:
        request, patient = wishes.wished(workspace, today, cells)
    except HandoutsError as fault:
        return fault.problems
    found = [*lettering.undrawable(workspace.own / "styles" / "fonts", patient)]
    if request not in _known:
        _known[request] = _refusals(workspace, request)
    return (*found, *_known[request])


def _refusals(workspace: Workspace, request: Request) -> tuple[Problem, ...]:
    try:
        pipeline.drafted(workspace, request, Patient())
    except HandoutsError as fault:
        return tuple(problem for problem in fault.problems if problem.refuses)
    return ()
