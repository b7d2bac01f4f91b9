"""Where the files of a run go, which rows are its own, and where its record lies.

Must not write anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .. import ledger
from ..errors import UsageFault, error
from ..store import Bucket, Folder, Place, shared

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several equal parts of a list; the parts are run by themselves, each on a machine of its own."""

    number: int = 1
    of: int = 1

    @classmethod
    def named(cls, text: str) -> Shard:
        """Return the shard that is written as `3/8`; raises `UsageFault`."""
        found = re.fullmatch(r"([0-9]{1,5})/([0-9]{1,5})", text)
        number, of = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= of <= _MOST:
            hint = f"write it as 3/8, the third of eight; at most {_MOST}"
            raise UsageFault(error("batch.shard", "this is no shard", hint=hint))
        return cls(number, of)

    def __str__(self) -> str:
        return f"{self.number}-of-{self.of}"

    def has(self, row: int) -> bool:
        """Whether a row is this shard's: the rows are dealt by their numbers, 3/8 has 3, 11, 19 …."""
        return row % self.of == self.number % self.of


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a run, and where its ledger and its errors.csv lie."""

    place: Place
    record: Path
    """The folder of the ledger, its key and what is not whole yet."""
    errors: Path
    marked: bool
    """Whether the place bears marks: others may work on it, with records that are elsewhere."""


def standing(out: Path | Bucket, state: Path | None, shard: Shard | None) -> Standing:
    """Return where everything of a run lies; raises `UsageFault` where the record must lie elsewhere and does not."""
    if state is None and (isinstance(out, Bucket) or shared(out)):
        say = "the run's record cannot lie in a bucket or on a network share, which cannot lock it"
        hint = "say where it is to lie, on a disk of this machine that lasts: --state DIR"
        raise UsageFault(error("batch.no-state", say, str(out), hint))
    if state is not None:
        record = state / str(shard) if shard else state
        own = ledger.FOLDER, f"{shard or Shard()}-unfinished"
        place = out if isinstance(out, Bucket) else Folder(out, out.joinpath(*own))
        return Standing(place, record, record / "errors.csv", marked=True)
    assert isinstance(out, Path)  # noqa: S101 - a bucket has left above
    record = out / ledger.FOLDER / str(shard) if shard else out / ledger.FOLDER
    errors = out / (f"errors-{shard}.csv" if shard else "errors.csv")
    return Standing(Folder(out, record / "unfinished"), record, errors, marked=shard is not None)
