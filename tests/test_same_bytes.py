"""The same request gives the same bytes, whatever the process, its hash seed, time zone, folder and locale (R7).

Worker counts come with batch.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from handouts import pipeline
from handouts.model.request import Patient, Request
from handouts.workspace import Workspace

from .conftest import TODAY

WHO = Patient(name="Zoë Example", date="23.11.2026", note="Bring the pump card.\nاحمل البطاقة")
WANTED = (
    Request(("sample",), "en", recipe="essential", today=TODAY, region="GB"),
    Request(("baclofen",), "ar", recipe="essential", today=TODAY, region="GB"),
    Request(("baclofen",), "ar", edition="wallet-card", today=TODAY, region="GB"),
    Request(("sample",), "en", recipe="essential", edition="booklet", today=TODAY, region="GB"),
)
PROGRAM = textwrap.dedent("""
    import hashlib, pickle, sys
    from handouts import pipeline
    space, who, wanted = pickle.load(sys.stdin.buffer)
    for request in wanted:
        print(hashlib.sha256(pipeline.made(space, request, who).document).hexdigest())
""")
SEEDS = ("0", "4242")
ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
"""A day apart."""
LOCALES = (
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},  # Python takes all names for ASCII
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG.UTF-8", "LANGUAGE": "ar:tr"},
)
FIVE = (0b0000, 0b0111, 0b1011, 0b1101, 0b1110)
"""Of sixteen surroundings, with two of each of the four things, those that hold every two in every combination."""


@pytest.fixture(scope="module")
def expected(small: Workspace) -> list[str]:
    """The digests of what this process makes."""
    return [hashlib.sha256(pipeline.made(small, request, WHO).document).hexdigest() for request in WANTED]


@pytest.mark.parametrize("places", [FIVE, pytest.param(tuple(range(16)), marks=pytest.mark.soak)], ids=len)
def test_all_surroundings_give_the_same_bytes(
    small: Workspace, expected: list[str], own: Path, tmp_path: Path, places: tuple[int, ...]
) -> None:
    (tmp_path / "çalışma").mkdir()
    folders = (Path("/"), tmp_path / "çalışma")
    every = list(product(SEEDS, ZONES, folders, LOCALES))

    def digests(place: int) -> list[str]:
        seed, zone, folder, locale = every[place]
        asked = pickle.dumps((small, WHO, WANTED))
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
        more = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(own), **locale}
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, input=asked, cwd=folder, env={**plain, **more}, capture_output=True, check=True)
        return done.stdout.decode().split()

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(places, pool.map(digests, places), strict=True))
    assert [every[place] for place, item in found.items() if item != expected] == []


def test_the_command_line_gives_them_too(small: Workspace, expected: list[str], own: Path, tmp_path: Path) -> None:
    said = {"name": WHO.name, "date": WHO.date, "note": WHO.note}
    (tmp_path / "patient.yaml").write_text(json.dumps(said), "utf-8")
    command = [sys.executable, "-c", "from handouts.cli import main; main()", "make", "sample", "-o", "-"]
    done = subprocess.run(
        [*command, "--clinic", str(small.roots[0]), "--patient", "patient.yaml", "--today", str(TODAY)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(own), "PYTHONHASHSEED": "7", "TZ": "Asia/Kolkata"},
        capture_output=True,
        check=True,
    )
    assert hashlib.sha256(done.stdout).hexdigest() == expected[0]


def test_another_request_gives_other_bytes(small: Workspace, expected: list[str], made: Any) -> None:
    other = made(small, Patient(name="Zoe Example", date=WHO.date, note=WHO.note), recipe="essential")
    assert hashlib.sha256(other.document).hexdigest() not in expected
