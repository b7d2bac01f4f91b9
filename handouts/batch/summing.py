"""Whether all shards of a place have ended and nothing is missing: their marks, the list and the files, added up.

Must not make or change anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ..errors import Problem, Refused, error
from ..rows import Table
from ..store import Place
from . import marks, names
from .marks import Common, Mark
from .standing import Shard

_AGAIN = "run this shard again: it goes on from there"
_NAMED = 20
"""Shards that are named of each kind."""


@dataclass(slots=True)
class Sum:
    """What all shards together have come to; `rows` are those of the list."""

    shards: int
    rows: int
    read: int = 0
    there: int = 0
    passed: int = 0
    failed: int = 0
    problems: list[Problem] = field(default_factory=list)


def summed(place: Place, table: Table) -> Sum:
    """Add up what the shards say of themselves, and hold it against the list and the files that are there.

    Raises `Refused` where nothing was begun there in shards or with a record elsewhere, or with another list.
    """
    common = marks.common(place)
    if common is None:
        hint = "only runs with --shard or --state leave marks to sum up; any other run says itself how it ended"
        raise Refused(error("batch.no-shards", "no shard has begun here", str(place), hint))
    if common.list != common.digest(table.digest):
        hint = "name the list that the shards were run with last"
        raise Refused(error("batch.other-list", "the shards here are of another list", str(place), hint))
    total = Sum(common.of, sum(1 for _ in table.rows()))
    ended = []
    for number in range(1, common.of + 1):
        shard = Shard(number, common.of)
        found = marks.mark(place, shard)
        if found is None or not found.ended or found.list != common.list:
            total.problems.append(_unended(shard, found))
        else:
            ended.append((shard, found))
            for name in ("read", "there", "passed", "failed"):
                setattr(total, name, getattr(total, name) + getattr(found, name))
    total.problems = [*islice(total.problems, _NAMED), *_against(place, common, ended)]
    if len(ended) == common.of and total.read != total.rows:
        say = f"the list has {total.rows} rows, and the shards have read {total.read}"
        total.problems.append(error("batch.lost", say, hint="this is our fault; please report this line"))
    return total


def _unended(shard: Shard, found: Mark | None) -> Problem:
    if found is None:
        return error("batch.shard-open", f"shard {_said(shard)} has not begun", hint="run it")
    if not found.ended:
        return error(
            "batch.shard-open", f"shard {_said(shard)} has not ended", hint=f"where it no longer runs, {_AGAIN}"
        )
    say = f"shard {_said(shard)} was run with the list as it was before"
    return error("batch.shard-open", say, hint="run it again with --changed")


def _against(place: Place, common: Common, ended: list[tuple[Shard, Mark]]) -> Iterator[Problem]:
    """Yield what does not fit together of shards that have ended."""
    runs = {found.run for _, found in ended}
    lies = Counter(run for name in place.names() for run in runs.intersection(names.parts(name)))
    for shard, found in ended:
        if lies[found.run] != found.there:
            say = f"shard {_said(shard)} has made {found.there} files, and {lies[found.run]} are there"
            yield error("batch.shard-files", say, str(place), f"{_AGAIN}, and makes what is missing")
        if lack := found.failed + found.passed:
            hint = "mend the rows that its errors.csv names, and run it with --only or --changed"
            yield error("batch.shard-failed", f"{lack} rows of shard {_said(shard)} have no handout", hint=hint)
    if len({found.config for _, found in ended}) > 1:
        say = "the shards were made of different topics, catalogs, styles or programs"
        hint = f"give all {common.of} machines the same, and run all shards again: only what differs is made"
        yield error("batch.shard-content", say, str(place), hint)


def _said(shard: Shard) -> str:
    return f"{shard.number}/{shard.of}"
