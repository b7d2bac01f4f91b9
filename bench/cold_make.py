"""A cold `make` beside the `weasyprint` command on the same HTML: processor time of whole processes, children too, and
wall time.

PYTHONPATH=. python bench/cold_make.py [--rounds 5] [--recipe essential] [--lang en]
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from handouts import pipeline, roots
from handouts.compose.draft import draft
from handouts.model.request import Patient, Request

OWN = Path(__file__).resolve().parents[1]
MAKE = "from handouts.cli import main; main()"


def written(folder: Path, recipe: str, lang: str) -> tuple[Path, str]:
    """Write the composed sheet with its style sheets and drawings; return it and the fonts' configuration."""
    request = Request(("baclofen",), lang, recipe=recipe)
    brief, _ = pipeline.prepared(roots.at(OWN / "examples" / "clinic"), request, Patient())
    composed = draft(brief)
    css = "".join(f"<style>{sheet.css}</style>" for sheet in composed.sheets)
    page = composed.html.replace("</head>", f"{css}</head>")
    for name in set(re.findall(r"asset:([\w./-]+)", page)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(brief.workspace.asset(name))
    (folder / "sheet.html").write_text(page.replace("asset:", ""), encoding="utf-8")
    return folder / "sheet.html", os.environ["FONTCONFIG_FILE"]


def seconds(command: list[str], **more: str) -> tuple[float, float]:
    """Return the processor time and the wall time of a command."""
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(OWN), **more})
    after = os.times()
    wall = time.perf_counter() - began
    return after.children_user + after.children_system - before.children_user - before.children_system, wall


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recipe", default="essential")
    parser.add_argument("--lang", default="en")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        page, fontconfig = written(Path(name), asked.recipe, asked.lang)
        out = str(Path(name) / "out.pdf")
        theirs = [sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", str(page), out]
        clinic = ["--clinic", str(OWN / "examples" / "clinic"), "--recipe", asked.recipe, "--lang", asked.lang]
        ours = [sys.executable, "-c", MAKE, "make", "baclofen", *clinic, "-o", out]
        pairs = [(seconds(ours), seconds(theirs, FONTCONFIG_FILE=fontconfig)) for _ in range(asked.rounds)]
    for at, what in enumerate(("processor", "wall")):
        made, stock = (statistics.median(one[at] for one in column) for column in zip(*pairs, strict=True))
        print(f"{what}: make {made:.2f} s, weasyprint {stock:.2f} s, ratio {made / stock:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
