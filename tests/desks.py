"""A running desk for tests: the real server on a real port, spoken to as a browser would, without one."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from handouts.web.desk import server
from handouts.web.desk.front import Front
from handouts.web.desk.server import Running
from handouts.web.desk.settings import Settings

FORM = "application/x-www-form-urlencoded"
QUICK = Settings(makers=1, painters=1, practise=False)
"""Ready at once; its first sheet takes longer."""
CHOSEN: dict[str, Any] = {
    "topic": "sample",
    "language": "en",
    "part": ["content", "look", "person"],
    "recipe": "essential",
    "edition": "standard",
    "paper": "a4",
}

PLAN: dict[str, Any] = {
    "part": [*CHOSEN["part"], "plan"],
    "plan.t": "1",
    "plan.s": "1",
    "plan.medicine": "Sample",
    "plan.t1.mg": "10",
    "plan.t1.split": "halves",
    "plan.s1.first": "2199-01-01",
    "plan.s1.last": "2199-01-31",
    "plan.valid_until": "2199-02-01",
    "plan.s1.morning.t1": "1 1/2",
    **{f"plan.s1.{time}.mg": "0" for time in ("noon", "evening", "bedtime")},
}
"""A dose plan as the form sends it; the window opens one first."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@contextmanager
def open_desk(
    folder: Path, settings: Settings | None = None, front: Front | None = None, port: int = 0
) -> Iterator[Running]:
    """Run everything but the command line."""
    with server.running(folder, port, settings or QUICK, front) as desk:
        thread = threading.Thread(target=desk.loop)
        thread.start()
        try:
            yield desk
        finally:
            desk.over.set()
            thread.join()


def ask(
    desk: Running, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    """Ask the desk itself exactly this, header by header."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=40)
    return answered(connection, urlsplit(desk.origin).netloc, method, path, body, headers or {})


def answered(
    connection: HTTPConnection, host: str, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> Answer:
    """Ask over a connection, and close it."""
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    told = {"Host": host, **({"Content-Length": str(len(body))} if body is not None else {}), **headers}
    for name, value in told.items():
        if value:
            connection.putheader(name, value)
    connection.endheaders(body)
    answer: HTTPResponse = connection.getresponse()
    found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return found


class Visitor:
    """A browser that is let in, with one window open."""

    def __init__(self, desk: Running, cookie: str = "") -> None:
        self.desk = desk
        self.cookie = cookie or self._enter()
        self.page = self.get("/").text
        self.csrf, self.work = (self.hidden(name) for name in ("csrf", "work"))

    def _enter(self) -> str:
        return ask(self.desk, "GET", urlsplit(self.desk.link()).path).headers["set-cookie"].partition(";")[0]

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        return ask(self.desk, method, path, body, headers)

    def hidden(self, name: str) -> str:
        found = re.search(f'name="{name}" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._asked("GET", path, None, {"Cookie": self.cookie, **headers})

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        body = urlencode({"csrf": self.csrf, "work": self.work, **(fields or {})}, doseq=True).encode()
        told = {"Cookie": self.cookie, "Origin": self.desk.origin, "Content-Type": FORM, **headers}
        return self._asked("POST", path, body, told)

    def choose(self, **fields: Any) -> Answer:
        return self.post("/change", {**CHOSEN, **fields}, **{"HX-Request": "true"})

    def shown(self, **fields: Any) -> str:
        """Choose, and return the parts once the sheet is there."""
        self.choose(**fields)
        end = time.monotonic() + 40
        while time.monotonic() < end:
            text = self.post("/look-again", {}, **{"HX-Request": "true"}).text
            if "Ready" in text or "cannot be printed" in text:
                return text
        raise AssertionError("the sheet was not made")

    def printed(self, **fields: Any) -> Answer:
        """Print what is chosen, and return what the browser gets in the end."""
        led = self.post("/print", {**CHOSEN, **fields})
        return self.get(led.headers["location"]) if led.status == 303 else led
