"""One call in one new process: the quickest way there is, an interpreter and two pipes.

The call goes in through one pipe, which the parent then holds open: when the parent ends, however it ends, the pipe
does, and the child with it. Must not be used for many calls: `workers` keeps its processes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO, TypeVar

from . import copying
from .bounds import MEMORY, SECONDS, bind, died, end, guarded, not_started, too_large, too_long
from .copying import Copy

T = TypeVar("T")
_START = "import sys; sys.path[:] = {path!r}; from handouts.child import once; once.serve({memory:d})"


def run(
    function: Callable[..., T],
    *arguments: object,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    copied: bool = False,
) -> T:
    """Return what the function returns, from a process of its own; its `HandoutsError`s pass through.

    The function is found again by its module and name; it and its arguments must be picklable. `seconds` bound the
    wall-clock time and `memory` the bytes of address space (Linux only). `copied` lets the process begin as a copy of
    this one, where that is safe, with what this one has imported. Raises `Crash` for what it did not foresee and
    `Refused` where it went past its limits.
    """
    call = pickle.dumps((function, arguments))
    is_copy = copied and copying.is_safe()
    reads, writes = os.pipe()
    with os.fdopen(writes, "wb", buffering=0) as way_in:
        try:
            process = copying.copied(partial(serve, memory), reads, writes) if is_copy else _started(memory, reads)
        except OSError as fault:
            raise not_started(fault, "close other programs, or let this user start more") from fault
        finally:
            os.close(reads)
        with process:
            try:
                answer = _answer(process, way_in, call, seconds)
            finally:
                process.kill()
    return _result(answer, memory)


def _started(memory: int, call: int) -> subprocess.Popen[bytes]:
    """Start the process: out of reach of the terminal's interrupt, and of modules in the folder where we stand."""
    flag = "-I" if sys.flags.isolated else "-P"
    start = _START.format(path=sys.path, memory=memory)
    return subprocess.Popen(
        [sys.executable, flag, "-c", start], stdin=call, stdout=subprocess.PIPE, start_new_session=True
    )


def _answer(process: subprocess.Popen[bytes] | Copy, way_in: IO[bytes], call: bytes, seconds: float) -> bytes:
    """Give the call and return what the process says until it ends; raises `Refused` when it takes too long."""
    with suppress(BrokenPipeError):  # it has died already, and says nothing
        unsent = memoryview(call)
        while unsent:
            unsent = unsent[way_in.write(unsent) or 0 :]
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        raise too_long(seconds) from None


def _result(answer: bytes, memory: int) -> T:  # type: ignore[type-var]  # known to whoever made the call
    try:
        is_fault, value = pickle.loads(answer)  # noqa: S301 - from our own process
    except (pickle.UnpicklingError, EOFError):
        raise died() from None
    if not is_fault:
        return value  # type: ignore[no-any-return]
    raise too_large(memory) if isinstance(value, MemoryError) else value


def serve(memory: int) -> None:
    """Take one call from standard input, answer it, and end: what runs in the child."""
    import gc
    import signal
    from threading import Thread

    gc.disable()  # a tenth of the time, and 6 MiB of 200 at the whole booklet: the end collects all
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where the system knows no sessions; the parent ends it
    way_out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not get into the answer
    way_in = os.fdopen(0, "rb", closefd=False)
    bind(memory)
    function, arguments = pickle.load(way_in)  # noqa: S301 - from our own parent
    Thread(target=_follow, args=(way_in,), daemon=True).start()
    try:
        answer = pickle.dumps((False, guarded(function, *arguments)))
    except BaseException as fault:  # noqa: BLE001 - it is raised again, there
        answer = pickle.dumps((True, fault))
    with os.fdopen(way_out, "wb") as out:
        out.write(answer)
    os._exit(0)  # taking all apart would only take time


def _follow(way_in: IO[bytes]) -> None:
    """End with the parent: one that was killed could not end its child, and nobody waits for it any more."""
    way_in.read()
    end()
