"""`batch`: one handout for each row, the rest named, and never anything of a row but on its own page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import batch, preflight, topics
from handouts.batch import failures, names, sheets, wishes
from handouts.batch.presses import Presses
from handouts.errors import Problem, Refused, UsageFault, error, warning
from handouts.model.request import PATIENT_FIELDS, Request
from handouts.press import Press

from .lists import failed, first_page, handouts, ran, recorded, written

Run = Callable[..., tuple[int, str, str]]
CANARY = "Zelda"


@pytest.fixture
def batched(handouts: Run, tmp_path: Path) -> Run:
    """Run the command on a list in a clinic's folder, in one process where no more are asked for."""

    def call(rows: Path, root: Path, *more: object) -> tuple[int, str, str]:
        out = ("-o", tmp_path / "out")
        return handouts("batch", rows, "--clinic", root, "--jobs", 1, "--today", "2026-11-23", *out, *more)

    return call


def test_a_list_goes_from_faults_to_whole(batched: Run, clinic: Any, tmp_path: Path) -> None:
    """A whole life of a run: made, kept, mended, one file of all, and a list that is another."""
    root, out = clinic(), tmp_path / "out"
    rows = written(tmp_path / "list.csv", ["sample,Ann", "nope,Ben", "sample,Cid"], "topic,name", "{}")
    code, said, told = batched(rows, root)
    assert (code, said.strip()) == (3, f"{out}: 3 rows read: 2 made, 0 there already, 1 failed")
    assert failed(out) == [(3, "topic.unknown", "topic")]
    assert "1 rows: topic.unknown in column topic" in told
    made = handouts(out)
    assert {number: "Ann" in first_page(path) for number, path in made.items()} == {2: True, 4: False}
    before = {path: path.read_bytes() for path in made.values()}

    assert batched(rows, root)[1].strip().endswith("0 made, 2 there already, 1 failed")
    written(rows, ["sample,Ann", "sample,Ben", "sample,Cid"], "topic,name", "{}")
    assert "batch.other-list" in batched(rows, root)[2]
    errors = out / "errors.csv"
    code, said, told = batched(rows, root, "--only", errors, "--merge", "print.pdf")
    assert (code, said.strip().endswith("1 made, 2 there already, 0 failed"), errors.exists()) == (0, True, False)
    assert {path: path.read_bytes() for path in before} == before
    assert "3 handouts, 6 pages" in told

    (out / made[2].relative_to(out)).unlink()
    written(rows, ["sample,Ann", "sample,Ben"], "topic,name", "{}")
    code, said, _ = batched(rows, root, "--changed")
    assert said.strip().endswith("1 made, 1 there already, 0 failed; 1 of rows that are gone taken away")
    assert set(handouts(out)) == {2, 3} == set(recorded(out))
    assert not (out / "print.pdf").exists()  # it held a row that is gone


def test_a_row_that_was_put_in_is_seen_before_anything_is_made(batched: Run, clinic: Any, tmp_path: Path) -> None:
    root = clinic()
    rows = written(tmp_path / "list.csv", ["sample,Ann", "sample,Ben", "nope,Cid"], "topic,name", "{}")
    batched(rows, root)
    before = {path: path.read_bytes() for path in handouts(tmp_path / "out").values()}
    written(rows, ["sample,Ann", "sample,Eve", "sample,Ben", "sample,Cid"], "topic,name", "{}")
    code, _, told = batched(rows, root, "--only", tmp_path / "out" / "errors.csv")
    assert (code, "batch.rows-moved" in told, "row 3" in told) == (4, True, True)
    assert {path: path.read_bytes() for path in before} == before


def test_many_rows_of_one_sheet_are_printed_onto_it_and_each_holds_its_own(
    batched: Run, clinic: Any, tmp_path: Path
) -> None:
    root, out = clinic(), tmp_path / "out"
    people = [f"Quorra{number:02}" for number in range(60)]
    code, said, _ = batched(written(tmp_path / "list.csv", people), root, "--jobs", 2)
    assert code == 0, said
    assert said.strip().endswith("60 made, 0 there already, 0 failed; 60 printed onto sheets that were ready")
    for number, path in handouts(out).items():
        text = first_page(path)
        assert [name for name in people if name in text] == [people[number - 2]]


def test_a_sheet_that_cannot_be_printed_onto_is_rendered_whole_and_says_why(small: Any) -> None:
    cells = {"topic": "sample", "recipe": "brief", "edition": "booklet", "name": "Ann"}
    made = sheets.made(sheets.Order(small, datetime(2026, 11, 23, tzinfo=UTC), 2, cells, often=True))
    assert (made.imprinted, made.whole) == (False, "edition")


def test_a_list_that_goes_through_more_sheets_than_are_kept_does_not_make_each_anew(small: Any) -> None:
    def ready(*modules: str) -> Press | None:
        return presses.press(small, Request(("sample",), "en", modules=modules), topics.load)

    presses = Presses(most=2, idle=3)
    about, using = ready("about"), ready("using")
    assert about is not None
    assert [ready("about") is about, ready("about", "using"), ready("using") is using] == [True, None, True]
    assert [ready("using") is using for _ in range(3)] == [True] * 3
    assert ready("about", "using") is not None  # nobody has asked for the first for a while
    assert ready("about") is None


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_a_sheet_without_pages_is_made_as_text_however_many_ask_for_it(small: Any, kind: str) -> None:
    cells = {"topic": "sample", "recipe": "brief", "format": kind, "name": "Ann"}
    made = sheets.made(sheets.Order(small, datetime(2026, 11, 23, tzinfo=UTC), 2, cells, often=True))
    assert (b"Ann" in made.document, made.pages, made.imprinted) == (True, 0, False)


def test_a_few_rows_of_a_sheet_are_each_rendered_whole(batched: Run, clinic: Any, tmp_path: Path) -> None:
    code, said, _ = batched(written(tmp_path / "list.csv", ["Ann", "Ben"]), clinic())
    assert (code, "printed onto" in said) == (0, False)


def test_what_is_damaged_is_made_again(batched: Run, clinic: Any, tmp_path: Path) -> None:
    root = clinic()
    rows = written(tmp_path / "list.csv", ["Ann", "Ben", "Cid", "Dan"])
    batched(rows, root)
    made = handouts(tmp_path / "out")
    whole = {number: path.read_bytes() for number, path in made.items()}
    made[2].unlink()
    made[3].write_bytes(whole[3][:-9])
    made[4].write_bytes(whole[4][:-9] + b"x" * 9)
    assert "2 made, 2 there already" in batched(rows, root)[1]
    assert "1 made, 3 there already" in batched(rows, root, "--verify")[1]
    assert {number: path.read_bytes() for number, path in handouts(tmp_path / "out").items()} == whole


def test_changed_content_is_printed_anew(batched: Run, clinic: Any, swapped: Any, tmp_path: Path) -> None:
    rows = written(tmp_path / "list.csv", ["Ann"])
    batched(rows, clinic())
    root = clinic(swapped("topics/sample/about.yaml", "It works for hours.", "It works for a day."))
    assert "1 made" in batched(rows, root)[1]
    assert "0 made, 1 there already" in batched(rows, root)[1]


def test_other_kinds_of_lists_and_what_is_said_of_them(batched: Run, clinic: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(("Topic", "Recipe", "Edition", "Name", "Not for", "_mrn"))
    book.active.append(("sample", "brief", "large-print", "José Núñez", "driving", 77))
    book.save(tmp_path / "list.xlsx")
    code, said, told = batched(tmp_path / "list.xlsx", clinic(), "--json", "--names", "{row}-{sheet}-{run}")
    (row,) = json.loads(said)
    assert (code, row["made"], row["failed"], row["read"]) == (0, 1, 0, 1), told
    (path,) = (tmp_path / "out").rglob("*.pdf")
    assert path.name.startswith("000002-sample-brief-en-large-print-18pt-")
    assert "José Núñez" in first_page(path)
    written(tmp_path / "list.csv", ["Ann"])
    assert "the list is read as utf-8" in batched(tmp_path / "list.csv", clinic(), "--changed")[2]


def test_a_dry_run_lists_everything_in_order_and_writes_nothing(batched: Run, clinic: Any, tmp_path: Path) -> None:
    rows = written(
        tmp_path / "list.csv",
        [
            "sample,en,,Ann,",
            ",en,,Ben,",
            "sample,xx,,Cid,",
            "sample,en,,Dan,maybe",
            f"sample,en,,{CANARY * 30},",
            "sample,en,nope,Fay,",
            "sample,es,,Gus,",
            "sample,en,,Hal \U0001f600,",
            *["sample,en,,Ann,"] * 100,
            "sample,en,,Ivy",
        ],
        "topic,lang,recipe,name,fallback",
        "{}",
    )
    code, said, told = batched(rows, clinic(), "--dry-run")
    lines = [line.split(":")[0] + line[line.rindex(" ") :] for line in said.splitlines()[:-1]]
    assert lines == [
        "row 3, column topic [row.no-topic]",
        "row 4, column lang [language.unknown]",
        "row 5, column fallback [row.yes-no]",
        "row 6, column name [patient.string-too-long]",
        "row 7, column recipe [recipe.unknown]",
        "row 8, column lang [translation.module]",
        "row 9, column name [patient.character]",
        "row 110 [row.cells]",
    ]
    assert (code, said.splitlines()[-1]) == (3, "109 rows read, 8 would fail; nothing was written")
    assert CANARY not in said + told
    assert not (tmp_path / "out").exists()
    assert [row["id"] for row in json.loads(batched(rows, clinic(), "--dry-run", "--json")[1])][:2] == ["3", "4"]


def test_a_print_file_keeps_the_lists_order_and_begins_each_on_a_new_sheet(
    batched: Run, clinic: Any, tmp_path: Path
) -> None:
    rows = written(
        tmp_path / "list.csv",
        ["sample,standard,Ann", "baclofen,picture,Ben", "sample,standard,Cid"],
        "topic,edition,name",
        "{}",
    )
    code, _, told = batched(rows, clinic(), "--merge", "print.pdf", "--jobs", 2)
    assert code == 0, told
    out = tmp_path / "out"
    with pypdfium2.PdfDocument(out / "print.pdf") as pdf:
        words = [page.get_textpage().get_text_bounded() for page in pdf]
        assert [[name for name in ("Ann", "Ben", "Cid") if name in page] for page in words[::2]] == [
            ["Ann"],
            ["Ben"],
            ["Cid"],
        ]
        assert words[3].strip() == ""
    facts, found = preflight.inspect_file(out / "print.pdf")
    assert "inspect.print-file" in {problem.code for problem in found}
    assert {problem.code for problem in found if problem.refuses} <= {"preflight.untagged", "preflight.no-language"}
    assert "batch.print-file" in told
    assert "/Annots" not in str(facts)


@pytest.mark.parametrize("name", ["../print.pdf", "a/print.pdf", "print", ".pdf", ""])
def test_a_print_file_lies_in_the_folder(batched: Run, clinic: Any, tmp_path: Path, name: str) -> None:
    rows = written(tmp_path / "list.csv", ["Ann"])
    code, said, _ = batched(rows, clinic(), "--merge", name)
    assert (code == 2) is bool(name), said


def test_each_column_may_hold_a_name_and_nothing_repeats_it(clinic: Any, tmp_path: Path) -> None:
    """Columns that changed places: whatever a cell holds, it is in no message, file or file name."""
    rows = tmp_path / "list.csv"
    head = ("topic", *(name for name in batch.COLUMNS if name != "topic"))
    lines = []
    for column in head:
        cells = {"topic": "sample"} | {column: f"{CANARY} Example" * (20 if column in PATIENT_FIELDS else 1)}
        lines.append(",".join(cells.get(name, "") for name in head))
    written(rows, lines, ",".join(head), "{}")
    code, said = ran(rows, clinic(), tmp_path / "out")
    assert (code, len({row for row, _, _ in failed(tmp_path / "out")})) == (3, len(head)), said
    about = {column for _, _, column in failed(tmp_path / "out")}
    assert about == set(head)
    dry = ran(rows, clinic(), tmp_path / "out", "--dry-run")[1]
    assert CANARY not in said + dry
    for path in (tmp_path / "out").rglob("*"):
        assert CANARY not in path.name
        assert path.is_dir() or CANARY.encode() not in path.read_bytes()


# --- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern", ["", "{row}", "{run}", "{row}{run}{name}", "../{row}{run}", "{row!r}{run}", "{row:>9}{run}", "{row"]
)
def test_a_pattern_that_is_not_safe_is_refused(refusal: Any, pattern: str) -> None:
    assert refusal(UsageFault, names.require_pattern, pattern)[0].code == "batch.names"


@given(st.integers(1, 10_000_000), st.integers(1, 10_000_000))
def test_rows_have_files_of_their_own(one: int, other: int) -> None:
    first, second = (names.path(names.USUAL, number, "abc234", PurePosixPath("x.pdf")) for number in (one, other))
    assert (first == second) is (one == other)
    assert "abc234" in names.parts(first.rpartition("/")[2])


def test_a_sheet_of_another_row_is_thrown_away(small: Any, tmp_path: Path) -> None:
    from handouts import rows
    from handouts.batch.ending import Making, Wanted
    from handouts.batch.files import Writer
    from handouts.runner import Done
    from handouts.store import Folder

    writer = Writer(Folder(tmp_path, tmp_path), names.USUAL, "abc234")
    item = (rows.Row(2, {"name": "Ann"}), Wanted(2, often=False, replaces=None))
    sheet = sheets.Sheet(3, b"of Ben", 1, PurePosixPath("a.pdf"), ())
    end = Making(small, datetime(2026, 11, 23, tzinfo=UTC), writer)._ended(Done(item, sheet))
    assert (end.written, [failure.code for failure in end.failures]) == (None, ["batch.mixed"])
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_token_sets_a_run_apart() -> None:
    assert len({names.token() for _ in range(500)}) == 500
    assert "abc234" not in names.parts("000002-abc235.pdf")


def test_the_file_of_errors_holds_codes_and_no_formula(tmp_path: Path) -> None:
    problems: tuple[Problem, ...] = (
        error("topic.unknown", f"there is no topic '{CANARY}'", hint="=1+1"),
        error("topic.unknown", "again", hint="-x"),
        error("patient.character", "x", "note"),
        warning("patient.unnamed", "x"),
    )
    told = failures.of(7, problems)
    assert [(item.code, item.place) for item in told] == [("topic.unknown", "topic"), ("patient.character", "note")]
    path = tmp_path / "errors.csv"
    assert failures.write(path, tmp_path, told)
    text = path.read_text(encoding="utf-8-sig")
    assert "\n7,topic.unknown,topic,'=1+1\n" in text
    assert CANARY not in text
    assert failures.numbers(path) == {7}
    assert not failures.write(path, tmp_path, ())
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_that_name_that_is_not_ours_stays(tmp_path: Path, refusal: Any) -> None:
    path = tmp_path / "errors.csv"
    path.write_text("mine\n1\n")
    assert not failures.write(path, tmp_path, ())
    assert path.exists()
    assert refusal(Refused, failures.numbers, path)[0].code == "batch.only"
    assert refusal(Refused, failures.numbers, tmp_path / "none.csv")[0].code == "batch.only"


def test_cells_become_a_request_and_a_patient(small: Any) -> None:
    from datetime import datetime

    today = datetime(2026, 11, 23)  # noqa: DTZ001
    cells = {"topic": "sample", "modules": "about; using", "for": "pump kidney", "fallback": "Yes", "size": "20"}
    cells |= {"edition": "large-print", "name": "Ann", "note": "a\nb"}
    request, patient = wishes.wished(small, today, cells)
    assert (request.modules, request.concerns, request.size, request.fallback) == (
        ("about", "using"),
        ("pump", "kidney"),
        20,
        True,
    )
    assert (patient.name, patient.note, request.today, request.bleed) == ("Ann", "a\nb", today.date(), False)
