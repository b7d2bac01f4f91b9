"""moto's S3 server in a process of its own, on loopback, with faults that a test asks for: `PUT /-/KIND/SHARE`.

Prints its port. Kinds: `busy` (answers 503), `cut` (closes the connection in the middle of an upload), `lost` (does
what was asked and closes the connection without an answer), `denied` (403), `forgetful` (does not heed If-None-Match).
"""

from __future__ import annotations

import random
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server import threaded_moto_server as moto
from moto.server import ThreadedMotoServer

Start = Callable[..., Any]
_faults: dict[str, float] = {}
_chance = random.Random(7)  # noqa: S311


class Faulty:
    """The server's application, with faults."""

    def __init__(self, *arguments: Any) -> None:
        self._inner = _Inner(*arguments)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request, or not."""
        if environ["PATH_INFO"].startswith("/-/"):
            _, _, kind, share = environ["PATH_INFO"].split("/")
            _faults[kind] = float(share)
            start("200 OK", [("Content-Length", "0")])
            return [b""]
        if "denied" in _happens("denied"):
            start("403 Forbidden", [("Content-Length", "0")])
            return [b""]
        if environ["REQUEST_METHOD"] in ("PUT", "DELETE", "GET", "HEAD") and "busy" in _happens("busy"):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start("503 Slow Down", [("Content-Length", "0")])
            return [b""]
        if environ["REQUEST_METHOD"] == "PUT" and "cut" in _happens("cut"):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0) // 2)
            return _closed(environ)
        if "forgetful" in _happens("forgetful"):
            environ.pop("HTTP_IF_NONE_MATCH", None)
        lost = environ["REQUEST_METHOD"] == "PUT" and "lost" in _happens("lost")
        if not lost:
            return self._inner(environ, start)
        list(self._inner(environ, lambda *_: None))
        return _closed(environ)


def _happens(kind: str) -> set[str]:
    return {kind} if _chance.random() < _faults.get(kind, 0) else set()


def _closed(environ: dict[str, Any]) -> Iterable[bytes]:
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return [b""]


if __name__ == "__main__":
    _Inner, moto.DomainDispatcherApplication = moto.DomainDispatcherApplication, Faulty
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)  # noqa: T201
    sys.stdin.read()  # until whoever started it goes away
