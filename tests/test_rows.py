"""Lists: any common separator and encoding, each row whole or at fault, and nothing of a cell in a message."""

from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts import rows
from handouts.errors import HandoutsError, Refused, UsageFault

COLUMNS = ("topic", "lang", "not-for", "name", "note")
CANARY = "Zelda Example"
Listed = Callable[..., rows.Table]


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """Write a list and open it."""

    def write(body: bytes, name: str = "list.csv", encoding: str | None = None) -> rows.Table:
        (tmp_path / name).write_bytes(body)
        return rows.read(tmp_path / name, COLUMNS, encoding)

    return write


def workbook(*cells: tuple[Any, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in cells:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def told(table: rows.Table) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, dict(row.cells)) for row in table.rows()]


def codes(table: rows.Table) -> list[str]:
    return [problem.code for problem in table.notes]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-mark"])
def test_separator_and_encoding_are_found_and_said(listed: Listed, separator: str, encoding: str) -> None:
    text = f'Topic{separator}name{separator}_mrn\nsample{separator}"Zoë{separator} Ł"{separator}1\n'
    body = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("mark") else text.encode(encoding)
    table = listed(body)
    assert told(table) == [(2, {"topic": "sample", "name": f"Zoë{separator} Ł"})]
    assert codes(table) == ["list.read-as", "list.separator"]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["José Núñez", "Zoë Müller", "Françoise Lefèvre", "Jürgen Weiß", "Renée O’Brien"]),
        ("cp1250", ["Łukasz Wiśniewski", "Małgorzata Dąbrowska", "Zbigniew Żółkowski"]),
        ("cp1251", ["Иванов Иван Петрович", "Смирнова Анна Сергеевна", "Кузнецов Дмитрий", "Попова Мария"]),
        ("shift_jis", ["山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲", "田中健太"]),
        ("cp1256", ["محمد علي حسن", "فاطمة الزهراء", "عبد الله بن عمر", "مريم أحمد"]),
    ],
)
def test_an_older_encoding_is_guessed_and_said_with_a_warning(listed: Listed, encoding: str, names: list[str]) -> None:
    text = "topic;name\n" + "".join(f"sample;{name}\n" for name in names)
    table = listed(text.encode(encoding))
    assert [row.cells["name"] for row in table.rows()] == names
    assert codes(table) == ["list.encoding-guessed", "list.separator"]
    table = listed(text.encode(encoding), encoding=encoding)
    assert [row.cells["name"] for row in table.rows()] == names
    assert codes(table) == ["list.separator"]


def test_one_strange_byte_at_the_end_of_a_long_list_is_seen(listed: Listed) -> None:
    body = b"topic,name\n" + b"sample,Ann\n" * 200_000 + "sample,José\n".encode("cp1252")
    assert codes(listed(body))[0] == "list.encoding-guessed"


def test_what_excel_adds_is_taken_away_and_numbers_are_those_of_the_sheet(listed: Listed) -> None:
    table = listed(b'sep=;\r\ntopic;Not for;name;;\r\nsample;driving;"Ann\r\nB";;\r\n\r\n;;;;\r\nsample;;C;;\r\n')
    assert told(table) == [
        (2, {"topic": "sample", "not-for": "driving", "name": "Ann\r\nB"}),
        (5, {"topic": "sample", "name": "C"}),
    ]


def test_a_row_of_another_length_is_at_fault_and_the_rest_is_not(listed: Listed) -> None:
    found = list(listed(f"topic,name\nsample,{CANARY},x\nsample\nsample,B\n".encode()).rows())
    assert [[problem.code for problem in row.problems] for row in found] == [["row.cells"], ["row.cells"], []]
    assert CANARY not in repr(found)


def test_quotation_marks_that_do_not_go_together_end_the_list(listed: Listed, refusal: Any) -> None:
    table = listed(f'topic,name\nsample,A\nsample,"{CANARY}\nsample,B\n'.encode())
    (problem,) = refusal(Refused, list, table.rows())
    assert (problem.code, problem.where, CANARY in repr(problem)) == ("list.quotes", "row 3", False)


@pytest.mark.parametrize(
    ("head", "code", "says"),
    [
        ("topic,nmae", "list.column", "did you mean 'name'"),
        ("topic,topic,name", "list.column-twice", "keep one"),
        (f"{CANARY},more", "list.no-columns", "topic, lang"),
        ("", "list.empty", "first row"),
    ],
)
def test_names_of_columns_are_known_or_the_list_is_refused(
    listed: Listed, refusal: Any, head: str, code: str, says: str
) -> None:
    (problem,) = refusal(Refused, listed, f"{head}\nsample,A\n".encode() if head else b"")
    assert (problem.code, says in problem.hint, CANARY in repr(problem)) == (code, True, False)


def test_a_list_in_another_encoding_than_was_named_is_refused(listed: Listed, refusal: Any) -> None:
    body = f"topic,name\nsample,Jos\xe9 {CANARY}\n".encode("latin-1")
    (problem,) = refusal(Refused, lambda: list(listed(body, encoding="utf-8").rows()))
    assert (problem.code, CANARY in repr(problem)) == ("list.encoding", False)
    assert refusal(UsageFault, listed, body, encoding="klingon")[0].code == "list.encoding"


def test_other_files_are_refused_with_the_way_out(listed: Listed, refusal: Any) -> None:
    assert refusal(UsageFault, listed, b"", "list.xls")[0].hint.startswith("save it as XLSX")
    assert refusal(Refused, listed, b"PK", "list.xlsx")[0].code == "file.not-workbook"
    assert refusal(Refused, listed, b"\n\n", "list.jsonl")[0].code == "list.empty"


def test_a_workbooks_cells_are_text_as_it_was_typed(listed: Listed) -> None:
    body = workbook(
        ("topic", "name", "note", "_aside"),
        ("sample", 1234567, date(2026, 11, 23), "x"),
        (None, None, None, None),
        ("sample", "A", datetime(2026, 11, 23, 9, 30), 1.5),  # noqa: DTZ001 - as a sheet holds it
        ("sample", True, 12.0, None),
    )
    assert told(listed(body, "list.xlsx")) == [
        (2, {"topic": "sample", "name": "1234567", "note": "2026-11-23"}),
        (4, {"topic": "sample", "name": "A", "note": "2026-11-23 09:30"}),
        (5, {"topic": "sample", "name": "true", "note": "12"}),
    ]


@pytest.mark.parametrize("cell", [1.5, 1234567890123456789, "#REF!", "#N/A", "#NAME?"])
def test_a_cell_that_a_spreadsheet_may_have_changed_is_at_fault(listed: Listed, cell: Any) -> None:
    (row,) = listed(workbook(("topic", "name"), ("sample", cell)), "list.xlsx").rows()
    assert [(problem.code, problem.where) for problem in row.problems] == [("row.value", "name")]
    assert row.cells == {}


def test_a_second_sheet_is_named_and_a_cell_without_a_name_is_at_fault(listed: Listed, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(("topic",), ("sample", CANARY)))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.create_sheet("more")
    book.save(tmp_path / "list.xlsx")
    table = listed((tmp_path / "list.xlsx").read_bytes(), "list.xlsx")
    (row,) = table.rows()
    assert codes(table) == ["list.sheet"]
    assert ([problem.code for problem in row.problems], CANARY in repr(row)) == (["row.cells"], False)


def test_a_workbook_whose_size_is_wrong_loses_no_row(listed: Listed) -> None:
    body, out = workbook(("topic", "name"), *((f"t{n}", "A") for n in range(50))), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item, data.replace(b'ref="A1:B51"', b'ref="A1:A2"'))
    assert len(told(listed(out.getvalue(), "list.xlsx"))) == 50


def test_a_workbook_that_unpacks_without_end_is_refused_unread(listed: Listed, refusal: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * (65 << 20))
    assert refusal(Refused, listed, out.getvalue(), "list.xlsx")[0].code == "file.bomb"


@pytest.mark.parametrize("before", [0, (1 << 20) - 5])
def test_a_workbook_that_declares_entities_is_refused_unread(listed: Listed, refusal: Any, before: int) -> None:
    """Wherever it stands: also where it lies across the pieces that a large sheet is gone through in."""
    body, out = workbook(("topic", "name"), ("sample", "A")), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            told_of = b" " * before + b'<!DOCTYPE x [<!ENTITY a "b">]>' if item.filename.endswith("sheet1.xml") else b""
            new.writestr(item.filename, told_of + old.read(item))
    assert refusal(Refused, listed, out.getvalue(), "list.xlsx")[0].code == "file.entities"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_that_are_all_quoted_are_read_with_any_separator(listed: Listed, separator: str) -> None:
    """Many programs quote everything; behind such a cell only its own separator may stand."""
    lines = (separator.join(f'"{cell}"' for cell in cells) for cells in (("topic", "name"), ("sample", "A, B; C|D")))
    (row,) = listed("\n".join(lines).encode(), "list.csv").rows()
    assert dict(row.cells) == {"topic": "sample", "name": "A, B; C|D"}


@pytest.mark.parametrize("body", [b'"', b'"topic,name\nsample,A\n'])
def test_a_first_row_whose_quotation_marks_do_not_go_together_is_refused(
    listed: Listed, refusal: Any, body: bytes
) -> None:
    (problem,) = refusal(Refused, listed, body, "list.csv")
    assert (problem.code, problem.where) == ("list.quotes", "row 1")


def test_lines_of_json(listed: Listed) -> None:
    lines = [
        {"topic": "sample", "name": "A", "note": None, "_x": {}},
        {"Topic": "sample", "lang": ["a", "b"], "name": 7},
    ]
    table = listed("\n\n".join(map(json.dumps, lines)).encode(), "list.jsonl")
    assert told(table) == [(1, {"topic": "sample", "name": "A"}), (3, {"topic": "sample", "lang": "a,b", "name": "7"})]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[1]", "row.unreadable"),
        ("{" * 5000, "row.unreadable"),
        ('{"nope": "x"}', "row.key"),
        ('{"name": "a", "NAME": "b"}', "row.key-twice"),
        ('{"name": 1.5}', "row.value"),
        ('{"name": {"a": 1}}', "row.value"),
    ],
)
def test_a_line_that_is_at_fault_holds_nothing(listed: Listed, line: str, code: str) -> None:
    first, second = listed(f'{line}\n{{"topic": "sample"}}\n'.encode(), "list.jsonl").rows()
    assert ([problem.code for problem in first.problems], first.cells) == ([code], {})
    assert second.cells == {"topic": "sample"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    body=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"topic,name\n{text}".encode("utf-8", "replace")),
    name=st.sampled_from(["a.csv", "a.jsonl", "a.xlsx"]),
)
def test_any_file_is_read_or_refused(listed: Listed, body: bytes, name: str) -> None:
    with contextlib.suppress(HandoutsError):
        for row in listed(body, name).rows():
            assert bool(row.problems) != bool(row.cells)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8), min_size=1, max_size=9))
def test_what_a_spreadsheet_writes_is_what_is_read(listed: Listed, names: list[str]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([("topic", "name"), *(("sample", name) for name in names)])
    assert [row.cells["name"] for row in listed(out.getvalue().encode()).rows()] == names


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_a_long_list_is_not_held_in_memory(listed: Listed, ending: str) -> None:
    count = 3000 if ending == "xlsx" else 30_000
    if ending == "xlsx":
        body = workbook(("topic", "name", "note"), *(("sample", f"Name {n}", "x" * 100) for n in range(count)))
    else:
        row = '{{"topic": "sample", "name": "Name {0}", "note": "{1}"}}' if ending == "jsonl" else "sample,Name {0},{1}"
        lines = [row.format(n, "x" * 100) for n in range(count)]
        body = "\n".join(([] if ending == "jsonl" else ["topic,name,note"]) + lines).encode()
    table = listed(body, f"list.{ending}")
    assert next(table.rows()).cells["topic"] == "sample"
    tracemalloc.start()
    assert sum(1 for _ in table.rows()) == count
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < (4 << 20 if ending == "xlsx" else 1 << 20)
