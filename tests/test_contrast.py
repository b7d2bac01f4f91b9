"""Colours: what can be read passes, what cannot is named with its place and the nearest colour that can."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import contrast
from handouts.contrast import LINES, TEXT
from handouts.model.request import Sheet

from .conftest import OWN

BASE = Sheet("tokens.css", (OWN / "styles" / "tokens.css").read_text(encoding="utf-8"))


def said(css: str) -> list[tuple[str, str]]:
    sheet = Sheet("clinic.css", css)
    return [(item.where, item.message.partition(" has a")[0]) for item in contrast.problems([BASE, sheet], [sheet])]


@pytest.mark.parametrize(
    ("css", "problems"),
    [
        (".why { color: #595959 }", []),
        (".why { color: #5a5a5a }", [("clinic.css:1", "color #5a5a5a")]),
        ("h1 { color: #737373 }", []),
        ("h1 { color: #787878 }", [("clinic.css:1", "color #787878")]),
        ("h1, .why { color: #737373 }", [("clinic.css:1", "color #737373")]),
        (".why { font-size: 18pt; color: #737373 }", []),
        ("h2 { font-size: 12pt; color: #737373 }", [("clinic.css:1", "color #737373")]),
        (".why {\n color: silver }", [("clinic.css:2", "color silver")]),
        (".why { color: rgb(120 120 120) }", [("clinic.css:1", "color rgb(120 120 120)")]),
        (".why { color: rgb(0 0 0 / 30%) }", [("clinic.css:1", "color rgb(0 0 0 / 30%)")]),
        (".why { color: rgb(0 0 0 / 90%) }", []),
        (".strip { border-top: 1mm solid #999 }", [("clinic.css:1", "border-top #999")]),
        (".strip { border-top: 1mm solid transparent }", []),
        (".strip { background: #ffffee }", []),
        (".strip { background: #333 }", [("clinic.css:1", "background #333")]),
        (".strip { background: #333; color: white }", []),
        (".strip { background: #333; color: #999 }", [("clinic.css:1", "color #999")]),
        (":root { --brand: #66aadd }", [("clinic.css:1", "--brand #66aadd")]),
        (
            ":root { --mine: #66aadd } .why { color: var(--mine) }",
            [("clinic.css:1", "--mine #66aadd")] * 1 + [("clinic.css:1", "color #66aadd")],
        ),
        (":root { --ink: #666666 }", [("clinic.css:1", "--ink #666666")]),
        (".point::before { background: #000 }", []),
        (".point::before { background: #ccc }", [("clinic.css:1", "background #ccc")]),
        (".tear-off::before { background: white url(asset:symbols/scissors.svg) }", []),
        (".why { color: var(--brand) }", []),
        (".why { color: var(--warning) }", []),
        ("[dir=rtl] { .why { color: #999 } }", [("clinic.css:1", "color #999")]),
        ("@media print { .why { color: #999 } }", [("clinic.css:1", "color #999")]),
        (".why { color: inherit } .who { color: currentColor }", []),
    ],
)
def test_colours_of_a_sheet(css: str, problems: list[tuple[str, str]]):
    assert said(css) == problems


def test_our_own_colours_pass():
    sheets = [Sheet(path.name, path.read_text(encoding="utf-8")) for path in sorted((OWN / "styles").glob("*.css"))]
    assert list(contrast.problems([BASE, *sheets], sheets)) == []


def test_the_last_token_counts_and_has_its_place():
    tokens = {item.name: item for item in contrast.tokens([BASE, Sheet("a.css", "\n:root { --brand: #777 }")])}
    assert (tokens["brand"].value, tokens["brand"].where) == ("#777", "a.css:2")
    assert (tokens["brand"].needs, tokens["ink"].needs, tokens["text"].needs) == (LINES, TEXT, None)
    assert tokens["ink"].contrast == 21
    assert tokens["brand"].nearest
    assert tokens["warning"].nearest is None


def test_known_ratios():
    assert contrast.ratio("#000", "#fff") == 21
    assert round(contrast.ratio("#777777", "white"), 2) == 4.48
    assert round(contrast.ratio("#0B4F5C", "#ffffff"), 1) == 9.2


HEX = st.from_regex(re.compile(r"#[0-9a-f]{6}", re.ASCII), fullmatch=True)


@given(HEX, HEX)
def test_a_ratio_reckoned_quickly_is_the_one_of_the_library(front: str, back: str):
    assert contrast.ratio(front, back) == contrast.ratio(f"{front}ff", f"{back}ff")


@given(HEX, st.sampled_from([TEXT, LINES]))
def test_the_nearest_colour_passes_and_a_passing_one_stays(colour: str, needs: float):
    near = contrast.nearest(colour, "#FFFFFF", needs)
    assert re.fullmatch(r"#[0-9A-F]{6}", near)
    assert contrast.ratio(near, "#FFFFFF") >= needs


@given(st.text())
def test_any_text_is_a_sheet(css: str):
    assert isinstance(said(css), list)
