"""A nearly empty last page is avoided once, by less white; what cannot be avoided stays as it is and is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handouts import pipeline
from handouts.compose.brief import Brief
from handouts.model.request import Patient
from handouts.preflight import ends_thin
from handouts.workspace import Workspace

from .conftest import ABOUT

PARAGRAPH = '    - text: "It works for hours, and number {number} says so."\n'
FORCED = ".module:last-child { break-before: page } .module .paragraph { margin: 0 }"


@pytest.fixture
def brief_of(workspace: Callable[..., Workspace], asked: Any) -> Callable[..., Brief]:
    """Return a sheet with so many paragraphs in its last module."""

    def make(paragraphs: int, css: str = "", **fields: Any) -> Brief:
        about = ABOUT + "".join(PARAGRAPH.format(number=number) for number in range(paragraphs))
        space = workspace({"topics/sample/about.yaml": about, **({"styles/clinic.css": css} if css else {})})
        return pipeline.prepared(space, asked(modules=("using", "about"), **fields), Patient())[0]

    return make


def codes(brief: Brief) -> set[str]:
    return {problem.code for problem in pipeline.judged(brief, *pipeline.rendered(brief))}


@pytest.mark.parametrize("edition", ["standard", "large-print"])
def test_a_page_with_next_to_nothing_is_saved(brief_of: Any, edition: str) -> None:
    """Made longer by a paragraph at a time, the first sheet that ends thin."""
    briefs = (brief_of(paragraphs, edition=edition) for paragraphs in range(12, 40))
    brief, before = next((brief, pages) for brief in briefs if ends_thin(pages := pipeline.laid_out(brief)[1].pages))
    composed, rendering = pipeline.rendered(brief)
    assert len(rendering.pages) == len(before) - 1
    assert " closer " in composed.html.partition("<body")[2].partition(">")[0]
    assert "preflight.last-page-thin" not in codes(brief)


def test_what_cannot_be_saved_stays_as_it_is_and_is_told(brief_of: Any) -> None:
    brief = brief_of(0, FORCED)
    composed, rendering = pipeline.rendered(brief)
    assert len(rendering.pages) == len(pipeline.laid_out(brief)[1].pages) > 1
    assert "closer" not in composed.html.partition("<body")[2].partition(">")[0]
    assert "preflight.last-page-thin" in codes(brief)


@pytest.mark.parametrize("edition", ["standard", "large-print", "booklet"])
def test_no_type_is_smaller_for_it_and_lines_keep_their_distance(brief_of: Any, edition: str) -> None:
    """Only the white may differ, and in the standard sheet a point of leading: every string keeps its width."""
    brief = brief_of(20, edition=edition)
    usual, closer = (pipeline.laid_out(replace(brief, closer=tried))[1] for tried in (False, True))
    widths = [
        [
            (run.text, round(run.box[2] - run.box[0], 2))
            for page in made.pages
            for run in page.texts
            if not run.furniture
        ]
        for made in (usual, closer)
    ]
    assert widths[0] == widths[1]
    heights = [
        max(run.box[3] - run.box[1] for run in made.pages[-1].texts if not run.furniture) for made in (usual, closer)
    ]
    assert 0 <= heights[0] - heights[1] <= (1.4 if edition == "standard" else 0.01)
    assert len(closer.pages) <= len(usual.pages)
