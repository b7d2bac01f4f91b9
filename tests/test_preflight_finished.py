"""A finished file is told from a damaged, foreign or doctored one, and no file makes the inspection fail."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts import engine, fonts
from handouts.errors import Severity
from handouts.preflight import inspect_file
from handouts.render import render

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
LINE = "Take one tablet in the morning and one in the evening, with water."
STYLE = '@page { size: A4; margin: 20mm } html { font: 14pt/1.5 "Noto Sans" }'


KEYWORDS = "baclofen, revision 1, reprint 4QNF-984R-TRGM-200W"
OPEN = {
    f"inspect.{name}"
    for name in (
        "source-text", "approval", "currency", "personal-data", "fonts", "languages", "reading-order", "layout",
    )
}  # fmt: skip


def made(body: str, keywords: str = KEYWORDS) -> bytes:
    head = f'<title>Baclofen</title><meta name="keywords" content="{keywords}">'
    html = f'<!doctype html><html lang="en">{head}<body>{body}</body></html>'
    return render(html, [("a.css", STYLE)], {}.__getitem__).pdf


@pytest.fixture(scope="module")
def sound() -> bytes:
    engine.start(fonts.fontconfig_file(fonts.font_folder(FONTS)))
    return made(f"<h1>Baclofen</h1><p style='color: #0B4F5C'>{LINE * 3}</p>")


@pytest.fixture
def said(tmp_path: Path):
    def inspected(pdf: bytes) -> tuple[dict[str, object], set[str]]:
        path = tmp_path / "some.pdf"
        path.write_bytes(pdf)
        facts, problems = inspect_file(path)
        return facts, {problem.code for problem in problems if not problem.code.startswith("inspect.")}

    return inspected


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, **options)
    return stream.getvalue()


def test_our_own_file_gives_its_facts_and_no_problem(sound: bytes, said) -> None:
    facts, codes = said(sound)
    assert codes == set()
    assert facts["title"] == "Baclofen"
    assert (facts["pages"], facts["sizes_mm"], facts["language"]) == (1, [[210, 297]], "en")
    assert (facts["tagged"], facts["pdf_a"], facts["pdf_ua"]) == (True, "3A", "1")
    assert facts["fonts"] == ["Noto-Sans", "Noto-Sans-Bold"]


def notes(pdf: bytes, folder: Path) -> set[str]:
    (folder / "a.pdf").write_bytes(pdf)
    found = [problem for problem in inspect_file(folder / "a.pdf")[1] if problem.code.startswith("inspect.")]
    assert {problem.severity for problem in found} == {Severity.NOTE}
    assert len(found) == len({problem.code for problem in found})
    return {problem.code for problem in found}


def test_it_says_what_it_cannot_know_matter_by_matter(sound: bytes, tmp_path: Path) -> None:
    assert notes(sound, tmp_path) == OPEN


def test_it_says_that_another_program_made_the_file(tmp_path: Path) -> None:
    assert notes(made("<p>x</p>", "baclofen"), tmp_path) == OPEN | {"inspect.not-ours"}
    with pikepdf.open(io.BytesIO(made("<p>x</p>"))) as pdf:
        pdf.docinfo["/Producer"] = "A word processor"
        assert notes(saved(pdf), tmp_path) == OPEN | {"inspect.not-ours"}
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        assert notes(saved(pdf), tmp_path) == (OPEN | {"inspect.not-ours"}) - {"inspect.reading-order"}


@pytest.mark.parametrize(
    ("subject", "keywords", "codes"),
    [
        ("Print file: pages in the order for folding", KEYWORDS, set()),
        ("A sheet", KEYWORDS, {"preflight.untagged", "preflight.no-claim", "preflight.foreign-metadata"}),
        ("Print file: of somebody else", "baclofen", {"preflight.untagged", "preflight.no-claim"}),
    ],
)
def test_print_file_of_ours_need_not_be_tagged(
    said, tmp_path: Path, subject: str, keywords: str, codes: set[str]
) -> None:
    with pikepdf.open(io.BytesIO(made(f"<p>{LINE}</p>", keywords))) as pdf:
        for key in ("/StructTreeRoot", "/MarkInfo", "/Metadata"):
            del pdf.Root[key]
        pdf.docinfo["/Subject"] = subject
        document = saved(pdf)
    facts, found = said(document)
    assert found == codes
    assert facts["print_file"] == subject.startswith("Print file")
    assert ("inspect.print-file" in notes(document, tmp_path)) == subject.startswith("Print file")


def test_faults_of_a_print_file_are_told_all_the_same(said) -> None:
    with pikepdf.open(io.BytesIO(made(f"<p>Seen.</p><p style='color: white'>{LINE}</p>"))) as pdf:
        pdf.docinfo["/Subject"] = "Print file: x"
        assert said(saved(pdf))[1] == {"preflight.no-ink"}


@pytest.mark.parametrize(("keywords", "severity"), [(KEYWORDS, Severity.WARNING), ("", Severity.NOTE)])
def test_more_than_a_sheet_is_told_as_grave_as_it_is(keywords: str, severity: Severity, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(made(f"<p>{LINE}</p>", keywords))) as pdf:
        pdf.docinfo["/Author"] = "Amina"
        pdf.attachments["a.txt"] = b"Amina"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")
        (tmp_path / "a.pdf").write_bytes(saved(pdf))
    facts, problems = inspect_file(tmp_path / "a.pdf")
    graves = {problem.code: problem.severity for problem in problems if not problem.code.startswith("inspect.")}
    assert graves == {
        "preflight.foreign-metadata": severity,
        "preflight.attachment": Severity.WARNING,
        "preflight.script": Severity.ERROR,
    }
    assert "Amina" not in repr((facts, problems))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"<p>Seen.</p><p style='color: white'>{LINE}</p>", "preflight.no-ink"),
        (f"<p style='opacity: .2'>{LINE}</p>", "preflight.no-ink"),
        (f"<p style='overflow: hidden; height: 4mm; margin: 0'>{LINE}</p>", "preflight.no-ink"),
        (f"<p style='white-space: nowrap; font-size: 30pt'>{LINE}</p>", "preflight.off-page"),
        ("<p>x</p><p style='break-before: page; height: 1mm'></p>", "preflight.blank-page"),
    ],
)
def test_doctored_pages_are_seen_in_the_file_alone(sound: bytes, said, body: str, code: str) -> None:
    assert said(made(body))[1] == {code}


def test_foreign_file_lacks_what_ours_has(said) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        facts, codes = said(saved(pdf))
    assert facts["tagged"] is False
    assert codes == {
        "preflight.untagged", "preflight.title-not-shown", "preflight.no-language", "preflight.no-claim",
        "preflight.no-fonts", "preflight.blank-page",
    }  # fmt: skip


def test_turned_page_and_page_box_elsewhere_are_sound(sound: bytes, said) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.pages[0].MediaBox = [-50, -50, 600, 900]
        assert said(saved(pdf))[1] == set()


def test_text_that_is_printed_invisibly_is_told(sound: bytes, said) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        pdf.pages[0].contents_add(b"3 Tr\n", prepend=True)
        codes = said(saved(pdf))[1]
    assert "preflight.invisible-text" in codes


def test_fonts_without_their_letters_are_told(sound: bytes, said) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            del font["/ToUnicode"]
        codes = said(saved(pdf))[1]
    assert "preflight.no-unicode" in codes


def test_file_that_had_to_be_mended_to_be_read_is_told(sound: bytes, said) -> None:
    place = sound.rindex(b"startxref")
    assert "file.repaired" in said(sound[:place] + b"startxref\n7\n%%EOF\n")[1]


def test_pages_that_were_not_looked_at_are_told(sound: bytes, tmp_path: Path) -> None:
    for more, told in ((99, False), (100, True)):
        with pikepdf.open(io.BytesIO(sound)) as pdf:
            for _ in range(more):
                pdf.pages.append(pdf.pages[0])
            assert ("inspect.first-pages" in notes(saved(pdf), tmp_path)) == told


def test_huge_and_empty_page_boxes_do_no_harm(sound: bytes, said) -> None:
    for box in ([0, 0, 14400, 14400], [0, 0, 0, 0]):
        with pikepdf.open(io.BytesIO(sound)) as pdf:
            pdf.pages[0].MediaBox = box
            assert said(saved(pdf))[0]["pages"] == 1


def test_locked_file_is_told(sound: bytes, said) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        assert said(saved(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))) == ({}, {"file.encrypted"})
        assert said(saved(pdf, encryption=pikepdf.Encryption(owner="a", user="")))[1] == set()


def test_cut_and_other_files_are_told(sound: bytes, said, tmp_path: Path) -> None:
    for length in (5, 100, len(sound) // 2, len(sound) - 8):
        assert said(sound[:length]) == ({}, {"file.damaged"})
    assert said(b"") == said(b"PK\3\4 a letter") == ({}, {"file.not-pdf"})
    for path in (tmp_path, tmp_path / "missing.pdf"):
        assert {problem.code for problem in inspect_file(path)[1]} == {"file.unreadable"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30))
def test_no_damage_makes_it_fail(sound: bytes, said, changes: list[tuple[float, int]]) -> None:
    pdf = bytearray(sound)
    for place, byte in changes:
        pdf[int(place * len(pdf))] = byte
    said(bytes(pdf))
