"""What each page of ours is served with: a socket that only this machine reaches, an end that leaves nothing behind.

Must not know Flask or what is on a page.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

from ..errors import UsageFault, error

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")


def taken(port: int) -> socket.socket:
    """Return a socket that listens on this machine alone; port 0 is any that is free. Raises `UsageFault`."""
    try:
        return socket.create_server((ADDRESS, port))
    except (OSError, OverflowError) as fault:
        hint = "leave --port out, and a free one is taken"
        raise UsageFault(error("preview.port", f"port {port} cannot be used", hint=hint)) from fault


@contextmanager
def deaf() -> Iterator[None]:
    """Let what is started inside the block not hear the keyboard's interrupt: this process ends it all."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # where it is started later, it lets the interrupt in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ending_alike() -> Iterator[None]:
    """Let a request to end come like an interrupt from the keyboard, so that no child stays behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
