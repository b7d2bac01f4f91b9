"""The files of a run in its folder: each written whole and then recorded, taken away before something else is said.

Must not let a cell into a name or into the ledger.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from .. import output
from ..errors import OutputFailed, error
from ..ledger import Ledger, Made
from . import names
from .sheets import Sheet

PRINT_FILE = "print-file"
"""Under which the ledger remembers the name of the print file."""


class Files:
    """The files of one run."""

    def __init__(self, folder: Path, book: Ledger, pattern: str) -> None:
        self._folder, self._book, self._pattern = folder, book, pattern
        self._run = book.about("run")
        if not self._run:
            self._run = names.token()
            book.remember("run", self._run)

    def has(self, number: int, digest: bytes, config: bytes, *, verify: bool) -> bool:
        """Whether the handout of a row is there as it was made; `verify` reads it, else its size must do."""
        made = self._book.made(number)
        if made is None or (made.input, made.config) != (digest, config):
            return False
        path = self._folder / made.path
        try:
            if verify:
                return hashlib.sha256(path.read_bytes()).digest() == made.digest
            return path.stat().st_size == made.size
        except OSError:
            return False

    def keep(self, number: int, digest: bytes, config: bytes, sheet: Sheet) -> None:
        """Write the handout of a row, then record it; raises `OutputFailed`."""
        path = names.path(self._pattern, number, self._run, sheet.name)
        made = self._book.made(number)
        if made and made.path != path:
            self._unlink(made.path)
        if (self._folder / path).parent.is_symlink():
            say, hint = "a folder of the run is a link to another place", "take the link away"
            raise OutputFailed(error("output.failed", say, str(self._folder), hint))
        self._outdate()
        output.write(self._folder / path, sheet.document, self._book.scratch)
        own = hashlib.sha256(sheet.document).digest()
        self._book.record(number, Made(digest, config, path, own, len(sheet.document), sheet.pages))

    def remove(self, number: int) -> None:
        """Take away what an earlier run made for a row; raises `OutputFailed`."""
        made = self._book.made(number)
        if made:
            self._outdate()
            self._unlink(made.path)

    def sweep(self) -> None:
        """Take away what a run that was killed had written and not yet recorded."""
        known = {made.path for number in self._book.ids() if (made := self._book.made(number))}
        for folder in self._folder.glob("[0-9]*-[0-9]*"):
            for path in folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ():
                if names.is_of(self._run, path.name) and f"{folder.name}/{path.name}" not in known:
                    self._unlink(f"{folder.name}/{path.name}")

    def _outdate(self) -> None:
        """Take the print file away before anything in it changes: it would be taken for the new one."""
        if name := self._book.about(PRINT_FILE):
            self._unlink(name)
            self._book.remember(PRINT_FILE, "")

    def _unlink(self, name: str) -> None:
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError as fault:
            say = f"cannot take away {name}: {fault.strerror}"
            raise OutputFailed(error("output.failed", say, str(self._folder))) from None
