"""Read CSV with any common separator: the one by which the most names of the first row are known.

Must not repair: a row with too many or too few cells is at fault.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from ..errors import Refused, error, note
from . import columns, encoding
from .records import MOST_CHARACTERS, Row, Table

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read(path: Path, known: Collection[str], told: str | None) -> Table:
    """Return the rows of a CSV file; raises `Refused`."""
    looked = encoding.look(path, told)
    separator, names = _head(path, looked.encoding, known)
    said = note("list.separator", f"its cells are separated by {_SEPARATORS[separator]}")
    rows = partial(_rows, path, looked.encoding, separator, names)
    return Table(rows, looked.digest, max(looked.lines - 1, 1), (*looked.notes, said))


def _head(path: Path, written: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return the separator and the names of the columns."""
    first = "".join(_lines(path, written, only_first=True))
    if not first.strip():
        raise Refused(error("list.empty", "the list is empty", hint="its first row names the columns"))
    heads = {separator: cells for separator in _SEPARATORS if (cells := _first(first, separator)) is not None}
    if not heads:
        raise _unpaired(1)
    best = max(heads, key=lambda separator: columns.fitting(heads[separator], known))
    return best, columns.matched(heads[best], known)


def _first(line: str, separator: str) -> list[str] | None:
    """Return the cells of a line; None where its quotation marks do not go together with this separator."""
    try:
        return next(_cells([line], separator), [])
    except csv.Error:
        return None


def _lines(path: Path, written: str, *, only_first: bool = False) -> Iterator[str]:
    """Yield the lines, without the one in which Excel names the separator."""
    lines = encoding.text(path, written)
    first = next(lines, "")
    if first.lower().startswith("sep="):
        first = next(lines, "")
    yield first
    if not only_first:
        yield from lines


def _cells(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator, strict=True)


def _rows(path: Path, written: str, separator: str, names: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows; a fault of quotation marks ends them, since nobody knows where the next one begins."""
    lines = _lines(path, written)
    reader = _cells(chain(lines), separator)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > 1 and any(cell.strip() for cell in cells):
                yield _row(number, cells, names)
    except csv.Error:
        raise _unpaired(number + 1) from None


def _unpaired(number: int) -> Refused:
    say = f"the quotation marks of row {number} do not go together, and all that follows is unsure"
    hint = "double a quotation mark inside a cell, or save the list again from a spreadsheet"
    return Refused(error("list.quotes", say, f"row {number}", hint))


def _row(number: int, cells: list[str], names: tuple[str, ...]) -> Row:
    while len(cells) > len(names) and not cells[-1].strip():
        cells = cells[:-1]
    found = {
        name: cell.strip()
        for name, cell in zip(names, cells, strict=False)
        if cell.strip() and not name.startswith(columns.ASIDE)
    }
    row = Row(number, found)
    if len(cells) != len(names):
        say = f"the row has {len(cells)} cells, and the first row names {len(names)}"
        hint = "put a cell that holds the separator into quotation marks"
        return replace(row, cells={}, problems=(error("row.cells", say, hint=hint),))
    if any("\0" in cell for cell in cells) or sum(map(len, cells)) > MOST_CHARACTERS:
        hint = "save the list again from a spreadsheet"
        return replace(row, cells={}, problems=(error("row.unreadable", "this is no row of text", hint=hint),))
    return row
