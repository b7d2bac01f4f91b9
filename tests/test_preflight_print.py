"""What only print shows: too few pixels, contrast as it is drawn, and pages that are cut after they are printed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from handouts.errors import Severity
from handouts.preflight import inspect, inspect_file

from .sheets import LINE, asset, codes, found, sheet, start_engine, wanted

WORDS = f"<p>{LINE}</p>"
BLEED = "@page { bleed: 3mm; marks: crop cross }"


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    start_engine()


def in_file(pdf: bytes, folder: Path) -> set[str]:
    """Return what the inspection of a finished file says against it."""
    (folder / "sheet.pdf").write_bytes(pdf)
    return codes(problem for problem in inspect_file(folder / "sheet.pdf")[1] if problem.severity is not Severity.NOTE)


# Pixels: small.png has 100 × 50, which at 150 to an inch are 16.9 × 8.5 mm.

COARSE = {
    "too wide": "width: 18mm",
    "too high": "width: 10mm; height: 10mm",
    "fills a box of another shape": "width: 40mm; height: 9mm; object-fit: cover",
    "contained, but still too large": "width: 40mm; height: 20mm; object-fit: contain",
    "blown up": "width: 9mm; transform: scale(2)",
}
FINE = {
    "small enough": "width: 16mm",
    "contained in a wide box": "width: 40mm; height: 8mm; object-fit: contain",
    "as it is, in a wide box": "width: 40mm; height: 20mm; object-fit: none; image-resolution: 300dpi",
    "made small": "width: 32mm; transform: scale(.5)",
    "turned": "width: 16mm; transform: rotate(90deg)",
}


@pytest.mark.parametrize("style", COARSE.values(), ids=COARSE)
def test_image_with_too_few_pixels_is_told(style: str, tmp_path: Path) -> None:
    rendering = sheet(f"{WORDS}<img class='logo' alt='x' src='asset:small.png' style='{style}'>")
    (problem,) = inspect(rendering, wanted())
    assert (problem.code, problem.severity) == ("preflight.image-coarse", "warning")
    assert problem.where.endswith("in img.logo")
    if "scale" not in style and "object-fit: cover" not in style and "height: 10mm" not in style:
        assert in_file(rendering.pdf, tmp_path) == {"image-coarse"}


@pytest.mark.parametrize("style", FINE.values(), ids=FINE)
def test_image_with_pixels_enough_is_not_told(style: str, tmp_path: Path) -> None:
    rendering = sheet(f"{WORDS}<img alt='x' src='asset:small.png' style='{style}'>")
    assert inspect(rendering, wanted()) == ()
    assert in_file(rendering.pdf, tmp_path) == set()


def test_drawing_is_never_too_coarse(tmp_path: Path) -> None:
    rendering = sheet(f"{WORDS}<img alt='x' src='asset:stripes.svg' style='width: 150mm'>")
    assert inspect(rendering, wanted()) == ()
    assert in_file(rendering.pdf, tmp_path) == set()


def test_background_of_too_few_pixels_is_told_in_the_finished_file(tmp_path: Path) -> None:
    style = "background: url(asset:small.png) no-repeat; background-size: 90mm; height: 45mm"
    assert in_file(sheet(f"{WORDS}<div style='{style}'></div>").pdf, tmp_path) == {"image-coarse"}


# Contrast: no style says what colour lies behind the text, a drawing does.


def on_drawing(color: str, ground: str) -> str:
    return f"<p style='color: {color}; background: url(asset:ground-{ground}.svg); padding: 3mm'>{LINE}</p>"


@pytest.mark.parametrize(
    ("color", "ground", "said"),
    [
        ("#c00", "cc0000", {"no-ink"}),
        ("#f00", "00a000", {"no-ink"}),
        ("#0b4f5c", "1c6a78", {"no-ink"}),
        ("#ff0", "ffffff", {"no-ink"}),
        ("#fff", "ff0000", {"faint"}),
        ("#fff", "00a000", {"faint"}),
        ("#000", "666666", {"faint"}),
        ("#333", "80a0a0", {"faint"}),
        ("#fff", "c00000", set()),
        ("#fff", "0000ff", set()),
        ("#fff", "0b4f5c", set()),
        ("#000", "ffff00", set()),
        ("#0b4f5c", "e0f0f0", set()),
    ],
)
def test_contrast_is_that_of_the_print(color: str, ground: str, said: set[str]) -> None:
    assert asset(f"ground-{ground}.svg").startswith(b"<svg")
    assert found(on_drawing(color, ground), "", LINE) == said


# Bleed: the file's page is larger than the sheet, by what is cut away.

HIDDEN = {
    "white text": f"<p style='color: white'>{LINE}</p>",
    "cover": (
        f"<div style='position: relative'>{LINE}"
        "<div style='position: absolute; left: 50mm; top: 0; height: 8mm; width: 8mm; background: black'></div></div>"
    ),
    "at the end of the page": f"<p style='margin-top: 248mm; color: #eee; text-align: right'>{LINE}</p>",
}
BAND = "<div style='margin: -23mm -23mm 5mm; height: 30mm; background: #0B4F5C'></div>"


def test_page_with_bleed_and_marks_is_sound(tmp_path: Path) -> None:
    body = (
        f"{BAND}{WORDS}<p style='background: #0B4F5C; color: white'>{LINE}</p>"
        f"<img alt='x' src='asset:stripes.png' style='width: 30mm'><p style='margin-top: 150mm'>{LINE}</p>"
    )
    rendering = sheet(body, BLEED)
    with pikepdf.open(io.BytesIO(rendering.pdf)) as pdf:
        assert pdf.pages[0].mediabox != pdf.pages[0].trimbox
    assert inspect(rendering, wanted(LINE, LINE, LINE)) == ()
    assert in_file(rendering.pdf, tmp_path) == set()
    assert inspect_file(tmp_path / "sheet.pdf")[0]["sizes_mm"] == [[210, 297]]


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN)
def test_hidden_text_on_a_page_with_bleed_is_told_by_its_ink(body: str, tmp_path: Path) -> None:
    rendering = sheet(body, BLEED)
    (page,) = rendering.pages
    page = replace(page, texts=tuple(replace(run, covered=False) for run in page.texts))
    assert codes(inspect(replace(rendering, pages=(page,)), wanted(LINE))) == {"no-ink"}
    assert in_file(rendering.pdf, tmp_path) == {"no-ink"}


def test_text_that_runs_into_the_bleed_is_cut_off(tmp_path: Path) -> None:
    rendering = sheet(f"<p style='margin-left: -21.5mm'>{LINE}</p>", BLEED)
    assert codes(inspect(rendering, wanted(LINE))) == {"off-page"}
    assert in_file(rendering.pdf, tmp_path) == {"off-page"}


def test_what_a_printer_writes_beside_the_sheet_is_not_judged(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(sheet(f"{WORDS}<p style='margin-top: 90mm'>{LINE}</p>").pdf)) as pdf:
        pdf.pages[0].TrimBox = [0, 0, 595, 700]
        stream = io.BytesIO()
        pdf.save(stream)
    assert in_file(stream.getvalue(), tmp_path) == set()


@pytest.mark.parametrize("box", [[0, 0, 0, 0], [-900, -900, 2000, 2000], [300, 300, 100, 100]])
def test_place_to_cut_that_cannot_be_does_no_harm(box: list[int], tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(sheet(WORDS).pdf)) as pdf:
        pdf.pages[0].TrimBox = box
        stream = io.BytesIO()
        pdf.save(stream)
    assert in_file(stream.getvalue(), tmp_path) == set()
