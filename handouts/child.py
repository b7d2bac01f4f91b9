"""Run one function in a process of its own, with limits of time and memory.

Must not know what it runs. Nothing of the arguments or the result touches the disk.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as PoolTimeout
from typing import TYPE_CHECKING, TypeVar

from .errors import Crash, HandoutsError, Refused, error

if TYPE_CHECKING:
    from pebble import ProcessPool

SECONDS = 60
MEMORY = 1 << 30
T = TypeVar("T")
_HINT = "look for a very large image, a very long text or deeply nested parts in the clinic's folder"


def run(function: Callable[..., T], *arguments: object, seconds: float = SECONDS, memory: int = MEMORY) -> T:
    """Return what the function returns; its `HandoutsError`s pass through, anything else becomes a `Crash`.

    `seconds` of wall-clock time and `memory` in bytes of address space (Linux only) bound it; past them it is killed
    and `Refused` is raised. The function and its arguments must be picklable.
    """
    from pebble import ProcessExpired

    with _pool(memory) as pool:
        try:
            result: T = pool.schedule(_guarded, args=[function, *arguments], timeout=seconds).result()
            return result
        except PoolTimeout:
            raise Refused(error("child.time", f"rendering took longer than {seconds:g} seconds", hint=_HINT)) from None
        except MemoryError:
            raise Refused(error("child.memory", f"rendering needed more than {memory >> 20} MiB", hint=_HINT)) from None
        except ProcessExpired:
            raise Refused(error("child.died", "the process that renders ended without a result", hint=_HINT)) from None
        except KeyboardInterrupt:
            pool.stop()  # type: ignore[no-untyped-call]  # leaving the block would wait for the child to finish
            raise


def _pool(memory: int) -> ProcessPool:
    """Return a pool of one; raises `Refused` where the system gives no shared memory to talk through."""
    from pebble import ProcessPool

    context = multiprocessing.get_context("spawn")
    try:
        return ProcessPool(max_workers=1, context=context, initializer=_limit, initargs=(memory,))
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
    except Exception as fault:  # noqa: BLE001 - whatever it is, it must not carry values out
        raise Crash.of(fault) from None


def _limit(memory: int) -> None:
    """Bound this process: address space, no core dump."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
