"""Read the first sheet of an XLSX workbook, row by row.

A cell with a number that a spreadsheet may have changed (123456789012345678, 1.5) is at fault and not printed. Must not
read further than the sizes that the file gives of itself allow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Problem, Refused, error, note
from ..packed import Limits, refuse_swelling_workbook
from . import columns
from .records import MOST_CHARACTERS, Row, Table

if TYPE_CHECKING:
    from openpyxl import Workbook

_LIMITS = Limits(sheet=2 << 30, others=64 << 20)
"""A sheet is read row by row; all else is read whole."""
_EXACT = 10**15
"""Above it a spreadsheet has put zeros in the place of digits."""
_HINT = "save it again as XLSX from a spreadsheet, without a password, or as CSV UTF-8"


def read(path: Path, known: Collection[str], _told: str | None) -> Table:
    """Return the rows of a workbook's first sheet; raises `Refused`."""
    refuse_swelling_workbook(path, _LIMITS, "", _HINT)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    cells = _cells(path)
    first = next(cells, ())
    cells.close()
    if not any(first):
        raise Refused(error("list.empty", "the first sheet is empty", hint="its first row names the columns"))
    while first and first[-1] in (None, ""):
        first = first[:-1]
    names = columns.matched(first, known)
    about, notes = _about(path)
    return Table(partial(_rows, path, names), digest, about, notes)


def _open(path: Path) -> Workbook:
    import openpyxl

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged file makes of it
        raise Refused(error("list.unreadable", "this is no XLSX workbook", hint=_HINT)) from None


def _about(path: Path) -> tuple[int, tuple[Problem, ...]]:
    book = _open(path)
    try:
        rows = book.worksheets[0].max_row or 1
        others = len(book.worksheets) - 1
    finally:
        book.close()
    return max(rows - 1, 1), (note("list.sheet", f"the first sheet is read, and {others} more are not"),) * bool(others)


def _cells(path: Path) -> Generator[Sequence[Any], None, None]:
    """Yield the cells of each row; one that the file leaves out comes as an empty one."""
    book = _open(path)
    try:
        if not book.worksheets:
            raise Refused(error("list.empty", "the workbook has no sheet", hint=_HINT))
        worksheet = book.worksheets[0]
        worksheet.reset_dimensions()  # what a file says of its size may be wrong, and cells would be lost
        yield from worksheet.iter_rows(values_only=True)
    except (OSError, Refused):
        raise
    except Exception:  # noqa: BLE001 - as above
        raise Refused(error("list.unreadable", "the sheet is damaged", hint=_HINT)) from None
    finally:
        book.close()


def _rows(path: Path, names: tuple[str, ...]) -> Iterator[Row]:
    for number, cells in enumerate(_cells(path), 1):
        if number > 1 and any(cell not in (None, "") for cell in cells):
            yield _row(number, cells, names)


def _row(number: int, cells: Sequence[Any], names: tuple[str, ...]) -> Row:
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name, cell in zip(names, cells, strict=False):
        if name.startswith(columns.ASIDE) or cell is None:
            continue
        text = _text(cell)
        if text is None:
            hint = "format the column as text, and type the cell again"
            problems.append(error("row.value", "the cell holds no text", name, hint))
        elif text.strip():
            found[name] = text.strip()
    if any(cell not in (None, "") for cell in cells[len(names) :]):
        say = "a cell stands in a column without a name"
        problems.append(error("row.cells", say, hint="name the column in the first row, or empty it"))
    if sum(map(len, found.values())) > MOST_CHARACTERS:
        problems.append(error("row.unreadable", "the row is too long", hint="look for a cell with a whole document"))
    return Row(number, {} if problems else found, tuple(problems))


def _text(cell: Any) -> str | None:
    """Return a cell as text; None where the sheet may have changed what was typed, or holds a fault."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str):
        return None if cell.startswith("#") and cell.endswith(("!", "?", "/A")) else cell
    if isinstance(cell, (int, float)):
        return str(int(cell)) if cell == int(cell) and abs(cell) < _EXACT else None
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.strftime("%Y-%m-%d") if isinstance(cell, date) else None
