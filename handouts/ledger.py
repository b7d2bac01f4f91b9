"""What a folder of made files holds and what went into each: a small database in the folder, and the lock on it.

One run at a time has it open. It is written after the file that it tells of, so what it says is on the disk. Must hold
no personal data: rows are known by keyed digests, whose key lies beside it and not in it.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import scratch
from .errors import Locked, OutputFailed, Problem, Refused, error

FOLDER = ".handouts"
"""Holds the ledger, its key and, while a run goes on, files that are not whole yet."""
Id = int | str
_FORMAT = "1"
_SECONDS = 0.2
"""How much work a sudden end may make us do again; never how much it may lose."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS made (
  id PRIMARY KEY, input BLOB, config BLOB, path TEXT, digest BLOB, size INTEGER, pages INTEGER, said TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failed (id, code TEXT, place TEXT, remedy TEXT);
CREATE INDEX IF NOT EXISTS failed_by_id ON failed (id);
"""


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the folder: the digests of what went into it and of itself."""

    input: bytes
    config: bytes
    path: str
    digest: bytes
    size: int
    pages: int
    said: str = ""
    """What else is to be remembered of it, as JSON."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no file: a problem's code, the column or place that it is about, and how to mend it."""

    id: Id
    code: str
    place: str
    remedy: str


class Ledger:
    """The open ledger of a folder."""

    def __init__(self, database: sqlite3.Connection, key: bytes, scratch: Path) -> None:
        self._database, self.key, self.scratch = database, key, scratch
        self._last = time.monotonic()

    def about(self, name: str) -> str:
        """Return what the folder remembers under a name; empty when nothing."""
        row = self._database.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def remember(self, name: str, value: str) -> None:
        """Remember something of the whole folder."""
        self._database.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))
        self.commit()

    def made(self, of: Id) -> Made | None:
        """Return what is there for this id."""
        columns = "input, config, path, digest, size, pages, said"
        row = self._database.execute(f"SELECT {columns} FROM made WHERE id = ?", (of,)).fetchone()  # noqa: S608
        return Made(*row) if row else None

    def ids(self) -> Iterator[Id]:
        """Yield the ids of all files, in order."""
        yield from (row[0] for row in self._database.execute("SELECT id FROM made ORDER BY id"))

    def failures(self) -> Iterator[Failure]:
        """Yield why there are files missing, in the order of their ids."""
        rows = self._database.execute("SELECT id, code, place, remedy FROM failed ORDER BY id, rowid")
        yield from (Failure(*row) for row in rows)

    def record(self, of: Id, made: Made) -> None:
        """Say that a file is there, whole and on the disk."""
        values = (made.input, made.config, made.path, made.digest, made.size, made.pages, made.said)
        self._database.execute("DELETE FROM failed WHERE id = ?", (of,))
        self._database.execute("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (of, *values))
        self._commit_at_times()

    def fail(self, of: Id, failures: tuple[Failure, ...]) -> None:
        """Say why there is no file; what was said of one before is forgotten."""
        self.forget(of)
        rows = [(of, item.code, item.place, item.remedy) for item in failures]
        self._database.executemany("INSERT INTO failed VALUES (?, ?, ?, ?)", rows)
        self._commit_at_times()

    def forget(self, of: Id) -> None:
        """Say nothing more of this id."""
        self._database.execute("DELETE FROM made WHERE id = ?", (of,))
        self._database.execute("DELETE FROM failed WHERE id = ?", (of,))

    def doubt(self, config: bytes) -> None:
        """Have everything made anew that was made with this configuration."""
        self._database.execute("UPDATE made SET config = x'' WHERE config = ?", (config,))
        self.commit()

    def commit(self) -> None:
        """Put all that was said on the disk."""
        self._database.commit()
        self._last = time.monotonic()

    def _commit_at_times(self) -> None:
        if time.monotonic() - self._last > _SECONDS:
            self.commit()


@contextmanager
def opened(folder: Path, own: Path | None = None) -> Iterator[Ledger]:
    """Open the ledger of a folder, which is made if need be, and keep other runs out of it; `own` is where it lies.

    What an earlier run left unfinished is cleared away. Raises `Locked` where another run has it, `OutputFailed` where
    the folder takes nothing, `Refused` where the ledger is damaged or a newer version's.
    """
    own = own or folder / FOLDER
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = sqlite3.connect(own / "ledger.sqlite", timeout=0.3)
    except (OSError, sqlite3.Error) as fault:
        raise OutputFailed(_unwritable(folder, fault)) from None
    try:
        _locked(database, folder)
        unfinished = scratch.emptied(own / "unfinished")
        yield Ledger(database, _key(own / "key"), unfinished)
        database.commit()
        scratch.taken_away(unfinished)
    except sqlite3.DatabaseError as fault:
        raise _told(fault, folder, own) from None
    except OSError as fault:
        raise OutputFailed(_unwritable(folder, fault)) from None
    except BaseException:
        _kept(database)
        raise
    finally:
        database.close()


def _locked(database: sqlite3.Connection, folder: Path) -> None:
    """Take the database for this process alone: that is the folder's lock, and it ends with the process."""
    database.execute("PRAGMA locking_mode = EXCLUSIVE")  # before WAL, which then needs no memory shared with others
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
    said = database.execute("SELECT value FROM about WHERE name = 'format'").fetchone()
    if said and said[0] != _FORMAT:
        hint = "use the version that made it, or choose another folder"
        raise Refused(error("ledger.newer", "this folder was made by another version", str(folder), hint))
    database.execute("INSERT OR REPLACE INTO about VALUES ('format', ?)", (_FORMAT,))
    database.commit()


def _key(path: Path) -> bytes:
    """Return the folder's key; a folder without one gets one, and then nothing in it is known any more."""
    if path.is_file() and len(key := path.read_bytes()) == 32:
        return key
    path.unlink(missing_ok=True)
    key = secrets.token_bytes(32)
    with open(path, "xb", opener=_private) as file:
        file.write(key)
    return key


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _kept(database: sqlite3.Connection) -> None:
    """Keep what was recorded, whatever ends the run; where even that fails, it is made again."""
    try:
        database.commit()
    except sqlite3.Error:
        return


def _told(fault: sqlite3.DatabaseError, folder: Path, own: Path) -> Exception:
    """Return a fault of the database in our words."""
    code = getattr(fault, "sqlite_errorname", "")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        hint = "wait for its end, or choose another folder with -o"
        return Locked(error("run.locked", "another run works on this folder", str(folder), hint))
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        hint = f"take {own} away; then all of it is made again"
        return Refused(error("ledger.damaged", "the record of this folder is damaged", str(folder), hint))
    if code.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return OutputFailed(_unwritable(folder, fault))
    return fault


def _unwritable(folder: Path, fault: Exception) -> Problem:
    said = fault.strerror if isinstance(fault, OSError) else str(fault)
    hint = "choose another folder with -o, or make room and mind who may write there"
    return error("output.failed", f"cannot write to the folder: {said}", str(folder), hint)
