"""Page breaks: what may not stand alone, be cut or be left over is told, and good breaks are not."""

from __future__ import annotations

import pytest

from handouts.preflight import inspect

from .sheets import LINE, found, sheet, start_engine, wanted

LONG = f"<p>{LINE * 20}</p>"
TALL = f"<p style='margin: 0; height: 225mm'>{LINE}</p>"
"""Leaves 32 mm of the page: 4 lines."""
STYLE = """
h2, h3, p, ul, figure { margin: 0 } ul { padding: 0; list-style: none }
p, li { orphans: 1; widows: 1 } h2, h3 { font-size: 14pt }
"""
NEXT = "style='break-before: page'"
CELLS = "<td style='height: 7mm'></td>" * 3


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    start_engine()


BAD = {
    "heading": (f"{TALL}<h2 class='heading'>Head</h2><p {NEXT}>{LONG}</p>", "heading-at-foot"),
    "heading without a class, that ends in a number": (
        f"{TALL}<h2>Call <bdi class='number'>999</bdi></h2><div {NEXT}>{LONG}</div>",
        "heading-at-foot",
    ),
    "lead": (
        f"{TALL}<section><h2>Head</h2><p class='lead'>One. <b class='x'>Two.</b></p><div {NEXT}>{LONG}</div></section>",
        "lead-at-foot",
    ),
    "lead of a level": (
        f"<section>{TALL}<div><h3>Now</h3><p class='level-lead'>One of:</p><ul {NEXT}><li>A</ul></div>{LONG}</section>",
        "lead-at-foot",
    ),
    "item": (f"{TALL}<ul><li class='item'>{LINE * 5}</ul>{LONG}", "split-item"),
    "row": (f"{TALL}<table><tr style='break-inside: auto' class='row'><td>{LINE * 5}</table>{LONG}", "split-item"),
    "figure": (f"{TALL}<figure class='figure'>{LINE * 5}</figure>{LONG}", "split-item"),
    "thin page": (f"{LONG}<p {NEXT}>{LINE}</p><div {NEXT}>{LONG}</div>", "page-thin"),
    "thin last page": (f"{LONG}<p {NEXT}>{LINE}</p>", "last-page-thin"),
    "empty page": (f"{LONG}<div {NEXT}></div><div {NEXT}>{LONG}</div>", "blank-page"),
    "empty last page": (f"{LONG}<div style='break-before: page; height: 9mm'></div>", "blank-page"),
}
GOOD = {
    "heading with text": f"{TALL}<h2>Head</h2><p>{LINE * 9}</p>{LONG}",
    "heading with lines to write on": (
        f"{TALL}<h2>Head</h2><div style='height: 7mm; border-bottom: 1pt solid'></div><div {NEXT}>{LONG}</div>"
    ),
    "heading with a drawing": (
        f"{TALL}<h2>Head</h2><img alt='x' src='asset:stripes.svg' style='height: 9mm'><div {NEXT}>{LONG}</div>"
    ),
    "lead with text": f"{TALL}<section><h2>Head</h2><p class='lead'>Lead.</p><p>{LINE * 9}</p></section>{LONG}",
    "lead with cells to fill in": (
        f"{TALL}<section><h2>Head</h2><p class='lead'>Lead.</p><table><tr>{CELLS}</table>"
        f"<table {NEXT}><tr>{CELLS}</table>{LONG}</section>"
    ),
    "lead that ends its part": (
        f"{TALL}<section><h2>Head</h2><p class='lead'>Lead.</p></section><section {NEXT}>{LONG}</section>"
    ),
    "lead that ends its level": (
        f"<section>{TALL}<div><h3>Today</h3><p class='level-lead'>Call.</p></div><div {NEXT}>{LONG}</div></section>"
    ),
    "heading and lead on a page of their own": (
        f"{LONG}<section {NEXT}><h2><b style='display: inline-block'>1</b> Head</h2><p class='lead'>{LINE * 9}</p>"
        f"<div {NEXT}>{LONG}</div></section>"
    ),
    "lead without its heading": f"{TALL}<section><p class='lead'>Lead.</p><div {NEXT}>{LONG}</div></section>",
    "item kept whole": f"{TALL}<ul><li style='break-inside: avoid'>{LINE * 5}</ul>{LONG}",
    "long item": f"{TALL}<ul><li>{LINE * 20}</ul>{LONG}{LONG}",
    "paragraph": f"{TALL}<p>{LINE * 5}</p>{LONG}",
    "table with its head on each page": (
        "<table><thead><tr><th>Head</thead>" + f"<tr><td>{LINE}" * 30 + f"</table>{LONG}"
    ),
    "what is fixed in place": f"<ul style='position: fixed; bottom: 0'><li>Fixed</ul>{LONG * 4}",
    "item before a forced break": f"{TALL}<ul><li>{LINE}</li><li {NEXT}>{LINE * 20}</li></ul>",
    "page of lines to write on": f"{LONG}<table {NEXT}>{f'<tr>{CELLS}' * 20}</table><div {NEXT}>{LONG}</div>",
    "one thin page": "<p>One line.</p>",
    "page that is over a fifth full": f"{LONG}<p {NEXT}>{LINE * 8}</p><div {NEXT}>{LONG}</div>",
}


@pytest.mark.parametrize(("body", "code"), BAD.values(), ids=BAD)
def test_bad_break_is_told_and_nothing_else(body: str, code: str) -> None:
    assert found(body, STYLE) == {code}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD)
def test_good_break_is_not_told(body: str) -> None:
    assert found(body, STYLE) == set()


def test_place_and_element_of_a_cut_item_are_told_once_with_what_it_holds() -> None:
    body = f"{TALL}<ul><li class='outer'>{LINE}<ul><li class='inner'>{LINE * 4}</ul></ul>{LONG}"
    (problem,) = inspect(sheet(body, STYLE), wanted())
    assert problem.where == "page 1, 20 mm from the left, 245 mm from the top, in li.outer"


def test_heading_that_a_lead_follows_is_the_place() -> None:
    (problem,) = inspect(sheet(BAD["lead"][0], STYLE), wanted())
    assert problem.where.startswith("page 1, 20 mm from the left, 245 mm from the top")
