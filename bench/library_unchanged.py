"""What an unchanged library costs: 1,000 leaflets that are there, and the command that finds nothing to do.

    python bench/library_unchanged.py

The leaflets are put there by the library's own record; only their pages are not rendered, which would take an hour.
Prints processor time, which does not depend on what else the machine does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from handouts import clinic, inputs, ledger, library, roots  # noqa: E402
from handouts.library import building  # noqa: E402
from handouts.library.keeping import Keeping  # noqa: E402
from handouts.library.offers import offers  # noqa: E402
from handouts.model.request import Handout  # noqa: E402
from tests.conftest import SAMPLE, clinic_folder  # noqa: E402

TODAY = date(2026, 11, 23)
EDITION = ("standard", "large-print")
SIZE = 60_000
MAIN = "from handouts.cli import main; main()"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def clinics(place: Path) -> Path:
    """Make a clinic with eleven topics beside ours."""
    files: dict[str, str | bytes] = {}
    for number in range(11):
        for name, body in SAMPLE.items():
            files[name.replace("/sample/", f"/sample-{number}/")] = body.replace("id: sample", f"id: sample-{number}")
    return clinic_folder(place / "clinic", files, {})


def filled(root: Path, out: Path) -> int:
    """Put all leaflets into a folder, as if they had just been made; return how many."""
    workspace = roots.at(root)
    found, _ = clinic.load(workspace, TODAY)
    plan = library.Plan(workspace, found, out, TODAY, 2, editions=EDITION, papers=("a4", "letter"))
    known = inputs.inputs(workspace, found)
    offered = offers(workspace, known, ())
    wanted = library.leaflets(offered, building._spoken(plan), found, TODAY, editions=plan.editions, papers=plan.papers)
    with ledger.opened(out) as book:
        keeping = Keeping(plan, book, known, offered)
        for number, leaflet in enumerate(wanted):
            keeping._kept(leaflet, Handout(f"{number:>{SIZE}}".encode(), 2, (), "source"))
    return len(wanted)


def spent(*command: object) -> float:
    before = os.times()
    subprocess.run(
        [sys.executable, "-c", MAIN, *map(str, command)], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    os.fsync = lambda _file: None  # for the filling alone
    with tempfile.TemporaryDirectory() as place:
        root, out = clinics(Path(place)), Path(place, "out")
        began, count = time.monotonic(), filled(root, out)
        say(f"{count} leaflets put there in {time.monotonic() - began:.0f} s")
        again = ["build", "-o", out, "--clinic", root, "--today", TODAY]
        again += [word for name in EDITION for word in ("--edition", name)]
        again += ["--paper", "a4", "--paper", "letter"]
        say(f"writing the shelf and the list: {spent(*again):.2f} s of processor time")
        figures = sorted(spent(*again) for _ in range(5))
        say(f"nothing to do: {figures[2]:.2f} s of processor time (median of 5; {figures[0]:.2f} to {figures[-1]:.2f})")


if __name__ == "__main__":
    main()
