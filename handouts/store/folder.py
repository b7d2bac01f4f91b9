"""A folder of files, each written under another name, put on the disk and renamed.

Must not make the folder again once a run has begun: one that has gone away is told.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import output, scratch
from ..errors import OutputFailed, error


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder; what is not whole yet lies in `scratch`, which is a folder of the same file system."""

    root: Path
    scratch: Path

    def __str__(self) -> str:
        return str(self.root)

    @property
    def at_once(self) -> int:
        """One: a disk writes one file after the other."""
        return 1

    def begin(self) -> None:
        """Make the folder of what is not whole yet, emptied of what a sudden end left in it."""
        try:
            scratch.emptied(self.scratch)
        except OSError as fault:
            hint = "choose another folder with -o, or make room and mind who may write there"
            say = f"cannot write to the folder: {fault.strerror}"
            raise OutputFailed(error("output.failed", say, str(self.root), hint)) from None

    def end(self) -> None:
        """Take the folder of what is not whole yet away."""
        scratch.taken_away(self.scratch)

    def apart(self, run: str) -> Folder:
        """Return the same folder for workers on other machines: they write as long as that run has not ended."""
        return Folder(self.root.absolute(), self.scratch.absolute() / run)

    def is_begun(self) -> bool:
        """Whether it is the same folder, made ready, that whoever sent us sees."""
        return self.scratch.is_dir()

    def write(self, name: str, data: bytes, replaces: bytes | None = None) -> None:  # noqa: ARG002 - a name in it is ours
        """Write a file, in place of what is there."""
        if (self.root / name).parent.is_symlink():
            say, hint = "a folder of the run is a link to another place", "take the link away"
            raise OutputFailed(error("output.failed", say, str(self.root), hint))
        output.write(self.root / name, data, self.scratch)

    def create(self, name: str, data: bytes) -> bool:
        """Write a small file only where there is none; return whether this call did."""
        path = self.root / name
        if path.is_file():
            return False
        new = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
        output.write(new, data)
        try:
            os.link(new, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            output.write(path, data)
        finally:
            new.unlink()
        return True

    def overwrite(self, name: str, data: bytes) -> None:
        """Write a small file, in place of what is there."""
        output.write(self.root / name, data)

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none that can be read."""
        try:
            return (self.root / name).read_bytes()
        except OSError:
            return None

    def size(self, name: str) -> int | None:
        """Return how many bytes a file has; None where there is none."""
        try:
            return (self.root / name).stat().st_size
        except OSError:
            return None

    def digest(self, name: str) -> bytes | None:
        """Return the SHA-256 of a file; None where there is none that can be read."""
        data = self.read(name)
        return None if data is None else hashlib.sha256(data).digest()

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        try:
            (self.root / name).unlink(missing_ok=True)
        except OSError as fault:
            say = f"cannot take away {name}: {fault.strerror}"
            raise OutputFailed(error("output.failed", say, str(self.root))) from None

    def names(self) -> Iterator[str]:
        """Yield the names of all files in the folders of rows; a folder that is a link is not looked into."""
        for folder in self.root.glob("[0-9]*-[0-9]*"):
            for path in folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ():
                yield f"{folder.name}/{path.name}"
