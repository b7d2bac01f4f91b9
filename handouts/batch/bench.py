"""What a worker of a cluster keeps from errand to errand of a run: the list, where it has got to, and a warm process.

Sees first that list, content and program are those of the machine that started the run. Must not let out a cell.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from .. import child, cluster, inputs, rows, runner
from ..errors import Problem, Refused, error
from ..rows import Row
from ..runner import Staff, Workshop
from ..workspace import Workspace, own_root
from . import config, wishes
from .ending import Ended, Making, Wanted
from .files import Writer

_IDLE = 60
"""Seconds after which the process is let go: nobody tells a worker that a run is over."""
_READ_BY = ("charset-normalizer", "openpyxl")
"""Packages that decide what a list says."""
_SAME_FOLDER = "name a folder with -o that is the same one on all machines"
_SAME_LIST = "give all workers the same file at the same path, and let it be while the run goes"


@dataclass(frozen=True, slots=True)
class Source:
    """Where things are and what a run goes by: the same for all its errands."""

    list: Path
    encoding: str | None
    digest: bytes
    """SHA-256 of the list."""
    roots: tuple[Path, ...]
    """Of the workspace, without the program's own, which each machine has for itself."""
    today: datetime
    program: tuple[str, ...]
    config: bytes
    writer: Writer
    seconds: float
    recycle: int


class Bench:
    """The bench of one thread."""

    def __init__(self, source: Source) -> None:
        self.source = source
        _require_alone()
        _require_alike(source)
        if not source.writer.place.is_begun():
            raise Refused(_other("cluster.other-folder", "the folder of the run is not there", _SAME_FOLDER))
        self._making = Making(_workspace(source), source.today, source.writer)
        self._list = _List(source)
        self._touched = self._touch()
        self._lock = threading.Lock()
        self._open: ExitStack | None = None
        self._staff: Staff | None = None
        self._idle = threading.Timer(_IDLE, self.clear)

    def ends(self, wanted: Sequence[Wanted]) -> tuple[Ended, ...]:
        """Make and write these handouts; raises `Refused` where list or content have changed, `OutputFailed`."""
        self._idle.cancel()
        with self._lock:
            try:
                found = self._list.rows([item.number for item in wanted])
                self._require_untouched()
                made = self._making.ends(self._warm(), zip(found, wanted, strict=True))
                ends = tuple(end for _, end in made)
                self._require_untouched()
            except BaseException as fault:
                self._let_go(fault)
                raise
        self._idle = threading.Timer(_IDLE, self.clear)
        self._idle.daemon = True
        self._idle.start()
        return ends

    def clear(self) -> None:
        """Let the process go; the next errand starts another."""
        self._idle.cancel()
        with self._lock:
            self._let_go()

    def _warm(self) -> Staff:
        if self._staff is None:
            self._open = ExitStack()
            folder = tempfile.TemporaryDirectory(dir=cluster.local_folder(), ignore_cleanup_errors=True)
            shop = Workshop(1, Path(self._open.enter_context(folder)), self.source.seconds, self.source.recycle)
            self._staff = self._open.enter_context(runner.opened(shop))
        return self._staff

    def _let_go(self, fault: BaseException | None = None) -> None:
        """End the process: at once after a fault, or leaving would wait for what it is at."""
        if self._open is not None:
            self._open.__exit__(type(fault) if fault else None, fault, None)
        self._open = self._staff = None

    def _require_untouched(self) -> None:
        """Raise `Refused` where the list or a file of the content is another than it was."""
        if self._touch() != self._touched:
            _require_alike(self.source)
            self._list = _List(self.source)
            self._touched = self._touch()

    def _touch(self) -> bytes:
        return inputs.touched((self.source.list, *inputs.paths(self._making.workspace)))


class _List:
    """The list, read once from its beginning to its end: the rows of later errands stand further down."""

    def __init__(self, source: Source) -> None:
        self._table = rows.read(source.list, wishes.COLUMNS, source.encoding)
        if self._table.digest != source.digest:
            raise Refused(_other("cluster.other-list", "the list is another there", _SAME_LIST))
        self._rows, self._last = self._table.rows(), 0

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Return the rows of these numbers, which ascend."""
        if self._last >= numbers[0]:
            self._rows, self._last = self._table.rows(), 0
        missing, found = set(numbers), []
        for row in self._rows:
            self._last = row.number
            if row.number in missing and not row.problems:
                missing.remove(row.number)
                found.append(row)
            if not missing:
                return found
        raise Refused(_other("cluster.other-list", "the list has other rows there", _SAME_LIST))


def program() -> tuple[str, ...]:
    """Return what this machine reads lists and makes handouts with."""
    return (inputs.program(), *inputs.engine(), *map(version, _READ_BY))


def _workspace(source: Source) -> Workspace:
    return Workspace((*source.roots, own_root()))


def _require_alone() -> None:
    """Raise `Refused` where Dask lets a worker have no processes of its own."""
    if not child.may_start():
        hint = "start the workers with DASK_DISTRIBUTED__WORKER__DAEMON=False (docs/scale.md)"
        raise Refused(
            error("cluster.daemon", "a worker may not start processes, and each handout needs one", hint=hint)
        )


def _require_alike(source: Source) -> None:
    """Raise `Refused` where this machine would make other handouts than the one that started the run."""
    if program() != source.program:
        hint = "install the same version of everything there: pip install -r requirements.lock"
        raise Refused(_other("cluster.other-program", "the program, Python or a library is another there", hint))
    if config.digest(_workspace(source), source.today, source.writer.pattern) != source.config:
        hint = "give it the same clinic's folder, at the same path, and the same fonts"
        raise Refused(_other("cluster.other-content", "the clinic's folder, topics or fonts are others there", hint))


def _other(code: str, say: str, hint: str) -> Problem:
    return error(code, f"a worker is not like this machine: {say}", hint=hint)
