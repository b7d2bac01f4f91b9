"""What a colour says, shape says too: in greyscale the levels of a warning are still told apart, in every look."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from handouts import pipeline
from handouts.model.laid import LaidPage
from handouts.model.request import Patient, Request
from handouts.roots import at

from .conftest import OWN, TODAY
from .looks import CLINICS

MM = 96 / 25.4
SCALE = 3
"""Pixels of the drawing in a CSS pixel."""


def drawn(pdf: bytes, number: int, width: float) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number - 1]
        return page.render(scale=SCALE * width / page.get_width(), grayscale=True).to_pil().convert("L")


def ink_at_the_start(image: Image.Image, page: LaidPage, top: float, bottom: float) -> float:
    """How many millimetres of ink stand at the start of the lines between two heights, outside the text."""
    left = page.area[0]
    strip = image.crop([round(edge * SCALE) for edge in (left - 2, top, left + 12 * MM, bottom)])
    dark = strip.point(lambda grey: 255 if grey < 160 else 0).resize((strip.width, 1), Image.Resampling.BOX)
    return sum(level > 200 for level in dark.tobytes()) / SCALE / MM


def bars(clinic: Path) -> dict[str, float]:
    """The ink that stands beside each level's signs."""
    request = Request(("baclofen",), "en", modules=("withdrawal-warnings",), today=TODAY)
    brief, _ = pipeline.prepared(at(clinic), request, Patient())
    _, rendering = pipeline.rendered(brief)
    found: dict[str, float] = {}
    for page in rendering.pages:
        image = drawn(rendering.pdf, page.number, page.width)
        for run in (run for run in page.texts if not run.furniture):
            for level, words in LEVELS.items():
                if run.text.startswith(words):
                    found[level] = ink_at_the_start(image, page, run.box[1], run.box[3])
    return found


LEVELS: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def levels() -> None:
    """The first words of the first sign of each level, as the module says them now."""
    from handouts import topics

    module = topics.load(at(None), "baclofen").modules["withdrawal-warnings"].module
    for level in module.body.levels:
        if level.signs:
            LEVELS[level.level] = str(level.signs[0].text).split("{")[0].replace("*", "")[:12]


@pytest.mark.parametrize("look", CLINICS)
def test_the_levels_of_a_warning_differ_without_colour(look: str):
    found = bars(OWN / "examples" / CLINICS[look])
    assert len(found) >= 2
    for one, other in combinations(found, 2):
        assert abs(found[one] - found[other]) >= 0.5, found


def test_a_look_that_tells_them_apart_by_colour_alone_would_be_seen(tmp_path: Path):
    clinic = OWN / "examples" / CLINICS["neutral"]
    for name in ("clinic.yaml", "logo.svg"):
        (tmp_path / name).write_bytes((clinic / name).read_bytes())
    (tmp_path / "styles").mkdir()
    bar = "border-inline-start: var(--bar) solid"
    css = f".level {{ {bar} var(--brand) }} .level-emergency {{ {bar} var(--warning) }}"
    (tmp_path / "styles" / "clinic.css").write_text(css)
    found = bars(tmp_path)
    assert min(abs(found[one] - found[other]) for one, other in combinations(found, 2)) < 0.5
