"""The spreadsheet for translators: ids and source locked, a column each to translate and to remark.

Must not judge what comes back; never evaluates a formula, and writes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Problem, Refused, error, refuse_if_any
from ..locales.glossary import Glossary
from ..locales.languages import Language
from ..packed import refuse_unsafe_workbook
from .rows import Returned, Row, tidy

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COLUMNS = {"id": 26, "where": 26, "notes": 34, "state": 14, "English": 60, "translation": 60, "remark": 40}
"""The headings, and how many letters each column is wide."""
_OPEN = ("translation", "remark")
_MOST_ROWS = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HELP = (
    "Write your translation in the column 'translation' and questions or doubts in 'remark'. All else is locked.",
    "Keep what stands in braces, such as {clinic_phone}, as it is. Put as many words between ** and ** as the English.",
    "Keep every number in digits, and every 'not' and 'never'. Where it says 'safety', every word counts.",
    "Leave a cell as it is where you agree with what it says. An emptied cell changes nothing.",
    "Send the file back as XLSX. It is read whole or not at all; every fault is told by its cell.",
)


def written(rows: Iterable[Row], language: Language, glossary: Glossary) -> bytes:
    """Return the workbook of a language: the texts, how to fill it in, and the terms to keep to."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new book has one
    sheet.title = language.tag
    _fill(sheet, rows, rtl=language.direction == "rtl")
    _plain(book.create_sheet("How to"), [(line,) for line in _HELP], (110,))
    terms = [("English", language.english, "why"), *((term.source, term.term, term.why) for term in glossary.terms)]
    _plain(book.create_sheet("Terms"), terms, (34, 40, 80))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Row], *, rtl: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    head, open_fill = Font(bold=True), PatternFill("solid", fgColor="FFFDE7")
    for at, name in enumerate(_COLUMNS, start=1):
        _text(sheet, 1, at, name).font = head
    for number, row in enumerate(rows, start=2):
        state = "to do" if not row.translation else "look again" if row.fuzzy else ""
        said = (row.ref, row.place, row.notes, state, row.message.source, row.translation, row.remark)
        for at, (name, value) in enumerate(zip(_COLUMNS, said, strict=True), start=1):
            cell = _text(sheet, number, at, value)
            if name in _OPEN:
                cell.protection, cell.fill = Protection(locked=False), open_fill
            if name == "translation" and rtl:
                cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right", readingOrder=2)
    _shape(sheet, tuple(_COLUMNS.values()))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.protection.enable()
    # as openpyxl and Excel have it: False is "not forbidden"
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False


def _plain(sheet: Worksheet, rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> None:
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row, start=1):
            _text(sheet, number, at, value)
    _shape(sheet, widths)
    sheet.protection.enable()


def _shape(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def _text(sheet: Worksheet, row: int, column: int, value: str) -> Any:
    """Write a cell that is text whatever it begins with, and stays text when someone types into it."""
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, column)
    cell.value = value or None
    if value:
        cell.data_type = "s"
    cell.number_format, cell.quotePrefix = "@", value.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def read(path: Path) -> tuple[Returned, ...]:
    """Return the texts of a workbook that came back; raises `Refused` with every cell that is no text."""
    refuse_unsafe_workbook(path)
    cells, problems = _cells(path), []
    if 1 not in cells:
        raise Refused(error("sheet.columns", "there is nothing in the first sheet", path.name))
    names = [str(cell.value or "").strip() for cell in cells.pop(1)]
    absent = [name for name in ("id", "English", "translation", "remark") if names.count(name) != 1]
    if absent:
        hint = "keep the first row as it was exported"
        raise Refused(error("sheet.columns", f"the first row lacks: {', '.join(absent)}", f"{path.name}:1", hint))
    result = []
    for number, row in cells.items():
        by_name = dict(zip(names, row, strict=False))
        problems += [p for name in ("id", "English", *_OPEN) for p in _not_text(by_name.get(name), path.name)]
        ref, source, said, remark = (_said(by_name.get(name)) for name in ("id", "English", *_OPEN))
        if ref or said or source:
            where = f"{path.name}:{_letter(names.index('translation'))}{number}"
            result.append(Returned(ref, source, tidy(said), remark.strip(), where))
    refuse_if_any(problems)
    return tuple(result)


def _cells(path: Path) -> dict[int, tuple[Any, ...]]:
    """Return the rows that hold anything by their numbers, as far down as a sheet of texts may go."""
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:
            sheet = load_workbook(file, read_only=True, keep_links=False).worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=2 * len(_COLUMNS))
            found = {number: row for number, row in enumerate(rows, start=1) if any(c.value is not None for c in row)}
    except Exception:  # noqa: BLE001 - a parser of files from elsewhere may raise anything
        raise Refused(
            error("file.not-workbook", "this is not a sound XLSX file", path.name, "save it as XLSX again")
        ) from None
    return found


def _not_text(cell: Any, name: str) -> Iterator[Problem]:
    value = getattr(cell, "value", None)
    if value is not None and (not isinstance(value, str) or cell.data_type in ("f", "e")):
        say = "this is a formula, a date or a number in place of text"
        yield error("sheet.not-text", say, f"{name}:{cell.coordinate}", "write the words; formulas are not evaluated")
    elif value is not None and _CONTROL.search(value):
        hint = "write the text again"
        yield error("sheet.not-text", "there is a control character in this text", f"{name}:{cell.coordinate}", hint)


def _said(cell: Any) -> str:
    value = getattr(cell, "value", None)
    return value if isinstance(value, str) else ""


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(index + 1))
