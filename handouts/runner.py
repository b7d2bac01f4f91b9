"""Many calls in warm, killable processes, a few at a time: what each came to, as soon as it is known.

Must not know what is called, and never holds more than a window of calls and results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from . import child
from .errors import Crash, HandoutsError, Problem, Refused, error

RECYCLE = 2000
"""Calls after which a process is replaced: the engine keeps a little of each."""
_AHEAD = 2
"""Calls that wait for each process, so that none is idle."""
_GRACE = 30
I = TypeVar("I")  # noqa: E741 - an item
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workshop:
    """The processes of a run: how many, what each call may take, where their libraries put temporary files."""

    jobs: int
    scratch: Path | None = None
    seconds: float = child.SECONDS
    recycle: int = RECYCLE


@dataclass(frozen=True, slots=True)
class Done(Generic[I, T]):
    """What a call came to: its value, or the problems for which there is none."""

    item: I
    value: T | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Staff:
    """The processes of a workshop at work: they stay warm from one lot of calls to the next."""

    _shop: Workshop
    _workers: child.Workers

    def done(
        self, function: Callable[..., T], items: Iterable[I], arguments: Callable[[I], tuple[object, ...]]
    ) -> Iterator[Done[I, T]]:
        """Yield what a call of the function for each item came to, in the order in which they end.

        A process that dies takes its own call with it and no other. Raises what `items` raises.
        """
        shop, waiting = self._shop, iter(items)
        live: dict[child.Job[T], I] = {}
        while True:
            for item in islice(waiting, shop.jobs * _AHEAD + shop.jobs - len(live)):
                live[self._workers.start(function, *arguments(item))] = item
            if not live:
                return
            ended = child.ended(live, (_AHEAD + 1) * shop.seconds + _GRACE)
            if not ended:  # every process has had its time: the pool itself has come to a stop
                raise Refused(error("run.stalled", "the processes give no answer", hint="run it again: it goes on"))
            for job in ended:
                yield _outcome(live.pop(job), job)


@contextmanager
def opened(shop: Workshop) -> Iterator[Staff]:
    """Keep the processes of a workshop for the length of the block."""
    with child.workers(shop.jobs, seconds=shop.seconds, recycle=shop.recycle, scratch=shop.scratch) as workers:
        yield Staff(shop, workers)


def done(
    shop: Workshop, function: Callable[..., T], items: Iterable[I], arguments: Callable[[I], tuple[object, ...]]
) -> Iterator[Done[I, T]]:
    """Yield what `Staff.done` does, in processes that end with the last call."""
    with opened(shop) as staff:
        yield from staff.done(function, items, arguments)


def _outcome(item: I, job: child.Job[T]) -> Done[I, T]:
    try:
        return Done(item, job.result())
    except HandoutsError as fault:
        return Done(item, None, fault.problems)
    except Crash as crash:
        say = f"{crash.kind} at {'; '.join(crash.places[-3:])}"
        return Done(item, None, (error("run.crash", say, hint="this is our fault; please report this line"),))
