"""The sheet for an interpreter: every text once, numbered, beside room to write it in another language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from handouts import clinic as clinics
from handouts import pipeline, topics
from handouts.compose.proof import squeezed
from handouts.compose.said import said
from handouts.compose.select import chosen
from handouts.model.laid import Rendering
from handouts.model.request import Draft, Patient, Request
from handouts.roots import at

from . import verapdf
from .conftest import OWN, TODAY

CLINIC = OWN / "examples" / "clinic"


@cache
def sheet(recipe: str = "essential", lang: str = "en", paper: str = "a4") -> tuple[Draft, Rendering, list[str]]:
    request = Request(("baclofen",), lang, recipe=recipe, edition="interpreter", paper=paper, today=TODAY)
    brief, _ = pipeline.prepared(at(CLINIC), request, Patient())
    composed, rendering = pipeline.rendered(brief)
    wrong = [item.code for item in pipeline.judged(brief, composed, rendering) if item.severity != "note"]
    return composed, rendering, wrong


def rows(html: str) -> list[tuple[int, str, int]]:
    """Return number, text and count of lines to write on of each row."""
    found = re.findall(r'<li class="numbered-text[^>]*value="(\d+)">(.*?)</li>', html, re.DOTALL)
    said = ((int(number), row, row.count('class="blank-line"')) for number, row in found)
    return [(number, re.sub("<[^>]+>", "", row.partition("own-lines")[0]), lines) for number, row, lines in said]


@pytest.mark.parametrize("lang", ["en", "es", "ar", "th"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_it_is_made_in_whatever_language_the_interpreter_reads(lang: str, paper: str) -> None:
    assert set(sheet(lang=lang, paper=paper)[2]) <= {"preflight.last-page-thin"}


@pytest.mark.parametrize("recipe", ["essential", "stopping"])
def test_every_text_of_the_recipe_stands_in_a_row_in_its_order(recipe: str) -> None:
    request = Request(("baclofen",), "en", recipe=recipe, edition="interpreter", today=TODAY)
    content, clinic = topics.load(at(CLINIC), "baclofen"), clinics.load(at(CLINIC), TODAY)[0]
    found = rows(sheet(recipe)[0].html)
    assert [number for number, *_ in found] == list(range(1, len(found) + 1))
    texts = [one.message.source for item in chosen(content, request, clinic) for one in said(content, item)]
    assert len(texts) > 40
    for (_, row, _), source in zip(found[-len(texts) :], texts, strict=True):
        pieces = [squeezed(piece) for piece in re.split(r"\{\w+\}|\*\*", source)]
        assert all(piece in squeezed(row) for piece in pieces)


def test_a_longer_text_has_more_room() -> None:
    found = rows(sheet()[0].html)
    assert all(lines >= max(1, len(text) // 60) for _, text, lines in found)
    assert max(lines for *_, lines in found) > 3


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_both_profiles_hold(tmp_path: Path, profile: str) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet()[1].pdf)
    assert verapdf.failures(path, profile) == {}


def test_the_command_makes_it(handouts: Any, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    code, out, _ = handouts("interpreter-sheet", "baclofen", "--clinic", CLINIC, "-o", path)
    assert (code, " pages)" in out) == (0, True)
    assert path.read_bytes().startswith(b"%PDF")


def test_the_command_refuses_a_topic_that_is_not_there(handouts: Any) -> None:
    assert handouts("interpreter-sheet", "nope", "--clinic", CLINIC)[0] == 2
