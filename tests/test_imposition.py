"""The order for folding: every page once, in its place when the sheets lie in each other; and the file that is made."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from handouts import imposition, pipeline
from handouts.errors import Refused, Severity
from handouts.imposition import order
from handouts.model.request import Handout, Patient, Request
from handouts.roots import at

from .conftest import OWN, TODAY

PAGES = st.integers(1, 120)
WIDTH = 600
"""Pixels of a page."""


def folded(pages: int, *, from_right: bool) -> list[int | None]:
    """Fold the sheets, lay them in each other and turn the pages from the front: what a reader sees, in order."""
    sides = order(pages, from_right=from_right)
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    left, right = (1, 0) if from_right else (0, 1)  # the half that is the outer sheet's front cover is the second
    first = [page for front, back in sheets for page in (front[right], back[left])]
    second = [page for front, back in reversed(sheets) for page in (back[right], front[left])]
    return first + second


@given(pages=PAGES, from_right=st.booleans())
def test_a_folded_booklet_is_read_from_the_first_page_to_the_last(pages: int, *, from_right: bool) -> None:
    read = folded(pages, from_right=from_right)
    assert read[:pages] == list(range(1, pages + 1))
    assert read[pages:] == [None] * (-pages % 4)


@given(PAGES)
def test_a_right_to_left_booklet_is_the_mirror_of_the_other(pages: int) -> None:
    assert order(pages, from_right=True) == tuple((right, left) for left, right in order(pages))


def test_the_order_is_the_one_that_printers_know() -> None:
    assert order(8) == ((8, 1), (2, 7), (6, 3), (4, 5))
    assert order(7) == ((None, 1), (2, 7), (6, 3), (4, 5))
    assert order(1) == ((None, 1), (None, None))


# --- the file


def laid_out(lang: str) -> bytes:
    request = Request(("baclofen",), lang, recipe="essential", edition="booklet", today=TODAY)
    brief, _ = pipeline.prepared(at(OWN / "examples" / "clinic"), request, Patient())
    return pipeline.rendered(brief)[1].pdf


def images(pdf: bytes, halves: int = 1) -> list[Image.Image]:
    """Return the pages of a file as images, each cut in so many parts from left to right."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            scale = (WIDTH * halves - 0.01) / page.get_width()  # whole pixels, so that no half begins within one
            image = page.render(scale=scale, grayscale=True).to_pil()
            found += [image.crop((part * WIDTH, 0, (part + 1) * WIDTH, image.height)) for part in range(halves)]
    return found


def differ(one: Image.Image, other: Image.Image) -> int:
    """Return how many patches of 8 pixels by 8 differ by more than the rounding of an edge."""
    patches = [image.resize((image.width // 8, image.height // 8), Image.Resampling.BOX) for image in (one, other)]
    size = (min(patch.width for patch in patches), min(patch.height for patch in patches))
    difference = ImageChops.difference(*(patch.crop((0, 0, *size)) for patch in patches))
    return sum(difference.histogram()[48:])


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_half_of_a_sheet_shows_its_page(lang: str) -> None:
    pages = laid_out(lang)
    flat, halves = images(pages), images(imposition.booklet(pages, from_right=lang == "ar"), halves=2)
    places = [page for side in order(len(flat), from_right=lang == "ar") for page in side]
    assert len(halves) == len(places)
    for half, page in zip(halves, places, strict=True):
        if page is None:
            assert half.getextrema() == (255, 255)
        else:
            assert differ(half, flat[page - 1]) < 5
            assert differ(half, flat[page % len(flat)]) > 200


@pytest.fixture(scope="module")
def booklet(made: Callable[..., Handout]) -> Handout:
    clinic = at(OWN / "examples" / "clinic")
    return made(clinic, topics=("baclofen",), recipe="essential", edition="booklet", today=TODAY)


def test_it_says_that_it_is_a_print_file_without_tags(booklet: Handout) -> None:
    told = [problem for problem in booklet.problems if problem.code == "booklet.untagged"]
    assert [problem.severity for problem in told] == [Severity.WARNING]
    assert "2 sheets" in told[0].message
    with pikepdf.open(io.BytesIO(booklet.document)) as pdf:
        assert str(pdf.docinfo["/Subject"]).startswith("Print file")
        assert str(pdf.docinfo["/Title"]) == "Baclofen: How to take baclofen safely"
        assert sorted(pdf.docinfo.keys()) == ["/Keywords", "/Producer", "/Subject", "/Title"]
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Metadata" not in pdf.Root
        assert pdf.Root.Lang == "en"
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"


def test_its_sheets_have_the_size_of_the_paper_on_its_side(booklet: Handout) -> None:
    with pikepdf.open(io.BytesIO(booklet.document)) as pdf:
        assert len(pdf.pages) * 2 >= booklet.page_count
        for page in pdf.pages:
            assert [round(float(edge) * 25.4 / 72) for edge in page.mediabox] == [0, 0, 297, 210]


def test_the_same_pages_give_the_same_bytes() -> None:
    pages = laid_out("en")
    assert imposition.booklet(pages) == imposition.booklet(pages)


def test_a_font_stands_in_it_once(booklet: Handout) -> None:
    with pikepdf.open(io.BytesIO(booklet.document)) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        names = [str(font.BaseFont) for font in fonts if font.get("/Subtype") == "/Type0"]
    assert len(names) == len(set(names)) > 1


def test_a_page_that_is_wrong_is_refused_before_it_is_folded(workspace: Any, refusal: Any, made: Any) -> None:
    space = workspace({"styles/clinic.css": ".label { opacity: 0.1 }"})
    problems = refusal(Refused, made, space, edition="booklet")
    assert "preflight.no-ink" in {problem.code for problem in problems}
