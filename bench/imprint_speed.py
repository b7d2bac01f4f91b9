"""What a personalised sheet costs: ours beside a plain WeasyPrint loop, Typst and headless Chromium.

    PYTHONPATH=. python bench/imprint_speed.py [--rows 500] [--langs en,ar] [--peers plain,typst,chromium]

Processor time in milliseconds, median of the rows, of this process and, for Chromium, of its own processes. Ours goes
from the row to the checked, fsynced file; the peers only make the PDF in memory. Each peer gets the words of the same
composed sheet; its templates and texts are looked up once and not counted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pypdfium2
from peers import chromium, plain, typesetter

from handouts import press, roots
from handouts.batch import names, sheets
from handouts.batch.files import Writer
from handouts.compose.draft import draft
from handouts.model.request import PANEL_FIELDS, Patient, Request
from handouts.store import Folder

OWN = Path(__file__).resolve().parents[1]
LEAFLET = {"modules": ("key-points",), "spares": ("driving", "pregnancy", "pump", "kidney")}
"""Four pages in English."""
TODAY = datetime(2026, 11, 30, tzinfo=UTC)
WARM = 5
FEW = {"plain": 30, "chromium": 40, "typst": 200}
FIRST = "Amina Johannes Søren Zofia Wei Priya María Olu".split()
LAST = "Haddad Smith Kjær Nowak Zhang Patel García Adeyemi".split()


def patients(number: int) -> list[Patient]:
    return [
        Patient(
            name=f"{FIRST[at % 8]} {LAST[at // 8 % 8]}",
            reference=f"R-{at:05d}",
            date=f"{1 + at % 28} May 2026",
            prescriber=f"Dr {LAST[at % 8]}",
            appointment=f"{1 + at % 28} June, 10:{at % 6}0",
            note=f"Take {1 + at % 3} tablets in the evening.\nCall us if you feel worse.",
        )
        for at in range(number)
    ]


def timed(rows: list[Patient], make: Callable[[Patient], bytes], clock: Callable[[], float]) -> tuple[float, bytes]:
    """Return the median of a row's processor time in ms after the first few, and the last file."""
    taken, pdf = [], b""
    for row in rows:
        began = clock()
        pdf = make(row)
        taken.append((clock() - began) * 1000)
    return statistics.median(taken[WARM:]), pdf


def ours(lang: str, folder: Path) -> Callable[[Patient], bytes]:
    """Return what a batch's process and its coordinator do for a row, record apart."""
    workspace, scratch = roots.at(OWN / "examples" / "clinic"), folder / "scratch"
    writer = Writer(Folder(folder, scratch), names.USUAL, names.token())
    scratch.mkdir(exist_ok=True)
    wish = {"topic": "baclofen", "lang": lang, "modules": ",".join(LEAFLET["modules"])}
    wish["not-for"] = ",".join(LEAFLET["spares"])
    numbers = count(2)

    def make(row: Patient) -> bytes:
        cells = wish | {name: getattr(row, name) for name in PANEL_FIELDS if getattr(row, name)}
        sheet = sheets.made(sheets.Order(workspace, TODAY, next(numbers), cells, often=True))
        if not sheet.imprinted:
            sys.exit(f"a row was rendered whole: {sheet.whole}")
        writer.put(sheet.row, sheet, None)
        return sheet.document

    return make


def measured(lang: str, number: int, peers: list[str]) -> Iterator[tuple[str, float, int, int]]:
    """Yield each way's name, ms a file, pages and bytes."""
    ready = press.ready(roots.at(OWN / "examples" / "clinic"), Request(("baclofen",), lang, **LEAFLET))
    marks = Patient(**{name: f"@{name}@" for name in PANEL_FIELDS})
    composed = draft(press.replace(ready.brief, patient=marks))
    rows = patients(number)
    with tempfile.TemporaryDirectory() as folder:
        make = ours(lang, Path(folder))
        make(rows[0])
        yield row("ours", timed(rows, make, time.process_time))
        for name, peer in (("plain", plain), ("typst", typesetter), ("chromium", chromium)):
            if name in peers:
                with peer.warm(composed, ready.brief, Path(folder)) as (make, clock):
                    yield row(name, timed(rows[: FEW[name]], make, clock))


def row(name: str, told: tuple[float, bytes]) -> tuple[str, float, int, int]:
    with pypdfium2.PdfDocument(told[1]) as document:
        return name, told[0], len(document), len(told[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--langs", default="en,ar")
    parser.add_argument("--peers", default="plain,typst,chromium")
    asked = parser.parse_args()
    print("| language | way | ms a file | ours is | pages | kB |\n|---|---|---|---|---|---|")  # noqa: T201
    for lang in asked.langs.split(","):
        first = 0.0
        for name, ms, pages, size in measured(lang, asked.rows, asked.peers.split(",")):
            first = first or ms
            print(f"| {lang} | {name} | {ms:.1f} | 1/{ms / first:.1f} | {pages} | {size // 1000} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
