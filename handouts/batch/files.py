"""The files of a run: each written whole and then recorded, taken away before something else is said.

Writing and recording are two steps, so that a worker on another machine can do the first. Must not let a cell into a
name or into the ledger.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..ledger import Ledger, Made
from ..store import Place
from . import names
from .sheets import Sheet

PRINT_FILE = "print-file"
"""Under which the ledger remembers the name of the print file."""
_CONFLICT = "store.conflict"
"""What a row fails of under whose name others have put something."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that lies whole in its place, and is not recorded yet."""

    path: str
    digest: bytes
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the files of a run, here or on another machine: it can be pickled, and holds no secret."""

    place: Place
    pattern: str
    run: str
    adopted: bool = False
    """Whether the record of these files was lost: what bears the run's token is ours and may be replaced."""

    def put(self, number: int, sheet: Sheet, replaces: bytes | None) -> Written:
        """Write the handout of a row; raises `OutputFailed`, and `Taken` where a file of others stands there.

        `replaces` is what `Files.before` said of the row.
        """
        path = names.path(self.pattern, number, self.run, sheet.name)
        if self.adopted and replaces is None:
            replaces = self.place.digest(path)
        self.place.write(path, sheet.document, replaces)
        return Written(path, hashlib.sha256(sheet.document).digest(), len(sheet.document), sheet.pages)


class Files:
    """The files of one run."""

    def __init__(self, place: Place, book: Ledger, pattern: str) -> None:
        run = book.about("run")
        if not run:
            run = names.token()
            book.remember("run", run)
        self._place, self._book = place, book
        self.writer = Writer(place, pattern, run, adopted=bool(book.about("adopted")))

    def has(self, number: int, digest: bytes, config: bytes, *, verify: bool) -> bool:
        """Whether the handout of a row is there as it was made; `verify` reads it, else its size must do."""
        made = self._book.made(number)
        if made is None or (made.input, made.config) != (digest, config):
            return False
        if verify:
            return self._place.digest(made.path) == made.digest
        return self._place.size(made.path) == made.size

    def before(self, number: int) -> bytes | None:
        """Make way for the handout of a row, before it is written: return what is there of it now, as a SHA-256."""
        self._outdate()
        made = self._book.made(number)
        return made.digest if made else None

    def keep(self, number: int, digest: bytes, config: bytes, written: Written) -> None:
        """Record the handout of a row, after it is written; one under another name goes. Raises `OutputFailed`."""
        made = self._book.made(number)
        if made and made.path != written.path:
            self._place.remove(made.path)
        self._book.record(number, Made(digest, config, written.path, written.digest, written.size, written.pages))

    def remove(self, number: int) -> None:
        """Take away what an earlier run made for a row; raises `OutputFailed`."""
        made = self._book.made(number)
        if made:
            self._outdate()
            self._place.remove(made.path)

    def sweep(self) -> None:
        """Take away what bears the run's token and is not recorded: a run that was killed left it.

        What others have put under such a name stays: the row has failed of it.
        """
        known = {made.path for number in self._book.ids() if (made := self._book.made(number))}
        others = {names.row(int(item.id)) for item in self._book.failures() if item.code == _CONFLICT}
        for name in self._place.names():
            said = names.parts(name.rpartition("/")[2])
            if self.writer.run in said and name not in known and others.isdisjoint(said):
                self._place.remove(name)

    def _outdate(self) -> None:
        """Take the print file away before anything in it changes: it would be taken for the new one."""
        if name := self._book.about(PRINT_FILE):
            self._place.remove(name)
            self._book.remember(PRINT_FILE, "")
