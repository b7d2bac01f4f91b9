"""The engine starts with our fonts only, fetches nothing of its own, and each of its defects is mended.

Every mend has one sample and one judgement: our engine passes it, the stock engine fails it. When the latter passes
too, the mend can go.
"""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from handouts import engine, fonts
from handouts.engine.starting import INSTALL, missing_library
from handouts.errors import Refused

from .stock import stock_pdfs

FONTS = fonts.font_folder(Path(__file__).parents[1] / "styles" / "fonts")
FONTCONFIG = fonts.fontconfig_file(FONTS)
SCALE = 3
"""Pixels of a raster in one point."""
STYLE = """
@page { size: 300pt 120pt; margin: 10pt }
html { font: 16pt/1.6 "Noto Sans", Vazirmatn, "Noto Sans Thai Looped", "Source Sans 3" } body { margin: 0 }
"""


def page(body: str, lang: str = "en", css: str = "") -> tuple[str, str]:
    direction = "rtl" if lang == "ar" else "ltr"
    html = f'<!doctype html><html lang="{lang}" dir="{direction}"><title>Sample</title><body>{body}</body></html>'
    return html, STYLE + css


def image() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(file, "PNG")
    return file.getvalue()


def pdf_of(sample: tuple[str, str], read_asset: Callable[[str], bytes] = lambda _name: image()) -> bytes:
    html, css = sample
    return engine.pdf_bytes(engine.lay_out(html, [("sample.css", css)], read_asset))


# What a file says and shows.


def raster(pdf: bytes) -> Image.Image:
    """Return the first page's ink: 255 where it is not white."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil().convert("L")
    return picture.point(lambda level: 255 * (level < 128))


def lines(pdf: bytes) -> list[tuple[int, int]]:
    """Return where the ink of each line on the first page begins and ends, in pixels."""
    picture = raster(pdf)
    rows = [picture.crop((0, row, picture.width, row + 1)).getbbox() for row in range(picture.height)]
    found: list[tuple[int, int]] = []
    for above, row in pairwise([None, *rows]):
        if row and not above:
            found.append((row[0], row[2]))
        elif row:
            found[-1] = (min(found[-1][0], row[0]), max(found[-1][1], row[2]))
    return found


def extracted(pdf: bytes) -> str:
    """Return the first page's text as a browser copies it, compatibility forms resolved, spaces joined."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def seen_order(pdf: bytes, characters: str) -> str:
    """Return those of the characters that stand on the first page, from left to right."""
    text_page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    text = text_page.get_text_range()
    found = [(text_page.get_charbox(at)[0], char) for at, char in enumerate(text) if char in characters]
    return "".join(char for _, char in sorted(found))


def tags(pdf: bytes, tag: str) -> list[dict[str, str]]:
    """Return the entries and attributes of each tag of that name that the root reaches, in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            {str(key): str(value) for part in (element, element.get("/A", {})) for key, value in part.items()}
            for element in reached(opened)
            if element.S == tag
        ]


def reached(opened: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every tag that the root reaches."""
    waiting = [opened.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting[:0] = [kid for kid in element.get("/K", ()) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def artifacts(pdf: bytes) -> int:
    """Return how many artifacts of the first page show text or an image."""
    stack: list[str] = []
    found = 0
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for operands, operator in pikepdf.parse_content_stream(opened.pages[0]):
            if str(operator) in ("BDC", "BMC"):
                stack.append(str(operands[0]))
            elif str(operator) == "EMC":
                stack.pop()
            found += str(operator) in ("TJ", "Do") and "/Artifact" in stack
    return found


def all_tags_reached(pdf: bytes) -> bool:
    """Whether every piece of tagged content belongs to a tag that the root reaches."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        numbers = {element.objgen for element in reached(opened)}
        pages = [item for item in opened.Root.StructTreeRoot.ParentTree.Nums if isinstance(item, pikepdf.Array)]
        return all(owner.objgen in numbers for page in pages for owner in page if owner is not None)


def interpolated(pdf: bytes) -> list[bool]:
    """Return what each image wishes."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [item for item in opened.objects if isinstance(item, pikepdf.Stream)]
        return [bool(item.Interpolate) for item in streams if item.get("/Subtype") == "/Image"]


def metadata(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.Root.Metadata.read_bytes().decode()


# One sample and one judgement for each mend.

THAI = "ดื่มน้ำตามมากๆ ทุก 8 ชั่วโมง"
HOURS = "ชั่วโมง" * 5
ARABIC = "لا تتوقف عن تناول الدواء الآن"
PHONE = "+44 20 7946 0000"
NARROW = "@page { size: 160px 300px; margin: 0 } html { font-size: 16px }"
Judge = Callable[[bytes], bool]
SAMPLES: dict[str, tuple[tuple[str, str], Judge]] = {
    "kerning": (
        page(f"<p>{HOURS}|<br>{HOURS}<span>|</span>", "th"),  # the engine places each inline element anew
        lambda pdf: len(set(lines(pdf))) == 1,
    ),
    "actual_text": (page(f"<p>{THAI}", "th"), lambda pdf: extracted(pdf) == unicodedata.normalize("NFKC", THAI)),
    "actual_text in tags": (
        page(f"<p>{ARABIC}", "ar"),
        lambda pdf: [span.get("/ActualText") for span in tags(pdf, "/Span")] == [ARABIC],
    ),
    "ligatures": (page(f"<p>{ARABIC}", "ar"), lambda pdf: extracted(pdf) == ARABIC),
    "artifacts: furniture": (
        page("<p>Text", css='@page { @top-left { content: "Head" } }'),
        lambda pdf: all_tags_reached(pdf) and artifacts(pdf) == 1 and len(tags(pdf, "/Span")) == 1,
    ),
    "artifacts: decoration": (
        page('<p>Text <img src="asset:a.png" alt=""> <img src="asset:b.png" alt="A box">'),
        lambda pdf: artifacts(pdf) == 1 and [figure.get("/Alt") for figure in tags(pdf, "/Figure")] == ["A box"],
    ),
    "languages": (
        page('<p>Say <b lang="fr">bonjour</b> now'),
        lambda pdf: [span.get("/Lang") for span in tags(pdf, "/Span")].count("fr") == 1,
    ),
    "attributes: header cells": (
        page('<table><tr><th>Week<th>Dose<tr><th scope="row">1<td>5 mg</table>'),
        lambda pdf: [cell.get("/Scope") for cell in tags(pdf, "/TH")] == ["/Column", "/Column", "/Row"],
    ),
    "attributes: lists": (
        page("<ol><li>One<ul><li>Two</ul></ol>"),
        lambda pdf: [part.get("/ListNumbering") for part in tags(pdf, "/L")] == ["/Decimal", "/Circle"],
    ),
    "directions": (
        page(f"<p>اتصل على <bdi>{PHONE}</bdi> الآن", "ar"),
        lambda pdf: seen_order(pdf, "+0123456789") == PHONE.replace(" ", ""),
    ),
    "early_breaks": (
        page("<p>لا تتوقف عن تناول هذا الدواء فجأة واتصل بنا على <span>الرقم</span> إذا شعرت", "ar", NARROW),
        lambda pdf: len(lines(pdf)) == 3,
    ),
    "trailing_spaces": (
        page('<p>|Name: <bdi dir="rtl">محمد</bdi></p><p>|Name: <bdi dir="rtl">محمد </bdi></p>'),
        lambda pdf: len(set(lines(pdf))) == 1,
    ),
    "interpolation": (
        page('<p><img src="asset:a.png" alt="A box">'),
        lambda pdf: interpolated(pdf) == [False],
    ),
    "identifier": (page("<p>Text"), lambda pdf: "<pdfuaid:part>1</pdfuaid:part>" in metadata(pdf)),
}


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    engine.start(FONTCONFIG)


@pytest.fixture(scope="module")
def stock() -> dict[str, bytes]:
    return stock_pdfs(FONTCONFIG, {name: sample for name, (sample, _) in SAMPLES.items()}, image())


@pytest.mark.parametrize("name", SAMPLES)
def test_our_engine_has_no_such_defect(name: str) -> None:
    sample, sound = SAMPLES[name]
    assert sound(pdf_of(sample))


@pytest.mark.parametrize("name", SAMPLES)
def test_stock_engine_still_has_the_defect(name: str, stock: dict[str, bytes]) -> None:
    _, sound = SAMPLES[name]
    assert not sound(stock[name]), f"WeasyPrint no longer has this defect: remove the mend “{name.partition(':')[0]}”"


# What our engine does for good text, beyond the mends.


@pytest.mark.parametrize(
    ("body", "characters", "order"),
    [
        (f'<p>اتصل على <bdi dir="ltr">{PHONE}</bdi> الآن', "+0123456789", "+442079460000"),
        ('<p>تناول <span dir="ltr">5 mg</span> يوميا', "5mg", "5mg"),
        ('<p>تناول <strong>باكلوفين (<bdi dir="ltr">Baclofen 10 mg</bdi>)</strong> يوميا', "Bn10", "Bn10"),
        ('<p dir="ltr" lang="en">A <bdi>ب <b>ت</b> ث</bdi> B', "Aبتث B".replace(" ", ""), "AثتبB"),
        ("<p>1 لا <strong>2 تتوقف</strong> 3 فجأة", "123", "321"),
        ("<p>\u2066+44 20\u2069 اتصل", "+42", "+442"),
    ],
)
def test_runs_in_the_other_direction_keep_their_order(body: str, characters: str, order: str) -> None:
    pdf = pdf_of(page(body, "ar"))
    assert seen_order(pdf, characters).startswith(order)


def test_direction_marks_have_no_glyph_and_no_place_in_the_text() -> None:
    document = engine.lay_out(page("<p>اتصل \u2066+44 20\u2069 الآن<wbr>و", "ar")[0], [("s", STYLE)], lambda _name: b"")
    pdf = engine.pdf_bytes(document)
    assert not any(font.missing for font in document.fonts.values())
    spoken = [span["/ActualText"] for span in tags(pdf, "/Span") if "/ActualText" in span]
    assert spoken == ["اتصل +44 20 الآن", "و"]
    assert not re.search("[\u200b\u2066-\u2069]", extracted(pdf))


def test_whole_run_stays_on_its_line() -> None:
    css = "@page { size: 150px 200px; margin: 0 } html { font-size: 16px } .whole { white-space: nowrap }"
    pdf = pdf_of(page(f'<p>اتصل على <bdi class="whole">{PHONE}</bdi>', "ar", css))
    assert len(lines(pdf)) == 2
    assert seen_order(pdf, "+0123456789") == PHONE.replace(" ", "")


def test_line_ends_keep_their_space_in_the_text() -> None:
    css = "@page { size: 120px 200px; margin: 0 }"
    arabic = " ".join(span["/ActualText"] for span in tags(pdf_of(page(f"<p>{ARABIC}", "ar", css)), "/Span"))
    assert arabic == " ".join(f"{part} " for part in ("لا تتوقف عن", "تناول الدواء")) + " الآن"
    assert "  " not in extracted(pdf_of(page(f"<p>{THAI * 3}", "th", css)))


def test_lines_break_at_every_width_as_without_inline_elements() -> None:
    for width in range(100, 300, 7):
        css = f"@page {{ size: {width}px 500px; margin: 0 }} html {{ font-size: 16px }}"
        text = "Do not <i>stop taking</i> this <i>medicine</i> suddenly and call us (<i>soon</i>) if you feel unwell."
        plain, marked = (
            pdf_of(page(body, css=f"{css} i {{ font-style: normal }}")) for body in (re.sub("<.*?>", "", text), text)
        )
        assert lines(marked) == lines(plain)


def test_bookmarks_are_the_headings() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(page("<h1>Taking <em>baclofen</em> safely</h1>")))) as opened:
        assert str(opened.Root.Outlines.First.Title) == "Taking baclofen safely"


def test_links_and_nested_lists_keep_their_tags() -> None:
    pdf = pdf_of(page('<p><a href="https://example.org/">page</a><ul><li>One<ol><li>Two</ol></ul>'))
    assert all_tags_reached(pdf)
    assert len(tags(pdf, "/Link")) == 1
    assert [part["/ListNumbering"] for part in tags(pdf, "/L")] == ["/Disc", "/Decimal"]


# Sheets, bytes, log.


def test_later_sheet_wins_and_a_style_attribute_wins_over_all() -> None:
    sheets = [("one.css", "p { color: #f00 }"), ("two.css", "p { color: #0f0 }")]
    html = '<!doctype html><html lang="en"><title>S</title><p>a<p style="color: #00f">b'
    content = pypdfium2.PdfDocument(engine.pdf_bytes(engine.lay_out(html, sheets, lambda _name: b"")))[0]
    picture = content.render(scale=2).to_pil().convert("RGB")
    assert {color for _, color in picture.getcolors(100_000) if max(color) == 255 and sum(color) == 255} == {
        (0, 255, 0),
        (0, 0, 255),
    }


def test_same_page_same_bytes_without_date_or_path() -> None:
    sample = page(f'<p lang="th">{THAI}<p lang="ar">{ARABIC}<p><img src="asset:a.png" alt="A box">')
    document = engine.lay_out(sample[0], [("s.css", sample[1])], lambda _name: image())
    pdf = engine.pdf_bytes(document)
    assert pdf == engine.pdf_bytes(document) == pdf_of(sample)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert set(opened.docinfo.keys()) == {"/Title", "/Producer"}
        opened.save(
            plain := io.BytesIO(),
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    for word in (b"Date", str(FONTS).encode(), b"asset:", b"file:", b"/home", b"/tmp"):
        assert word not in plain.getvalue()


def test_log_is_collected_without_the_text_of_the_page() -> None:
    with engine.collected_log() as log:
        pdf_of(page("<p>\U0001f9ff \u1300<p><img src='asset:a.png'>", css="p { colour: red; color: nonsense }"))
    assert {line.level for line in log} == {"warning", "error"}
    told = "\n".join(line.message for line in log)
    assert "colour" in told
    assert "notdef" in told
    assert "\U0001f9ff" not in told
    assert "1F9FF" not in told


class Catcher(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        del record
        pytest.fail("a line of the engine's log went on to the root logger")


def test_log_is_empty_for_a_sound_page_and_apart_for_each_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [Catcher()])
    with engine.collected_log() as first:
        pdf_of(page("<p>Text", css="p { colour: red }"))
    with engine.collected_log() as second:
        pdf_of(page('<p>Text <img src="asset:a.png" alt="">'))
    assert len(first) == 1
    assert second == []


# Fetching.

REFUSED = {
    "http://example.org/a.png": "http://example.org/a.png",
    "https://example.org/a.png": "https://example.org/a.png",
    "//example.org/a.png": "//example.org/a.png",
    "file:///etc/hostname": "file:///etc/hostname",
    "ftp://example.org/a.png": "ftp://example.org/a.png",
    "data:image/png;base64,iVBORw0KGgo=": "data:…",
    "asset:../a.png": "asset:../a.png",
    "asset:a/../../a.png": "asset:a/../../a.png",
    "asset:%2e%2e/a.png": "asset:%2e%2e/a.png",
    "asset:a%5c..%5ca.png": "asset:a%5c..%5ca.png",
    "a.png": "a.png",
    "asset:gone.png": "gone.png",
    "asset:a.exe": "a.exe",
}


def known(name: str) -> bytes:
    if name.startswith("gone"):
        raise KeyError(name)
    return image()


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize(
    "body",
    [
        '<img src="{url}" alt="x">',
        '<p style="background: url({url})">x',
        '<ul style="list-style-image: url({url})"><li>x</ul>',
        '<object data="{url}" type="image/png"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{url}" width="9" height="9"/></svg>',
    ],
    ids=["img", "background", "list", "object", "svg"],
)
def test_only_the_handouts_own_files_are_fetched(url: str, body: str) -> None:
    with pytest.raises(Refused) as refusal:
        pdf_of(page(body.replace("{url}", url)), known)
    assert [problem.code for problem in refusal.value.problems] == ["engine.asset-refused"]
    assert REFUSED[url] in str(refusal.value)


@pytest.mark.parametrize(
    "css",
    [
        '@import url("http://example.org/a.css");',
        '@font-face { font-family: Other; src: url("file:///etc/hostname") }',
        'p { background: url("https://example.org/a.png") }',
        '@page { background: url("https://example.org/a.png") }',
        '@color-profile --print { src: url("http://example.org/a.icc"); components: c, m, y, k }',
    ],
)
def test_style_sheets_fetch_nothing_else_either(css: str) -> None:
    with pytest.raises(Refused) as refusal:
        pdf_of((page("<p>x")[0], css), known)
    assert {problem.code for problem in refusal.value.problems} == {"engine.asset-refused"}


def test_own_files_are_fetched_by_name() -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return image()

    pdf_of(page('<img src="asset:a.png" alt="x"><img src="asset:/sub%20folder/b.png" alt="x">'), read)
    assert asked == ["a.png", "sub folder/b.png"]


def test_all_refusals_are_told_at_once_and_the_callers_own_kept() -> None:
    def read(name: str) -> bytes:
        raise Refused(engine_problem)

    engine_problem = missing_library("debian")
    with pytest.raises(Refused) as refusal:
        pdf_of(page('<img src="asset:a.png" alt="x"><img src="http://example.org/" alt="x">'), read)
    assert {problem.code for problem in refusal.value.problems} == {"engine.missing-library", "engine.asset-refused"}


def many_pixels() -> bytes:
    file = io.BytesIO()
    Image.new("1", (6000, 5000)).save(file, "PNG")
    return file.getvalue()


def cmyk() -> bytes:
    file = io.BytesIO()
    Image.new("CMYK", (9, 9)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("a.png", many_pixels(), "6000 × 5000"),
        ("a.png", image()[:60], "read whole"),
        ("a.png", b"text", "read whole"),
        ("a.jpg", cmyk(), "CMYK"),
        ("a.svg", b"<svg", "not an SVG"),
        ("a.png", b"\0" * 21_000_000, "larger than"),
    ],
    ids=["pixels", "truncated", "no image", "cmyk", "svg", "size"],
)
def test_unfit_images_are_refused(name: str, body: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        pdf_of(page(f'<img src="asset:{name}" alt="x">'), lambda _name: body)


# Starting.


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_engine_is_not_imported_before_it_is_started() -> None:
    assert run("import sys, handouts.engine, handouts.render; print('weasyprint' in sys.modules)").strip() == "False"


@pytest.mark.parametrize(
    "before",
    [
        "import weasyprint",
        "engine.start(other)",
        "engine.start(ours); engine.start(other)",
    ],
)
def test_other_fonts_in_the_same_process_are_refused(before: str, tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from handouts import engine
from handouts.errors import Refused
ours, other = Path({str(FONTCONFIG)!r}), Path({str(tmp_path / "other.conf")!r})
other.write_bytes(ours.read_bytes())
try:
    {before}
    engine.start(ours)
except Refused as refusal:
    print(refusal.problems[0].code)
"""
    assert run(program).strip() == "engine.other-fonts"


def test_layout_before_start_is_our_fault() -> None:
    assert "RuntimeError: handouts.engine.start must run" in run(
        "from handouts import engine; engine.lay_out('', [], dict)"
    )


def test_missing_pango_is_told_with_the_command_that_brings_it() -> None:
    program = f"""
import cffi
from pathlib import Path
from handouts import engine
from handouts.errors import Refused
def dlopen(self, name, flags=0): raise OSError(f"cannot load library {{name!r}}")
cffi.FFI.dlopen = dlopen
try:
    engine.start(Path({str(FONTCONFIG)!r}))
except Refused as refusal:
    print(refusal.problems[0].code)
"""
    assert run(program).split() == ["engine.missing-library"]
    assert INSTALL["debian"] in missing_library("debian").hint
    assert "Pango" in missing_library("").hint
