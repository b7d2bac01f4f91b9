"""What is written is whole or not there, and what was there stays as it was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from handouts import output
from handouts.errors import OutputFailed


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_beside_its_place_in_folders_that_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "another disk"))
    path = tmp_path / "a" / "b" / "sheet.pdf"
    output.write(path, b"%PDF" * 1000)
    assert path.read_bytes() == b"%PDF" * 1000
    assert names(path.parent) == ["sheet.pdf"]


def test_what_was_there_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"old and longer")
    with path.open("rb") as reader:  # who reads the old one reads it to its end
        output.write(path, b"new")
        assert reader.read() == b"old and longer"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_the_mode_is_what_the_user_set(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        output.write(tmp_path / "sheet.pdf", b"x")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == mode


def test_a_folder_in_the_files_place_is_refused_and_nothing_is_left(tmp_path: Path, refusal: Any) -> None:
    (tmp_path / "sheet.pdf" / "inner").mkdir(parents=True)
    (problem,) = refusal(OutputFailed, output.write, tmp_path / "sheet.pdf", b"x")
    assert (problem.code, problem.where) == ("output.failed", str(tmp_path))
    assert "Is a directory" in problem.message
    assert names(tmp_path) == ["sheet.pdf"]


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path, refusal: Any) -> None:
    (tmp_path / "folder").write_text("x")
    assert refusal(OutputFailed, output.write, tmp_path / "folder" / "sheet.pdf", b"x")[0].code == "output.failed"
    assert (tmp_path / "folder").read_text() == "x"


@contextmanager
def as_a_user() -> Iterator[None]:
    """Give up root's right to write anywhere, for a while."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes of POSIX")
def test_a_folder_that_may_not_be_written_to_is_refused(refusal: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet.pdf")
        output.write(path, b"old")
        path.parent.chmod(0o555)
        with as_a_user():
            (problem,) = refusal(OutputFailed, output.write, path, b"new")
        assert "Permission denied" in problem.message
        assert (path.read_bytes(), names(path.parent)) == (b"old", ["sheet.pdf"])
        path.parent.chmod(0o755)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write to")
def test_a_folder_that_nobody_can_write_to_is_refused(refusal: Any) -> None:
    assert refusal(OutputFailed, output.write, Path("/proc/sheet.pdf"), b"x")[0].code == "output.failed"


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
def test_a_full_disk_leaves_the_old_file_and_nothing_half_written(tmp_path: Path, own: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"old")
    program = textwrap.dedent("""
        import pathlib, resource, signal, sys
        from handouts import output
        from handouts.errors import OutputFailed
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            output.write(pathlib.Path(sys.argv[1]), b"x" * 5000)
        except OutputFailed as fault:
            print(fault)
    """)
    environment = {**os.environ, "PYTHONPATH": str(own), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    assert "cannot write sheet.pdf: File too large" in done.stdout
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["sheet.pdf"])


def test_what_fails_for_another_reason_leaves_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        output.write(tmp_path / "sheet.pdf", "not bytes")  # type: ignore[arg-type]
    assert names(tmp_path) == []


def test_standard_output_gets_every_byte(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    output.write_stdout(b"%PDF\x00\xff\r\n" * 5000)
    assert capfdbinary.readouterr().out == b"%PDF\x00\xff\r\n" * 5000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_standard_output_that_is_full_is_told(own: Path) -> None:
    program = (
        "from handouts import output\nfrom handouts.errors import OutputFailed\nimport sys\n"
        "try:\n    output.write_stdout(b'x' * 100000)\nexcept OutputFailed as fault:\n    print(fault, file=sys.stderr)"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": str(own)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert "cannot write to standard output: No space left on device" in done.stderr
