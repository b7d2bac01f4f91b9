"""A clinic's name, logo, colours and fonts: what is unfit is named with its remedy, what is unusual looks right."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from handouts import child, fonts, pipeline, preflight, render
from handouts import clinic as clinics
from handouts.errors import Refused, Severity
from handouts.model.laid import LaidPage, Rendering
from handouts.model.request import Patient, Request
from handouts.workspace import Workspace

from .conftest import OWN, TODAY

MM = 96 / 25.4
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}">{}</svg>'
SQUARE = '<rect width="9" height="9"/>'


def svg(width: float = 10, height: float = 10, inside: str = SQUARE) -> bytes:
    return SVG.format(width, height, inside).encode()


def raster(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, kind)
    return buffer.getvalue()


# --- logo -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def logo_said(workspace: Callable[..., Workspace], refusal: Any) -> Callable[..., list[tuple[str, str]]]:
    """Return what is said of a logo: (code, how grave)."""

    def say(name: str, body: bytes | None) -> list[tuple[str, str]]:
        space = workspace({name: body} if body is not None else {}, logo=name)
        _, problems = clinics.load(space, TODAY)
        assert all(item.where.startswith("hilltop/clinic.yaml:") for item in problems if item.code.startswith("logo."))
        return [(item.code, str(item.severity)) for item in problems if item.code.startswith("logo.")]

    return say


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("logo.svg", svg(), []),
        ("logo.png", raster(600, 300), []),
        ("logo.jpg", raster(600, 300, "JPEG"), []),
        ("logo.svg", None, [("logo.missing", "error")]),
        ("logo.svg", b"<svg", [("logo.unfit", "error")]),
        ("logo.png", b"\x89PNG no", [("logo.unfit", "error")]),
        ("logo.png", raster(600, 300)[:-40], [("logo.unfit", "error")]),
        ("logo.jpg", raster(100, 100, "JPEG", "CMYK"), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside=" " * (3 << 20)), [("logo.unfit", "error")]),
        ("logo.png", raster(6000, 6000), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside='<image href="https://example.org/a.png"/>'), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside='<use href="other.svg#a"/>'), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside='<rect style="fill: url(https://example.org/a)"/>'), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside="<rect fill=\"url( 'a.svg#b' )\"/>"), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside="<style>@import 'a.css';</style>"), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside="<script>1</script>"), [("logo.unfit", "error")]),
        ("logo.svg", svg(inside="<foreignObject/>"), [("logo.unfit", "error")]),
        ("logo.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg(), [("logo.unfit", "error")]),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', [("logo.unfit", "error")]),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="5mm"/>', []),
        ("logo.svg", svg(inside='<g id="a"/><use href="#a"/><rect fill="url(#b)"/>'), []),
        ("logo.svg", svg(inside="<text>Clinic</text>"), [("logo.text", "warning")]),
        ("logo.png", raster(60, 60), [("logo.coarse", "warning")]),
        ("logo.png", raster(83, 83), []),
        ("logo.svg", svg(90, 10), [("logo.slim", "warning")]),
        ("logo.svg", svg(10, 90), [("logo.slim", "warning")]),
    ],
)
def test_a_logo(logo_said: Any, name: str, body: bytes | None, said: list[tuple[str, str]]):
    assert logo_said(name, body) == said


# --- colours ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colours", "said"),
    [
        ({"brand": "#0B4F5C", "warning": "#9B1C1C"}, []),
        ({"brand": "#757575"}, []),
        ({"brand": "#8FB8C0"}, ["brand #8FB8C0 has a contrast of 2.1 to 1 on paper, and needs 4.5"]),
        ({"warning": "#ff9999"}, ["warning #ff9999 has a contrast of 2.0 to 1 on paper, and needs 4.5"]),
    ],
)
def test_colours_of_clinic_yaml(workspace: Any, refusal: Any, made: Any, colours: dict[str, str], said: list[str]):
    space = workspace(colours=colours)
    problems = [item for item in clinics.load(space, TODAY)[1] if item.code == "contrast.low"]
    assert [item.message for item in problems] == said
    assert all(item.where.startswith("hilltop/clinic.yaml:") and "#" in item.hint for item in problems)
    if said:
        assert "contrast.low" in {item.code for item in refusal(Refused, made, space)}


# --- how it looks: long and short names, wide and high logos, both directions -----------------------------------------


@pytest.fixture(scope="session")
def rendering(small: Workspace) -> Callable[..., Rendering]:
    """Lay a sheet out and return the report; fails on anything that refuses."""

    def lay(space: Workspace, **asked: Any) -> Rendering:
        request = Request(**{"topics": ("sample",), "locale": "en", "today": TODAY, **asked})
        brief, _ = pipeline.prepared(space, request, Patient())
        composed, found = pipeline.rendered(brief)
        assert [item for item in preflight.inspect(found, composed.expected) if item.refuses] == []
        return found

    return lay


def box_of(page: LaidPage, word: str) -> tuple[float, float, float, float]:
    return next(run.box for run in page.texts if word in run.text)


LONG = "The Northern University Hospitals, Department of Neurological Rehabilitation and Spasticity"
LOGOS: Mapping[str, tuple[str, bytes, float]] = {
    "square": ("logo.svg", svg(), 1),
    "wide": ("logo.svg", svg(70, 10), 7),
    "high": ("logo.svg", svg(10, 70), 1 / 7),
    "wide in pixels": ("logo.png", raster(1400, 200), 7),
}


@pytest.mark.parametrize("name", ["Hilltop", LONG])
@pytest.mark.parametrize("logo", LOGOS)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_masthead_holds_any_name_and_logo(
    workspace: Any, translate: Any, rendering: Any, name: str, logo: str, lang: str
):
    file, body, ratio = LOGOS[logo]
    facts = {"short_name": "Northern Hospitals"} if name == LONG else {}
    space = translate(workspace({file: body}, logo=file, name=name, **facts), "fa")
    page = rendering(space, locale=lang).pages[0]
    (image,) = (item for item in page.images if item.element.startswith("img") or "logo" in item.element)
    width, height = image.box[2] - image.box[0], image.box[3] - image.box[1]
    assert width <= 45.1 * MM
    assert height <= 14.1 * MM
    left, _, right, _ = page.area
    phone = box_of(page, "960321")
    on_the_right = lang == "fa"
    assert (image.box[2] > page.width / 2) is on_the_right  # the logo stands where reading begins
    assert left - 1 <= min(image.box[0], phone[0])
    assert max(image.box[2], phone[2]) <= right + 1
    assert ratio  # drawn with its own shape: test_a_raster_logo_keeps_its_shape looks at the ink


def test_a_raster_logo_keeps_its_shape(workspace: Any, rendering: Any):
    """A circle in a wide picture is printed as a circle."""
    import pypdfium2
    from PIL import ImageDraw

    drawn = Image.new("RGB", (1400, 200), "white")
    ImageDraw.Draw(drawn).ellipse((600, 0, 800, 199), fill="black")
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    found = rendering(workspace({"logo.png": buffer.getvalue()}, logo="logo.png"))
    with pypdfium2.PdfDocument(found.pdf) as pdf:
        image = pdf[0].render(scale=4, grayscale=True).to_pil().convert("L")
    page = found.pages[0]
    (logo,) = page.images
    scale = image.width / page.width
    ink = image.crop([round(edge * scale) for edge in logo.box]).point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert ink is not None
    assert abs((ink[2] - ink[0]) - (ink[3] - ink[1])) <= 2


def test_a_clinic_without_a_logo_or_name(workspace: Any, rendering: Any):
    assert rendering(workspace(name=None)).pages[0].images == ()


def foot(page: LaidPage) -> str:
    return " ".join(run.text for run in page.texts if run.furniture and run.box[1] > page.height / 2)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Hilltop Clinic · Revision 1"),
        ({"footer": "Registered charity 000000"}, "Registered charity 000000"),
        ({"name": LONG, "short_name": "Northern Hospitals"}, "Northern Hospitals · Revision 1"),
        ({"name": LONG[:80]}, LONG[:80]),
        ({"name": "Hilltop Clinic of the Northern Trust", "footer": "F" * 30}, f"Northern Trust · {'F' * 30}"),
        ({"name": LONG[:80], "footer": "Registered charity 000000"}, f"{LONG[:80]} Registered charity"),
        ({"footer": "x" * 85, "allow_drafts": {"by": "A. Tester", "date": "2026-11-01"}}, "x" * 85),
    ],
)
def test_the_foot_bears_the_clinics_lines_on_every_page_and_keeps_off_the_edge(
    workspace: Any, rendering: Any, facts: dict[str, Any], said: str
):
    found = rendering(workspace(**facts), recipe="essential")
    for page in found.pages:
        assert said in " ".join(foot(page).split()).replace(" · ", " · ")
        lowest = max(run.box[3] for run in page.texts)
        assert page.height - lowest >= 12 * MM


def test_a_name_too_long_for_the_foot_asks_for_a_short_one(workspace: Any, refusal: Any, made: Any):
    problems = refusal(Refused, made, workspace(name="N" * 86))
    assert [(item.code, item.hint) for item in problems] == [("clinic.long-name", "add short_name: for the foot")]


def test_a_name_in_another_script_is_set_in_a_font_that_joins_its_letters(workspace: Any, rendering: Any):
    """Noto Sans Math has Arabic letters that stand alone; before this test it drew an Arabic name."""
    found = rendering(workspace(name="مستشفى الملك فهد", address="1 Hill Road, شارع النور"))
    assert "Vazirmatn" in found.families
    assert "Noto Sans Math" not in found.families
    run = next(run for run in found.pages[0].texts if "1 Hill Road" in run.text)
    assert run.direction == "ltr"


# --- fonts ------------------------------------------------------------------------------------------------------------

FACE = {"family": "Clinic Sans", "regular": "Clinic-Regular.ttf", "bold": "Clinic-Bold.ttf", "licence": "OFL 1.1"}
FILES = OWN / "styles" / "fonts" / "files" / "base"


def font(bold: bool = False, family: str = "Clinic Sans", **changes: Any) -> bytes:  # noqa: FBT001, FBT002
    """Return one of our fonts under another name, with fields of its OS/2 table changed and characters taken away."""
    lost = changes.pop("lost", "")
    with TTFont(FILES / ("SourceSans3_700Bold.ttf" if bold else "SourceSans3_400Regular.ttf")) as found:
        for record in found["name"].names:
            if record.nameID in (1, 16):
                record.string = family
        for name, value in changes.items():
            setattr(found["OS/2"], name, value)
        for table in found["cmap"].tables:
            for char in lost:
                table.cmap.pop(ord(char), None)
        buffer = io.BytesIO()
        found.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def faces() -> dict[str, bytes]:
    return {"styles/fonts/Clinic-Regular.ttf": font(), "styles/fonts/Clinic-Bold.ttf": font(bold=True)}


@pytest.fixture
def font_said(workspace: Any, faces: dict[str, bytes]) -> Callable[..., list[tuple[str, str]]]:
    def say(files: Mapping[str, bytes | None] | None = None, **face: str) -> list[tuple[str, str]]:
        given = {name: body for name, body in {**faces, **(files or {})}.items() if body is not None}
        space = workspace(given, fonts=[{**FACE, **face}])
        ours = [family.name for family in fonts.catalogue(OWN / "styles" / "fonts")]
        found = fonts.own_problems(space, clinics.load(space, TODAY)[0].facts.fonts, ours)
        return [(item.code, f"{item.where}: {item.message}") for item in found]

    return say


REGULAR, BOLD = "styles/fonts/Clinic-Regular.ttf", "styles/fonts/Clinic-Bold.ttf"


def test_whole_static_files_pass(font_said: Any):
    assert font_said() == []


@pytest.mark.parametrize(
    ("files", "face", "code", "said"),
    [
        ({BOLD: None}, {}, "font.missing", "no font file"),
        ({}, {"family": "Noto Sans"}, "font.unfit", "one of our own"),
        ({}, {"family": "Clinical Sans"}, "font.unfit", "calls its family Clinic Sans"),
        ({REGULAR: b"no font"}, {}, "font.unfit", "not a font file"),
        ({REGULAR: font()[:2000]}, {}, "font.unfit", "not a font file"),
        ({REGULAR: font(fsType=2)}, {}, "font.unfit", "forbids embedding"),
        ({REGULAR: font(fsSelection=1)}, {}, "font.unfit", "slanted"),
        ({BOLD: font()}, {}, "font.unfit", "weight 400 and is named as the bold"),
        ({REGULAR: font(bold=True)}, {}, "font.unfit", "weight 700 and is named as the regular"),
        ({REGULAR: font(lost="Q7")}, {}, "font.unfit", "lacks Q 7"),
        ({"styles/fonts/Extra.otf": b"x"}, {}, "font.unlisted", "not in clinic.yaml"),
        ({"styles/fonts/Slice.woff2": b"x"}, {}, "font.unlisted", "not in clinic.yaml"),
    ],
)
def test_a_font_that_cannot_be_used_is_named(
    font_said: Any, files: Mapping[str, bytes | None], face: dict[str, str], code: str, said: str
):
    assert any(found == code and said in text for found, text in font_said(files, **face))


def test_a_variable_font_is_refused(font_said: Any):
    from fontTools.ttLib import newTable

    with TTFont(FILES / "SourceSans3_400Regular.ttf") as found:
        found["fvar"] = newTable("fvar")
        found["fvar"].axes, found["fvar"].instances = [], []
        for record in found["name"].names:
            if record.nameID in (1, 16):
                record.string = "Clinic Sans"
        buffer = io.BytesIO()
        found.save(buffer)
    assert ("font.unfit", f"hilltop/{REGULAR}: this is a variable font") in font_said({REGULAR: buffer.getvalue()})


def in_child(space: Workspace, request: Request) -> Rendering:
    brief, _ = pipeline.prepared(space, request, Patient())
    composed, _ = pipeline.rendered(brief)
    sheets = [(sheet.name, sheet.css) for sheet in composed.sheets]
    return render.render(composed.html, sheets, space.asset)


def test_a_clinics_font_comes_first_and_ours_draw_what_it_lacks(workspace: Any, faces: dict[str, bytes], asked: Any):
    css = ':root { --heading-face: "Noto Sans" }'
    space = workspace({**faces, "styles/clinic.css": css}, fonts=[FACE], address="Straße 1 · Οδός 2 · شارع")
    found = child.run(in_child, space, asked())  # the engine reads the fonts once in a process
    assert {"Clinic Sans", "Noto Sans", "Vazirmatn"} <= set(found.families)
    handout = child.run(pipeline.made, space, asked(), Patient())
    assert [item for item in handout.problems if item.severity is not Severity.NOTE] == []


def test_check_names_an_unfit_font_and_make_refuses(workspace: Any, faces: dict[str, bytes], asked: Any, refusal: Any):
    space = workspace({**faces, REGULAR: font(fsType=2)}, fonts=[FACE])
    assert [item.code for item in refusal(Refused, pipeline.prepared, space, asked(), Patient())] == ["font.unfit"]


def test_the_fonts_of_a_folder_have_a_configuration_of_their_own(tmp_path: Path):
    one, other = fonts.fontconfig_file(FILES), fonts.fontconfig_file(FILES, (tmp_path,))
    assert one != other
    assert f"<dir>{tmp_path}</dir>" in other.read_text(encoding="utf-8")
