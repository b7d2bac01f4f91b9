"""Each check sees its planted defect and is silent about sound pages, on real renders."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from handouts.model.expected import Expected, Sentence
from handouts.preflight import inspect

from .sheets import FAMILIES, LINE, codes, found, sheet, start_engine, wanted

DARK = "position: absolute; left: 50mm; top: 0; height: 8mm; background: "


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    start_engine()


WORDS = {
    "en": ("Baclofen", "Never stop taking it suddenly.", "Medicine", "How many", "Ask your doctor first."),
    "ar": ("باكلوفين", "لا تتوقّف عن تناول الدواء فجأةً أبدًا.", "الدواء", "العدد", "اسأل طبيبك أولًا قبل أي تغيير."),
    "th": ("ยาบาโคลเฟน", "ห้ามหยุดยาทันทีเองเด็ดขาด เพราะอาจเป็นอันตรายถึงชีวิต", "ชื่อยา", "จำนวน", "ปรึกษาแพทย์ก่อนทุกครั้ง ที่นี่ น้ำ ปู่"),
}  # fmt: skip


@pytest.mark.parametrize("lang", WORDS)
def test_sound_sheet_has_no_problem_at_all(lang: str) -> None:
    name, warning, head, amount, advice = WORDS[lang]
    rows = [(f"{name} {row}", f"{row} <b dir='ltr'>5 mg</b> {advice}") for row in range(1, 41)]
    body = (
        f"<h1 style='font-size: 31pt; line-height: 35pt; margin: 0; color: #0B4F5C'>{name}</h1>"
        f"<p style='border: 3pt solid; padding: 2mm; font-weight: bold'>{warning} <u>{advice}</u></p>"
        f"<div data-fixed style='height: 20mm; border: 1pt solid; overflow: hidden'><p>{advice}</p></div>"
        f"<p style='background: #0B4F5C; color: white'>{advice}</p><p style='font-size: 7pt'>{warning} . – ; 1</p>"
        "<img alt='Stripes' src='asset:stripes.png' style='width: 30mm; height: 10mm'>"
        f"<h2>{head}</h2><ul><li>{warning}</li><li>{advice}</li></ul>"
        f"<table><thead><tr><th>{head}</th><th>{amount}</th></tr></thead>"
        + "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in rows)
        + f"</table><p style='text-align: justify; letter-spacing: .05em'>{(warning + ' ') * 12}</p>"
    )
    cells = (cell.replace("<b dir='ltr'>", "").replace("</b>", "") for row in rows for cell in row)
    strings = (
        name,
        f"{warning} {advice}",
        advice,
        advice,
        warning,
        head,
        warning,
        advice,
        head,
        amount,
        *cells,
        warning,
    )
    rendering = sheet(body, lang=lang)
    assert len(rendering.pages) > 2  # so that the table's head repeats
    assert inspect(rendering, wanted(*strings, lang=lang)) == ()


HIDING = {
    "white text": f"<p style='color: white'>{LINE}</p>",
    "colour of the ground": f"<p style='color: #0B4F5C; background: #0B4F5C'>{LINE}</p>",
    "transparent": f"<p style='color: transparent'>{LINE}</p>",
    "see-through": f"<p style='opacity: .2'>{LINE}</p>",
    "pale": f"<p style='color: #ccc'>{LINE}</p>",
    "white cover": f"<div style='position: relative'>{LINE}<div style='{DARK} white; width: 60mm'></div></div>",
    "black cover": f"<div style='position: relative'>{LINE}<div style='{DARK} black; width: 60mm'></div></div>",
    "cover of one word": f"<div style='position: relative'>{LINE}<div style='{DARK} black; width: 8mm'></div></div>",
    "image over it": f"<p>{LINE}<img alt='x' src='asset:stripes.png' style='position: absolute; left: 0; width: 4cm'>",
    "cut at the side": f"<div style='overflow: hidden; width: 60mm'><p style='width: 150mm'>{LINE}</p></div>",
    "lower half cut": f"<div style='overflow: hidden; height: 4mm'>{LINE}</div>",
}


@pytest.mark.parametrize("body", HIDING.values(), ids=HIDING)
def test_hidden_text_is_found_though_extraction_reports_it(body: str) -> None:
    rendering = sheet(body)
    with pypdfium2.PdfDocument(rendering.pdf) as pdf:
        assert LINE in " ".join(pdf[0].get_textpage().get_text_range().split())
    hidden = codes(inspect(rendering, wanted(LINE)))
    assert hidden
    assert hidden <= {"no-ink", "covered", "clipped"}


@pytest.mark.parametrize("body", HIDING.values(), ids=HIDING)
def test_ink_alone_finds_it_without_help_from_boxes(body: str) -> None:
    rendering = sheet(body)
    pages = tuple(
        replace(page, texts=tuple(replace(run, covered=False, clip=None) for run in page.texts))
        for page in rendering.pages
    )
    assert codes(inspect(replace(rendering, pages=pages), wanted(LINE))) == {"no-ink"}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("color", ["white", "black", "#888"])
def test_cover_over_a_third_of_a_line_is_found_in_each_script(lang: str, color: str) -> None:
    text = WORDS[lang][1]
    cover = f"position: absolute; inset-inline-start: 30%; width: 30%; top: 0; height: 100%; background: {color}"
    body = f"<div style='position: relative; display: inline-block'>{text}<div style='{cover}'></div></div>"
    rendering = sheet(body, lang=lang)
    (page,) = rendering.pages
    page = replace(page, texts=tuple(replace(run, covered=False) for run in page.texts))
    assert codes(inspect(replace(rendering, pages=(page,)), wanted(text, lang=lang))) == {"no-ink"}


def test_what_follows_from_a_cut_text_is_not_told_again() -> None:
    body = f"<div style='overflow: hidden; height: 9mm'>{LINE * 9}</div><p>{LINE}</p>"
    assert found(body, "", LINE) == {"clipped"}


def test_text_that_was_never_painted_has_no_ink() -> None:
    painted, blank = sheet(f"<p>{LINE}</p>"), sheet(f"<p style='visibility: hidden'>{LINE}</p>")
    assert codes(inspect(replace(painted, pdf=blank.pdf), wanted(LINE))) == {"no-ink"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"<p style='visibility: hidden'>{LINE}</p>", "hidden"),
        (f"<p style='font-size: 0'>{LINE}</p><p>x</p>", "lost-text"),
        (f"<p style='display: none'>{LINE}</p><p>x</p>", "lost-text"),
        (f"<p style='white-space: nowrap; width: 20mm; font-size: 20pt'>{LINE}</p>", "off-page"),
        (f"<p style='margin-left: -12mm'>{LINE}</p>", "outside-area"),
        (f"<p style='color: #777'>{LINE}</p>", "faint"),
        (f"<p style='color: #f00'>{LINE}</p>", "faint"),
        (f"<div style='height: 4mm'>{LINE * 3}</div><p>{LINE}</p>", "overlap"),
        (f"<div class='panel' data-fixed style='height: 10mm'>{LINE * 3}</div>", "panel-overflow"),
        (f"<p>{LINE} \U0001f9ff</p>", "missing-glyph"),
        (f"<p>{LINE} \ufffd</p>", "garbled"),
        (f"<p>{LINE}</p><img alt='x' src='asset:white.png' style='width: 9mm'>", "blank-image"),
        (f"<p>{LINE}</p><img alt='x' src='asset:stripes.png' style='width: 0; height: 9mm'>", "lost-image"),
        (f"<p>{LINE}</p><img alt='x' src='asset:stripes.png' style='width: 200mm; height: 9mm'>", "image-off-page"),
        (
            f"<p>{LINE}</p><div class='frame' style='width: 200mm; height: 9mm; border: 1pt solid'></div>",
            "box-off-page",
        ),
        (f"<p style='frobnicate: 1'>{LINE}</p>", "engine-log"),
        (f"<p>{LINE}</p><h2 class='head'>Last</h2>", "heading-at-foot"),
        (f"<p>{LINE}</p><p style='break-before: page'>x</p>", "last-page-thin"),
        (f"<p>{LINE}</p><a href='page.html'>x</a>", "bad-link"),
    ],
)
def test_planted_defect_is_found_and_nothing_else(body: str, code: str) -> None:
    assert found(body, "", LINE) == {code}


def test_empty_page_is_told() -> None:
    assert "blank-page" in found(f"<p>{LINE}</p><div style='break-before: page'></div><div style='height: 1mm'></div>")


def test_place_is_told_in_millimetres_and_places_are_counted() -> None:
    (problem,) = inspect(sheet(f"<div class='note' style='color: white; padding-top: 30mm'>{LINE * 3}</div>"), wanted())
    assert problem.where == "page 1, 20 mm from the left, 50 mm from the top, in div.note"
    assert "(3 places)" in problem.message
    assert "tablet" not in problem.message


def test_strip_missing_on_second_page_is_found() -> None:
    css = "@page notes { @bottom-center { content: 'Notes' } }"
    rendering = sheet(f"<p>{LINE}</p><div style='page: notes'>{LINE * 20}</div>", css)
    (problem,) = inspect(rendering, wanted())
    assert (problem.code, problem.where) == ("preflight.missing-on-page", "page 2")


class TestWords:
    def test_lost_sentence_is_quoted_with_its_source(self) -> None:
        (problem,) = inspect(
            sheet("<p>One. Three.</p>"), wanted("One.", "Two, which was lost on the way to the paper.", "Three.")
        )
        assert problem.message == "“Two, which was lost on the way to the pa…” is on no page"
        assert problem.where == "safe-use.yaml:2"

    def test_personal_text_is_never_quoted(self) -> None:
        lost = Expected((Sentence("Amina Haddad", "name", personal=True),), (), "en", FAMILIES, "Baclofen")
        (problem,) = inspect(sheet("<p>x</p>"), lost)
        assert "Amina" not in repr(problem)
        assert "Amina" not in repr(lost)

    def test_order_matters(self) -> None:
        assert found("<p>Two.</p><p>One.</p>", "", "One.", "Two.") == {"text-out-of-order"}

    def test_lost_repetition_is_found(self) -> None:
        assert found("<p>Call us.</p><p>End.</p>", "", "Call us.", "Call us.", "End.") == {"text-out-of-order"}

    def test_word_within_another_does_not_stand_for_it(self) -> None:
        assert found("<p>Nothing</p>", "", "No") == {"lost-text"}
        assert found("<p>No: thing (no) <b>no</b>thing</p>", "", "No", "no", "no") == set()

    def test_short_text_is_not_pieced_together_from_two_pages(self) -> None:
        assert "lost-text" in found("<p>plan</p><p style='break-before: page'>over</p>", "", "No")

    def test_case_line_ends_hyphens_and_invisible_characters_do_not_matter(self) -> None:
        text = "Unforgettable responsibilities notwithstanding\u00a0ﬁve\u200b words"
        narrow = "p { width: 32mm; hyphens: auto; text-transform: uppercase }"
        assert found(f"<p>{text}</p>", narrow, text.replace("\u00a0", " ")) == set()

    def test_cells_that_a_page_break_cuts_are_whole_despite_the_repeated_head(self) -> None:
        cells = [f"{side}{row} {LINE * 9}" for row in range(6) for side in ("left", "right")]
        rows = "".join(f"<tr><td>{left}<td>{right}" for left, right in zip(cells[::2], cells[1::2], strict=True))
        body = f"<table><thead><tr><th>Head<th>Other</thead>{rows}</table>"
        css = "tr { break-inside: auto }"
        assert "lost-text" not in found(body, css, "Head", "Other", *cells)
        assert "lost-text" in found(body, css, "Head", "Other", *cells[:-1], cells[-1] + "gone")

    def test_cell_over_three_pages_is_whole(self) -> None:
        body = f"<table><thead><tr><th>Head</thead><tr><td>{(LINE + ' ') * 60}</table>"
        css = "tr { break-inside: auto } html { font-size: 20pt }"
        assert len(sheet(body, css).pages) > 2
        assert "lost-text" not in found(body, css, "Head", LINE * 60)
        assert "lost-text" in found(body, css, "Head", LINE * 61)
