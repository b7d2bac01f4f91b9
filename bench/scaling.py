"""How what a batch costs grows: with rows, pages, languages and workers.

    python bench/scaling.py [rows] [pages] [languages] [workers] [--rows 10,100,1000,10000]

Each line is a run of `handouts batch` as a person starts it, from the command to its end: processor time of the run and
all its processes, and wall time. `again` is what the same command takes when there is nothing left to do.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAIN = "from handouts.cli import main; main()"
HEAD = ("topic", "lang", "modules", "recipe", "name", "reference", "date", "note")
PAGES = ("key-points", "safe-use", "essential", "starting", "stopping", "full")
"""From one module to the whole booklet; what is no recipe is a module."""
RECIPES = ("essential", "starting", "stopping", "full")
LANGUAGES = ("en", "es", "fr", "de", "ar", "fa", "ru", "hi")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took, in seconds, and what it made."""

    made: int
    imprinted: int
    processor: float
    wall: float
    pages: int


def rows_of(count: int, languages: Sequence[str] = ("en",), what: str = "essential") -> Iterator[tuple[str, ...]]:
    """Yield rows, the languages in turn."""
    named = ("", what) if what in RECIPES else (what, "")
    for at in range(count):
        note = f"Take {1 + at % 3} tablets in the evening."
        who = (f"Patient Example {at}", f"R-{at:06d}", f"{1 + at % 28} May 2026", note)
        yield ("baclofen", languages[at % len(languages)], *named, *who)


def run(rows: Iterator[tuple[str, ...]], jobs: int, *, again: bool = False, cores: int = 0) -> tuple[Run, Run | None]:
    """Run a list, and where asked the same once more; on so many cores where a number is given."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as place:
        path, out = Path(place, "list.csv"), Path(place, "out")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(",".join(row) + "\n" for row in (HEAD, *rows))
        first = _timed(path, out, jobs, cores)
        return first, _timed(path, out, jobs, cores) if again else None


def _timed(path: Path, out: Path, jobs: int, cores: int) -> Run:
    command = ["batch", path, "--clinic", ROOT / "examples" / "clinic", "-o", out, "--jobs", jobs, "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: cores or None]),
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    (told,) = json.loads(done.stdout)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(told["made"], told["imprinted"], spent, wall, _pages(out))


def _pages(out: Path) -> int:
    import pypdfium2

    first = next(iter(sorted(out.glob("*-*/*.pdf"))))
    with pypdfium2.PdfDocument(first) as document:
        return len(document)


def say(name: str, key: object, one: Run, more: str = "") -> None:
    each = one.processor / max(one.made, 1) * 1000
    cells = (name, key, one.made, one.imprinted, one.pages, f"{one.processor:.1f}", f"{one.wall:.1f}", f"{each:.1f}")
    sys.stdout.write("| " + " | ".join(map(str, (*cells, more))) + " |\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=["rows", "pages", "languages", "workers"])
    parser.add_argument("--rows", default="10,100,1000,10000")
    asked = parser.parse_args()
    sys.stdout.write("| by | | made | imprinted | pages | processor s | wall s | ms each | |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|---|---|\n")
    if "rows" in asked.what:
        for count in map(int, asked.rows.split(",")):
            first, second = run(rows_of(count), 1, again=True)
            say("rows", count, first, f"again {second.processor:.1f} s" if second else "")
    if "pages" in asked.what:
        for what in PAGES:
            first, _ = run(rows_of(200, what=what), 1)
            say("pages", what, first)
    if "languages" in asked.what:
        for count in (1, 2, 4, 8):
            first, _ = run(rows_of(800, LANGUAGES[:count]), 1)
            say("languages", count, first)
    if "workers" in asked.what:
        alone = 0.0
        for jobs, cores in ((1, 1), (2, 2), (1, 2)):
            first, _ = run(rows_of(20000), jobs, cores=cores)
            alone = alone or first.wall
            say("workers", f"{jobs} on {cores} cores", first, f"{alone / first.wall:.2f} x")


if __name__ == "__main__":
    main()
