"""Go through a list without making anything: what stands against each row, in their order.

Must not write a file or print a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from .. import runner
from ..errors import Problem
from ..rows import Row, Table
from ..runner import Done, Workshop
from . import failures, sheets
from .records import Batch, Counts, Told, Watch
from .standing import Shard

_CHUNK = 50
"""Rows that are checked in one call."""


def check(batch: Batch, table: Table, counts: Counts, watch: Watch) -> Iterator[Told]:
    """Yield what stands against each row, in their order; nothing is made or written."""
    shop = Workshop(batch.jobs, None, batch.seconds, batch.recycle)
    early: dict[int, list[Told]] = {}
    following = 0
    shard = batch.shard or Shard()
    chunks = enumerate(_chunks(row for row in table.rows() if shard.has(row.number)))
    for done in runner.done(shop, sheets.faults, chunks, lambda item: _cells(batch, item[1])):
        index, rows = done.item
        early[index] = list(_told(rows, done))
        while following in early:
            for told in early.pop(following):
                counts.read += 1
                counts.failed += bool(told.problems)
                counts.kept += not told.problems
                counts.codes.update((item.code, item.place) for item in failures.of(told.number, told.problems))
                watch()
                if told.problems:
                    yield told
            following += 1


def listed(told: Told) -> Iterator[tuple[str, str, str]]:
    """Yield code, column and remedy of all that is wrong with a row."""
    yield from ((item.code, item.place, item.remedy) for item in failures.of(told.number, told.problems))


def _chunks(rows: Iterator[Row]) -> Iterator[tuple[Row, ...]]:
    while chunk := tuple(islice(rows, _CHUNK)):
        yield chunk


def _cells(batch: Batch, rows: tuple[Row, ...]) -> tuple[object, ...]:
    return batch.workspace, batch.today, [row.cells for row in rows if not row.problems]


def _told(
    rows: tuple[Row, ...], done: Done[tuple[int, tuple[Row, ...]], tuple[tuple[Problem, ...], ...]]
) -> Iterator[Told]:
    found = iter(done.value or ())
    for row in rows:
        yield Told(row.number, row.problems or next(found, done.problems))
