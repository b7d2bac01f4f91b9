"""Read a list as rows of named cells: CSV, XLSX or JSON Lines, one row at a time, never all in memory.

Must not know what a column means, and never repeats a cell: what stands there may be personal.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ..errors import Refused, UsageFault, error
from . import delimited, lines, sheet
from .records import Row, Table

__all__ = ["Row", "Table", "read"]

_READERS = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": delimited.read,
    ".xlsx": sheet.read,
    ".jsonl": lines.read,
    ".ndjson": lines.read,
}


def read(path: Path, columns: Collection[str], encoding: str | None = None) -> Table:
    """Return the rows of a list whose columns bear these names.

    `encoding` is what CSV is read as; without it, it is found out and said. Raises `UsageFault` on a kind of file that
    is not known, `Refused` on one that cannot be read or whose columns are not these. What is wrong with one row
    travels in the row.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        hint = f"save it as XLSX or CSV; known endings: {', '.join(_READERS)}"
        raise UsageFault(error("list.kind", f"a list cannot be read from a '{path.suffix}' file", hint=hint))
    try:
        return reader(path, columns, encoding)
    except OSError as fault:
        raise Refused(error("list.unreadable", f"the list cannot be read: {fault.strerror}")) from None
