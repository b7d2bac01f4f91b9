"""What a viewer gives back of each language's sheet does not get less, and two viewers draw the same page."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import pytest

from handouts.locales.languages import languages
from handouts.roots import at

from . import figures

LANGUAGES = languages(at(figures.ROOT / "examples" / "clinic"))
ON_EVERY_RUN = {"en", "ar", "ur", "hi", "th", "ja", "ko", "vi"}
"""Each way of setting letters; the others with `make soak`."""
MOST = 40
"""Pixels of a square centimetre in which two viewers may differ; a tone mark out of its place is more."""


@pytest.mark.parametrize(
    "lang", [pytest.param(lang, marks=() if lang in ON_EVERY_RUN else pytest.mark.soak) for lang in LANGUAGES]
)
def test_the_text_comes_out_as_it_was_laid_out_and_is_drawn_the_same(lang: str) -> None:
    made = figures.sheet(lang)
    least = figures.kept()[lang]
    found = figures.text_figures(made)
    assert {viewer: found[viewer] >= least[viewer] for viewer in figures.VIEWERS} == dict.fromkeys(
        figures.VIEWERS, True
    )
    assert made.right_to_left or set(least.values()) == {1.0}
    for number in range(len(pypdfium2.PdfDocument(made.pdf))):
        assert figures.differing(made.pdf, number) <= MOST


def test_the_figures_that_are_published_are_those_that_are_kept() -> None:
    assert set(figures.kept()) == set(LANGUAGES)
    assert figures.table(figures.kept()) in figures.DOCS.read_text(encoding="utf-8")


def test_text_without_what_was_laid_out_comes_out_worse() -> None:
    made = figures.sheet("hi")
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        for page in pdf.pages:
            stream = page.obj.Contents.read_bytes()
            page.obj.Contents = pdf.make_stream(re.sub(rb"/ActualText", rb"/NoSuchText", stream))
        stripped = io.BytesIO()
        pdf.save(stripped)
    bare = figures.Sheet(stripped.getvalue(), made.expected, made.right_to_left)
    assert max(figures.text_figures(bare).values()) < 0.98


def test_a_page_that_is_drawn_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = figures.sheet("en")
    assert figures.differing(made.pdf, 0) <= MOST
    monkeypatch.setattr(figures, "GREY", 1)
    assert figures.differing(made.pdf, 0) > MOST
