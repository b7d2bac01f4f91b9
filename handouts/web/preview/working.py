"""Threads that have columns drawn, each by a warm worker of its own: a process with limits, which can be killed.

Must not know what a page looks like. A worker is replaced when it has drawn much, when it dies, when the fonts have
changed, or when what it works on is overtaken and takes long.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TypeVar

from ... import child
from ...errors import Crash, HandoutsError, Problem, error
from . import drawing
from .records import Shown
from .studio import Studio, Task

WORKERS = min(max(os.cpu_count() or 1, 2), 4)
PATIENCE = 2.0
"""Seconds after which work that is overtaken is ended by force; a new worker needs about as long to be warm."""
COLD = 3
"""How much longer the first work of a worker may take."""
DRAWN_MOST = 200
"""Sheets after which a worker is replaced: the engine keeps a little of each."""
T = TypeVar("T")


class Replaced(Exception):
    """The worker has to go."""


@dataclass(frozen=True, slots=True)
class _Bench:
    """One task and all that is needed for it."""

    studio: Studio
    folder: Path | None
    worker: child.Workers
    task: Task
    patience: float

    def done(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what the worker makes of a call; raises `Replaced` where it is overtaken and takes long."""
        began, job = time.monotonic(), self.worker.start(function, *arguments)
        while not job.wait(0.1):
            late = time.monotonic() - began > self.patience
            if self.studio.closed or (late and self.studio.overtaken(self.task)):
                raise Replaced
        return job.result()


def threads(studio: Studio, folder: Path | None) -> tuple[Thread, ...]:
    """Return the threads, not started yet."""
    return tuple(
        Thread(target=_work, args=(studio, folder, number), name=f"preview-{number}") for number in range(WORKERS)
    )


def told(fault: Exception) -> tuple[Problem, ...]:
    """Return what is to be told of a fault; of one of ours its kind and places, never values."""
    if isinstance(fault, HandoutsError):
        return fault.problems
    crash = fault if isinstance(fault, Crash) else Crash.of(fault)
    hint = f"please report: {crash.kind}, {'; '.join(crash.places[-4:])}"
    return (error("preview.crash", "the preview failed here; this is our fault", hint=hint),)


def _work(studio: Studio, folder: Path | None, number: int) -> None:
    """Keep one worker going until the studio closes."""
    while not studio.closed:
        try:
            with child.workers(1) as worker:
                _serve(studio, folder, number, worker)
        except Replaced:
            continue
        except Exception as fault:  # noqa: BLE001 - a thread that dies would leave the page waiting
            _fail(studio, number, told(fault))


def _serve(studio: Studio, folder: Path | None, number: int, worker: child.Workers) -> None:
    """Draw what is wanted; raises `Replaced` when the worker has to go."""
    fonts = studio.fonts
    for count in range(DRAWN_MOST):
        task = studio.take(number, warm=count > 0)
        if task is None or studio.fonts != fonts:
            if task:
                studio.leave(task)
            raise Replaced
        patience = PATIENCE if count else COLD * PATIENCE
        try:
            _draw(_Bench(studio, folder, worker, task, patience))
        finally:
            studio.leave(task)
        worker.start(drawing.tidy)
    raise Replaced


def _draw(bench: _Bench) -> None:
    """Have one column drawn and judged, and say each as soon as it is known."""
    studio, task = bench.studio, bench.task
    began, before = time.monotonic(), studio.shown(task.column)
    try:
        drawn = bench.done(drawing.draw, bench.folder, task.column)
        if studio.overtaken(task):
            return
        known = () if before.faulty else before.problems  # until it is judged; what stood in the way is mended
        seconds = time.monotonic() - began
        shown = Shown(task.version, drawn, problems=known, seconds=seconds, tokens=before.tokens)
        studio.put(task, shown)
        shown = replace(shown, judged=True, problems=bench.done(drawing.judge))
    except (HandoutsError, Crash) as fault:
        shown = Shown(task.version, before.drawn, faulty=True, judged=True, problems=told(fault), tokens=before.tokens)
    studio.put(task, shown)
    with suppress(HandoutsError, Crash):  # the list of tokens is the last good one then; the fault is told already
        studio.put(task, replace(shown, tokens=bench.done(drawing.tokens, bench.folder, task.column)))


def _fail(studio: Studio, number: int, problems: tuple[Problem, ...]) -> None:
    """Tell whoever waits that there is no worker."""
    task = studio.take(number, warm=True)
    if task:
        before = studio.shown(task.column)
        studio.put(task, Shown(task.version, before.drawn, faulty=True, judged=True, problems=problems))
        studio.leave(task)
