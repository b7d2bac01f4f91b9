"""What a cluster costs beside the sheets themselves: the same list here in one process, and by one worker of a cluster.

    python bench/cluster_cost.py [ROWS]

Prints processor time a row of each part, in milliseconds. Linux only.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tests.clusters import machines  # noqa: E402
from tests.lists import of_session, ran, written  # noqa: E402

CLINIC = ROOT / "examples" / "clinic"
HEAD = "topic,modules,not-for,lang,name"
ROW = 'baclofen,key-points,"driving, pregnancy, pump, kidney",en,{}'
TICK = os.sysconf("SC_CLK_TCK")


def children() -> float:
    """Return the processor seconds of what this process has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def session(number: int) -> float:
    """Return the processor seconds of a session, what has ended in it included."""
    total = 0
    for process in of_session(number):
        words = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += sum(map(int, words[11:15]))
    return total / TICK


def most(process: int) -> int:
    """Return the most memory that a process had, in MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = [f"Patient Example {number}" for number in range(count)]
        rows = written(folder / "list.csv", names, HEAD, ROW)
        before = children()
        code, said = ran(rows, CLINIC, folder / "one", jobs=1)
        assert code == 0, said
        here = children() - before
        with machines(folder / "machines", 1, "--no-nanny") as running:
            worker, before = running.workers[0].pid, children()
            first = ran(
                written(folder / "first.csv", names[:1], HEAD, ROW),
                CLINIC,
                folder / "first",
                "--cluster",
                running.address,
            )
            assert first[0] == 0, first[1]
            before, at, sat = children(), session(worker), session(running.scheduler.pid)
            code, said = ran(rows, CLINIC, folder / "two", "--cluster", running.address)
            assert code == 0, said
            parts = {
                "here, one process": here,
                "cluster: the machine that started the run": children() - before,
                "cluster: the worker and its process": session(worker) - at,
                "cluster: the scheduler": session(running.scheduler.pid) - sat,
            }
            memory = [most(process) for process in of_session(worker)]
    for name, seconds in parts.items():
        sys.stdout.write(f"{name:45}{seconds:8.2f} s {1000 * seconds / count:8.2f} ms a row\n")
    sys.stdout.write(f"the worker and its processes at the most, MiB: {', '.join(map(str, memory))}\n")
    rest = sum(parts.values()) - 2 * here
    sys.stdout.write(f"{'more than here':45}{rest:8.2f} s {1000 * rest / count:8.2f} ms a row\n")


if __name__ == "__main__":
    main()
