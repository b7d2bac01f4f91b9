"""The ledger of a folder: what it says is on the disk, one run at a time has it, and it holds nothing personal."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from handouts import ledger
from handouts.errors import Locked, OutputFailed, Refused
from handouts.ledger import Failure, Made

MADE = Made(b"i" * 16, b"c" * 16, "a/1.pdf", b"d" * 32, 5, 2)


def test_what_was_recorded_is_there_next_time(tmp_path: Path) -> None:
    with ledger.opened(tmp_path / "out") as book:
        key = book.key
        book.record(2, MADE)
        book.record("a/b.pdf", MADE)
        book.fail(10, (Failure(10, "a.b", "lang", "mend it"),))
        book.remember("list", "x")
    with ledger.opened(tmp_path / "out") as book:
        assert (book.key, book.made(2), book.made(3), book.about("list"), book.about("no")) == (
            key,
            MADE,
            None,
            "x",
            "",
        )
        assert list(book.ids()) == [2, "a/b.pdf"]
        assert [failure.id for failure in book.failures()] == [10]
        book.record(10, MADE)
        book.fail(2, (Failure(2, "a.b", "", ""),))
        assert (list(book.ids()), [failure.id for failure in book.failures()]) == ([10, "a/b.pdf"], [2])
        book.doubt(MADE.config)
        assert (book.made(10) or MADE).config == b""


def test_an_error_ends_the_run_and_keeps_what_was_recorded(tmp_path: Path) -> None:
    def interrupted() -> None:
        with ledger.opened(tmp_path) as book:
            book.record(1, MADE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with ledger.opened(tmp_path) as book:
        assert book.made(1) == MADE


def hold(folder: Path, ready: Any, leave: Any) -> None:
    with ledger.opened(folder):
        ready.set()
        leave.wait(60)


def test_a_second_run_is_kept_out_and_the_end_of_the_first_lets_it_in(tmp_path: Path, refusal: Any) -> None:
    context = multiprocessing.get_context("spawn")
    ready, leave = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, ready, leave))
    other.start()
    assert ready.wait(30)
    with pytest.raises(Locked) as caught, ledger.opened(tmp_path):
        pass
    assert (caught.value.exit_code, caught.value.problems[0].code) == (6, "run.locked")
    other.kill()
    other.join()
    with ledger.opened(tmp_path) as book:
        book.record(1, MADE)


def test_what_a_sudden_end_left_unfinished_is_cleared_away(tmp_path: Path) -> None:
    with ledger.opened(tmp_path) as book:
        scratch = book.scratch
    scratch.mkdir()
    (scratch / "half.part").write_bytes(b"x")
    with ledger.opened(tmp_path) as book:
        assert list(book.scratch.iterdir()) == []
    assert sorted(path.name for path in (tmp_path / ledger.FOLDER).iterdir()) == ["key", "ledger.sqlite"]


def test_a_damaged_ledger_or_a_newer_one_is_told(tmp_path: Path, refusal: Any) -> None:
    def open_it() -> None:
        with ledger.opened(tmp_path):
            pass

    with ledger.opened(tmp_path) as book:
        book.remember("format", "99")
    assert refusal(Refused, open_it)[0].code == "ledger.newer"
    (tmp_path / ledger.FOLDER / "ledger.sqlite").write_bytes(b"not a database, but long enough" * 100)
    assert refusal(Refused, open_it)[0].code == "ledger.damaged"


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputFailed), ledger.opened(tmp_path / "out"):
        pass


def test_a_key_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    with ledger.opened(tmp_path) as book:
        key = book.key
    (tmp_path / ledger.FOLDER / "key").unlink()
    with ledger.opened(tmp_path) as book:
        assert book.key != key
        assert (tmp_path / ledger.FOLDER / "key").stat().st_mode & 0o777 == 0o600
