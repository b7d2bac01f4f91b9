"""Go through a list: hand the rows to processes, keep what they make, name what failed.

A row is known by a keyed digest of its cells: what was made of the same cells with the same content stays. Must not
hold the list in memory, and never lets a cell into the ledger.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .. import ledger, runner
from ..errors import Refused, error
from ..ledger import Failure, Ledger
from ..rows import Row, Table
from ..runner import Workshop
from ..store import Folder
from . import config, failures, marks, names, printfile
from .ending import Ended, Making, Wanted
from .files import Files
from .marks import Marks
from .records import Batch, Counts, Watch
from .standing import Shard, Standing, standing
from .wishes import Wish, wish


def run(batch: Batch, table: Table, counts: Counts, watch: Watch) -> None:
    """Make the handouts of a list; `counts` grows as rows end, and `watch` is called then.

    Raises `Refused` or `UsageFault` before anything is made, `Locked` where another run has the folder, `OutputFailed`
    where it takes no more: what is recorded by then is whole, and the same call goes on from there.
    """
    names.require_pattern(batch.pattern)
    stands = standing(batch.out, batch.state, batch.shard)
    if batch.merge:
        printfile.require_name(batch.merge)
        printfile.require_whole(stands.place, batch.shard)
    made_from = config.digest(batch.workspace, batch.today, batch.pattern)
    marks.require_fitting(stands.place, (batch.shard or Shard()) if stands.marked else None)
    where = Path(batch.state or str(batch.out))
    with ledger.opened(where, stands.record) as book, _claimed(batch, stands, book, table) as mark:
        work = _Run(batch, stands, book, made_from, counts, watch)
        work.begin(table)
        if mark:
            mark.begin()
        with closing(work.ends(table)) as ends:
            for digest, end in ends:
                work.end(digest, end)
        work.finish()
        if mark:
            mark.end(counts, made_from)
        if batch.merge and isinstance(stands.place, Folder):
            counts.problems.append(printfile.made(stands.place, batch.merge, book, made_from))


@contextmanager
def _claimed(batch: Batch, stands: Standing, book: Ledger, table: Table) -> Iterator[Marks | None]:
    """Have the place for this run for the length of the block; gives its marks, where it leaves any."""
    mark = Marks(stands.place, book, batch.shard or Shard(), table.digest) if stands.marked else None
    if mark:
        mark.claim(changed=batch.changed, only=batch.only is not None)
    stands.place.begin()
    try:
        yield mark
    finally:
        stands.place.end()


class _Run:
    """One run: what it goes by, and which rows it has seen."""

    def __init__(
        self, batch: Batch, stands: Standing, book: Ledger, config: bytes, counts: Counts, watch: Watch
    ) -> None:
        self._batch, self._book, self._config, self._counts, self._watch = batch, book, config, counts, watch
        self._errors, self._shard = stands.errors, batch.shard or Shard()
        self._only = failures.numbers(batch.only) if batch.only else None
        self._seen = bytearray()
        self._files = Files(stands.place, book, batch.pattern)
        self._asked: Counter[Wish] = Counter()

    def begin(self, table: Table) -> None:
        """Set the run up; raises `Refused` where the list is not the one that the folder is of."""
        book, listed = self._book, self._keyed(table.digest).hex()
        if book.about("list") not in ("", listed) and not self._batch.changed:
            self._require_same(table)
        self._asked.update(wish(row.cells) for row in table.rows() if not row.problems)
        if book.about("going-on") and not book.about("adopted"):
            self._files.sweep()
        book.remember("list", listed)
        book.remember("going-on", "yes")

    def ends(self, table: Table) -> Generator[tuple[bytes, Ended], None, None]:
        """Have the handouts made, here or by a cluster; yield what each row came to, with its cells' keyed digest."""
        batch, rows = self._batch, self._wanted(table)
        if batch.elsewhere:
            from . import spreading

            yield from spreading.ends(
                batch, batch.elsewhere, table, self._config, self._files.writer, rows, self._input
            )
            return
        making = Making(batch.workspace, batch.today, self._files.writer)
        with runner.opened(Workshop(batch.jobs, self._book.scratch, batch.seconds, batch.recycle)) as staff:
            for row, end in making.ends(staff, rows):
                yield self._input(row), end

    def _wanted(self, table: Table) -> Iterator[tuple[Row, Wanted]]:
        """Yield the rows whose handouts are to be made; the rest is counted."""
        for row in table.rows():
            if not self._shard.has(row.number):
                continue
            self._counts.read += 1
            self._see(row.number)
            if not row.problems and self._has(row):
                self._counts.kept += 1
            elif self._only is not None and row.number not in self._only:
                self._counts.passed += 1
            elif row.problems:
                self._fail(row.number, failures.of(row.number, row.problems))
            else:
                often = self._asked[wish(row.cells)] >= self._batch.often
                yield row, Wanted(row.number, often, self._files.before(row.number))
            self._watch()

    def end(self, digest: bytes, end: Ended) -> None:
        """Record what a row came to; `digest` is the keyed one of its cells."""
        if end.written is None:
            self._fail(end.number, end.failures, remove=not end.taken)
        else:
            self._files.keep(end.number, digest, self._config, end.written)
            self._counts.made += 1
            self._counts.imprinted += end.imprinted
            self._counts.whole.update(filter(None, (end.whole,)))
            self._counts.warnings.update(end.warnings)
        self._watch()

    def finish(self) -> None:
        """Clear away what no row asks for any more, and write which rows failed."""
        if self._only is None:
            for gone in [number for number in self._book.ids() if not self._was_seen(int(number))]:
                self._files.remove(int(gone))
                self._book.forget(gone)
                self._counts.removed += 1
        if config.digest(self._batch.workspace, self._batch.today, self._batch.pattern) != self._config:
            self._book.doubt(self._config)
            say = "the content changed while the run went: some handouts have the old one"
            self._counts.problems.append(error("batch.content-changed", say, hint="run it again"))
        self._book.commit()
        self._sweep()
        failures.write(self._errors, self._book.scratch, self._book.failures())
        self._book.remember("going-on", "")

    def _sweep(self) -> None:
        """Take away what no record tells of, where there may be such files."""
        if not self._book.about("adopted"):
            if self._batch.elsewhere:  # a worker that was given up may have written late
                self._files.sweep()
        elif self._only is None:
            self._files.sweep()
            self._book.remember("adopted", "")

    def _keyed(self, data: bytes) -> bytes:
        return hmac.new(self._book.key, data, hashlib.sha256).digest()[:16]

    def _input(self, row: Row) -> bytes:
        return self._keyed(json.dumps(sorted(row.cells.items())).encode())

    def _has(self, row: Row) -> bool:
        return self._files.has(row.number, self._input(row), self._config, verify=self._batch.verify)

    def _fail(self, number: int, told: tuple[Failure, ...], *, remove: bool = True) -> None:
        """Record that a row has no handout; one that was there goes, unless what lies there now is not ours."""
        if remove:
            self._files.remove(number)
        self._book.fail(number, told)
        self._counts.failed += 1
        self._counts.codes.update((item.code, item.place) for item in told)

    def _require_same(self, table: Table) -> None:
        """Raise `Refused` where more of a list has changed than the rows that are to be run."""
        hint = "choose another folder with -o; or, if this is the same list after mending, say --changed"
        if self._only is None:
            say = "this folder is of another list, or the list has changed"
            raise Refused(error("batch.other-list", say, hint=hint))
        moved = []
        for row in table.rows():
            made = self._book.made(row.number) if row.number not in self._only else None
            if made and made.input != self._input(row):
                moved.append(row.number)
        if moved:
            say = f"{len(moved)} rows that errors.csv does not name have changed too, the first is row {moved[0]}"
            hint = "was a row put in or taken out? Then run the whole list with --changed"
            raise Refused(error("batch.rows-moved", say, hint=hint))

    def _see(self, number: int) -> None:
        if number >= len(self._seen):
            self._seen.extend(bytes(number + 1024 - len(self._seen)))
        self._seen[number] = 1

    def _was_seen(self, number: int) -> bool:
        return number < len(self._seen) and bool(self._seen[number])
