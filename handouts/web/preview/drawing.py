"""What runs in a warm worker: lay a sheet out, then say what is wrong with it.

The pages come first, because they are what a designer waits for. Must not know threads, HTTP or other columns; what is
remembered between two calls is known by the content of the files that it was made of.
"""

from __future__ import annotations

import gc
import hashlib
from functools import lru_cache
from pathlib import Path

from ... import clinic, contrast, pipeline, requests, roots, styles
from ...compose.brief import Brief
from ...contrast import Token
from ...errors import Problem
from ...model.editions import EDITIONS
from ...model.laid import LaidPage, Rendering
from ...model.request import Draft, Patient, Request, Sheet
from ...workspace import Workspace
from .. import remembered
from .records import Column, Drawn, Page

INVENTED = Patient(
    name="Maria Example",
    reference="RC-0042",
    date="23 November 2026",
    prescriber="Dr A. Example",
    appointment="7 December 2026, 10:30",
    note="Please bring this sheet and your tablets to the next visit.",
)
"""Nobody: shows what a filled panel looks like."""
_last: list[tuple[tuple[Problem, ...], Brief, Draft, Rendering]] = []


def draw(folder: Path | None, column: Column) -> Drawn:
    """Return the pages of a column; raises as `pipeline.prepared` and `pipeline.rendered` do."""
    _last.clear()
    with remembered.without_pauses():
        workspace, request = _asked(folder, column)
        patient = INVENTED if column.panel == "filled" else Patient()
        brief, said = pipeline.prepared(workspace, request, patient, remembered.topic)
        composed, rendering = pipeline.rendered(brief)
    _last.append(((*said, *composed.problems), brief, composed, rendering))
    digest = hashlib.sha256(rendering.pdf).hexdigest()[:16]
    return Drawn(rendering.pdf, digest, tuple(_page(page) for page in rendering.pages))


def _asked(folder: Path | None, column: Column) -> tuple[Workspace, Request]:
    """Return the workspace as it is now, and the request that the command line would make of the same choices."""
    workspace = roots.at(folder)
    named = {"topic": column.topic, "lang": column.locale}
    edition = EDITIONS.get(column.edition)
    if not (edition and edition.own_words):
        named["recipe"] = column.recipe
    asked = {**named, "edition": column.edition, "paper": column.paper, "for_designer": True}
    return workspace, requests.request(workspace, asked)


def judge() -> tuple[Problem, ...]:
    """Return everything that is to be said of the sheet that this worker drew last."""
    ((said, brief, composed, rendering),) = _last
    return (*said, *pipeline.judged(brief, composed, rendering))


def tokens(folder: Path | None, column: Column) -> tuple[Token, ...]:
    """Return the tokens of a column's style sheets, of those too that are refused; raises as `styles.gathered` does."""
    workspace, request = _asked(folder, column)
    found, _ = clinic.load(workspace, request.today)
    return _tokens(tuple(sheet for sheet, _ in styles.gathered(workspace, request, found)))


@lru_cache(maxsize=4)
def _tokens(sheets: tuple[Sheet, ...]) -> tuple[Token, ...]:
    return contrast.tokens(sheets)


def tidy() -> None:
    """Throw away what the last sheet left, while nobody waits."""
    _last.clear()
    gc.collect()


def _page(page: LaidPage) -> Page:
    return Page(page.width, page.height, page.area, tuple(text.box for text in page.texts if not text.hidden))
