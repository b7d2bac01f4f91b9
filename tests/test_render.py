"""The report says what the page shows: words, places, clips, covers, languages, images and panels."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from handouts import engine, fonts
from handouts.errors import Refused
from handouts.model.laid import Box, LaidText, Rendering
from handouts.render import render
from handouts.render.geometry import united_area

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
STYLE = """
@page { size: 400px 300px; margin: 20px }
html { font: 16px/24px "Noto Sans", Vazirmatn } body, p, h1 { margin: 0 } h1 { font-size: 16px }
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#fff"/></svg>'


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    engine.start(fonts.fontconfig_file(fonts.font_folder(FONTS)))


def asset(name: str) -> bytes:
    if name.endswith(".svg"):
        return SVG
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(picture, "PNG")
    return picture.getvalue()


def rendered(body: str, css: str = "", head: str = '<html lang="en"><title>Sample</title>') -> Rendering:
    return render(f"<!doctype html>{head}<body>{body}</body></html>", [("a.css", STYLE), ("b.css", css)], asset)


def texts(body: str, css: str = "") -> tuple[LaidText, ...]:
    return rendered(body, css).pages[0].texts


def about(box: Box, *values: float) -> bool:
    return box == pytest.approx(values, abs=0.6)


def test_page_is_reported_in_css_pixels() -> None:
    page = rendered("<p>One</p>").pages[0]
    assert (page.number, page.width, page.height) == (1, pytest.approx(400), pytest.approx(300))
    assert about(page.area, 20, 20, 380, 280)


def test_text_is_reported_in_reading_order_with_its_place() -> None:
    laid = texts("<h1 id='top'>Head</h1><div class='a b'><p>One <b>two</b></p></div>")
    assert [(text.text, text.element) for text in laid] == [("Head", "h1#top"), ("One ", "div.a.b"), ("two", "div.a.b")]
    assert laid[0].box[0] == laid[1].box[0] == pytest.approx(20)
    assert laid[2].box[0] == pytest.approx(laid[1].box[2])
    assert 44 <= laid[1].box[1] < laid[1].box[3] <= 68


def test_every_line_and_every_page_is_reported() -> None:
    pages = rendered("<p>" + "word " * 400 + "</p>").pages
    assert len(pages) > 1
    assert " ".join(text.text.strip() for page in pages for text in page.texts).split() == ["word"] * 400
    assert all(text.box[2] <= 380 and text.box[3] <= 280 for page in pages for text in page.texts)


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>Word</table>",
        "<div style='display: flex'><p>Word</div>",
        "<div style='display: grid'><p>Word</div>",
        "<div style='columns: 2'><p>Word</div>",
        "<div style='position: absolute; top: 40px'>Word</div>",
        "<span style='display: inline-block'>Word</span>",
        "<p style='float: left'>Word</p>",
        "<ul style='list-style: none'><li>Word</ul>",
        "<p>x<span style='float: footnote'>Word</span></p>",
    ],
)
def test_text_is_found_in_every_kind_of_box(body: str) -> None:
    assert "Word" in [text.text.strip() for text in texts(body)]


def test_language_direction_and_colour_are_the_nearest_elements() -> None:
    one, two = texts('<p style="color: #ff000080">Say <bdi lang="ar">باكلوفين</bdi></p>')
    assert (one.lang, one.direction, one.color) == ("en", "ltr", pytest.approx((1, 0, 0, 0.5), abs=0.01))
    assert (two.lang, two.direction) == ("ar", "rtl")


def test_opacity_of_what_is_around_counts_as_colour() -> None:
    assert texts('<div style="opacity: 0.5"><p style="opacity: 0.5">Pale</div>')[0].color[3] == pytest.approx(0.25)


def test_running_heads_and_feet_are_furniture() -> None:
    css = (
        '@page { @top-left { content: "Head" } @bottom-left { content: element(foot) } } #f { position: running(foot) }'
    )
    laid = {text.text: text for text in texts("<div id='f'>Foot</div><p>One", css)}
    assert {word: text.furniture for word, text in laid.items()} == {"One": False, "Head": True, "Foot": True}
    assert (laid["Head"].element, laid["Foot"].element) == ("@top-left", "div#f")


def test_hidden_text_is_reported_as_hidden() -> None:
    assert [text.hidden for text in texts("<p>Seen <span style='visibility: hidden'>hidden</span>")] == [False, True]


def test_clip_is_what_all_ancestors_leave() -> None:
    style = "overflow: hidden; height: 30px; padding: 5px; border: 1px solid"
    clipped, free = texts(f'<div style="{style}"><div style="overflow: hidden; width: 50px">One</div></div><p>Two')
    assert clipped.clip is not None
    assert about(clipped.clip, 26, 26, 76, 50)
    assert free.clip is None


def test_transformed_text_is_reported_where_it_is_drawn() -> None:
    css = "p { position: absolute; left: 100px; top: 100px; transform: rotate(90deg); transform-origin: 0 0 }"
    laid = texts("<p>Sideways", css)[0]
    assert laid.box[3] - laid.box[1] > laid.box[2] - laid.box[0]
    assert laid.box[1] == pytest.approx(120)


def test_right_to_left_text_ends_at_the_right_edge_also_before_dropped_spaces() -> None:
    laid = texts('<div dir="rtl" lang="ar"><p>كلمة</p><p>كلمة </p><p>كلمة <b>كلمة</b> </p></div>')
    assert [laid[index].box[2] for index in (0, 1, 2)] == pytest.approx([380, 380, 380])


def test_break_marks_are_not_in_the_report() -> None:
    assert "".join(text.text for text in texts("<p>long<wbr>word</p>")) == "longword"


def test_text_says_which_block_and_part_it_stands_in_and_whose_words_it_is() -> None:
    body = "<h1>Head <i>two</i></h1><p class='lead'>Lead</p><p>One <bdi data-personal>Ann <b>Lee</b></bdi><br>two</p>"
    head, more, lead, one, ann, lee, two = texts(body)
    assert [run.part for run in (head, more, lead, one, ann, two)] == ["heading", "heading", "lead", "", "", ""]
    assert [run.personal for run in (head, one, ann, lee, two)] == [False, False, True, True, False]
    assert [run.isolated for run in (head, one, ann, lee, two)] == [False, False, True, True, False]
    assert head.block == more.block < lead.block < one.block == ann.block == lee.block == two.block


def test_blocks_are_reported_with_those_around_them() -> None:
    body = "<section id='s'><p>One</p><ul><li class='item'>Two<i>x</i></ul><div class='keep'>Three</div></section>"
    blocks = rendered(body, ".keep { break-inside: avoid; border: 1px solid }").pages[0].blocks
    by_name = {block.element: block for block in reversed(blocks)}
    section, item, keep = (by_name[name] for name in ("section#s", "li.item", "div.keep"))
    assert [block.whole for block in (section, item, keep)] == [False, True, True]
    assert [block.framed for block in (section, item, keep)] == [False, False, True]
    assert about(keep.box, 20, keep.box[1], 380, keep.box[1] + 26)
    assert keep.parent == section.number
    assert len({block.number for block in blocks}) == len(blocks)


def test_rows_and_cells_are_blocks_and_a_head_that_is_repeated_is_none() -> None:
    pages = rendered("<table><thead><tr class='head'><th>Head</thead>" + "<tr class='row'><td>Cell" * 20).pages
    assert len(pages) > 1
    names = {block.element for page in pages for block in page.blocks}
    assert "tr.row" in names
    assert "tr.head" not in names
    rows = [block.number for page in pages for block in page.blocks if block.element == "tr.row" and block.whole]
    assert len(rows) == len(set(rows)) == 20


def test_pieces_of_a_block_have_its_number_on_each_page_and_one_box_on_each() -> None:
    body = f"<div class='cut'>{'word ' * 400}</div>"
    for css in ("", "body { columns: 2 }"):
        pages = rendered(body, css).pages
        pieces = [[block for block in page.blocks if block.element == "div.cut"] for page in pages]
        assert len(pages) > 1
        assert [len(piece) for piece in pieces] == [1] * len(pages)
        assert len({piece[0].number for piece in pieces}) == 1
    assert about(pieces[0][0].box, 20, 20, 380, 280)


def test_what_every_page_repeats_is_no_block() -> None:
    css = "@page { @top-left { content: element(head) } } #head { position: running(head) } .fixed { position: fixed }"
    page = rendered(
        "<div id='head'><p class='in'>Head</p></div><div class='fixed'><p class='too'>x</p></div><p>One", css
    )
    assert {block.element for block in page.pages[0].blocks} == {""}


# Covers: the report says so when and only when the page shows less of the letters.

COVER_STYLE = """
.cover { position: absolute; top: 0; left: 0; width: 200px; height: 60px; background: #fff } .over { width: 99px }
.white { background: #fff } .up { margin-top: -24px } .placed { position: relative } .clip { overflow: hidden }
.below { z-index: -1 } .one { z-index: 1 } .two { z-index: 2 } .faint { opacity: 0.1 }
"""
COVERS = {
    "nothing": ("<p>Word", False),
    "box above": ('<p>Word<div class="cover"></div>', True),
    "box below": ('<div class="cover below"></div><p>Word', False),
    "own background": ('<p class="white placed">Word', False),
    "background of a parent over its child": ('<div class="white"><p class="placed below">Word</div>', True),
    "see-through box": ('<p>Word<div class="cover" style="background: #fff3"></div>', False),
    "clipped box": ('<p>Word<div class="clip" style="height: 1px"><div class="cover"></div></div>', False),
    "border": ('<p>Word<div class="cover" style="height: 0; border-top: 60px solid #fff"></div>', True),
    "see-through border": (
        '<p>Word<div class="cover" style="height: 0; border-top: 60px solid #fff3; background: none"></div>',
        False,
    ),
    "image": ('<p>Word<img class="cover" alt="x" src="asset:a.png">', True),
    "drawing": ('<p>Word<img class="cover" alt="x" src="asset:a.svg">', True),
    "background image": ('<p>Word<div class="cover" style="background: url(asset:a.png)"></div>', True),
    "background image elsewhere": (
        '<p>Word<div class="cover" style="background: url(asset:a.png) 100px 0 no-repeat"></div>',
        False,
    ),
    "next block pulled up": ('<p>Word<p class="white up">&nbsp;', False),
    "float pulled up": ('<p>Word<p class="white up" style="float: left; width: 99px">&nbsp;', False),
    "positioned block pulled up": ('<p>Word<p class="white up placed">&nbsp;', True),
    "table cell": ('<table class="white"><tr class="white"><td class="white">Word</table>', False),
    "inline block over its line": (
        '<p>Word<span class="white" style="display: inline-block; width: 40px; margin-left: -40px">&nbsp;</span>',
        True,
    ),
    "later but lower": ('<p class="placed two">Word<div class="cover one"></div>', False),
    "later and higher": ('<p class="placed one">Word<div class="cover two"></div>', True),
    "box in a faint one": ('<p>Word<div class="faint"><div class="cover"></div></div>', False),
    "moved away": ('<p>Word<div class="cover" style="transform: translate(0, 100px)"></div>', False),
    "moved over": ('<p>Word<div class="cover" style="left: 300px; transform: translate(-300px, 0)"></div>', True),
    "sliver": ('<p>Word<div class="cover" style="height: 3px"></div>', False),
    "two strips": (
        '<p>Word<div class="cover" style="height: 4px"></div><div class="cover" style="top: 12px; height: 3px"></div>',
        True,
    ),
}


def dark_pixels(pdf: bytes) -> int:
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil().convert("L")
    return sum(picture.histogram()[:160])


@pytest.mark.parametrize("name", COVERS)
def test_cover_is_reported_as_painted(name: str) -> None:
    body, covered = COVERS[name]
    rendering = rendered(body, COVER_STYLE)
    words = [text for text in rendering.pages[0].texts if text.text == "Word"]
    assert [text.covered for text in words] == [covered]
    share = dark_pixels(rendering.pdf) / dark_pixels(rendered("<p>Word</p>").pdf)
    assert (share < 0.9) == covered


def test_area_of_overlapping_boxes_counts_once() -> None:
    assert united_area([(0, 0, 10, 10), (5, 5, 15, 15), (0, 0, 10, 10), (20, 0, 21, 1)]) == 100 + 100 - 25 + 1
    assert united_area([]) == 0


# Images and panels.


def test_images_are_reported_with_their_pixels() -> None:
    images = rendered('<p><img class="logo" alt="x" src="asset:a.png"> <img alt="" src="asset:a.svg">').pages[0].images
    assert [(image.element, image.pixels) for image in images] == [("img.logo", (40, 20)), ("", None)]
    assert [image.box[2] - image.box[0] for image in images] == pytest.approx([40, 9])


@pytest.mark.parametrize(
    ("style", "drawn"),
    [
        ("width: 80px", (80, 40)),
        ("width: 80px; height: 80px", (80, 80)),
        ("width: 80px; height: 80px; object-fit: contain", (80, 40)),
        ("width: 80px; height: 80px; object-fit: cover", (160, 80)),
        ("width: 80px; transform: rotate(90deg) scale(2)", (160, 80)),
    ],
)
def test_image_is_reported_as_large_as_it_is_drawn(style: str, drawn: tuple[float, float]) -> None:
    (image,) = rendered(f'<img alt="x" src="asset:a.png" style="{style}">').pages[0].images
    assert image.drawn == pytest.approx(drawn)


@pytest.mark.parametrize(("words", "fits"), [("Few words", 1), ("Many words " * 30, 0)])
def test_fixed_panel_is_reported_with_the_extent_of_what_it_holds(words: str, fits: int) -> None:
    css = "#panel { height: 90px; padding: 5px; border: 2px solid }"
    body = f'<div id="panel" data-fixed><p>{words}</p>and <b>more</b><table><tr><td>Cell</table></div><p>After</p>'
    (panel,) = rendered(body, css).pages[0].panels
    assert panel.element == "div#panel"
    assert about(panel.box, 22, 22, 378, 122)
    assert (panel.content[3] <= panel.box[3]) == fits


@pytest.mark.parametrize(("style", "reach"), [("height: 60px", 20), ("height: 60px; border-bottom: 1px solid", 81)])
def test_panel_counts_boxes_that_are_seen(style: str, reach: int) -> None:
    (panel,) = rendered(f'<div id="panel" data-fixed style="height: 9px"><p style="{style}"></p></div>').pages[0].panels
    assert panel.content[3] == reach


def test_empty_panel_holds_nothing() -> None:
    (panel,) = rendered('<div id="panel" data-fixed style="height: 9px"></div>').pages[0].panels
    assert panel.content == (20, 20, 20, 20)


# The file, fonts, log.


def test_families_and_missing_characters_are_reported() -> None:
    rendering = rendered("<p>Word كلمة \U0001f9ff \U0001f9ff")
    assert set(rendering.families) >= {"Noto Sans", "Vazirmatn"}
    assert rendering.missing == (0x1F9FF,)
    assert rendered("<p>Word").families == ("Noto Sans",)
    assert rendered("<p>Word").missing == ()


def test_sound_page_has_no_log_and_a_faulty_one_has() -> None:
    assert rendered("<p>Word").log == ()
    assert [line.level for line in rendered("<p><img src='asset:a.png'>", "p { colour: red }").log] == [
        "warning",
        "error",
    ]


def test_refused_asset_refuses_the_page() -> None:
    with pytest.raises(Refused, match="example"):
        rendered('<img alt="x" src="https://example.org/a.png">')


def test_file_is_whole_and_the_same_each_time() -> None:
    one, other = rendered("<p>Word"), rendered("<p>Word")
    assert one.pdf.startswith(b"%PDF-1.7")
    assert one == other
