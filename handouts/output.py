"""Write a result whole or not at all: temporary file in the same folder, fsync, rename.

Must not know what it writes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import OutputFailed, error


def write(path: Path, data: bytes, scratch: Path | None = None) -> None:
    """Write `data` to `path`; raises `OutputFailed`, and then the path is as it was.

    The temporary file lies beside it, or in `scratch`, a folder of the same file system.
    """
    with writing(path, scratch) as file:
        file.write(data)  # a buffered file goes on until every byte is out, or raises


@contextmanager
def writing(path: Path, scratch: Path | None = None) -> Iterator[IO[bytes]]:
    """Give a file to write to, which takes its place at `path` at the end of the block; else as `write`."""
    try:
        if scratch is None:
            path.parent.mkdir(parents=True, exist_ok=True)
        with _whole(path, scratch or path.parent) as file:
            yield file
    except OSError as fault:
        hint = "choose another folder with -o, or make room and mind who may write there"
        raise OutputFailed(
            error("output.failed", f"cannot write {path.name}: {fault.strerror}", str(path.parent), hint)
        ) from fault
    except ValueError:  # a NUL or half a character
        raise OutputFailed(error("output.failed", "cannot write: no file can have this name")) from None


def write_stdout(data: bytes) -> None:
    """Write `data` to standard output; raises `OutputFailed`."""
    if sys.stdout is None:  # Python's way to say that it is closed
        raise OutputFailed(error("output.failed", "cannot write to standard output: it is closed"))
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as fault:
        raise OutputFailed(error("output.failed", f"cannot write to standard output: {fault.strerror}")) from fault


@contextmanager
def _whole(path: Path, scratch: Path) -> Iterator[IO[bytes]]:
    _require_file(path)
    handle, temporary = tempfile.mkstemp(dir=scratch, prefix=".handouts-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644 & ~_umask())
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)  # other writers may be as far
            sync_folder(path.parent.parent)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)


def _require_file(path: Path) -> None:
    """Raise where something stands that a rename would destroy: `-o /dev/null`, as root, would end the device."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(mode := path.lstat().st_mode) and not stat.S_ISDIR(mode):
            raise OSError(errno.EINVAL, "this is a link, a device or a pipe, not a file")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder, or the end of one, last; folders cannot be synced on Windows."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
