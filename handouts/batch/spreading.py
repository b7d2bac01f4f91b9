"""Have the rows of a run made by the workers of a cluster, and see that what they say they wrote is there.

Sends out where things are, and keeps what the rows say here. Must not record anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from .. import cluster
from ..errors import ExitCode, OutputFailed, Refused, error
from ..rows import Row, Table
from . import bench, errands, names
from .abreast import abreast
from .bench import Source
from .ending import Ended, Wanted, failed
from .errands import Errand, Report
from .files import Writer
from .records import Batch, Elsewhere

MOST = 100
"""Rows of an errand: enough that the cluster's own work for it does not count."""
_SHARES = 4
"""Errands for each thread of a short list, so that all end at about the same time."""
_PARTS = 10
"""In which an errand is split whose workers died."""


@dataclass(frozen=True, slots=True, repr=False)
class _Lot:
    """Rows that go out together, and the keyed digests of their cells, which do not."""

    rows: tuple[Wanted, ...]
    inputs: tuple[bytes, ...]


def ends(
    batch: Batch,
    there: Elsewhere,
    table: Table,
    config: bytes,
    writer: Writer,
    pairs: Iterable[tuple[Row, Wanted]],
    keyed: Callable[[Row], bytes],
) -> Iterator[tuple[bytes, Ended]]:
    """Yield the keyed digest of each row's cells and what it came to, in the order in which errands end.

    Raises `Refused` where the cluster or a worker cannot go on, `OutputFailed` where a worker cannot write.
    """
    connected = cluster.connected(there.address, plain=there.plain, patience=there.patience)
    with _writing(writer) as apart, connected as reached:
        source = _source(batch, there, table, config, apart)
        size = max(1, min(MOST, table.about // (_SHARES * max(1, reached.threads))))
        lots = _lots(pairs, size, keyed)
        for answer in reached.answers(errands.run, lots, lambda lot: (Errand(source, lot.rows),), _parts):
            yield from _checked(answer.item, answer.value, apart)


@contextmanager
def _writing(writer: Writer) -> Iterator[Writer]:
    """Give a writer for workers, which writes nothing any more when the block has ended, however it ends.

    A worker that has lost touch with a run goes on with its errand: it must not write into the next run.
    """
    place = writer.place.apart(names.token())
    place.begin()
    try:
        yield replace(writer, place=place)
    finally:
        place.end()


def _source(batch: Batch, there: Elsewhere, table: Table, config: bytes, writer: Writer) -> Source:
    return Source(
        list=there.list.absolute(),
        encoding=there.encoding,
        digest=table.digest,
        roots=batch.workspace.roots[:-1],
        today=batch.today,
        program=bench.program(),
        config=config,
        writer=writer,
        seconds=batch.seconds,
        recycle=batch.recycle,
    )


def _lots(pairs: Iterable[tuple[Row, Wanted]], size: int, keyed: Callable[[Row], bytes]) -> Iterator[_Lot]:
    following = iter(pairs)
    while lot := tuple((wanted, keyed(row)) for row, wanted in islice(following, size)):
        yield _Lot(*zip(*lot, strict=True))


def _parts(lot: _Lot) -> Sequence[_Lot]:
    """Return the same rows in smaller lots; none where it is one row."""
    if len(lot.rows) == 1:
        return ()
    size = -(-len(lot.rows) // _PARTS)
    starts = range(0, len(lot.rows), size)
    return [_Lot(lot.rows[at : at + size], lot.inputs[at : at + size]) for at in starts]


def _checked(lot: _Lot, report: Report | None, writer: Writer) -> Iterator[tuple[bytes, Ended]]:
    """Yield what the rows of a lot came to, once it is seen to be so."""
    if report is None:
        hint = "make this one by itself with handouts make; if it ends the program there too, please report it"
        problem = error("cluster.killed", "worker after worker died of this row", hint=hint)
        report = Report((failed(lot.rows[0].number, (problem,)),))
    if report.problems:
        raise (OutputFailed if report.exit_code is ExitCode.OUTPUT else Refused)(report.problems)
    inputs = {wanted.number: digest for wanted, digest in zip(lot.rows, lot.inputs, strict=True)}
    for end, is_there in abreast(writer.place.at_once, lambda end: _is_there(end, writer), report.ends):
        if not is_there:
            say = "a worker says that it wrote a file, and here it is not there as it says"
            hint = "name a folder with -o that is the same one on all machines"
            raise Refused(error("cluster.other-folder", say, hint=hint))
        yield inputs.pop(end.number), end


def _is_there(end: Ended, writer: Writer) -> bool:
    return end.written is None or writer.place.digest(end.written.path) == end.written.digest
