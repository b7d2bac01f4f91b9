"""What a worker of a cluster does: make and write the handouts of a few rows, and say what each came to.

Runs on other machines. It is told where things are and not what they say, and gives back codes, sizes and digests. Must
not let out a cell or the words of an exception: the cluster keeps and logs what it is given.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ..errors import Crash, ExitCode, HandoutsError, Problem, error
from .bench import Bench, Source
from .ending import Ended, Wanted


@dataclass(frozen=True, slots=True)
class Errand:
    """A few rows for one worker."""

    source: Source
    rows: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an errand: an end for each row, or the problems for which the worker cannot go on."""

    ends: tuple[Ended, ...]
    problems: tuple[Problem, ...] = ()
    exit_code: ExitCode = ExitCode.DONE


def run(errand: Errand) -> Report:
    """Make and write the handouts of a few rows. Raises nothing: it would be logged, with all that it says."""
    try:
        return Report(_bench(errand.source).ends(errand.rows))
    except HandoutsError as fault:
        return Report((), fault.problems, fault.exit_code)
    except Exception as fault:  # noqa: BLE001 - the boundary of this door
        crash = Crash.of(fault)
        say = f"{crash.kind} at {'; '.join(crash.places[-3:])}"
        problem = error("cluster.crash", say, hint="this is our fault; please report this line")
        return Report((), (problem,), ExitCode.OUR_FAULT)


_kept = threading.local()
"""The bench of each thread: a worker of the cluster may have several."""


def _bench(source: Source) -> Bench:
    """Return this thread's bench, made anew where it is of another run."""
    bench: Bench | None = getattr(_kept, "bench", None)
    if bench is None or bench.source != source:
        if bench is not None:
            bench.clear()
        _kept.bench = bench = Bench(source)
    return bench
