"""How much memory a batch takes: the parent over a very long list, and a worker over 2,000 sheets.

    python bench/batch_memory.py parent [ROWS ...]     rendering stubbed, here and nowhere else
    python bench/batch_memory.py worker [ROWS]         the real renderer, one process, never replaced

Prints the most memory (RSS) that each came to, in MiB. Linux only.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from handouts import batch, pipeline, roots, rows, runner  # noqa: E402
from handouts.batch import sheets  # noqa: E402
from handouts.batch.running import Batch, Counts, run  # noqa: E402
from handouts.model.request import Patient  # noqa: E402
from handouts.runner import Done  # noqa: E402

TODAY = datetime(2026, 11, 23, tzinfo=UTC)


def mib(who: int = resource.RUSAGE_SELF) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def parent(count: int) -> None:
    """Run a list of so many rows with children that are not there."""

    def stub(_staff: Any, _function: Any, items: Any, arguments: Any) -> Any:
        for item in items:
            (order,) = arguments(item)
            document = b"%PDF-1.7 " + order.cells["name"].encode()
            yield Done(item, sheets.Sheet(order.row, document, 2, PurePosixPath("a.pdf"), ()))

    runner.Staff.done = stub
    os.fsync = lambda _file: None  # it takes time, not memory
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "list.csv")
        with path.open("w", encoding="utf-8") as file:
            file.write("topic,lang,name,reference\n")
            file.writelines(f"baclofen,en,Patient Example {number},R{number}\n" for number in range(count))
        counts, began = Counts(), time.process_time()
        table = rows.read(path, batch.COLUMNS)
        run(Batch(roots.at(ROOT / "examples" / "clinic"), Path(place, "out"), TODAY, 1), table, counts, lambda: None)
        seconds = time.process_time() - began
        size = Path(place, "out", ".handouts", "ledger.sqlite").stat().st_size >> 20
    say(f"parent, {count} rows: {mib():.1f} MiB, {seconds:.0f} s of processor time, ledger {size} MiB")
    assert counts.made == count


def worker(count: int) -> None:
    """Make so many sheets in this process, as a worker does."""
    workspace, cells = roots.at(ROOT / "examples" / "clinic"), {"topic": "baclofen", "lang": "es"}
    pipeline.made(workspace, sheets.wishes.asked(workspace, TODAY, sheets.wishes.wish(cells)), Patient())
    for number in range(1, count + 1):
        sheets.made(
            sheets.Order(
                workspace, TODAY, number, cells | {"name": f"Patient Example {number}"}, often="often" in sys.argv
            )
        )
        if number in (1, 50, runner.RECYCLE) or number % 500 == 0:
            say(f"worker, {number} sheets: {mib():.1f} MiB")


def main() -> None:
    what, *numbers = sys.argv[1:] or ["parent"]
    if what == "worker":
        worker(int(numbers[0]) if numbers else 2000)
    elif len(numbers) == 1:
        parent(int(numbers[0]))
    else:  # a process for each: a figure is the most that one ever had
        for number in numbers or ["100000", "1000000"]:
            subprocess.run([sys.executable, __file__, "parent", number], check=True)


if __name__ == "__main__":
    main()
