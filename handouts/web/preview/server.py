"""Runs the page: workers, watchers and a server that nobody but this machine can reach, until the keyboard ends it.

Must not know what is on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from ... import child, roots
from ...errors import Refused
from .. import loopback, painting
from ..loopback import ADDRESS, NAMES
from . import watching, working
from .app import app
from .choices import Chooser
from .studio import Studio
from .telling import Form

PAINTERS = 2


class Quiet(WSGIRequestHandler):
    """Says nothing of the requests that it answers, and answers at once."""

    disable_nagle_algorithm = True

    def log(self, _kind: str, _message: str, *_arguments: Any) -> None:
        """Say nothing."""


def serve(folder: Path | None, port: int, ready: Callable[[str], object]) -> None:
    """Serve the page of a clinic's folder until an interrupt; `ready` is told the address.

    Port 0 takes any that is free. Raises `UsageFault` where the port cannot be had or the folder is no clinic's; what
    is wrong inside the folder is shown on the page.
    """
    with suppress(Refused):
        roots.at(folder)
    with loopback.ending_alike(), running(folder, port) as server:
        try:
            ready(f"http://{ADDRESS}:{server.port}/")
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            return


@contextmanager
def running(folder: Path | None, port: int = 0) -> Iterator[BaseWSGIServer]:
    """Keep everything but the server's own loop going for the length of the block; after it nothing is left."""
    with ExitStack() as stack:
        with loopback.deaf():
            server = _started(stack, folder, port)
        yield server


def _started(stack: ExitStack, folder: Path | None, port: int) -> BaseWSGIServer:
    """Start everything; the stack ends it."""
    chooser = Chooser(folder)
    studio = Studio(Form(chooser, {}).columns(1)[0])
    painters = stack.enter_context(child.workers(PAINTERS))
    server = stack.enter_context(_server(port))
    server.app = app(studio, painters, chooser, {f"{name}:{server.port}" for name in NAMES})
    threads = (*working.threads(studio, folder), *watching.threads(studio, folder))
    stack.callback(_end, studio, threads)
    for thread in threads:
        thread.start()
    for _ in range(PAINTERS):
        painters.start(painting.ready)
    return server


def _server(port: int) -> BaseWSGIServer:
    with loopback.taken(port) as taken:
        return make_server(ADDRESS, port, _nothing, threaded=True, request_handler=Quiet, fd=taken.fileno())


def _nothing(_environ: object, _start: object) -> Sequence[bytes]:
    """Stand in for the application until its port is known."""
    return ()


def _end(studio: Studio, threads: Sequence[Thread]) -> None:
    studio.close()
    for thread in threads:
        thread.join()
