"""A few pages of each look and script, compared with how they were: a layout that breaks is seen here first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from handouts import pipeline
from handouts.model.request import Patient, Request
from handouts.roots import at

from . import looks
from .conftest import OWN, TODAY
from .looks import CLINICS, PAGES, TOLERANCE, Page


@cache
def pdf(look: str, lang: str, recipe: str) -> bytes:
    return looks.pdf(Page(look, lang, recipe, 1))


@pytest.fixture(autouse=True)
def same_pango() -> None:
    pdf("neutral", "en", "essential")  # starts the engine, which must come before its library is asked
    if (looks.KEPT / "pango").read_text() != looks.pango():
        pytest.skip("the kept pages were laid out by another version of Pango, which may break lines elsewhere")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_looks_as_it_did(page: Page):
    now = looks.drawn(pdf(page.look, page.lang, page.recipe), page.number)
    before = Image.open(looks.kept(page)).convert("RGB")
    assert looks.difference(now, before) <= TOLERANCE, "look at it (make looks), and keep it if it is right"


def test_every_kept_page_is_compared():
    assert {path.name for path in looks.KEPT.glob("*.png")} == {looks.kept(page).name for page in PAGES}


PLANTED = {
    "a gap": ".form-brief .panel { margin-top: 5mm }",
    "a lost frame": ".main-message { border-width: 1pt }",
    "another size": ".purpose { font-size: 20pt }",
    "a lost rule": ".strip { border-top: none }",
    "something moved": ".masthead .reach { text-align: start }",
    "a lost symbol": ".main-message { background: none }",
}


@pytest.mark.parametrize("css", PLANTED.values(), ids=PLANTED)
def test_a_planted_break_is_seen(tmp_path: Path, css: str):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "clinic.css").write_text(css)
    clinic = OWN / "examples" / CLINICS["neutral"]
    for name in ("clinic.yaml", "logo.svg"):
        (tmp_path / name).write_bytes((clinic / name).read_bytes())
    request = Request(("baclofen",), "en", recipe="essential", today=TODAY)
    made = pipeline.made(at(tmp_path), request, Patient()).document
    before = Image.open(looks.kept(PAGES[0])).convert("RGB")
    assert looks.difference(looks.drawn(made, 1), before) > TOLERANCE
