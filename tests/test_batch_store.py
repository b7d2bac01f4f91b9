"""A run whose files go to a bucket: nothing lost, halved, doubled or written over, and its record lies elsewhere."""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from handouts.store import client

from .buckets import SECRET, Stored
from .lists import started, written

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def batched(handouts: Run, clinic: Any, tmp_path: Path, stored: Stored) -> Run:
    """Run the command on a list, into the bucket."""
    root = clinic()

    def call(rows: Path, *more: object, state: str = "state") -> tuple[int, str, str]:
        place = ("-o", stored.address, "--state", tmp_path / state)
        found = handouts("batch", rows, "--clinic", root, "--jobs", 1, "--today", "2026-11-23", *place, *more)
        assert SECRET not in "".join(map(str, found))
        return found

    return call


def names(stored: Stored) -> dict[str, str]:
    """Return the first page's words of each file; fails where one is not whole."""
    found = {}
    for name, data in stored.files().items():
        with pypdfium2.PdfDocument(data) as document:
            found[name] = " ".join(document[0].get_textpage().get_text_bounded().split())
    return found


def test_a_run_into_a_bucket_from_first_to_last(batched: Run, stored: Stored, tmp_path: Path) -> None:
    """Made, kept, changed, spoilt by others and mended; then its record is lost."""
    rows = written(tmp_path / "list.csv", ["Ann", "Ben", "Cid"])
    code, said, told = batched(rows)
    assert (code, said.strip()) == (0, f"{stored.address}: 3 rows read: 3 made, 0 there already, 0 failed"), told
    first = stored.files()
    assert sorted(name[:20] for name in first) == [f"000001-001000/00000{row}" for row in (2, 3, 4)]
    assert sorted(path.name for path in (tmp_path / "state").iterdir()) == ["key", "ledger.sqlite"]
    assert "3 there already" in batched(rows, "--verify")[1]

    written(rows, ["Ann", "Eve", "Cid"])
    spoilt = next(name for name in first if "/000004-" in name)
    stored.put(spoilt, b"of another")
    code, said, told = batched(rows, "--changed")
    assert (code, "1 made, 1 there already, 1 failed" in said) == (3, True), told
    changed = stored.files()
    assert {name[19] for name in first if first[name] != changed[name]} == {"3", "4"}
    assert changed.keys() == first.keys()
    errors = tmp_path / "state" / "errors.csv"
    assert "\n4,store.conflict," in errors.read_text(encoding="utf-8-sig")
    assert stored.read(spoilt) == b"of another"
    assert batched(rows, "--summary")[0] == 3

    code, _, told = batched(rows, state="new")
    assert (code, "batch.other-state" in told) == (4, True), told
    code, said, told = batched(rows, "--changed", state="new")
    assert (code, "3 made" in said) == (0, True), told
    assert stored.files() == {**changed, spoilt: first[spoilt]}
    assert "Eve" in " ".join(names(stored).values())
    assert batched(rows, "--summary")[0] == 0
    for path in [*(tmp_path / "state").rglob("*"), *(tmp_path / "new").rglob("*")]:
        assert path.is_dir() or not re.search(b"Ann|Eve|" + SECRET.encode(), path.read_bytes())


@pytest.mark.slow
def test_a_run_that_is_killed_while_the_store_fails_now_and_then_loses_nothing(
    batched: Run, stored: Stored, clinic: Any, tmp_path: Path
) -> None:
    people = [f"Quill{row}x" for row in range(2, 10)]
    rows = written(tmp_path / "list.csv", people)
    stored.fault(busy=0.1, cut=0.1, lost=0.1)
    process = started(rows, clinic(), stored.address, "--state", tmp_path / "state", jobs=1)  # type: ignore[arg-type]
    line = client.listed(stored.address, None)
    while sum(1 for name, _ in line if name.endswith(".pdf")) < 3:
        assert process.poll() is None, process.communicate()[0]
        line = client.listed(stored.address, None)
    process.kill()
    process.communicate()
    code, said, told = batched(rows)
    stored.fault(busy=0, cut=0, lost=0)
    assert (code, "8 rows read" in said, " 0 failed" in said) == (0, True, True), told
    found = names(stored)
    assert [re.findall(r"Quill\d+x", found[name]) for name in sorted(found)] == [[person] for person in people]
    assert "0 made, 8 there already" in batched(rows, "--verify")[1]


@pytest.mark.soak
def test_shards_that_are_killed_at_any_moment_lose_nothing(
    handouts: Run, stored: Stored, clinic: Any, tmp_path: Path
) -> None:
    """Three shards at once into a bucket that fails now and then, each killed HANDOUTS_KILLS times at random."""
    people, root = [f"Quill{row}x" for row in range(2, 62)], clinic()
    rows, chance = written(tmp_path / "list.csv", people), random.Random(11)  # noqa: S311
    stored.fault(busy=0.1, cut=0.1, lost=0.1)

    def begun(shard: int) -> subprocess.Popen[str]:
        more = ("--state", tmp_path / "state", "--shard", f"{shard}/3")
        return started(rows, root, stored.address, *more, jobs=1)  # type: ignore[arg-type]

    for _ in range(int(os.environ.get("HANDOUTS_KILLS", "25"))):
        running = [begun(shard) for shard in (1, 2, 3)]
        time.sleep(chance.uniform(1, 8))
        for process in running:
            process.kill()
            process.communicate()
    for process in [begun(shard) for shard in (1, 2, 3)]:
        said, _ = process.communicate(timeout=600)
        assert (process.returncode, "20 rows read" in said) == (0, True), said
    stored.fault(busy=0, cut=0, lost=0)
    found = names(stored)
    assert [re.findall(r"Quill\d+x", found[name]) for name in sorted(found)] == [[person] for person in people]
    code, said, told = handouts("batch", rows, "-o", stored.address, "--summary")
    assert (code, "60 there, 0 failed" in said) == (0, True), told


def test_a_bucket_needs_a_place_for_the_record(handouts: Run, clinic: Any, stored: Stored, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", ["Ann"])
    code, _, told = handouts("batch", rows, "--clinic", clinic(), "-o", stored.address)
    assert (code, "batch.no-state" in told, "--state" in told) == (2, True, True)
    code, _, told = handouts("batch", rows, "-o", f"s3://key:{SECRET}@b", "--state", tmp_path)
    assert (code, "store.address" in told, SECRET in told) == (2, True, False)


def test_a_store_that_is_away_ends_the_run_and_says_what_to_do(
    batched: Run, stored: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_TRIES", 1)
    client._opened.cache_clear()
    stored.fault(busy=1)
    code, _, told = batched(written(tmp_path / "list.csv", ["Ann"]))
    assert (code, "store.away" in told, "run the same command again" in told) == (5, True, True)
    stored.fault(busy=0)
    code, _, told = batched(tmp_path / "list.csv", "--merge", "print.pdf")
    assert (code, "batch.merge-place" in told) == (2, True)


def test_a_folder_with_its_record_elsewhere(handouts: Run, clinic: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", ["Ann"])
    out, state = tmp_path / "out", tmp_path / "state"
    code, said, told = handouts(
        *("batch", rows, "--clinic", clinic(), "-o", out, "--state", state, "--jobs", 1, "--merge", "print.pdf")
    )
    assert (code, "1 made" in said) == (0, True), told
    assert sorted(path.name for path in out.iterdir()) == [".handouts", "000001-001000", "print.pdf"]
    assert sorted(path.name for path in (out / ".handouts").iterdir()) == ["1-of-1.json", "shards.json"]
    assert sorted(path.name for path in state.iterdir()) == ["key", "ledger.sqlite"]
