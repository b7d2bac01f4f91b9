"""Nothing lost: a run that is killed at any moment leaves whole files, and the next one goes on from there.

The renderer is the real one. HANDOUTS_KILLS says how often (`make soak`: 100).
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from handouts import ledger

from .lists import OWN, failed, first_page, handouts, of_session, ran, recorded, started, written

KILLS = int(os.environ.get("HANDOUTS_KILLS", "25"))
WHOLE, READY = 24, 40
"""Rows of sheets that few ask for, rendered whole; and of one sheet that is made ready and printed onto."""
ROWS = WHOLE + READY
FEW = 9
SHEETS = ("essential,a4,standard", "essential,letter,standard", "brief,a4,standard", "brief,letter,standard")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs sessions and /proc")


def name(row: int) -> str:
    return f"Quill{row}x Example"


def listed(tmp_path: Path, whole: int, ready: int) -> Path:
    sheets = [*(SHEETS[row % len(SHEETS)] for row in range(whole)), *["essential,a4,large-print"] * ready]
    lines = [f"sample,{sheet},{name(row)}" for row, sheet in enumerate(sheets, 2)]
    return written(tmp_path / "list.csv", lines, "topic,recipe,paper,edition,name", "{}")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return listed(tmp_path, WHOLE, READY)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return listed(tmp_path, FEW, 0)


def sure(out: Path) -> set[int]:
    """Fail where a file is torn, twice there or another row's; return the rows that have one."""
    found = handouts(out) if out.exists() else {}
    for row, path in found.items():
        assert set(re.findall(r"Quill\d+x Example", first_page(path))) == {name(row)}
    return set(found)


def outliving(session: int) -> list[int]:
    """Return the processes of a run that are alive two seconds after its end."""
    for _ in range(40):
        if not of_session(session):
            return []
        time.sleep(0.05)
    return of_session(session)


def there(out: Path) -> int:
    return sum(1 for _ in out.glob("*/*.pdf"))


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_moment_loses_nothing(rows: Path, clinic: Any, tmp_path: Path) -> None:
    seed = int(os.environ.get("HANDOUTS_SEED", random.SystemRandom().randrange(10**6)))
    print(f"HANDOUTS_SEED={seed}")  # noqa: T201 - to kill at the same moments again
    chance, root, temporary = random.Random(seed), clinic(), tmp_path / "temporary"  # noqa: S311
    temporary.mkdir()
    folders, kills, starting, working = [tmp_path / "out0"], 0, 0, 0
    while kills < KILLS:
        out, before = folders[-1], there(folders[-1])
        process = started(rows, root, out, jobs=chance.choice((1, 1, 2)), TMPDIR=str(temporary))
        at_start = starting < KILLS * 3 // 5 and chance.random() < 0.6
        if at_start:
            time.sleep(chance.uniform(0.1, 1.2))
        else:  # while it writes
            while process.poll() is None and there(out) == before:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.5))
        if process.poll() is not None:
            assert (process.returncode, sure(out)) == (0, set(range(2, ROWS + 2))), process.communicate()[0]
            folders.append(tmp_path / f"out{len(folders)}")
            continue
        process.kill()
        process.communicate()
        kills, starting = kills + 1, starting + at_start
        assert not outliving(process.pid), "children outlived the run by two seconds"
        working += len(sure(out)) > before
        for path in (out / ledger.FOLDER).glob("*"):  # the record, its journal and its key
            assert path.is_dir() or b"Quill" not in path.read_bytes()
    code, said = ran(rows, root, folders[-1], TMPDIR=str(temporary))
    assert code == 0, said
    assert f"{ROWS} rows read" in said
    for out in folders:
        assert sure(out) == set(range(2, ROWS + 2)) == set(recorded(out))
        assert sorted(path.name for path in (out / ledger.FOLDER).iterdir()) == ["key", "ledger.sqlite"]
        assert not failed(out)
    assert f"0 made, {ROWS} there already" in ran(rows, root, folders[-1])[1]
    assert list(temporary.iterdir()) == []
    assert working >= KILLS // 3, "most runs were killed before they had written anything"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_within_five_seconds_and_keeps_what_is_made(
    few: Path, clinic: Any, tmp_path: Path, number: int
) -> None:
    out, root = tmp_path / "out", clinic()
    process = started(few, root, out, jobs=2 if number == signal.SIGINT else 1)
    end = time.monotonic() + 60
    while not out.exists() or len(handouts(out)) < 2:
        assert time.monotonic() < end
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    began = time.monotonic()
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert process.returncode == 130, said
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    assert not outliving(process.pid)
    there = sure(out)
    assert there == set(recorded(out))
    code, said = ran(few, root, out)
    assert (code, f"{FEW - len(there)} made, {len(there)} there already" in said) == (0, True), said


BETWEEN = """
import os, signal, sys
renamed = 0
def hear(event, arguments):
    global renamed
    if event == "os.rename" and str(arguments[1]).endswith(".pdf"):
        renamed += 1
    elif event == "open" and renamed == 2:
        renamed += 1
        os.kill(os.getpid(), signal.%s)
sys.addaudithook(hear)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_between_writing_and_recording_leaves_both_done(
    rows: Path, clinic: Any, tmp_path: Path, number: signal.Signals
) -> None:
    out, root = tmp_path / "out", clinic()
    (tmp_path / "sitecustomize.py").write_text(BETWEEN % number.name)
    path = os.pathsep.join((str(tmp_path), str(OWN)))
    code, said = ran(rows, root, out, PYTHONPATH=path)
    assert (code, len(sure(out))) == (130, 2), said
    assert sure(out) == set(recorded(out))


def test_a_second_run_on_the_folder_is_kept_out(rows: Path, clinic: Any, tmp_path: Path) -> None:
    out, root = tmp_path / "out", clinic()
    process = started(rows, root, out)
    while not out.exists() or not handouts(out):
        time.sleep(0.05)
    code, said = ran(rows, root, out)
    assert (code, "run.locked" in said) == (6, True), said
    process.kill()
    process.communicate()
