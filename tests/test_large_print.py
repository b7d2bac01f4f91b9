"""Large print is large everywhere, in one column, and made in every language: looked at in finished pages."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdfium2
import pytest
from pypdfium2 import raw

from handouts import engine, pipeline, topics
from handouts.errors import Problem
from handouts.model.laid import Box, Rendering
from handouts.model.request import Patient, Request
from handouts.roots import at
from handouts.workspace import Workspace

from . import verapdf
from .conftest import OUR_NOTE, OWN, TODAY, written

LEAST = 16
MM, PT = 96 / 25.4, 96 / 72
EDGE = 13 * 72 / 25.4
"""White that a printer needs, in points."""
CLINIC = (OWN / "examples" / "clinic" / "clinic.yaml").read_text().replace("logo:", "# logo:")
TOLERABLE = {"preflight.last-page-thin", "preflight.page-thin"}
"""A page at 28 pt holds a dozen lines, and what may not be cut can leave most of it."""
PATIENT = Patient(
    name="Margaret Anne Featherstonehaugh-Cholmondeley of Exampleton",
    reference="NHS 943 476 5919 / 2231-77-AB",
    appointment="Tuesday 8 December 2026, 10:30, second floor",
    note="Take one 10 mg tablet 3 times a day.\nBring this sheet with you.\nRing if you are unsure.\nThank you",
)


@dataclass(frozen=True)
class Laid:
    """A finished sheet: the engine's boxes, what was laid out where, and what is wrong with it."""

    size: int
    document: Any
    rendering: Rendering
    problems: tuple[Problem, ...]


def make(workspace: Workspace, lang: str, size: int, patient: Patient = PATIENT, **fields: Any) -> Laid:
    asked = {"topics": ("baclofen",), "today": TODAY, "edition": "large-print", "size": size, **fields}
    brief, _ = pipeline.prepared(workspace, Request(locale=lang, **asked), patient)
    documents: list[Any] = []

    def kept(*arguments: Any, lay_out: Callable[..., Any] = engine.lay_out) -> Any:
        documents.append(lay_out(*arguments))
        return documents[-1]

    with patch.object(engine, "lay_out", kept):
        composed, rendering = pipeline.rendered(brief)
    return Laid(size, documents[-1], rendering, pipeline.judged(brief, composed, rendering))


@cache
def essential(lang: str, size: int) -> Laid:
    return make(at(OWN / "examples" / "clinic"), lang, size)


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Laid]:
    """Make a sheet that has one module of each kind, the last of ours that is of it, and a clinic's note."""
    clinic = tmp_path_factory.mktemp("large") / "clinic"
    example = OWN / "examples" / "clinic"
    files = {name: (example / name).read_bytes() for name in ("clinic.yaml", "logo.svg")}
    workspace = at(written(clinic, {**files, "topics/baclofen/our-note.yaml": OUR_NOTE}))
    content = topics.load(workspace, "baclofen")
    of_kind = {content.modules[name].module.kind: name for name in content.choosable}
    modules = tuple(name for name in content.choosable if name in of_kind.values())
    return cache(lambda size: make(workspace, "en", size, modules=modules))


def refused(laid: Laid) -> list[str]:
    found = (problem for problem in laid.problems if problem.severity != "note" and problem.code not in TOLERABLE)
    return [f"{problem.code} {problem.message} {problem.where}" for problem in found]


# --- sizes


def printed(pdf: bytes) -> Iterator[tuple[int, Box, float]]:
    """Yield each string that the file draws: its page, its place in CSS pixels and the size of its type in points."""
    size = ctypes.c_float()
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            height = page.get_height()
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
                raw.FPDFTextObj_GetFontSize(item.raw, size)
                left, bottom, right, top = (edge * PT for edge in item.get_bounds())
                box = (left, height * PT - top, right, height * PT - bottom)
                yield number, box, round(size.value * abs(item.get_matrix().d), 2)


def too_small(laid: Laid) -> set[float]:
    return {size for _, _, size in printed(laid.rendering.pdf) if size < LEAST}


@pytest.mark.parametrize("size", [16, 28])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_is_under_16_pt(lang: str, size: int) -> None:
    assert too_small(essential(lang, size)) == set()


@pytest.mark.parametrize("size", [16, 28])
def test_nothing_of_any_kind_is_under_16_pt(every_kind: Callable[[int], Laid], size: int) -> None:
    assert too_small(every_kind(size)) == set()


MAY_BE_SMALL = {"p.label", "aside.staff-strip", "ol.references"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_a_reader_reads_has_the_size_that_was_asked_for_or_more(lang: str) -> None:
    assert smaller_than_asked(essential(lang, 28)) <= MAY_BE_SMALL


def test_what_a_reader_reads_of_any_kind_has_that_size_or_more(every_kind: Callable[[int], Laid]) -> None:
    assert smaller_than_asked(every_kind(28)) == {"p.label", "ol.references"}


def smaller_than_asked(laid: Laid) -> set[str]:
    """Return the elements of the flow that hold smaller type."""
    small: dict[int, list[Box]] = {}
    for number, box, points in printed(laid.rendering.pdf):
        if points < laid.size:
            small.setdefault(number, []).append(box)
    texts = [(page.number, run) for page in laid.rendering.pages for run in page.texts if not run.furniture]
    return {run.element for number, run in texts if any(within(box, run.box) for box in small.get(number, ()))}


@pytest.mark.parametrize("size", [16, 28])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_page_numbers_have_the_size_of_the_text(lang: str, size: int) -> None:
    laid = essential(lang, size)
    strings = list(printed(laid.rendering.pdf))
    for page in laid.rendering.pages:
        places = [run.box for run in page.texts if "page-number" in run.element or "-counter" in run.element]
        sizes = {points for number, box, points in strings if number == page.number and in_any(box, places)}
        assert sizes == {float(size)}


def within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def in_any(box: Box, places: list[Box]) -> bool:
    return any(within(box, place) for place in places)


def test_a_clinics_tokens_do_not_shrink_the_text(workspace: Callable[..., Workspace]) -> None:
    css = ":root { --text: 12pt; --size: 12; --small: 8pt; --quiet: 9pt; --box: 1mm } .label { font-size: 9pt }"
    laid = make(workspace({"styles/clinic.css": css}), "en", 20, topics=("sample",), region="GB")
    assert too_small(laid) == set()
    assert 20.0 in {size for _, _, size in printed(laid.rendering.pdf)}


# --- what is drawn


def boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(getattr(child, "_box", child))


def drawn(laid: Laid) -> dict[str, float]:
    """Return the width in millimetres of what is drawn, by the class of its element; each the same everywhere."""
    found: dict[str, set[float]] = {}
    for page in laid.document.pages:
        for box in boxes(page._page_box):
            if box.element is None or not isinstance(box.width, int | float):
                continue
            name = f"{box.element.get('class') or box.element.tag}{str(box.element_tag).partition('::')[2]}"
            if name in PENS or name in BULLETS or name in SYMBOLS:
                found.setdefault(name, set()).add(round(box.width / MM, 2))
            if name.startswith("main-message") and box.background:
                found.setdefault("main-message", set()).add(round(box.background.layers[0].size[0] / MM, 2))
            if name.startswith("level level-emergency"):
                found.setdefault("bar", set()).add(round(max(box.border_left_width, box.border_right_width) / MM, 2))
            if name == "blank-line":
                found.setdefault(name, set()).add(round(box.height / MM, 2))
    assert all(len(widths) == 1 for widths in found.values()), found
    return {name: widths.pop() for name, widths in found.items()}


PENS = ("action dobefore", "saidbefore", "rowbefore")
BULLETS = ("pointbefore",)
SYMBOLS = ("symbol", "action dontbefore", "mythbefore", "goodbefore", "mindbefore", "headingbefore")


def test_pen_boxes_symbols_and_lines_grow_with_the_text(every_kind: Callable[[int], Laid]) -> None:
    small, large = (drawn(every_kind(size)) | drawn(essential("en", size)) for size in (16, 28))
    assert small.keys() == large.keys() == {*PENS, *BULLETS, *SYMBOLS, "main-message", "bar", "blank-line"}
    assert {name: round(large[name] / small[name], 2) for name in small} == dict.fromkeys(
        small, pytest.approx(28 / 16, abs=0.03)
    )
    assert small["action dobefore"] >= 5
    assert small["symbol"] >= 13


# --- columns


@dataclass(frozen=True)
class Line:
    """One line of text of a module: where it stands, and the boxes around it."""

    box: Box
    around: frozenset[int]
    text: str


def lines(box: Any, around: tuple[int, ...] = (), *, inside: bool = False) -> Iterator[Line]:
    """Yield the lines of the modules, those in inline blocks too; a heading's number and drawn boxes are none."""
    element = getattr(box, "element", None)
    inside = inside or (element is not None and (element.get("class") or "").startswith("module "))
    if "::" in str(box.element_tag) or (element is not None and element.get("class") == "hang"):
        return
    here = (*around, id(box))
    text = "".join(item.text for item in boxes(box) if hasattr(item, "text")).strip()
    if inside and type(box).__name__ == "LineBox" and text:
        place = (box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height)
        yield Line(place, frozenset(here), text)
    for child in getattr(box, "children", ()):
        yield from lines(getattr(child, "_box", child), here, inside=inside)


def side_by_side(laid: Laid) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for page in laid.document.pages
        for one, other in combinations(lines(page._page_box), 2)
        if not (one.around < other.around or other.around < one.around)
        and min(one.box[3], other.box[3]) - max(one.box[1], other.box[1]) > 0.3 * (one.box[3] - one.box[1])
    ]


@pytest.mark.parametrize("size", [16, 28])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_short_form_has_one_column(lang: str, size: int) -> None:
    assert side_by_side(essential(lang, size)) == []


@pytest.mark.parametrize("size", [16, 28])
def test_a_module_of_any_kind_has_one_column(every_kind: Callable[[int], Laid], size: int) -> None:
    laid = every_kind(size)
    assert sum(1 for page in laid.document.pages for _ in lines(page._page_box)) > 300
    assert side_by_side(laid) == []


def test_arabic_is_mirrored() -> None:
    """Boxes to tick hang at the right of their rows, and the message's drawing stands there."""
    pages = essential("ar", 28).document.pages
    middles = [page._page_box.width / 2 for page in pages]
    ticks = [
        box.position_x > middle
        for page, middle in zip(pages, middles, strict=True)
        for box in boxes(page._page_box)
        if box.element is not None and box.element.get("class") == "row" and "::before" in str(box.element_tag)
    ]
    assert len(ticks) > 3
    assert all(ticks)


# --- whole sheets


@pytest.mark.parametrize(
    ("lang", "size"),
    [
        pytest.param(lang, size, marks=() if size == 28 or lang == "en" else pytest.mark.soak)
        for lang in ("en", "es", "ar", "th")
        for size in (16, 18, 28)
    ],
)
def test_the_short_sheet_is_made_in_every_language_with_its_message_on_page_1(lang: str, size: int) -> None:
    laid = essential(lang, size)
    assert refused(laid) == []
    first = {run.element for run in laid.rendering.pages[0].texts if not run.furniture}
    assert {"p.message", "p.act", "span.emergency-word"} <= first


@pytest.mark.parametrize("size", [16, 28])
def test_a_sheet_of_every_kind_is_made(every_kind: Callable[[int], Laid], size: int) -> None:
    assert refused(every_kind(size)) == []


LONG = """\
name: The Royal Riverside and Exampleton General Teaching Hospital, Department of Neurology
footer: Registered charity 1234567. Please ring us before you travel; we may have moved.
"""
SIGNED = "allow_drafts: {by: A. Tester, date: 2026-11-01}\n"


@pytest.mark.parametrize(
    ("lang", "size", "paper", "said"),
    [("en", 28, "letter", LONG + SIGNED), ("ar", 18, "a4", LONG), ("es", 22, "letter", SIGNED)],
)
def test_head_and_foot_hold_what_a_clinic_says_there(
    tmp_path: Path, lang: str, size: int, paper: str, said: str
) -> None:
    example = OWN / "examples" / "clinic"
    facts = (example / "clinic.yaml").read_text()
    facts = facts.replace("name: Riverside Clinic\n", "") + said if "name:" in said else facts + said
    clinic = written(tmp_path / "clinic", {"clinic.yaml": facts, "logo.svg": (example / "logo.svg").read_bytes()})
    laid = make(at(clinic), lang, size, paper=paper, recipe="essential")
    assert refused(laid) == []
    assert near_an_edge(laid) == []


@pytest.mark.parametrize("lang", ["en", "es", "ar", "th"])
def test_nothing_stands_where_printers_cannot_print(lang: str) -> None:
    assert near_an_edge(essential(lang, 28)) == []


def near_an_edge(laid: Laid) -> list[int]:
    """Return the pages that have ink within 13 mm of an edge."""
    found = []
    with pypdfium2.PdfDocument(laid.rendering.pdf) as document:
        for number, page in enumerate(document, 1):
            ink = page.render(scale=1).to_pil().convert("L").point(lambda grey: 255 * (grey < 200)).getbbox()
            width, height = page.get_size()
            inside = ink and EDGE <= ink[0] and EDGE <= ink[1] and ink[2] <= width - EDGE and ink[3] <= height - EDGE
            found += [] if inside else [number]
    return found


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_arabic_conforms(tmp_path: Path, profile: str) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(essential("ar", 28).rendering.pdf)
    assert verapdf.failures(path, profile) == {}


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_a_sheet_of_every_kind_conforms(every_kind: Callable[[int], Laid], tmp_path: Path, profile: str) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(every_kind(28).rendering.pdf)
    assert verapdf.failures(path, profile) == {}


# --- what a clinic's style sheet can do to it


@pytest.mark.parametrize(
    "css",
    [".masthead .phone { font-size: 12pt }", "#page-foot .code { font-size: 10pt }", "h2 { transform: scale(0.5) }"],
)
def test_smaller_type_is_refused(tmp_path: Path, css: str) -> None:
    laid = make(at(written(tmp_path / "clinic", {"clinic.yaml": CLINIC, "styles/clinic.css": css})), "en", 18)
    assert "preflight.type-size" in {problem.code for problem in laid.problems if problem.severity == "error"}


@pytest.mark.parametrize("look", ["hospital", "community", "contrast"])
def test_our_looks_leave_it_large(look: str) -> None:
    assert refused(make(at(OWN / "examples" / "looks" / look), "en", 20, recipe="stopping")) == []
