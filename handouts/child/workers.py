"""Many calls in processes that stay warm, by Pebble, whose pool can end one that takes too long.

Must not know what they run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from .bounds import MEMORY, SECONDS, bind, died, end, guarded, not_started, too_large, too_long

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool

T = TypeVar("T")


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
        from concurrent.futures import wait

        return bool(wait([self._future], seconds).done)

    def result(self) -> T:
        """Return what the function returned; its `HandoutsError`s pass through, anything else becomes a `Crash`.

        Raises `Refused` where the call went past its limits.
        """
        from pebble import ProcessExpired

        try:
            return self._future.result()
        except TimeoutError:
            raise too_long(self._seconds) from None
        except MemoryError:
            raise too_large(self._memory) from None
        except ProcessExpired:
            raise died() from None


def may_start() -> bool:
    """Whether this process may have processes of its own: a daemon may not."""
    import multiprocessing

    return not multiprocessing.current_process().daemon


def ended(jobs: Collection[Job[T]], seconds: float) -> list[Job[T]]:
    """Wait until one or more of these calls have ended, at most so long; return those that have."""
    from concurrent.futures import FIRST_COMPLETED, wait

    wait([job._future for job in jobs], seconds, FIRST_COMPLETED)  # noqa: SLF001 - a Job is this module's
    return [job for job in jobs if job.done]


class Workers:
    """Processes that stay warm between calls; one that dies or goes past a limit is replaced."""

    def __init__(self, pool: ProcessPool, seconds: float, memory: int) -> None:
        self._pool, self._seconds, self._memory = pool, seconds, memory

    def start(self, function: Callable[..., T], *arguments: object) -> Job[T]:
        """Give a call to the next free worker. The function and its arguments must be picklable."""
        future = self._pool.schedule(guarded, args=[function, *arguments], timeout=self._seconds)
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


def _pool(count: int, memory: int, recycle: int, scratch: Path | None) -> ProcessPool:
    """Return a pool; raises `Refused` where the system gives no shared memory to talk through."""
    import multiprocessing

    from pebble import ProcessPool

    context = multiprocessing.get_context("spawn")
    try:
        limits = (memory, scratch)
        return ProcessPool(count, recycle, initializer=_limit, initargs=limits, context=context)
    except OSError as fault:
        raise not_started(fault, "make /dev/shm writable, or start the container with shared memory") from fault


def _limit(memory: int, scratch: Path | None) -> None:
    """Bind this process, and let it end with its parent."""
    Thread(target=_follow_parent, daemon=True).start()
    if scratch is not None:
        import tempfile

        tempfile.tempdir = str(scratch)
    bind(memory)


def _follow_parent() -> None:
    """End with the parent: one that was killed could not end its children, and nobody waits for them any more."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        end()
