"""`errors.csv`: the rows that have no handout, and what to mend; read again to run just those.

Must not hold anything of a row but its number.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from .. import output
from ..errors import Problem, Refused, error
from ..ledger import Failure
from . import wishes

HEAD = ("row", "code", "column", "remedy")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_MOST = 10


def of(number: int, problems: Iterable[Problem]) -> tuple[Failure, ...]:
    """Return what is told of a row: each code and column once. Messages, which may quote a cell, are left out."""
    told: dict[tuple[str, str], Failure] = {}
    for problem in problems:
        if problem.refuses:
            column = wishes.column(problem)
            remedy = problem.hint or "docs/errors.md says what the code means"
            told.setdefault((problem.code, column), Failure(number, problem.code, column, remedy))
    return tuple(told.values())[:_MOST]


def write(path: Path, scratch: Path, failures: Iterable[Failure]) -> bool:
    """Write the file, or take it away where no row failed; return whether there is one. Raises `OutputFailed`."""
    rows = iter(failures)
    first = next(rows, None)
    if first is None:
        if _is_ours(path):
            path.unlink()
        return False
    with output.writing(path, scratch) as file:
        writer = csv.writer(codecs.getwriter("utf-8-sig")(file))
        writer.writerow(HEAD)
        for failure in chain((first,), rows):
            writer.writerow(map(_harmless, (failure.id, failure.code, failure.place, failure.remedy)))
    return True


def numbers(path: Path) -> frozenset[int]:
    """Return the numbers of the rows that such a file names; raises `Refused` where it is none."""
    hint = "name the errors.csv of the run, its column 'row' as it was"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return frozenset(int(row["row"]) for row in csv.DictReader(file))
    except OSError as fault:
        raise Refused(error("batch.only", f"the file of rows cannot be read: {fault.strerror}", hint=hint)) from None
    except (ValueError, KeyError, TypeError, csv.Error):
        raise Refused(error("batch.only", "this file does not name rows", hint=hint)) from None


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.readline().strip() == ",".join(HEAD)
    except (OSError, UnicodeDecodeError):
        return False


def _harmless(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
