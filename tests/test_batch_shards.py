"""Shards of a list: each row is one shard's, all together are the whole run, and none touches another's files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import ledger
from handouts.batch import Counts, Shard, marks
from handouts.batch.marks import Marks
from handouts.errors import Locked, UsageFault
from handouts.store import Folder

from .lists import first_page, handouts, started, written

Run = Callable[..., tuple[int, str, str]]
NAMES = [f"Quill{row}x Example" for row in range(2, 8)]
DAY = ("--jobs", 1, "--today", "2026-11-23")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return written(tmp_path / "list.csv", NAMES)


@pytest.fixture
def batched(handouts: Run, clinic: Any, tmp_path: Path) -> Run:
    """Run the command on a list, into one folder where no other is named."""
    root = clinic()

    def call(rows: Path, *more: object, out: Path = tmp_path / "out") -> tuple[int, str, str]:
        return handouts("batch", rows, "--clinic", root, *DAY, "-o", out, *more)

    return call


def dealt(out: Path) -> dict[int, Path]:
    """Return the files of all shards by row; fails where a row has two."""
    found: dict[int, Path] = {}
    for path in out.glob("*-*/*.pdf"):
        number = int(path.name[:6])
        assert number not in found
        found[number] = path
    return found


@pytest.mark.slow
def test_all_shards_together_are_the_whole_run(batched: Run, rows: Path, clinic: Any, tmp_path: Path) -> None:
    root, out, whole = clinic(), tmp_path / "out", tmp_path / "whole"
    both = [started(rows, root, out, "--shard", f"{number}/3", jobs=1) for number in (1, 2)]
    for process in both:
        said, _ = process.communicate(timeout=120)
        assert (process.returncode, "2 rows read: 2 made" in said) == (0, True), said
    code, said, told = batched(rows, "--summary")
    assert (code, "batch.shard-open" in told, "shard 3/3 has not begun" in told) == (3, True, True)
    before = {path: path.stat().st_mtime_ns for path in dealt(out).values()}
    code, said, told = batched(rows, "--shard", "3/3")
    assert (code, "2 rows read: 2 made" in said) == (0, True), told
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert batched(rows, out=whole)[0] == 0
    files = {row: path.read_bytes() for row, path in dealt(out).items()}
    assert files == {row: path.read_bytes() for row, path in handouts(whole).items()}
    assert set(files) == set(range(2, 8))
    code, said, told = batched(rows, "--summary", "--json")
    (found,) = json.loads(said)
    assert (code, found["rows"], found["read"], found["there"], found["problems"]) == (0, 6, 6, 6, []), told
    assert sorted(path.name for path in (out / ledger.FOLDER).iterdir()) == [
        *("1-of-3", "1-of-3.json", "2-of-3", "2-of-3.json", "3-of-3", "3-of-3.json", "shards.json")
    ]
    for path in (out / ledger.FOLDER).rglob("*"):
        assert path.is_dir() or b"Quill" not in path.read_bytes()

    dealt(out)[4].unlink()
    assert "batch.shard-files" in batched(rows, "--summary")[2]
    assert "2 there already" in batched(rows, "--shard", "3/3")[1]
    for more, place in (("--shard 1/4", out), ("", out), ("--shard 1/3", whole), ("--state {}", out)):
        options = more.format(tmp_path / "state").split()
        assert "batch.other-shards" in batched(rows, *options, out=place)[2]
    other = written(tmp_path / "other.csv", NAMES[1:])
    for more in ("--shard 1/3", "--summary"):
        assert "batch.other-list" in batched(other, *more.split())[2]
    assert "batch.no-shards" in batched(rows, "--summary", out=whole)[2]


def test_a_shard_that_is_killed_goes_on_and_touches_no_other(
    batched: Run, rows: Path, clinic: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    others = [out / "000001-001000" / f"{row:06}-1of2zzzzzz.pdf" for row in (3, 5, 7)]
    for path in others:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"of another shard")
    process = started(rows, clinic(), out, "--shard", "2/2", jobs=1)
    while len(dealt(out)) < len(others) + 1:
        assert process.poll() is None, process.communicate()[0]
    code, _, told = batched(rows, "--shard", "2/2")
    process.kill()
    process.communicate()
    assert (code, "run.locked" in told) == (6, True), told
    code, said, told = batched(rows, "--shard", "2/2")
    assert (code, bool(re.search(r"3 rows read: [012] made", said))) == (0, True), told
    assert {path.read_bytes() for path in others} == {b"of another shard"}
    own = {row: first_page(path) for row, path in dealt(out).items() if path not in others}
    assert {row: NAMES[row - 2] in words for row, words in own.items()} == {2: True, 4: True, 6: True}


def test_a_failed_row_is_its_shards_and_is_mended_there(batched: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = written(tmp_path / "list.csv", ["sample,Ann", "sample,Ben,Bo"], "topic,name", "{}")
    assert [batched(rows, "--shard", shard)[0] for shard in ("1/2", "2/2")] == [3, 0]
    errors = out / "errors-1-of-2.csv"
    assert "\n3,row.cells," in errors.read_text(encoding="utf-8-sig")
    assert [path.name for path in out.glob("*.csv")] == [errors.name]
    assert "1 rows of shard 1/2 have no handout" in batched(rows, "--summary")[2]
    assert "1 rows read, 1 would fail" in batched(rows, "--dry-run", "--shard", "1/2")[1]
    written(rows, ["sample,Ann", "sample,Ben"], "topic,name", "{}")
    code, said, told = batched(rows, "--shard", "1/2", "--only", errors)
    assert (code, "1 rows read: 1 made" in said) == (0, True), told
    assert "was run with the list as it was before" in batched(rows, "--summary")[2]
    assert "1 there already" in batched(rows, "--shard", "2/2", "--changed", "--verify")[1]
    assert batched(rows, "--summary")[0] == 0
    code, _, told = batched(rows, "--shard", "1/2", "--merge", "print.pdf")
    assert (code, "batch.merge-place" in told) == (2, True), told


# --- parts ------------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10_000_000), st.integers(1, 10_000))
def test_each_row_is_of_one_shard(row: int, of: int) -> None:
    number = row % of or of
    assert Shard(number, of).has(row)
    assert not any(Shard(other, of).has(row) for other in {number % of + 1, (number + 1) % of + 1} - {number})


@pytest.mark.parametrize("text", ["", "0/3", "4/3", "1/0", "1-3", "1/3/3", "-1/3", "1/10001", "one/three"])
def test_what_is_no_shard_is_refused(refusal: Any, text: str) -> None:
    assert refusal(UsageFault, Shard.named, text)[0].code == "batch.shard"


def test_a_shard_that_another_run_took_meanwhile_does_not_end_well(tmp_path: Path, refusal: Any) -> None:
    """Two records, one place: the second takes over with `changed`, and the first one hears of it at its end."""
    place = Folder(tmp_path / "out", tmp_path / "out" / "unfinished")
    with ledger.opened(tmp_path / "one") as one, ledger.opened(tmp_path / "two") as two:
        first, second = (Marks(place, book, Shard(1, 2), b"list") for book in (one, two))
        first.claim(changed=False, only=False)
        first.begin()
        second.claim(changed=True, only=False)
        second.begin()
        assert (two.about("run"), two.about("adopted")) == (one.about("run"), "yes")
        assert refusal(Locked, first.end, Counts(), b"config")[0].code == "batch.taken-over"
        second.end(Counts(), b"config")
        found = marks.mark(place, Shard(1, 2))
        assert found is not None
        assert found.ended
