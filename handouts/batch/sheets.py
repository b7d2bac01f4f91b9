"""What a child process does for a row: make its handout, or say what would stand against making it.

Here alone a row becomes a PDF. Must not write anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import PurePosixPath

from .. import lettering, pipeline, requests, topics
from ..errors import HandoutsError, Problem
from ..model.editions import EDITIONS
from ..model.request import Handout, Patient, Request
from ..press import Press
from ..workspace import Workspace
from . import wishes
from .presses import Presses
from .wishes import Cells


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """What a process gets to make the handout of one row."""

    workspace: Workspace
    today: datetime
    row: int
    cells: Cells
    often: bool = False
    """Whether many rows ask for this sheet: then it is made ready once, and each row's words are printed onto it."""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A finished handout, with the name that `handouts make` would give it, and the row that it was made for."""

    row: int
    document: bytes
    pages: int
    name: PurePosixPath
    problems: tuple[Problem, ...]
    imprinted: bool = False
    """Whether the patient's words were printed onto a sheet that was ready."""
    whole: str = ""
    """Why the sheet was rendered whole, where it was to be imprinted."""


def made(order: Order) -> Sheet:
    """Make the handout of a row; raises `UsageFault` or `Refused` with every problem, and then there is none."""
    request, patient = wishes.wished(order.workspace, order.today, order.cells, _asked)
    name = _name(order.workspace, request)
    if not (order.often and EDITIONS[request.edition].sheets):  # text has no page to print onto
        handout = pipeline.made(order.workspace, request, patient, _load)
        return Sheet(order.row, handout.document, handout.page_count, name, handout.problems)
    ready = _presses.press(order.workspace, request, _load)
    if ready is None:
        handout, imprinted, whole = pipeline.made(order.workspace, request, patient, _load), False, "too-many-sheets"
    else:
        handout, imprinted, whole = _imprinted(ready, patient)
    return Sheet(order.row, handout.document, handout.page_count, name, handout.problems, imprinted, whole)


_asked = lru_cache(maxsize=64)(wishes.asked)
_load = lru_cache(maxsize=8)(topics.load)
"""Read once by a process: whether content has changed while a run went is seen at the run's end."""


@lru_cache(maxsize=64)
def _name(workspace: Workspace, request: Request) -> PurePosixPath:
    return PurePosixPath(requests.file_name(workspace, request, _load))


_presses = Presses()


def _imprinted(ready: Press, patient: Patient) -> tuple[Handout, bool, str]:
    """Return a patient's handout, whether it was imprinted, and why it was not."""
    before, imprinted = Counter(ready.whole), ready.imprinted
    handout = ready.handout(patient)
    return handout, ready.imprinted > imprinted, next(iter(ready.whole - before), "")


def faults(workspace: Workspace, today: datetime, rows: Sequence[Cells]) -> tuple[tuple[Problem, ...], ...]:
    """Return what stands against the handout of each row, as far as it can be known before the pages are laid out."""
    return tuple(_faults(workspace, today, cells) for cells in rows)


_known: dict[Request, tuple[Problem, ...]] = {}
"""What was found out about a request: rows ask for few different ones."""


def _faults(workspace: Workspace, today: datetime, cells: Cells) -> tuple[Problem, ...]:
    try:
        request, patient = wishes.wished(workspace, today, cells, _asked)
    except HandoutsError as fault:
        return fault.problems
    found = [*lettering.undrawable(workspace.own / "styles" / "fonts", patient)]
    if request not in _known:
        _known[request] = _refusals(workspace, request)
    return (*found, *_known[request])


def _refusals(workspace: Workspace, request: Request) -> tuple[Problem, ...]:
    try:
        pipeline.drafted(workspace, request, Patient(), _load)
    except HandoutsError as fault:
        return tuple(problem for problem in fault.problems if problem.refuses)
    return ()
