"""What a file costs the program in a folder and in a bucket, and what reading the list costs each shard.

    PYTHONPATH=. python bench/store_cost.py [ROWS]

The bucket is moto's on loopback, in a process of its own: what the program itself needs is measured, and not how long a
real store takes to answer. Prints processor time and wall time for each file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from handouts import batch, rows
from handouts.store import Bucket, Folder
from tests import buckets

NUMBER = 1000
DATA = os.urandom(42_000)
NAMES = [f"000001-001000/{number:06}-abc234.pdf" for number in range(NUMBER)]


def cost(what: str, number: int, call: Callable[[], object]) -> None:
    processor, wall = time.process_time(), time.perf_counter()
    call()
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    sys.stdout.write(f"{what}: {1000 * processor / number:.3f} ms of processor time, {1000 * wall / number:.3f} ms\n")
    sys.stdout.flush()


@contextmanager
def bucket() -> Iterator[Bucket]:
    with buckets.served() as server:
        os.environ.update(buckets.Stored(server, "").environment)
        yield Bucket(buckets.bucket(server).address)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place), Path(place, "unfinished"))
        folder.begin()
        cost("folder: write", NUMBER, lambda: [folder.write(name, DATA) for name in NAMES])
        cost("folder: is it there", NUMBER, lambda: [folder.size(name) for name in NAMES])
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
        path = Path(place, "list.csv")
        with path.open("w", encoding="utf-8") as file:
            file.write("topic,lang,name,reference\n")
            file.writelines(f"baclofen,en,Patient Example {number},R{number}\n" for number in range(count))
        table = rows.read(path, batch.COLUMNS)
        cost("list: one pass, for each row", count, lambda: sum(1 for _ in table.rows()))
    with bucket() as place_, ThreadPoolExecutor(place_.at_once) as threads:
        place_.begin()
        half = NUMBER // 2
        cost("bucket: put, one at a time", half, lambda: [place_.write(name, DATA) for name in NAMES[:half]])
        sixteen = NAMES[half:]
        cost(
            "bucket: put, sixteen at a time",
            half,
            lambda: list(threads.map(lambda it: place_.write(it, DATA), sixteen)),
        )
        cost("bucket: is it there", NUMBER, lambda: [place_.size(name) for name in NAMES])
        cost("bucket: its digest", half, lambda: [place_.digest(name) for name in NAMES[:half]])


if __name__ == "__main__":
    main()
