"""Make leaflets in warm child processes and write each as soon as it is whole.

One that its language lacks texts for, or that the clinic's policy holds back, is left out and named; one that fails for
another reason does not stop the rest. Must not decide what a leaflet holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .. import child, output, pipeline
from ..errors import Crash, HandoutsError, OutputFailed, Problem, error
from ..model.request import Patient
from ..workspace import Workspace
from .leaflets import Leaflet

_INCOMPLETE = ("translation.", "review.")
"""Codes of what a language, or its review, still lacks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one leaflet."""

    leaflet: Leaflet
    status: Literal["made", "incomplete", "failed"]
    pages: int = 0
    problems: tuple[Problem, ...] = ()


def build(workspace: Workspace, folder: Path, wanted: Sequence[Leaflet], jobs: int) -> Iterator[Outcome]:
    """Make leaflets with this many processes; yield what became of each, in their order.

    Raises `OutputFailed` where the folder takes no more; what was written before is whole.
    """
    with child.workers(max(1, min(jobs, len(wanted)))) as workers:
        started = [workers.start(pipeline.made, workspace, leaflet.request, Patient()) for leaflet in wanted]
        for leaflet, job in zip(wanted, started, strict=True):
            try:
                handout = job.result()
                output.write(folder / leaflet.path, handout.document)
                yield Outcome(leaflet, "made", handout.page_count, handout.problems)
            except OutputFailed:
                raise
            except HandoutsError as fault:
                yield Outcome(leaflet, _status(fault), problems=fault.problems)
            except Crash as crash:
                places = "; ".join(crash.places[-3:])
                say = error("run.crash", f"{crash.kind} at {places}", hint="this is our fault; please report this line")
                yield Outcome(leaflet, "failed", problems=(say,))


def _status(fault: HandoutsError) -> Literal["incomplete", "failed"]:
    refusing = [problem for problem in fault.problems if problem.refuses]
    return "incomplete" if all(problem.code.startswith(_INCOMPLETE) for problem in refusing) else "failed"
