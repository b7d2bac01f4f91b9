"""What rows come to: each handout made in a child process and written, or the codes of what stands against it.

The same on this machine and on a worker of a cluster. What is told of a row holds nothing of what it says. Must not
record anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..errors import Problem, Severity, error
from ..ledger import Failure
from ..rows import Row
from ..runner import Done, Staff
from ..store import Taken
from ..workspace import Workspace
from . import failures, sheets
from .abreast import abreast
from .files import Writer, Written
from .sheets import Order, Sheet

_REPORT = "this is our fault; please report this line"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row whose handout is to be made, without what it says."""

    number: int
    often: bool
    """Whether many rows ask for this sheet."""
    replaces: bytes | None
    """What is there of it now, as a SHA-256."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a row came to, as codes, sizes and digests."""

    number: int
    written: Written | None
    failures: tuple[Failure, ...] = ()
    imprinted: bool = False
    whole: str = ""
    warnings: tuple[tuple[str, str], ...] = ()
    """Codes, with what to do."""
    taken: bool = False
    """Whether it failed because a file of others stands there, which is not to be taken away."""


@dataclass(frozen=True, slots=True)
class Making:
    """What handouts are made from, and where they go."""

    workspace: Workspace
    today: datetime
    writer: Writer

    def ends(self, staff: Staff, rows: Iterable[tuple[Row, Wanted]]) -> Iterator[tuple[Row, Ended]]:
        """Yield what each row came to, in the order in which they end; raises `OutputFailed`."""
        made = staff.done(sheets.made, rows, self._arguments)
        for done, end in abreast(self.writer.place.at_once, self._ended, made):
            yield done.item[0], end

    def _arguments(self, item: tuple[Row, Wanted]) -> tuple[object, ...]:
        row, wanted = item
        return (Order(self.workspace, self.today, row.number, dict(row.cells), wanted.often),)

    def _ended(self, done: Done[tuple[Row, Wanted], Sheet]) -> Ended:
        (row, wanted), sheet = done.item, done.value
        number = wanted.number
        if sheet is None:
            return failed(number, done.problems)
        if not sheet.row == row.number == number:  # never seen; but it would be another patient's name
            return failed(number, (error("batch.mixed", "a sheet came back for another row", hint=_REPORT),))
        try:
            written = self.writer.put(number, sheet, wanted.replaces)
        except Taken as fault:
            return replace(failed(number, fault.problems), taken=True)
        warned = {item.code: item.hint for item in sheet.problems if item.severity is Severity.WARNING}
        return Ended(number, written, (), sheet.imprinted, sheet.whole, tuple(warned.items()))


def failed(number: int, problems: tuple[Problem, ...]) -> Ended:
    """Return the end of a row that has no handout."""
    return Ended(number, None, failures.of(number, problems))
