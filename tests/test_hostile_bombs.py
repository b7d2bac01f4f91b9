"""Small files that swell end as a named problem, in time and in memory, and the next handout is made all the same (S2).

Spreadsheets come with batch.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handouts import child, engine, render
from handouts.child import Workers
from handouts.errors import HandoutsError, Refused
from handouts.workspace import Workspace

from .hostile import bombs, working
from .pages import FONTCONFIG, image, page

SECONDS = 2.0
"""For what goes on without end, in place of a minute; all else has the program's own limits."""
LOGOS = [name for name, files in bombs.BOMBS.items() if any(file.startswith("logo.") for file in files)]


@pytest.fixture(scope="module")
def workers() -> Iterator[Callable[[float], Workers]]:
    """One process, to which calls are given with a limit of seconds each."""
    with child.workers(1) as made:
        yield lambda seconds: Workers(made._pool, seconds, child.MEMORY)


@pytest.mark.parametrize("name", bombs.BOMBS)
def test_a_bomb_ends_as_a_named_problem_within_the_limits(
    workers: Callable[[float], Workers], workspace: Callable[..., Workspace], asked: Any, name: str
) -> None:
    files = bombs.files(name)
    logo = next((file for file in files if file.startswith("logo.")), None)
    space = workspace(files, logo=logo)
    locale = "eo" if "catalog" in name else "en"
    seconds = SECONDS if name in bombs.ENDLESS else child.SECONDS
    workers(child.SECONDS).start(working.warm).result()
    began = time.monotonic()
    try:
        codes = workers(seconds).start(working.made, space, asked(locale=locale)).result()
    except HandoutsError as fault:
        codes = tuple(problem.code for problem in fault.problems if problem.refuses)
    assert time.monotonic() - began < seconds + 2
    wanted = bombs.ENDS.get(name)
    assert (not codes) if wanted == "" else (wanted or codes[0]) in codes
    workers(child.SECONDS).start(working.warm).result()


def test_there_are_thirty() -> None:
    assert len(bombs.BOMBS) == 30
    assert set(bombs.ENDS) < set(bombs.BOMBS)


@pytest.mark.parametrize("name", LOGOS)
def test_a_logo_is_judged_in_little_room(workspace: Callable[..., Workspace], asked: Any, name: str) -> None:
    """The command line reads clinic.yaml itself, before there is a child."""
    files = bombs.files(name)
    space = workspace(files, logo=next(file for file in files if file.startswith("logo.")))
    codes = child.run(working.judged, space, asked(), seconds=10, memory=400 << 20)
    assert codes == (("logo.unfit",) if bombs.ENDS.get(name) == "logo.unfit" else ())


# --- numbers that the engine cannot bear

NUMBERS = [
    "p { font-size: 1e9pt }",
    "p { font-size: 1e309pt }",
    "p { font-size: calc(1pt / 0) }",
    "p { letter-spacing: 1e9pt }",
    "p { letter-spacing: calc(NaN * 1pt) }",
    "p { word-spacing: 1e308pt }",
    "p { text-indent: calc(infinity * 1pt) }",
    "p { transform: scale(0) }",
    "p { transform: scale(1e300) }",
    "p { line-height: 1e308in }",
    "p { max-lines: 0 }",
    "img { image-resolution: 0dpi }",
    "p { margin: 1e308pt }",
    "@page { transform: scale(1e300) }",
]


@pytest.mark.parametrize("css", NUMBERS)
def test_a_number_that_breaks_the_engine_is_refused_with_its_place(refusal: Any, css: str) -> None:
    engine.start(FONTCONFIG)
    html, style = page('<p>CANARY <b>two</b></p><img src="asset:a.png" alt="x">')
    sheets = [("page.css", style), ("clinic.css", css)]
    (problem,) = refusal(Refused, render.render, html, sheets, lambda _name: image())
    assert problem.code == "engine.failed"
    assert re.search(r"\w+Error, \w+\.py:\d+ in \w+|beyond every page", problem.message)
    assert "CANARY" not in repr(problem)
