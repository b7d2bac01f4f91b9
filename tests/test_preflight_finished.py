"""A finished file is told from a damaged, foreign or doctored one, and no file makes the inspection fail."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts import engine, fonts
from handouts.preflight import inspect_file
from handouts.render import render

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
LINE = "Take one tablet in the morning and one in the evening, with water."
STYLE = '@page { size: A4; margin: 20mm } html { font: 14pt/1.5 "Noto Sans" }'


def made(body: str) -> bytes:
    html = f'<!doctype html><html lang="en"><title>Baclofen</title><body>{body}</body></html>'
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
        return facts, {problem.code for problem in problems} - {"inspect.limits"}

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


def test_it_says_what_it_cannot_know(sound: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(sound)
    _, (limits,) = inspect_file(tmp_path / "a.pdf")
    assert "cannot tell" in limits.message


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


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30))
def test_no_damage_makes_it_fail(sound: bytes, said, changes: list[tuple[float, int]]) -> None:
    pdf = bytearray(sound)
    for place, byte in changes:
        pdf[int(place * len(pdf))] = byte
    said(bytes(pdf))
