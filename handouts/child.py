"""Run functions in processes of their own, bounded in time, memory and reach: one call, or many in warm workers.

Must not know what they run. Nothing of the arguments or the result touches the disk.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as PoolTimeout
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from . import wall
from .errors import Crash, HandoutsError, Refused, error

if TYPE_CHECKING:
    from pebble import ProcessPool

SECONDS = 60
MEMORY = 1 << 30
T = TypeVar("T")
_HINT = "look for a very large image, a very long text or deeply nested parts in the clinic's folder"
_REPORT = "take away again what was added last, and report it: the program should have refused it sooner"


class Job(Generic[T]):
    """A call that was given to a worker."""

    def __init__(self, future: Future[T], seconds: float, memory: int) -> None:
        self._future, self._seconds, self._memory = future, seconds, memory

    @property
    def done(self) -> bool:
        """Whether `result` answers at once."""
        return self._future.done()

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the call, at most so long; return whether it has come."""
        return bool(wait([self._future], seconds).done)

    def result(self) -> T:
        """Return what the function returned; its `HandoutsError`s pass through, anything else becomes a `Crash`.

        Raises `Refused` where the call went past its limits.
        """
        from pebble import ProcessExpired

        try:
            return self._future.result()
        except PoolTimeout:
            say = f"rendering took longer than {self._seconds:g} seconds"
            raise Refused(error("child.time", say, hint=_HINT)) from None
        except MemoryError:
            say = f"rendering needed more than {self._memory >> 20} MiB"
            raise Refused(error("child.memory", say, hint=_HINT)) from None
        except ProcessExpired:
            raise Refused(error("child.died", "the process that renders ended without a result", hint=_HINT)) from None


def ended(jobs: Collection[Job[T]], seconds: float) -> list[Job[T]]:
    """Wait until one or more of these calls have ended, at most so long; return those that have."""
    wait([job._future for job in jobs], seconds, FIRST_COMPLETED)  # noqa: SLF001 - a Job is this module's
    return [job for job in jobs if job.done]


class Workers:
    """Processes that stay warm between calls; one that dies or goes past a limit is replaced."""

    def __init__(self, pool: ProcessPool, seconds: float, memory: int) -> None:
        self._pool, self._seconds, self._memory = pool, seconds, memory

    def start(self, function: Callable[..., T], *arguments: object) -> Job[T]:
        """Give a call to the next free worker. The function and its arguments must be picklable."""
        future = self._pool.schedule(_guarded, args=[function, *arguments], timeout=self._seconds)
        return Job(future, self._seconds, self._memory)


@contextmanager
def workers(
    count: int, *, seconds: float = SECONDS, memory: int = MEMORY, recycle: int = 0, scratch: Path | None = None
) -> Iterator[Workers]:
    """Keep this many processes for the length of the block.

    `seconds` of wall-clock time bound each call and `memory` in bytes of address space (Linux only) each process. A
    process is replaced after `recycle` calls (0: never); its libraries' temporary files lie in `scratch`.
    """
    with _pool(count, memory, recycle, scratch) as pool:
        try:
            yield Workers(pool, seconds, memory)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]  # leaving the block would wait for the children to finish
            raise


def run(function: Callable[..., T], *arguments: object, seconds: float = SECONDS, memory: int = MEMORY) -> T:
    """Return what the function returns, from a process of its own; raises as `Job.result` does."""
    with workers(1, seconds=seconds, memory=memory) as pool:
        return pool.start(function, *arguments).result()


def _pool(count: int, memory: int, recycle: int, scratch: Path | None) -> ProcessPool:
    """Return a pool; raises `Refused` where the system gives no shared memory to talk through."""
    from pebble import ProcessPool

    context = multiprocessing.get_context("spawn")
    try:
        limits = (memory, scratch)
        return ProcessPool(count, recycle, initializer=_limit, initargs=limits, context=context)
    except OSError as fault:
        hint = "make /dev/shm writable, or start the container with shared memory"
        raise Refused(error("child.start", f"no process can be started: {fault.strerror}", hint=hint)) from fault


def _guarded(function: Callable[..., T], *arguments: object) -> T:
    """Call the function; what it did not foresee goes back as places in the code, without values."""
    try:
        return function(*arguments)
    except (HandoutsError, MemoryError):
        raise
    except RecursionError:
        raise Refused(error("child.depth", "rendering met parts nested too deep", hint=_HINT)) from None
    except BaseException as fault:  # noqa: BLE001 - whatever it is, it must not carry values out or end the parent
        raise Crash.of(fault) from None
    finally:
        if tried := wall.noted():  # whoever was refused may have kept silent about it
            say = f"rendering tried to {' and to '.join(tried)}; it was stopped, and nothing left this machine"
            raise Refused(error("child.wall", say, hint=_REPORT)) from None


def _limit(memory: int, scratch: Path | None) -> None:
    """Bound this process: no connection, no program, address space, no core dump, no life after its parent's."""
    Thread(target=_follow_parent, daemon=True).start()
    if scratch is not None:
        tempfile.tempdir = str(scratch)
    wall.build()
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _follow_parent() -> None:
    """End with the parent: one that was killed could not end its children, and nobody waits for them any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
