"""Everything far away at once: shards of a list, made by a cluster, into a bucket, the records elsewhere."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handouts.store import Bucket

from .buckets import Stored
from .clusters import machines
from .lists import ran, started, written

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs sessions and /proc")
HEAD, ROW = "topic,recipe,format,name", "sample,brief,txt,{}"


def told(stored: Stored) -> dict[int, bytes]:
    """Return what is there by row; fails where a row has two files."""
    found = stored.files()
    assert len({name[14:20] for name in found}) == len(found), "twice"
    return {int(name[14:20]): data for name, data in found.items()}


@pytest.mark.slow
def test_shards_made_by_a_cluster_into_a_bucket_lose_nothing_when_workers_and_runs_are_killed(
    handouts: Callable[..., tuple[int, str, str]], clinic: Any, stored: Stored, tmp_path: Path
) -> None:
    people = [f"Quill{row}x Example" for row in range(2, 42)]
    rows, root, state = written(tmp_path / "list.csv", people, HEAD, ROW), clinic(), tmp_path / "state"

    def more(shard: int) -> tuple[object, ...]:
        return "--cluster", running.address, "--state", state, "--shard", f"{shard}/2"

    def waited(count: int) -> None:
        end = time.monotonic() + 120
        while sum(1 for _ in Bucket(stored.address).names()) < count:  # to read them would race with the run
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < end
            time.sleep(0.02)

    with machines(tmp_path / "machines", 2, "--no-nanny", **stored.environment) as running:
        stored.fault(busy=0.05, lost=0.05)
        process = started(rows, root, stored.address, *more(1))  # type: ignore[arg-type]
        waited(2)
        running.workers[0].kill()
        waited(5)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
        assert (process.returncode, "goes on from there" in said) == (130, True), said
        process = started(rows, root, stored.address, *more(1))  # type: ignore[arg-type]
        waited(9)
        process.kill()
        process.communicate()
        for shard in (1, 2):
            code, said = ran(rows, root, stored.address, *more(shard))
            assert (code, "20 rows read" in said, " 0 failed" in said) == (0, True, True), said
        stored.fault(busy=0, lost=0)
        code, said = ran(rows, root, stored.address, *more(1), "--verify")
        assert (code, "0 made, 20 there already" in said) == (0, True), said
    found = told(stored)
    assert sorted(found) == list(range(2, 42))
    for row, text in found.items():
        assert re.findall(rb"Quill\d+x", text) == [b"Quill%dx" % row]
    code, said, _ = handouts("batch", rows, "-o", stored.address, "--summary")
    assert (code, "40 there, 0 failed" in said) == (0, True), said


@pytest.mark.slow
def test_a_file_of_others_in_the_bucket_stays_and_its_row_fails_on_a_cluster_too(
    clinic: Any, stored: Stored, tmp_path: Path
) -> None:
    rows, root = written(tmp_path / "list.csv", ["Quill2x", "Quill3x"], HEAD, ROW), clinic()
    with machines(tmp_path / "machines", 1, "--no-nanny", **stored.environment) as running:
        place = ("--cluster", running.address, "--state", tmp_path / "state")
        code, said = ran(rows, root, stored.address, *place)
        assert (code, "2 made" in said) == (0, True), said
        spoilt = next(name for name in stored.files() if "/000003-" in name)
        stored.put(spoilt, b"of another")
        written(rows, ["Quill2x", "Quill4x"], HEAD, ROW)
        code, said = ran(rows, root, stored.address, *place, "--changed")
        assert (code, "0 made, 1 there already, 1 failed" in said, "store.conflict" in said) == (3, True, True), said
    assert stored.read(spoilt) == b"of another"
