"""`batch --cluster`: the same handouts as on one machine, whoever of the cluster dies, and nothing personal in it."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from handouts import cluster, ledger
from handouts import rows as lists
from handouts.batch import COLUMNS, bench, config, errands, names
from handouts.batch.bench import Source
from handouts.batch.ending import Wanted
from handouts.batch.errands import Errand
from handouts.batch.files import Writer
from handouts.errors import ExitCode, Refused, UsageFault
from handouts.store import Folder
from handouts.workspace import Workspace

from .clusters import Machines, certificates, machines
from .lists import MAIN, OWN, failed, of_session, ran, started, written
from .test_batch_faults import PLANTED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs sessions and /proc")
HEAD, ROW = "topic,recipe,format,name", "sample,brief,txt,{}"


def listed(path: Path, count: int, **instead: str) -> Path:
    """Write a list of cheap sheets; `instead` are other rows, by number."""
    rows = [instead.get(f"r{row}", f"sample,brief,txt,Quill{row}x Example") for row in range(2, count + 2)]
    return written(path, rows, HEAD, "{}")


def files(out: Path) -> dict[str, bytes]:
    """Return what the handouts of a run hold, by row and kind."""
    found = [path for path in out.glob("*/*") if path.parent.name != ledger.FOLDER]
    assert len(found) == len({path.name[:6] for path in found}), "twice"
    return {path.name[:6] + path.suffix: path.read_bytes() for path in found}


def record(out: Path) -> tuple[list[Any], list[Any]]:
    """Return what the ledger says of made and of failed rows."""
    columns = "id, hex(input), hex(config), substr(path, 1, 20), hex(digest), size, pages, said"
    with closing(sqlite3.connect(f"file:{out / ledger.FOLDER / 'ledger.sqlite'}?immutable=1", uri=True)) as book:
        made = book.execute(f"SELECT {columns} FROM made ORDER BY id").fetchall()  # noqa: S608
        return made, book.execute("SELECT * FROM failed ORDER BY id, rowid").fetchall()


def same_key(*folders: Path) -> None:
    """Give the folders of runs the same key, so that their records can be compared."""
    for folder in folders:
        (folder / ledger.FOLDER).mkdir(parents=True)
        (folder / ledger.FOLDER / "key").write_bytes(bytes(range(32)))


def equal(one: Path, other: Path) -> None:
    """Fail where two runs have not left the same."""
    assert files(one) == files(other)
    assert record(one) == record(other)
    for out in (one, other):
        assert sorted(path.name for path in (out / ledger.FOLDER).iterdir()) == ["key", "ledger.sqlite"]
    assert (one / "errors.csv").exists() == (other / "errors.csv").exists()
    assert failed(one) == failed(other)


def waited(out: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until a run has made so many handouts."""
    end = time.monotonic() + 120
    while sum(1 for _ in out.glob("*/*.txt")) < count:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Machines]:
    """A cluster of two workers that nobody starts again."""
    with machines(tmp_path / "machines", 2, "--no-nanny") as running:
        yield running


@pytest.mark.slow
def test_a_cluster_makes_what_one_machine_makes(clinic: Any, tmp_path: Path) -> None:
    mixed = {
        "r3": "sample,brief,pdf,Quill3x Example",
        "r7": "nope,,,Quill7x Example",
        "r9": "sample,brief,html,Quill9x Example",
        "r11": "sample,brief,txt,Quill11x,Example",
        "r15": "sample,brief,txt,Quill15x \U0001f600",
        "r20": "sample,essential,pdf,Quill20x Example",
    }
    rows, root = listed(tmp_path / "list.csv", 24, **mixed), clinic()
    one, other = tmp_path / "local", tmp_path / "cluster"
    same_key(one, other)
    tls = certificates(tmp_path / "tls")
    with machines(tmp_path / "machines", 2, protocol="tls", **tls) as running:
        assert running.address.startswith("tls://")
        told = ran(rows, root, other, "--cluster", running.address, "--json", **tls)
        assert f"0 made, {len(files(other))} there" in ran(rows, root, other, "--cluster", running.address, **tls)[1]
    expected = ran(rows, root, one, "--json")
    assert told[0] == expected[0] == 3, told
    assert told[1].replace(str(other), str(one)) == expected[1]
    equal(one, other)
    assert {row for row, _, _ in failed(other)} == {7, 11, 15}
    assert "Quill" not in told[1]


@pytest.mark.slow
def test_a_worker_and_then_the_coordinator_are_killed_and_nothing_is_lost(
    here: Machines, clinic: Any, tmp_path: Path
) -> None:
    rows, root, out = listed(tmp_path / "list.csv", 40), clinic(), tmp_path / "out"
    process = started(rows, root, out, "--cluster", here.address)
    waited(out, 2, process)
    here.workers[0].kill()
    here.workers[0].wait()
    waited(out, 10, process)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate()
    assert (process.returncode, "goes on from there" in said, time.monotonic() - began < 5) == (130, True, True), said
    process = started(rows, root, out, "--cluster", here.address)
    waited(out, 24, process)
    process.kill()
    process.communicate()
    code, said = ran(rows, root, out, "--cluster", here.address)
    assert (code, "40 rows read" in said, " 0 made" in said) == (0, True, False), said
    found = files(out)
    assert {f"{row:06}.txt" for row in range(2, 42)} == set(found)
    assert all(f"Quill{int(name[:6])}x Example".encode() in text for name, text in found.items())
    assert [row[0] for row in record(out)[0]] == list(range(2, 42))
    assert sorted(path.name for path in (out / ledger.FOLDER).iterdir()) == ["key", "ledger.sqlite"]
    deadline = time.monotonic() + 5
    while of_session(here.workers[0].pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not of_session(here.workers[0].pid), "what the killed worker had started outlived it"


@pytest.mark.slow
def test_poisons_fail_alone_even_one_that_ends_its_worker(clinic: Any, tmp_path: Path) -> None:
    poisons = {"kill": "child.died", "segv": "child.died", "loop": "child.time", "memory": "child.memory"}
    poisons |= {"break": "run.crash", "parent": "cluster.killed"}
    at = {f"r{3 + 2 * index}": f"sample,brief,txt,poison-{name} Quill" for index, name in enumerate(poisons)}
    rows, root, out = listed(tmp_path / "list.csv", 14, **at), clinic(), tmp_path / "out"
    plant = {"HANDOUTS_TEST_PLANT": "poison", "PYTHONPATH": os.pathsep.join((str(PLANTED), str(OWN)))}
    plant["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = "1"
    with machines(tmp_path / "machines", 2, **plant) as running:
        code, said = ran(rows, root, out, "--row-seconds", "4", "--cluster", running.address)
    assert (code, "8 made, 0 there already, 6 failed" in said) == (3, True), said
    assert failed(out) == [(3 + 2 * index, code, "") for index, code in enumerate(poisons.values())]
    assert all(f"Quill{int(name[:6])}x Example".encode() in text for name, text in files(out).items())


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGSTOP, marks=pytest.mark.soak)])
def test_a_scheduler_that_goes_away_ends_the_run_which_can_go_on_without_it(
    here: Machines, clinic: Any, tmp_path: Path, number: int
) -> None:
    rows, root, out = listed(tmp_path / "list.csv", 60), clinic(), tmp_path / "out"
    process = started(rows, root, out, "--cluster", here.address)
    waited(out, 20, process)
    here.scheduler.send_signal(number)
    began = time.monotonic()
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, "cluster.lost" in said, "Traceback" in said) == (4, True, False), said
    assert time.monotonic() - began < 30
    code, said = ran(rows, root, out)
    assert (code, len(files(out)), " 0 there already" in said) == (0, 60, False), said


@pytest.mark.slow
def test_a_worker_that_is_not_like_us_is_refused(here: Machines, clinic: Any, tmp_path: Path) -> None:
    """Errands as the cluster carries them: with another list, content, program or folder, and one that fits."""
    from distributed import Client

    workspace = Workspace((clinic(), OWN))
    rows, today = listed(tmp_path / "list.csv", 3), datetime(2026, 11, 23)  # noqa: DTZ001
    place = Folder(tmp_path, tmp_path / "scratch").apart("x")
    table = lists.read(rows, COLUMNS)
    made_from = config.digest(workspace, today, names.USUAL)
    writer = Writer(place, names.USUAL, "abc234")
    roots = workspace.roots[:-1]
    source = Source(rows, None, table.digest, roots, today, bench.program(), made_from, writer, 60, 200)
    wanted = (Wanted(2, often=False, replaces=None), Wanted(4, often=False, replaces=None))
    elsewhere = replace(writer, place=Folder(tmp_path, tmp_path / "nowhere"))
    sources = {
        "cluster.other-folder": replace(source, writer=elsewhere),
        "cluster.other-list": replace(source, digest=b"x"),
        "cluster.other-program": replace(source, program=("x",)),
        "cluster.other-content": replace(source, config=b"x"),
    }
    place.begin()
    with Client(here.address, set_as_default=False) as client:  # type: ignore[no-untyped-call]

        def answer(errand: Errand) -> errands.Report:
            report = client.submit(errands.run, errand, pure=False).result(60)
            assert b"Quill" not in pickle.dumps((errand, report))
            assert "Quill" not in repr((errand, report))
            return report

        for code, other in sources.items():
            report = answer(Errand(other, wanted))
            assert ([item.code for item in report.problems], report.ends) == ([code], ())
            assert report.problems[0].hint
        assert not list(tmp_path.glob("0*/*"))
        ends = answer(Errand(source, wanted)).ends
        assert [end.number for end in ends if end.written and place.digest(end.written.path) == end.written.digest] == [
            2,
            4,
        ]
        place.end()  # as when the run is over, or another has begun
        late = answer(Errand(source, (Wanted(3, often=False, replaces=None),)))
        assert (late.ends, late.exit_code is ExitCode.DONE) == ((), False)
        place.begin()
        listed(rows, 4)
        assert [item.code for item in answer(Errand(source, wanted)).problems] == ["cluster.other-list"]
    assert len(list(tmp_path.glob("0*/*"))) == 2


def test_a_worker_that_may_have_no_children_says_so() -> None:
    code = (
        "import multiprocessing as m\n"
        "from handouts.batch import bench\n"
        "from handouts.errors import Refused\n"
        "def look():\n"
        "    try: bench._require_alone()\n"
        "    except Refused as fault: print(fault.problems[0].code)\n"
        "bench._require_alone()\n"
        "p = m.get_context('fork').Process(target=look, daemon=True); p.start(); p.join()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=OWN)
    assert done.stdout.strip() == "cluster.daemon"


ADDRESSES = {
    "tcp://10.1.2.3:8786": "cluster.plain",
    "10.1.2.3:8786": "cluster.plain",
    "scheduler.example:8786": "cluster.plain",
    "tcp://[2001:db8::1]:8786": "cluster.plain",
    "": "cluster.address",
    "localhost": "cluster.address",
    "http://127.0.0.1:8786": "cluster.address",
    "inproc://127.0.0.1/1/1": "cluster.address",
    "tcp://127.0.0.1:99999": "cluster.address",
    "tls://127.0.0.1:9": "cluster.tls",
    "tcp://127.0.0.1:9": "cluster.unreachable",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_leads_nowhere_or_is_not_safe_is_refused(
    refusal: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1)
    kind = UsageFault if ADDRESSES[address] == "cluster.address" else Refused

    def reached() -> None:
        with cluster.connected(address):
            pytest.fail("it is reached")

    (problem,) = refusal(kind, reached)
    assert (problem.code, bool(problem.hint)) == (ADDRESSES[address], True)


def test_a_cluster_without_workers_is_not_waited_for_without_end(clinic: Any, tmp_path: Path) -> None:
    rows = listed(tmp_path / "list.csv", 3)
    with machines(tmp_path / "machines", 0) as running:
        wait = ("--cluster", running.address, "--cluster-wait", "1")
        code, said = ran(rows, clinic(), tmp_path / "out", *wait)
    assert (code, "cluster.no-worker" in said, "had no worker for 1 seconds" in said) == (4, True, True), said


def test_without_distributed_the_remedy_is_told(clinic: Any, tmp_path: Path) -> None:
    rows = listed(tmp_path / "list.csv", 1)
    command = ["batch", rows, "--clinic", clinic(), "-o", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9"]
    code = f"import sys; sys.modules['distributed'] = None\n{MAIN}"
    run = [sys.executable, "-c", code, *map(str, command)]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=OWN)
    assert (done.returncode, "cluster.not-installed" in done.stderr) == (4, True), done.stderr
    assert "pip install 'handouts[cluster]'" in done.stderr
    assert not list((tmp_path / "out").glob("0*"))
