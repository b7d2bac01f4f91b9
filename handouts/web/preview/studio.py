"""What everyone shares: the version of the files, which columns somebody looks at, and where each of these stands.

The newest version wins: what is overtaken is neither begun nor shown. Must not render, watch or speak HTTP.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Event

from .records import Column, Drawn, Shown

KEPT = 48
"""Columns that are remembered after the last look at them."""
RECENT = 16
"""PDFs of older versions that are remembered, since a browser may still ask for a picture of one."""


@dataclass(frozen=True, slots=True)
class Task:
    """One column to be drawn from one version of the files."""

    column: Column
    version: int
    practice: bool = False
    """Whether it is only to warm a worker up, and nobody waits for it."""


class Studio:
    """The one thing that several threads change; every method may be called from any of them."""

    def __init__(self, usual: Column) -> None:
        self._news = Condition()
        self._usual = usual
        self._wanted: list[tuple[Column, ...]] = []
        self._shown: OrderedDict[Column, Shown] = OrderedDict()
        self._recent: deque[Drawn] = deque(maxlen=RECENT)
        self._busy: set[Column] = set()
        self._latest: dict[int, str] = {}
        self.version = 1
        self.fonts = 0
        """How often the font files have changed; a worker reads them once."""
        self.ticks = 0
        """Grows with everything that may be news to somebody."""
        self.over = Event()
        """Set when all who wait should leave."""

    @property
    def closed(self) -> bool:
        """Whether all is over."""
        return self.over.is_set()

    def changed(self, *, fonts: bool = False) -> None:
        """Say that files have changed."""
        with self._news:
            self.version += 1
            self.fonts += fonts
            self._tell()

    def close(self) -> None:
        """Let everyone who waits leave."""
        with self._news:
            self.over.set()
            self._tell()

    @contextmanager
    def looking_at(self, columns: tuple[Column, ...]) -> Iterator[None]:
        """Have these columns drawn, now and at every change, for the length of the block."""
        with self._news:
            self._wanted.append(columns)
            self._tell()
        try:
            yield
        finally:
            with self._news:
                self._wanted.remove(columns)

    def wait(self, seen: int, seconds: float) -> None:
        """Wait for news after the tick `seen`, at most so long."""
        with self._news:
            self._news.wait_for(lambda: self.closed or self.ticks != seen, seconds)

    def shown(self, column: Column) -> Shown:
        """Return where a column stands."""
        with self._news:
            return self._shown.get(column, Shown())

    def drawn(self, digest: str) -> Drawn | None:
        """Return a PDF that is shown somewhere, or was a moment ago."""
        with self._news:
            found = (*(shown.drawn for shown in self._shown.values()), *self._recent)
            return next((drawn for drawn in found if drawn and drawn.digest == digest), None)

    def take(self, worker: int, *, warm: bool) -> Task | None:
        """Wait for something that this worker should draw, and return it; None when all is over.

        A worker that is not warm yet gets something to practise on.
        """
        with self._news:
            while not self.closed:
                waiting = self._waiting()
                if waiting:
                    column = min(waiting, key=lambda item: self._strangeness(item, worker))
                    self._busy.add(column)
                    self._latest[worker] = column.locale
                    return Task(column, self.version)
                if not warm:
                    return Task(self._usual, self.version, practice=True)
                self._news.wait()
        return None

    def put(self, task: Task, shown: Shown) -> None:
        """Say where a column stands, unless the files have changed since."""
        with self._news:
            told_already = task.practice and self._is_known(task.column)
            if task.version == self.version and not told_already:
                before = self._shown.get(task.column, Shown()).drawn
                if before and before is not shown.drawn:
                    self._recent.append(before)
                self._shown[task.column] = shown
                self._shown.move_to_end(task.column)
                if len(self._shown) > KEPT:
                    self._shown.popitem(last=False)
                self._tell()

    def leave(self, task: Task) -> None:
        """Say that nobody works on a task any more."""
        with self._news:
            self._busy.discard(task.column)
            self._tell()

    def overtaken(self, task: Task) -> bool:
        """Whether what comes of a task would be of an older version, or nobody looks at it any more."""
        with self._news:
            gone = not task.practice and not any(task.column in columns for columns in self._wanted)
            return self.closed or task.version != self.version or gone

    def _waiting(self) -> list[Column]:
        columns = dict.fromkeys(column for columns in self._wanted for column in columns)
        return [column for column in columns if column not in self._busy and not self._is_known(column)]

    def _is_known(self, column: Column) -> bool:
        """Whether nothing is left to be found out of a column."""
        shown = self._shown.get(column, Shown())
        return shown.version == self.version and shown.judged

    def _strangeness(self, column: Column, worker: int) -> int:
        """Return how little a column suits a worker, which is quickest at the language that it drew last."""
        if self._latest.get(worker) == column.locale:
            return 0
        return 2 if column.locale in self._latest.values() else 1

    def _tell(self) -> None:
        self.ticks += 1
        self._news.notify_all()
