"""Style sheets cascade ours first, draw and never write, and cannot hide what a reader must see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handouts import clinic as clinics
from handouts import styles
from handouts.errors import Refused
from handouts.model.editions import EDITIONS, PRINTED
from handouts.model.request import Handout, Sheet
from handouts.workspace import Workspace

CSS = "styles/clinic.css"


@pytest.fixture
def sheets(asked: Callable[..., Any]) -> Callable[..., tuple[Sheet, ...]]:
    def load(workspace: Workspace, **fields: Any) -> tuple[Sheet, ...]:
        request = asked(**fields)
        return styles.sheets(workspace, request, clinics.load(workspace, request.today)[0])

    return load


@pytest.mark.parametrize("paper", styles.PAPERS)
@pytest.mark.parametrize("edition", PRINTED)
def test_ours_come_first_then_the_clinics_colours_then_its_sheets(
    workspace: Any, sheets: Any, edition: str, paper: str
) -> None:
    space = workspace(
        {CSS: "p { color: #000 }", "styles/tokens.css": ":root { --text: 15pt }"},
        colours={"brand": "#123456", "warning": "#654321"},
    )
    found = sheets(space, edition=edition, paper=paper)
    ours = ["tokens.css", "base.css", "scripts.css", f"paper-{paper}.css", *EDITIONS[edition].sheets]
    sized = ["one-column"] if EDITIONS[edition].flowing else []
    assert [sheet.name for sheet in found] == [
        *(f"styles/{name}" for name in ours),
        *sized,
        "clinic.yaml",
        "hilltop/styles/tokens.css",
        f"hilltop/{CSS}",
    ]
    assert found[-3].css == ":root { --brand: #123456; --warning: #654321; }"


@pytest.mark.parametrize(
    "css",
    [
        '.say::before { content: "x" }',
        ".say::before { CONTENT: 'x' }",
        '.say::before { c\\6fntent: "x" }',
        '.say::before { content: "" "x" !important }',
        ".say::before { content: attr(class) }",
        ".say::before { content: target-text(url(#a)) }",
        ".say::before { content: counter(mine) }",
        '.say::before { content: counters(step, "x") }',
        ".say::before { content: counter(page, upper-roman) }",
        ':root { --t: "x" } .say::before { content: var(--t) }',
        '@page { @top-center { content: "x" } }',
        '@media print { .say::after { content: "x" } }',
        '.module { .say::before { content: "x" } }',
        '@supports (color: red) { .module { & .say { &::before { content: "x" } } } }',
        '.say { quotes: "x" "y" }',
        '.say { display: list-item; list-style: "x" inside }',
        '.say { list-style-type: "x" }',
        '.say { string-set: a "x" }',
        'h2 { bookmark-label: "x" }',
        '.say { hyphens: auto; hyphenate-character: "x" }',
        '.say { -weasy-hyphenate-character: "x" }',
        '@import "asset:more.css";',
        "@import url(asset:more.css);",
        '@counter-style mine { system: cyclic; symbols: "x" }',
    ],
)
def test_a_style_sheet_that_writes_is_refused_at_its_line(workspace: Any, sheets: Any, refusal: Any, css: str) -> None:
    space = workspace({CSS: f"p {{ color: #000 }}\n{css}", "styles/more.css": '.say::before { content: "x" }'})
    problems = refusal(Refused, sheets, space)
    assert {(problem.code, problem.where) for problem in problems} == {("styles.made-text", f"hilltop/{CSS}:2")}


@pytest.mark.parametrize(
    "css",
    [
        '.say::before { content: "" }',
        '.say::before { content: "  " }',
        ".say::before { content: none }",
        ".say::before { content: normal }",
        ".say::before { content: counter(step) }",
        ".say::before { content: url(asset:symbols/do.svg) }",
        '.say::before { content: url("asset:symbols/do.svg") }',
        "@page { @top-left { content: element(page-head) } }",
        'p { font-family: "Noto Sans", "Vazirmatn" }',
        '[lang="ar"] { color: #000 }',
        '/* content: "x" */ p { color: #000 }',
        "li { list-style: none }",
    ],
)
def test_a_style_sheet_that_draws_is_sound(workspace: Any, sheets: Any, css: str) -> None:
    assert sheets(workspace({CSS: css}))[-1].css == css


def test_every_place_that_writes_is_told_in_every_sheet(workspace: Any, sheets: Any, refusal: Any) -> None:
    one = '.a::before { content: "x" }\n.b::before { content: "y" }'
    problems = refusal(Refused, sheets, workspace({CSS: one, "styles/edition-standard.css": one}))
    assert sorted(problem.where.rpartition("/")[2] for problem in problems) == [
        "clinic.css:1",
        "clinic.css:2",
        "edition-standard.css:1",
        "edition-standard.css:2",
    ]


def test_a_sheet_that_is_not_utf8_is_refused_by_name(workspace: Any, sheets: Any, refusal: Any) -> None:
    (problem,) = refusal(Refused, sheets, workspace({CSS: b"\xff\xfe"}))
    assert (problem.code, problem.where) == ("file.not-utf8", f"hilltop/{CSS}")


# --- what passes here and hides text is caught on the page


HIDING = {
    ".say { display: none }": "preflight.lost-text",
    ".say { visibility: hidden }": "preflight.hidden",
    ".say { color: white }": "contrast.low",
    ".say { opacity: 0.03 }": "preflight.no-ink",
    ".say { font-size: 1pt }": "preflight.too-small",
    ".say { transform: scale(0.05) }": "preflight.too-small",
    ".say { letter-spacing: -1em }": "preflight.too-small",
    ".say { height: 5pt; overflow: hidden }": "preflight.clipped",
    ".say { text-indent: -9999px }": "preflight.off-page",
    ".group { display: flex; flex-direction: column-reverse }": "preflight.text-out-of-order",
    ".main-message { display: none }": "preflight.lost-text",
    ".draft-line { display: none }": "preflight.missing-on-page",
    ".draft-line { color: white }": "contrast.low",
    ".draft-line { font-size: 1pt; line-height: 1pt }": "preflight.too-small",
    ".strip-message { display: none }": "preflight.missing-on-page",
    "#page-head { position: static }": "preflight.missing-on-page",
    ".panel { height: 20mm }": "preflight.panel-overflow",
    ".say { clip-path: inset(100%) }": "preflight.engine-log",
    ".say { background: url(https://example.org/x.png) }": "engine.asset-refused",
    ".say { background: url(asset:nope.svg) }": "asset.missing",
    ".say { background: url(asset:../clinic.yaml) }": "engine.asset-refused",
}


@pytest.mark.parametrize("css", HIDING)
def test_a_style_sheet_that_hides_text_is_refused(
    workspace: Any, made: Callable[..., Handout], refusal: Any, css: str
) -> None:
    problems = refusal(Refused, made, workspace({CSS: css}))
    assert HIDING[css] in {problem.code for problem in problems}


def test_a_style_sheet_may_change_the_look(workspace: Any, made: Callable[..., Handout]) -> None:
    css = """:root { --brand: #5C0B4F; --text: 13pt }
    .masthead { border-bottom-style: dashed } .page-number { display: none } .say { letter-spacing: 0.02em }
    .action.do::before { content: ""; border-radius: 2mm } h2 { text-transform: uppercase }"""
    handout = made(workspace({CSS: css}))
    assert [problem.code for problem in handout.problems if problem.severity != "note"] == []
