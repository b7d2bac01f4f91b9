"""What goes wrong around a run: sheets that end or stop their process, disks that are full, folders that go away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .lists import OWN, failed, first_page, handouts, ran, recorded, started, written

POISONS = {
    "kill": "child.died",
    "segv": "child.died",
    "exit": "child.died",
    "loop": "child.time",
    "memory": "child.memory",
    "depth": "child.depth",
    "odd": "run.crash",
    "break": "run.crash",
}
PLANTED = OWN / "tests" / "hostile" / "planted"
ROWS = int(os.environ.get("HANDOUTS_POISONED_ROWS", "16"))
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's limits and mounts")


@pytest.mark.slow
def test_eight_poisons_take_nobody_with_them(clinic: Any, tmp_path: Path) -> None:
    names = [f"Quill{row}x Example" for row in range(2, ROWS + 2)]
    at = {2 + (index * ROWS) // len(POISONS): name for index, name in enumerate(POISONS)}
    for row, poison in at.items():
        names[row - 2] = f"poison-{poison} Quill{row}x"
    rows = written(tmp_path / "list.csv", names, row="sample,essential,{}")
    planted = {"HANDOUTS_TEST_PLANT": "poison", "PYTHONPATH": os.pathsep.join((str(PLANTED), str(OWN)))}
    code, said = ran(rows, clinic(), tmp_path / "out", "--row-seconds", "8", jobs=2, **planted)
    assert (code, f"{ROWS - 8} made, 0 there already, 8 failed" in said) == (3, True), said
    assert failed(tmp_path / "out") == [(row, POISONS[name], "") for row, name in at.items()]
    found = handouts(tmp_path / "out")
    assert set(found) == set(range(2, ROWS + 2)) - set(at) == set(recorded(tmp_path / "out"))
    assert all(f"Quill{row}x" in first_page(path) for row, path in found.items())
    assert "Quill" not in said + (tmp_path / "out" / "errors.csv").read_text()
    assert b"Quill" not in (tmp_path / "out" / ".handouts" / "ledger.sqlite").read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few hundred kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(place)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_told_and_what_is_there_is_whole(small_disk: Path, clinic: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", [f"Quill{row}x" for row in range(2, 14)], row="sample,essential,{}")
    out = small_disk / "out"
    code, said = ran(rows, root := clinic(), out)
    assert (code, "output.failed" in said, "No space left" in said or "full" in said) == (5, True, True), said
    found = handouts(out)
    assert found
    assert all(f"Quill{row}x" in first_page(path) for row, path in found.items())
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    code, said = ran(rows, root, out)
    assert code == 0, said
    assert set(handouts(out)) == set(range(2, 14)) == set(recorded(out))


def test_a_folder_that_may_not_be_written_to_is_told(clinic: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", ["Ann"], row="sample,essential,{}")
    (tmp_path / "file").write_text("x")
    places = ["/proc/handouts", tmp_path / "file", tmp_path / "file" / "out"]
    if os.getuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        places.append(tmp_path / "closed" / "out")
    root = clinic()
    for place in places:
        code, said = ran(rows, root, Path(place))
        assert (code == 5 and "output.failed" in said) or code == 2, said
        assert "Traceback" not in said


def test_a_folder_that_goes_away_is_told_and_not_made_again(clinic: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", [f"Quill{row}x" for row in range(2, 42)], row="sample,essential,{}")
    out = tmp_path / "out"
    process = started(rows, clinic(), out)
    while not out.exists() or not handouts(out):
        assert process.poll() is None
        time.sleep(0.02)
    out.rename(tmp_path / "moved")
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, "output.failed" in said) == (5, True), said
    assert not out.exists()
    assert all(f"Quill{row}x" in first_page(path) for row, path in handouts(tmp_path / "moved").items())


def test_a_link_in_the_folder_is_not_written_through(clinic: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", ["Ann"], row="sample,essential,{}")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "000001-001000").symlink_to(tmp_path / "elsewhere")
    code, said = ran(rows, clinic(), tmp_path / "out")
    assert (code, "output.failed" in said) == (5, True), said
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_content_that_changes_while_the_run_goes_is_noticed(clinic: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", [f"Quill{row}x" for row in range(2, 6)], row="sample,essential,{}")
    root, out = clinic(), tmp_path / "out"
    process = started(rows, root, out)
    while not out.exists() or not handouts(out):
        assert process.poll() is None
        time.sleep(0.02)
    (root / "styles").mkdir()
    (root / "styles" / "clinic.css").write_text(":root { --brand: #0B4F5D }")
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, "batch.content-changed" in said) == (3, True), said
    code, said = ran(rows, root, out)
    assert (code, "4 made, 0 there already" in said) == (0, True), said
