"""A child of the program opens no connection, starts no program, says so without values, and is none the slower."""

from __future__ import annotations

import ast
import ctypes.util
import os
import pty
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from handouts import child, wall
from handouts.child import Workers
from handouts.errors import ExitCode, Refused, error

CANARY = "canary.invalid"
CONNECT, START = "open a connection", "start a program"
OPENED = urllib.request.build_opener().open
WAYS: dict[str, tuple[str, Callable[[], object]]] = {
    "socket": (CONNECT, socket.socket),
    "socketpair": (CONNECT, socket.socketpair),
    "connect": (CONNECT, lambda: socket.create_connection(("127.0.0.1", 9))),
    "listen": (CONNECT, lambda: socket.create_server(("127.0.0.1", 0))),
    "name": (CONNECT, lambda: socket.getaddrinfo(CANARY, 80)),
    "old name": (CONNECT, lambda: socket.gethostbyname(CANARY)),
    "address": (CONNECT, lambda: socket.gethostbyaddr("127.0.0.1")),
    "http": (CONNECT, lambda: OPENED(f"http://{CANARY}/")),
    "ftp": (CONNECT, lambda: OPENED(f"ftp://{CANARY}/")),
    "file": (CONNECT, lambda: OPENED(Path(__file__).as_uri())),
    "data": (CONNECT, lambda: OPENED("data:,x")),
    "run": (START, lambda: subprocess.run(["true", CANARY], check=True)),
    "system": (START, lambda: os.system(f"true {CANARY}")),  # noqa: S605 - it must not run
    "popen": (START, lambda: os.popen(f"true {CANARY}")),  # noqa: S605 - it must not run
    "exec": (START, lambda: os.execv("/bin/true", ["true"])),  # noqa: S606 - it must not run
    "fork": (START, os.fork),
    "forkpty": (START, os.forkpty),
    "spawn": (START, lambda: os.spawnv(os.P_WAIT, "/bin/true", ["true"])),  # noqa: S606 - it must not run
    "posix_spawn": (START, lambda: os.posix_spawn("/bin/true", ["true"], {})),
    "terminal": (START, lambda: pty.spawn(["true"])),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Workers]:
    """One process for all that is tried in vain."""
    with child.workers(1) as made:
        yield made


def go(way: str) -> str:
    return repr(WAYS[way][1]())


def go_in_silence(way: str) -> str:
    with suppress(OSError):
        WAYS[way][1]()
    return "all is well"


def refuse_after(way: str) -> str:
    go_in_silence(way)
    raise Refused(error("made.up", "no"))


def break_after(way: str) -> str:
    go_in_silence(way)
    raise KeyError(way)


def stay(number: int) -> int:
    return 2 * number


def find(name: str) -> tuple[str | None, tuple[str, ...]]:
    return ctypes.util.find_library(name), wall.noted()


def seconds_of(events: int) -> float:
    began = time.process_time()
    for _ in range(events):
        sys.audit("handouts.test", "x")
    return time.process_time() - began


@pytest.mark.skipif(sys.platform != "linux", reason="some of these ways are POSIX")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("how", [go, go_in_silence, refuse_after, break_after])
def test_every_way_out_is_refused_whoever_keeps_silent(
    worker: Workers, refusal: Any, way: str, how: Callable[[str], str]
) -> None:
    (problem,) = refusal(Refused, worker.start(how, way).result)
    assert (problem.code, WAYS[way][0] in problem.message) == ("child.wall", True)
    assert CANARY not in repr(problem)
    assert worker.start(stay, 21).result() == 42


def test_both_are_told_at_once(worker: Workers, refusal: Any) -> None:
    (problem,) = refusal(Refused, worker.start(both).result)
    assert problem.message.startswith(f"rendering tried to {CONNECT} and to {START}; ")
    assert Refused(problem).exit_code == ExitCode.REFUSED


def both() -> None:
    go_in_silence("run")
    go_in_silence("socket")


def test_this_process_has_no_wall() -> None:
    with socket.socket():
        assert subprocess.run([sys.executable, "-c", ""], check=False).returncode == 0
    assert wall.noted() == ()


@pytest.mark.skipif(sys.platform != "linux", reason="only there does Python ask a compiler")
def test_looking_for_a_library_starts_no_compiler_and_is_no_offence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gcc", "cc", "ld", "objdump", "ldconfig"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} >> {tmp_path}/log\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    ctypes.util.find_library("no-such-library")
    assert "gcc" in (tmp_path / "log").read_text()
    (tmp_path / "log").unlink()
    assert child.run(find, "no-such-library") == (None, ())
    assert not (tmp_path / "log").exists()


def test_an_event_costs_less_than_two_microseconds(worker: Workers) -> None:
    """A handout has some thousands of them; processor time, the least of five, since others may be at work."""
    assert min(worker.start(seconds_of, 10_000).result() for _ in range(5)) < 0.02


def test_only_one_package_starts_processes_that_render(own: Path) -> None:
    """Else there would be children without a wall."""
    found = set()
    for path in (own / "handouts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                around = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                names = {f"{around}{item.name}" for item in node.names} - {"multiprocessing.resource_tracker"}
                if any(name.startswith(("multiprocessing", "pebble", "subprocess")) for name in names):
                    found.add(str(path.relative_to(own)))
            if isinstance(node, ast.Attribute) and ast.unparse(node).startswith(
                ("os.fork", "os.posix_spawn", "os.spawn", "os.exec", "os.system", "os.popen")
            ):
                found.add(str(path.relative_to(own)))
    others = {"handouts/exchange/toolkit.py", "handouts/fonts/fetching.py"}  # gettext's own programs, npm
    ours = {"handouts/child/once.py", "handouts/child/copying.py", "handouts/child/workers.py"}
    assert found == ours | others
