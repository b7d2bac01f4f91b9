"""Lists of patients and runs of the program over them, for tests that start it as a person does."""

from __future__ import annotations

import csv
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2

OWN = Path(__file__).resolve().parents[1]
MAIN = "from handouts.cli import main; main()"


def written(path: Path, names: Iterable[str], head: str = "topic,recipe,name", row: str = "sample,brief,{}") -> Path:
    """Write a list with one row for each name."""
    path.write_text("\n".join([head, *(row.format(name) for name in names)]) + "\n", encoding="utf-8")
    return path


def started(
    rows: Path, clinic: Path, out: Path, *more: object, jobs: int = 1, **environment: str
) -> subprocess.Popen[str]:
    """Start `handouts batch` in a session of its own; each job costs the start of a process and the first sheet."""
    command = ["batch", rows, "--clinic", clinic, "-o", out, "--jobs", jobs, "--today", "2026-11-23", *more]
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(OWN), **environment},
        start_new_session=True,
    )


def ran(*arguments: Any, **named: Any) -> tuple[int, str]:
    """Run it to its end; return exit code and all that it said."""
    process = started(*arguments, **named)
    said, _ = process.communicate(timeout=300)
    return process.returncode, said


def handouts(out: Path) -> dict[int, Path]:
    """Return the files of a run by row; fails where a row has two, or a file is none of a row's."""
    found: dict[int, Path] = {}
    for path in out.rglob("*"):
        kept = path.relative_to(out).parts[0] == ".handouts" or path.name in ("errors.csv", "print.pdf")
        if path.is_dir() or kept:
            continue
        number = re.fullmatch(r"(\d{6})-[0-9a-z]{6}\.pdf", path.name)
        assert number, f"left over: {path}"
        assert int(number[1]) not in found, f"twice: {path}"
        found[int(number[1])] = path
    return found


def first_page(path: Path) -> str:
    """Return the text of a PDF's first page; fails where the file is not whole."""
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(document[0].get_textpage().get_text_bounded().split())


def failed(out: Path) -> list[tuple[int, str, str]]:
    """Return row, code and column of all lines of errors.csv."""
    if not (out / "errors.csv").exists():
        return []
    with (out / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(int(row["row"]), row["code"], row["column"]) for row in csv.DictReader(file)]


def recorded(out: Path) -> dict[int, str]:
    """Return what the ledger says, as another program reads it."""
    with closing(sqlite3.connect(f"file:{out / '.handouts' / 'ledger.sqlite'}?immutable=1", uri=True)) as database:
        return dict(database.execute("SELECT id, path FROM made"))


def of_session(number: int) -> list[int]:
    """Return the processes of a session that are alive."""
    found = []
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and os.getsid(int(path.name)) == number:
                state = (path / "stat").read_text().rpartition(")")[2].split()[0]
                found += [int(path.name)] if state != "Z" else []
        except (OSError, IndexError):
            continue
    return found
