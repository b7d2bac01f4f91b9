"""What binds a child process: the wall, the limits, and what is said when a call went past them.

Must not start a process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from .. import wall
from ..errors import Crash, HandoutsError, Refused, error

SECONDS = 60
MEMORY = 1 << 30
T = TypeVar("T")
_HINT = "look for a very large image, a very long text or deeply nested parts in the clinic's folder"
_REPORT = "take away again what was added last, and report it: the program should have refused it sooner"


def guarded(function: Callable[..., T], *arguments: object) -> T:
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


def bind(memory: int) -> None:
    """Bound this process: no connection, no program, address space (Linux only), no core dump."""
    wall.build()
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end() -> None:
    """End this process at once, whatever its other threads do."""
    os._exit(1)


def too_long(seconds: float) -> Refused:
    """Return the refusal of a call that took longer than it may."""
    return Refused(error("child.time", f"rendering took longer than {seconds:g} seconds", hint=_HINT))


def too_large(memory: int) -> Refused:
    """Return the refusal of a call that needed more bytes than it may."""
    return Refused(error("child.memory", f"rendering needed more than {memory >> 20} MiB", hint=_HINT))


def died() -> Refused:
    """Return the refusal of a call whose process was ended from outside."""
    return Refused(error("child.died", "the process that renders ended without a result", hint=_HINT))


def not_started(fault: OSError, hint: str) -> Refused:
    """Return the refusal where the system gives no process."""
    return Refused(error("child.start", f"no process can be started: {fault.strerror}", hint=hint))
