"""Two languages on a sheet: each text in both, item by item, in its order and direction, and made again by its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest

from handouts import pipeline
from handouts.errors import Refused, UsageFault
from handouts.model.laid import Rendering
from handouts.model.request import Draft, Patient, Request
from handouts.roots import at

from . import verapdf
from .conftest import OWN, TODAY

PAIRS = [("es", "en"), ("ar", "en"), ("en", "ar"), ("en", "es")]
MORE = [pytest.param("th", "en", marks=pytest.mark.soak), pytest.param("ar", "th", marks=pytest.mark.soak)]
CLINIC = OWN / "examples" / "clinic"


@cache
def sheet(
    lang: str, beside: str, recipe: str = "essential", edition: str = "standard"
) -> tuple[Draft, Rendering, list[str]]:
    request = Request(("baclofen",), lang, recipe=recipe, beside=beside, edition=edition, today=TODAY)
    brief, _ = pipeline.prepared(at(CLINIC), request, Patient(name="Maria Example"))
    composed, rendering = pipeline.rendered(brief)
    problems = pipeline.judged(brief, composed, rendering)
    return composed, rendering, [problem.code for problem in problems if problem.refuses]


PAIR = re.compile(
    r'<span class="pair"><span class="here">(.*?)</span> '
    r'<span class="twin" lang="(\S+)" dir="(\w+)">(.*?)</span></span>(?=\s*<)',
    re.DOTALL,
)


def pairs(html: str) -> list[tuple[str, str, str, str]]:
    """Return the first text of each pair, and language, direction and text of the second."""
    return PAIR.findall(html)


@pytest.mark.parametrize(("lang", "beside"), [*PAIRS, *MORE])
def test_each_pair_of_languages_makes_a_sheet(lang: str, beside: str) -> None:
    composed, _, refused = sheet(lang, beside)
    assert refused == []
    assert composed.html.count('class="twin"') > 40


@pytest.mark.parametrize(
    ("lang", "beside", "form"), [("es", "en", "columns"), ("ar", "en", "stacked"), ("en", "th", "stacked")]
)
def test_letters_of_one_kind_stand_in_columns_and_all_others_under_each_other(
    lang: str, beside: str, form: str
) -> None:
    composed, rendering, _ = sheet(lang, beside)
    assert f"pairs-{form}" in composed.html
    runs = [run for page in rendering.pages for run in page.texts if not run.furniture]
    texts = [next(same) for _, same in groupby(runs, key=lambda run: run.lang)]
    level = [
        abs(one.box[1] - two.box[1]) < 4
        for one, two in pairwise(texts)
        if one.element == "span.here" and two.element == "span.twin"
    ]
    assert len(level) > 20
    assert (sum(level) > 10) is (form == "columns")
    assert sum(level) > 10 or not any(level)


def test_the_second_language_has_its_direction_and_its_name() -> None:
    assert {(lang, way) for _, lang, way, _ in pairs(sheet("en", "ar")[0].html)} == {("ar", "rtl")}
    assert {(lang, way) for _, lang, way, _ in pairs(sheet("ar", "en")[0].html)} == {("en", "ltr")}


def test_every_text_of_a_module_has_its_twin_in_order() -> None:
    alone, both = sheet("en", "es")[0].html, sheet("es", "en")[0].html
    for words in ("Never run out of it.", "Call <bdi", "Is this you?"):
        assert words in alone
    there = [two for *_, two in pairs(both)]
    here = [one for one, *_ in pairs(sheet("en", "es")[0].html)]
    assert there == here
    assert len(there) > 40


def test_numbers_of_parts_stand_once() -> None:
    html = sheet("ar", "en")[0].html
    assert re.findall(r'class="hang">(\d+)<', html) == [str(number) for number in range(1, 9)]


@pytest.mark.parametrize("edition", ["large-print", pytest.param("booklet", marks=pytest.mark.soak)])
def test_other_editions_have_two_languages_too(edition: str) -> None:
    assert sheet("es", "en", edition=edition)[2] == []


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize(("lang", "beside"), [("es", "en"), pytest.param("ar", "en", marks=pytest.mark.soak)])
def test_both_profiles_hold(tmp_path: Path, lang: str, beside: str, profile: str) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet(lang, beside)[1].pdf)
    assert verapdf.failures(path, profile) == {}


def test_a_second_language_that_lacks_a_text_is_refused(
    refusal: Callable[..., Any], made: Any, translate: Any, workspace: Any
) -> None:
    space = translate(workspace(), "eo")
    path = next(space.roots[0].rglob("eo/LC_MESSAGES/sample.po"))
    text = path.read_text()
    start = text.index('msgid "Food protects')
    path.write_text(
        text[:start] + 'msgid "Food protects the stomach."\nmsgstr ""\n' + text[text.index("\n\n", start) :]
    )
    problems = refusal(Refused, made, space, modules=("using",), beside="eo")
    assert [problem.code for problem in problems if problem.refuses] == ["translation.missing"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"locale": "en", "beside": "en"}, "beside.same"),
        ({"locale": "es", "beside": "es_MX"}, "beside.same"),
        ({"locale": "en", "beside": "xx"}, "language.unknown"),
        ({"locale": "en", "beside": "es", "edition": "wallet-card", "recipe": None}, "edition.beside"),
        ({"locale": "en", "beside": "es", "edition": "picture", "recipe": None}, "edition.beside"),
    ],
)
def test_what_cannot_stand_beside_is_refused(fields: dict[str, Any], code: str) -> None:
    request = Request(("baclofen",), **{"recipe": "essential", "today": TODAY, **fields})
    with pytest.raises((UsageFault, Refused)) as caught:
        pipeline.prepared(at(CLINIC), request, Patient())
    assert [problem.code for problem in caught.value.problems if problem.refuses] == [code]


def test_the_code_makes_the_same_sheet_again(handouts: Any, tmp_path: Path) -> None:
    code = re.search(r'class="code whole[^>]*>([A-Z0-9-]+)<', sheet("ar", "en")[0].html)[1]  # type: ignore[index]
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    day = ("--today", TODAY.isoformat())
    made = ("make", "baclofen", "--lang", "ar", "--beside", "en", "--clinic", CLINIC, "-o", first, *day)
    assert handouts(*made)[0] == 0
    assert handouts("again", code, "--clinic", CLINIC, "-o", second, *day)[0] == 0
    assert first.read_bytes() == second.read_bytes()
