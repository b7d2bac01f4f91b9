"""Threads that have sheets made by warm workers: the newest choices of a window win, and only so many may wait.

Must not know HTTP. A worker that hangs or dies is replaced by `child`; whoever waited is told.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread

from ... import child
from ...errors import Crash, HandoutsError, Problem, error
from . import making
from .line import Line
from .records import Choices, Made, Sheet
from .sessions import Work, unguessable
from .settings import Settings


class Maker:
    """What turns choices into sheets; every method may be called from any thread."""

    def __init__(self, folder: Path | None, workers: child.Workers, settings: Settings) -> None:
        self._folder, self._workers, self._settings = folder, workers, settings
        self._news = Condition()
        self._line = Line(settings.sheets, settings.sheets_each)
        self._running: dict[str, list[Choices]] = {}
        self._closed = False
        self.pages: dict[Choices, int] = {}
        """How many pages each choice had when it was last made, for nobody in particular."""

    def threads(self) -> tuple[Thread, ...]:
        """Return the threads, not started yet."""
        return tuple(Thread(target=self._keep, name=f"desk-{number}") for number in range(self._settings.makers))

    def want(self, work: Work) -> bool:
        """Have the sheet of a window's choices made, unless it is there; return whether there is room to wait."""
        with self._news:
            if self.settled(work) or work.choices.printed in self._running.get(work.id, ()) or work.gone:
                self._line.drop(work)
                return True
            room = self._line.add(work)
            self._news.notify_all()
            return room

    def settled(self, work: Work) -> bool:
        """Whether nothing is left to be made of a window's choices."""
        refused = work.refused is not None and work.refused[0] == work.choices.printed
        return work.gone or bool(work.faults) or not work.choices.complete or refused or work.ready is not None

    def ahead(self, work: Work) -> int:
        """Return how many windows are before this one."""
        with self._news:
            return self._line.ahead(work)

    def wait(self, work: Work, seconds: float) -> bool:
        """Wait until a window is settled, at most so long; return whether it is."""
        with self._news:
            return self._news.wait_for(lambda: self._closed or self.settled(work), seconds)

    def drop(self, work: Work) -> None:
        """Make nothing for a window any more."""
        with self._news:
            self._line.drop(work)
            self._news.notify_all()

    def told(self, sheet: Sheet) -> tuple[str, str]:
        """Return what the record is told of a sheet: a line, and FHIR."""
        return self._workers.start(making.told, self._folder, sheet.choices.impersonal, sheet.made).result()

    def close(self) -> None:
        """Let everyone who waits leave."""
        with self._news:
            self._closed = True
            self._line.clear()
            self._news.notify_all()

    def _keep(self) -> None:
        while taken := self._take():
            work, choices = taken
            made = self._made(choices)
            with self._news:
                self._running[work.id].remove(choices)
                if not self._running[work.id]:
                    del self._running[work.id]
                self._put(work, choices, made)
                self._news.notify_all()
            del work, choices, made, taken  # while this thread waits, it must not keep a patient's words
            with suppress(RuntimeError):  # a pool that is broken says so to the next who wants a sheet
                self._workers.start(making.tidy)

    def _take(self) -> tuple[Work, Choices] | None:
        with self._news:
            self._news.wait_for(lambda: self._closed or len(self._line) > 0)
            if self._closed:
                return None
            work = self._line.take()
            choices = work.choices.printed
            self._running.setdefault(work.id, []).append(choices)
            return work, choices

    def _put(self, work: Work, choices: Choices, made: Made | tuple[Problem, ...]) -> None:
        if isinstance(made, Made) and choices.patient.plan is None:
            self.pages[choices.impersonal] = len(made.sizes)
            if len(self.pages) > 2000:
                self.pages.pop(next(iter(self.pages)))
        if work.gone or work.choices.printed != choices:  # somebody has gone on, or away
            return
        if isinstance(made, Made):
            work.before, work.sheet, work.refused = work.sheet, Sheet(unguessable(), choices, made), None
        else:
            work.refused = (choices, made)

    def _made(self, choices: Choices) -> Made | tuple[Problem, ...]:
        try:
            return self._workers.start(making.make, self._folder, choices).result()
        except HandoutsError as fault:
            return fault.problems
        except Exception as fault:  # noqa: BLE001 - a thread that dies would leave the page waiting
            crash = fault if isinstance(fault, Crash) else Crash.of(fault)
            hint = f"please report: {crash.kind}, {'; '.join(crash.places[-4:])}"
            return (error("desk.crash", "the sheet could not be made; this is our fault", hint=hint),)
