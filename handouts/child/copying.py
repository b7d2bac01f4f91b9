"""A child that begins as a copy of this process: nothing that it has imported is imported again.

Must not be used where more than one thread runs: a copy has only the one that made it, and whatever the others held
would be held for ever.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from subprocess import TimeoutExpired
from typing import Self


class Copy:
    """A copy at work, with as much of `Popen` as one call needs."""

    def __init__(self, number: int, out: int) -> None:
        self._number, self._out = number, out

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._out)
        os.waitpid(self._number, 0)

    def communicate(self, *, timeout: float) -> tuple[bytes, None]:
        """Return what the copy says until it ends; raises `TimeoutExpired`."""
        until = time.monotonic() + timeout
        said = bytearray()
        while select.select([self._out], [], [], max(0.0, until - time.monotonic()))[0]:
            part = os.read(self._out, 1 << 20)
            if not part:
                return bytes(said), None
            said += part
        raise TimeoutExpired("a copy of this process", timeout)

    def kill(self) -> None:
        """End the copy, if it has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)


def is_safe() -> bool:
    """Whether this process can be copied; other systems' own libraries do not bear it.

    Where a standard stream is closed, a pipe would take its number.
    """
    return sys.platform == "linux" and threading.active_count() == 1 and all(map(_is_open, (0, 1, 2)))


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def copied(work: Callable[[], object], way_in: int, ours: int) -> Copy:
    """Return a copy of this process that does this work and ends, out of reach of the terminal's interrupt.

    Its standard input is `way_in`; it closes `ours`, the other end of that.
    """
    out, way_out = os.pipe()
    try:
        number = os.fork()
    except OSError:
        os.close(out)
        raise
    else:
        if number == 0:
            try:
                os.setsid()
                os.dup2(way_in, 0)
                os.dup2(way_out, 1)
                for end in (way_in, way_out, ours, out):
                    os.close(end)
                work()
            finally:
                os._exit(1)
        return Copy(number, out)
    finally:
        os.close(way_out)
