"""Many people at one desk, as its proxy sends them: `PYTHONPATH=. python bench/desk_load.py --people 50`.

A real desk in processes of its own. Each person opens it, chooses, types a name, waits for the pages, looks at them and
prints. With `--previews`, changes of names by eight people one after another instead, and what memory does meanwhile.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ORIGIN, KEY = "https://desk.clinic.example", "k" * 40
CHOSEN = {"topic": "baclofen", "language": "en", "recipe": "essential", "edition": "standard", "paper": "a4"}
GROWTH = 80
"""MiB by which everything together may grow after the first previews: makers are replaced before they keep more."""
FIRST = 200


class Person:
    """One browser behind the proxy; `busy` counts how often it was told to come back."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name, self.cookie, self.busy = port, name, "", 0
        page = self.ask("GET", "/")
        self.csrf, self.work = (re.search(rf'name="{field}" value="([^"]+)"', page)[1] for field in ("csrf", "work"))

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        """Return the answer's text, asking again where the desk is busy; raises where it refuses."""
        while True:
            status, headers, text = self._once(method, path, body)
            if status != 503:
                break
            self.busy += 1
            time.sleep(float(headers["Retry-After"]))
        self.cookie = headers.get("Set-Cookie", self.cookie).partition(";")[0]
        if status == 303:
            return self.ask("GET", headers["Location"])
        if status != 200:
            raise RuntimeError(f"{method} {path.split('/')[1]}: {status}")
        return text

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, dict[str, str], str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Host": ORIGIN.partition("//")[2], "X-Desk-Secret": KEY, "X-Remote-User": self.name}
        headers |= {"Cookie": self.cookie, "Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode("latin-1")
        connection.close()
        return found

    def post(self, path: str, **fields: object) -> str:
        """Send a form of this window."""
        parts = {"part": ["content", "look", "person"]} if "topic" in fields else {}
        return self.ask("POST", path, urlencode({"csrf": self.csrf, "work": self.work, **parts, **fields}, doseq=True))

    def seen(self, name: str, end: float = float("inf")) -> str:
        """Choose, type a name, and return the parts once the pages are there, asking as the page does."""
        text = self.post("/change", **CHOSEN, name=name)
        while "/picture/" not in text or 'class="pages stale"' in text:
            if time.monotonic() > end:
                raise TimeoutError
            if 'id="trouble"' in text:
                raise RuntimeError("the sheet was refused")
            if busy := "tries again by itself" in text:
                self.busy += 1
            time.sleep(2 if busy else 0.25)
            text = self.post("/look-again", has="pages:")
        return text

    def printed(self, name: str) -> bool:
        """Print, and say whether that was a PDF."""
        return self.post("/print", **CHOSEN, name=name).startswith("%PDF")


@contextmanager
def desk() -> Iterator[tuple[int, int]]:
    """Run a desk; gives its port and its process."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.touch(0o600)
        secret.write_text(KEY)
        port = 20000 + os.getpid() % 20000
        command = [sys.executable, "-c", "from handouts.cli import main; main()", "desk", "--clinic", "examples/clinic"]
        command += ["--serve", ORIGIN, "--proxy-secret", str(secret), "--port", str(port)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
            print(started.stderr.readline().strip() if started.stderr else "")  # noqa: T201
            time.sleep(5)  # the makers practise
            try:
                yield port, started.pid
            finally:
                started.terminate()


def memory(pid: int) -> tuple[int, list[int]]:
    """Return the MiB that a process and each of its children have for themselves or shared in part."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")  # one that was replaced is some other thread's child
    kids = [kid for task in tasks for kid in task.read_text().split()]
    return _size(pid), sorted(size for size in map(_size, map(int, kids)) if size > 20)


def _size(pid: int) -> int:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except (OSError, ProcessLookupError):  # it was replaced just now
        return 0
    return int(found[1]) // 1024 if found else 0


def crowd(port: int, pid: int, people: int, seconds: float) -> None:
    """Let everybody come at once, and print how they fared."""
    pages: list[float] = []
    prints: list[float] = []
    told: list[str] = []
    most, end = 0, time.monotonic() + seconds

    def visit(number: int) -> None:
        try:
            began, name = time.monotonic(), f"Person {number}"
            person = Person(port, f"user{number}")
            text = person.seen(name, end)
            pages.append(time.monotonic() - began)
            for address in re.findall(r'src="(/picture/[^"]+)"', text)[:2]:
                person.ask("GET", address)
            told.append("printed" if person.printed(name) else "not printed")
            prints.append(time.monotonic() - began)
            told.extend(["told to come back"] * person.busy)
        except Exception as fault:  # noqa: BLE001 - counted
            told.append(f"error: {fault!r}")

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        parent, kids = memory(pid)
        most = max(most, parent + sum(kids))
        time.sleep(0.5)
    for what, times in (("pages", pages or [0.0]), ("print", prints or [0.0])):
        print(f"to {what}: median {statistics.median(times):.1f} s, worst {max(times):.1f} s, {len(times)} of {people}")  # noqa: T201
    print(dict(Counter(told)))  # noqa: T201
    print(f"memory: {most} MiB at the most together; parent and children after it: {memory(pid)}")  # noqa: T201


def steady(port: int, pid: int, previews: int, seconds: float) -> None:
    """Have previews made one after another by eight people; refuse growth."""
    people = [Person(port, f"user{number}") for number in range(8)]
    samples: list[tuple[int, int, list[int]]] = []
    end, done = time.monotonic() + seconds, 0
    lock = threading.Lock()

    def go_on(person: Person) -> None:
        nonlocal done
        while done < previews and time.monotonic() < end:
            person.seen(f"Patient {time.monotonic_ns()}")
            with lock:
                done += 1
                if done % 50 == 0:
                    samples.append((done, *memory(pid)))
                    print(*samples[-1], flush=True)  # noqa: T201

    threads = [threading.Thread(target=go_on, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if done <= FIRST + 50:
        raise SystemExit(f"only {done} previews: too few to say anything")
    early = max(parent + sum(kids) for count, parent, kids in samples if count <= FIRST)
    late = max(parent + sum(kids) for count, parent, kids in samples if count > FIRST)
    print(f"{done} previews: {early} MiB at the most in the first {FIRST}, {late} MiB after them")  # noqa: T201
    assert late - early <= GROWTH, "memory is not steady"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--previews", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=3600)
    asked = parser.parse_args()
    with desk() as (port, pid):
        if asked.previews:
            steady(port, pid, asked.previews, asked.seconds)
        else:
            crowd(port, pid, asked.people, asked.seconds)
