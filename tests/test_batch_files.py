"""The files of a run under faults of the system: whichever call fails, no file is torn, and the next run mends it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from handouts import ledger
from handouts.batch.files import Files
from handouts.batch.names import USUAL
from handouts.batch.sheets import Sheet
from handouts.errors import OutputFailed
from handouts.store import Folder

ROWS = range(2, 8)
CALLS = ("open", "fsync", "replace", "chmod", "unlink")


def document(row: int) -> bytes:
    return f"%PDF-1.7 row {row} ".encode() * 999


def kept(out: Path) -> None:
    """Keep all rows, as a run does; those that are there stay."""
    with ledger.opened(out) as book:
        files = Files(Folder(out, book.scratch), book, USUAL)
        files.sweep()
        for row in ROWS:
            if not files.has(row, b"input", b"config", verify=False):
                sheet = Sheet(row, document(row), 2, PurePosixPath("a.pdf"), ())
                files.keep(row, b"input", b"config", files.writer.put(row, sheet, files.before(row)))


def failing(real: Callable[..., Any], at: int, number: int) -> Callable[..., Any]:
    """Return a call of the system that fails the nth time."""
    left = [at]

    def call(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **named)

    return call


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("at", range(1, 13))
def test_whatever_call_fails_no_file_is_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, name, failing(getattr(os, name), at, errno.ENOSPC))
        try:
            kept(tmp_path)
        except OutputFailed as fault:
            assert fault.exit_code == 5  # noqa: PT017 - a call that is never made, or whose failing does no harm, is fine too
    for path in tmp_path.glob("*/*.pdf"):
        assert path.read_bytes() == document(int(path.name[:6]))
    kept(tmp_path)
    found = {int(path.name[:6]): path.read_bytes() for path in tmp_path.glob("*/*.pdf")}
    assert found == {row: document(row) for row in ROWS}
    assert sorted(path.name for path in (tmp_path / ledger.FOLDER).iterdir()) == ["key", "ledger.sqlite"]


def test_a_short_write_is_gone_on_with_and_never_taken_for_all(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with ledger.opened(tmp_path) as book:
        files = Files(Folder(tmp_path, book.scratch), book, USUAL)
        sheet = Sheet(2, document(2), 1, PurePosixPath("a.pdf"), ())
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
        try:
            with pytest.raises(OutputFailed):
                files.writer.put(2, sheet, None)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert not list(tmp_path.glob("*/*.pdf"))
        assert list(book.scratch.iterdir()) == []
        files.keep(2, b"i", b"c", files.writer.put(2, sheet, None))
    (path,) = tmp_path.glob("*/*.pdf")
    assert path.read_bytes() == document(2)


def test_a_file_that_was_written_and_not_recorded_is_taken_away(tmp_path: Path) -> None:
    kept(tmp_path)
    (one, *_) = sorted(tmp_path.glob("*/*.pdf"))
    stray = one.with_name(one.name.replace("000002", "000099"))
    stray.write_bytes(b"x")
    mine = one.with_name("000098-mine.pdf")
    mine.write_bytes(b"x")
    kept(tmp_path)
    assert (stray.exists(), mine.exists(), one.exists()) == (False, True, True)
