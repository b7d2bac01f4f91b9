"""Runs the desk: workers, threads and a server that nobody but this machine can reach, until the keyboard ends it.

Where it is served to others, that is the work of the proxy in `front`; this server stays on this machine's own address.

Must not know what is on a page, and writes nothing: what is too large for memory is refused, never put in a file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from waitress import create_server, wasyncore

from ... import child, roots
from ...errors import HandoutsError
from .. import loopback, painting
from . import making, options
from .app import app
from .doors import Doors
from .front import Front
from .maker import Maker
from .page import Pages
from .sessions import Store
from .settings import SERVED, USUAL, Settings
from .shelf import Shelf
from .windows import Windows

ALL = 1 << 30
"""Bytes of an answer that stay in memory: waitress would put what is larger into a temporary file."""


@dataclass(frozen=True, slots=True)
class Running:
    """A desk that answers while `loop` runs."""

    origin: str
    port: int
    store: Store
    maker: Maker
    over: Event
    sockets: dict[int, Any]
    server: Any

    def link(self) -> str:
        """Return a new address that opens the desk, once."""
        return f"{self.origin}/enter/{self.store.token()}"

    def loop(self) -> None:
        """Answer until `over` is set."""
        while not self.over.is_set():
            wasyncore.loop(timeout=0.2, map=self.sockets, count=1)


def serve(folder: Path | None, port: int, ready: Callable[[str], object], front: Front | None = None) -> None:
    """Serve the desk of a clinic's folder until an interrupt; `ready` is told the address that opens it, once.

    With a proxy in front it is told the proxy's address. Port 0 takes any that is free. Raises `UsageFault` where the
    port cannot be had, and as `roots.at` does.
    """
    roots.at(folder)
    try:
        with loopback.ending_alike(), running(folder, port, SERVED if front else USUAL, front) as desk:
            ready(front.origin if front else desk.link())
            desk.loop()
    except KeyboardInterrupt:  # only here, so that nobody waits for a sheet that is being made
        return


@contextmanager
def running(
    folder: Path | None, port: int = 0, settings: Settings = USUAL, front: Front | None = None
) -> Iterator[Running]:
    """Keep everything but the server's own loop going for the length of the block; after it nothing is left."""
    _silence()
    with ExitStack() as stack:
        with loopback.deaf():
            desk = _started(stack, folder, port, settings, front)
        yield desk


def _started(stack: ExitStack, folder: Path | None, port: int, settings: Settings, front: Front | None) -> Running:
    """Start everything; the stack ends it."""
    taken = stack.enter_context(loopback.taken(port))
    port = taken.getsockname()[1]
    origin = front.origin if front else f"http://{loopback.ADDRESS}:{port}"
    painters = stack.enter_context(child.workers(settings.painters))
    makers = stack.enter_context(child.workers(settings.makers, recycle=settings.recycle))
    shelf, maker = Shelf(folder), Maker(folder, makers, settings)
    store = Store(settings, maker.drop)
    sockets: dict[int, Any] = {}
    server: Any = None

    def overloaded() -> bool:
        return server is not None and len(server.task_dispatcher.queue) > settings.queue

    doors = Doors(store, origin, overloaded, front)
    made = app(doors, Pages(shelf, maker), Windows(store, shelf, maker, settings), painters, settings)
    server = create_server(made, map=sockets, sockets=[taken], **_bounds(settings))
    desk = Running(origin, port, store, maker, Event(), sockets, server)
    threads = (*maker.threads(), *_helpers(desk, shelf))
    stack.callback(_end, desk, threads)
    for _ in range(settings.painters):
        painters.start(painting.ready)
    for _ in range(settings.makers if settings.practise else 0):
        makers.start(making.practise, folder)
    for thread in threads:
        thread.start()
    return desk


def _bounds(settings: Settings) -> dict[str, Any]:
    return {
        "threads": settings.threads,
        "connection_limit": settings.connections,
        "max_request_body_size": settings.body,
        "max_request_header_size": settings.head,
        "inbuf_overflow": ALL,
        "outbuf_overflow": ALL,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
    }


def _helpers(desk: Running, shelf: Shelf) -> tuple[Thread, ...]:
    """Return a thread that forgets what is idle, and one that reads the topics before anybody asks."""

    def sweep() -> None:
        while not desk.over.wait(5):
            desk.store.sweep()

    return (Thread(target=sweep, name="desk-sweep"), Thread(target=_read, args=(desk, shelf), name="desk-read"))


def _read(desk: Running, shelf: Shelf) -> None:
    """Read what the first visitor would wait for; a fault of the content is told to who asks for it."""
    with suppress(HandoutsError):
        for name in shelf.topics():
            if desk.over.is_set():
                return
            shelf.looked_for(shelf.staff())
            options.offered(shelf, name)


def _end(desk: Running, threads: Sequence[Thread]) -> None:
    """Let everything end, and forget everybody."""
    desk.over.set()
    desk.maker.close()
    desk.server.task_dispatcher.shutdown()
    wasyncore.close_all(desk.sockets, ignore_all=True)
    for thread in threads:
        thread.join()


def _silence() -> None:
    """Let the server's own log say nothing: it could hold what was asked for."""
    log = logging.getLogger("waitress")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.propagate = False
