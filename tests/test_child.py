"""A child that hangs, eats memory or dies takes nothing with it, and says nothing of what it held."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any, NoReturn, TypeVar

import pytest

from handouts import child
from handouts.errors import Crash, OutputFailed, Refused, UsageFault, error, warning
from handouts.model.request import Patient

T = TypeVar("T")
CANARY = "CANARY Example"
KNOWN: list[str] = []
"""What a process has kept in mind since it began."""


def double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def hang(_patient: Patient) -> None:
    time.sleep(60)


def eat(_patient: Patient, size: int) -> int:
    return len(bytearray(size))


def die(_patient: Patient, number: int) -> None:
    os.kill(os.getpid(), number)


def leave(_patient: Patient) -> NoReturn:
    os._exit(3)


def fail(patient: Patient) -> NoReturn:
    raise KeyError(patient.name)


def sink(depth: int) -> int:
    return sink(depth + 1) + 1


def refuse(kind: type) -> NoReturn:
    raise kind((error("made.up", "no", "a:1", "mend it"), warning("made.up", "mind")))


def hand_back(whatever: T) -> T:
    return whatever


def known() -> list[str]:
    return KNOWN


def session() -> int:
    return os.getsid(0)


def connect() -> None:
    with socket.socket() as one:
        one.connect(("127.0.0.1", 9))


def tell_and_hang() -> None:
    os.write(1, b"%d\n" % os.getpid())
    time.sleep(60)


def limits() -> tuple[int, int]:
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CORE)[0]


def no_child_is_left() -> bool:
    """Whether no process that serves one call is left; on other systems than Linux nobody can tell."""
    found = (path.read_bytes() for path in Path("/proc/self/task").glob("*/children"))
    running = (Path("/proc", number.decode(), "cmdline") for line in found for number in line.split())
    return not any(b"once.serve" in path.read_bytes() for path in running)


def test_it_returns_what_another_process_made() -> None:
    number, process = child.run(double, 21)
    assert number == 42
    assert process != os.getpid()
    assert no_child_is_left()


@pytest.mark.parametrize("kind", [Refused, UsageFault, OutputFailed])
def test_a_refusal_comes_through_whole(kind: type, refusal: Any) -> None:
    with pytest.raises(kind) as caught:
        child.run(refuse, kind)
    assert type(caught.value) is kind
    assert [problem.where for problem in caught.value.problems] == ["a:1", ""]


def test_what_hangs_is_killed(refusal: Any) -> None:
    began = time.monotonic()
    (problem,) = refusal(Refused, child.run, hang, Patient(name=CANARY), seconds=0.6)
    assert (problem.code, problem.message) == ("child.time", "rendering took longer than 0.6 seconds")
    assert time.monotonic() - began < 10
    assert no_child_is_left()


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux only")
def test_what_needs_too_much_memory_is_refused(refusal: Any) -> None:
    assert child.run(limits) == (child.MEMORY, 0)
    assert child.run(eat, Patient(), 1 << 20) == 1 << 20
    (problem,) = refusal(Refused, child.run, eat, Patient(name=CANARY), 1 << 31)
    assert (problem.code, problem.message) == ("child.memory", "rendering needed more than 1024 MiB")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM])
def test_what_dies_by_a_signal_is_refused_and_the_parent_lives(
    refusal: Any, capfd: pytest.CaptureFixture[str], number: int
) -> None:
    (problem,) = refusal(Refused, child.run, die, Patient(name=CANARY), number)
    assert (problem.code, CANARY in repr(problem)) == ("child.died", False)
    assert CANARY not in "".join(capfd.readouterr())
    assert no_child_is_left()


def test_what_leaves_without_a_word_is_refused(refusal: Any) -> None:
    assert refusal(Refused, child.run, leave, Patient(name=CANARY))[0].code == "child.died"


def test_what_goes_too_deep_is_refused(refusal: Any) -> None:
    assert refusal(Refused, child.run, sink, 0)[0].code == "child.depth"


def test_an_unforeseen_fault_comes_back_as_places_without_values(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Crash) as caught:
        child.run(fail, Patient(name=CANARY))
    assert caught.value.kind == "KeyError"
    assert any("test_child.py" in place and "in fail" in place for place in caught.value.places)
    chain: BaseException | None = caught.value
    while chain is not None:
        assert CANARY not in f"{chain!r} {chain} {chain.__notes__ if hasattr(chain, '__notes__') else ''}"
        chain = chain.__cause__ or chain.__context__
    assert CANARY not in "".join(capfd.readouterr())


COPIES = """
import json, os, sys, time, test_child
from pathlib import Path
from handouts import child
from handouts.errors import HandoutsError
from handouts.model.request import Patient
patient = Patient(name=test_child.CANARY)
test_child.KNOWN.append("of the parent")

def said(function, *arguments, **limits):
    began = time.monotonic()
    try:
        answer = child.run(function, *arguments, copied=True, **limits)
    except HandoutsError as fault:
        answer = [type(fault).__name__, *(problem.code for problem in fault.problems)]
    assert time.monotonic() - began < 10
    return answer

print(json.dumps({
    "double": said(test_child.double, 21)[0],
    "other": said(test_child.double, 21)[1] not in (os.getpid(), os.getppid()),
    "known": said(test_child.known),
    "refuse": said(test_child.refuse, test_child.Refused),
    "hang": said(test_child.hang, patient, seconds=0.6),
    "eat": said(test_child.eat, patient, 1 << 31),
    "die": [said(test_child.die, patient, number) for number in (9, 11, 6, 15)],
    "leave": said(test_child.leave, patient),
    "sink": said(test_child.sink, 0),
    "connect": said(test_child.connect),
    "limits": said(test_child.limits),
    "session": said(test_child.session) != os.getsid(0),
    "large": len(said(test_child.hand_back, b"x" * 5_000_000)),
    "left": Path("/proc/self/task", str(os.getpid()), "children").read_text(),
    "open": sorted(os.listdir("/proc/self/fd"))[:-1],
}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system's process is copied")
def test_a_copy_is_bound_as_a_new_process_is(own: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(own), str(own / "tests")))}
    command = [sys.executable, "-c", COPIES]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert CANARY.encode() not in done.stdout
    assert json.loads(done.stdout) == {
        "double": 42,
        "other": True,
        "known": ["of the parent"],
        "refuse": ["Refused", "made.up", "made.up"],
        "hang": ["Refused", "child.time"],
        "eat": ["Refused", "child.memory"],
        "die": [["Refused", "child.died"]] * 4,
        "leave": ["Refused", "child.died"],
        "sink": ["Refused", "child.depth"],
        "connect": ["Refused", "child.wall"],
        "limits": [child.MEMORY, 0],
        "session": True,
        "large": 5_000_000,
        "left": "",
        "open": ["0", "1", "2"],
    }


def test_where_more_than_one_thread_runs_nothing_is_copied() -> None:
    KNOWN.append("of the parent")
    stop = Event()
    Thread(target=stop.wait, daemon=True).start()
    try:
        assert child.run(known, copied=True) == []
    finally:
        stop.set()
        KNOWN.clear()


@pytest.mark.skipif(sys.platform != "linux", reason="no other system's process is copied")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_where_a_standard_stream_is_closed_nothing_is_copied(own: Path, tmp_path: Path, closed: str) -> None:
    program = f"""
import test_child
from handouts import child
test_child.KNOWN.append("of the parent")
found = child.run(test_child.known, copied=True), child.run(test_child.double, 21)[0]
open({str(tmp_path / "said")!r}, "w").write(str(found))
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(own), str(own / "tests")))}
    command = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, program]
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    assert (tmp_path / "said").read_text() == "([], 42)"


def test_nothing_of_it_touches_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert child.run(hand_back, Patient(name=CANARY)).name == CANARY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("copied", [False, True])
def test_an_interrupt_does_not_wait_for_the_child(own: Path, *, copied: bool) -> None:
    program = textwrap.dedent(f"""
        import test_child
        from handouts import child
        from handouts.model.request import Patient
        if __name__ == "__main__":
            print("ready", flush=True)
            try:
                child.run(test_child.hang, Patient(), copied={copied})
            except KeyboardInterrupt:
                print("interrupted", flush=True)
    """)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(own), str(own / "tests")))}
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.7)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("copied", [False, True])
def test_a_child_ends_with_a_parent_that_was_killed(own: Path, *, copied: bool) -> None:
    program = f"import test_child; from handouts import child; child.run(test_child.tell_and_hang, copied={copied})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(own), str(own / "tests")))}
    with subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        number = int(process.stderr.readline())  # what it prints goes there, and not into its answer
        assert Path("/proc", str(number)).exists()
        process.kill()
        until = time.monotonic() + 10
        while time.monotonic() < until and Path("/proc", str(number)).exists():
            time.sleep(0.05)
        assert not Path("/proc", str(number)).exists()
