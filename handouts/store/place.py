"""What a run asks of the place where its files go.

Must not know what a file holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..errors import ExitCode, HandoutsError


class Taken(HandoutsError):
    """Another file stands under the name that was to be written; it stays as it is."""

    exit_code = ExitCode.OUTPUT


class Place(Protocol):
    """A folder or a bucket. Names are relative, with `/`; text of it (`str`) names it and holds no secret.

    Can be pickled and compared. Every call raises `OutputFailed` where the place does not answer or takes nothing.
    """

    @property
    def at_once(self) -> int:
        """How many files are worth writing at a time, in threads: more than one where each waits for a network."""

    def begin(self) -> None:
        """Make ready for a run; what an earlier one left unfinished is cleared away."""

    def end(self) -> None:
        """Clear away what only the run needed."""

    def apart(self, run: str) -> Place:
        """Return the same place for workers on other machines: they write as long as that run has not ended."""

    def is_begun(self) -> bool:
        """Whether it is the same place, made ready, that whoever sent us sees."""

    def write(self, name: str, data: bytes, replaces: bytes | None = None) -> None:
        """Write a file whole or not at all; `replaces` is the SHA-256 of what may stand there and be replaced.

        Raises `Taken` where something else stands there and the place can tell. The same bytes are no conflict.
        """

    def create(self, name: str, data: bytes) -> bool:
        """Write a file only where there is none; return whether this call did."""

    def overwrite(self, name: str, data: bytes) -> None:
        """Write a small file whole or not at all, in place of what is there."""

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none."""

    def size(self, name: str) -> int | None:
        """Return how many bytes a file has; None where there is none."""

    def digest(self, name: str) -> bytes | None:
        """Return the SHA-256 of a file; None where there is none that can be read."""

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""

    def names(self) -> Iterator[str]:
        """Yield the names of all files in the folders of rows."""
