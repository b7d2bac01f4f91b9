"""Whatever a file holds, reading it ends in data or in our own refusal (S8).

The rest are where their modules are tested: YAML and modules (test_reading, test_errors), clinic.yaml and help lines
(test_clinic), contrast (test_contrast), names (test_workspace), finished PDFs (test_preflight_finished).
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from handouts import fonts, images, requests, styles, template_words, templates
from handouts.compose import proof
from handouts.errors import Problem
from handouts.fonts import own
from handouts.locales import catalogs, languages
from handouts.model.clinic import Typeface
from handouts.workspace import Found, Workspace

from .content_fixtures import outcome

OURS = Path(__file__).parents[1]
FUZZ = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def pieces(*words: str) -> st.SearchStrategy[str]:
    """Return texts made of what the grammar is made of, and any other text."""
    return st.lists(st.sampled_from(words), max_size=14).map("".join) | st.text(max_size=40)


def as_bytes(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return texts.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=60)


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """Return a file with some bytes changed and its end cut off."""
    places = st.lists(st.tuples(st.integers(0, min(len(whole) - 1, 3000)), st.integers(0, 255)), max_size=6)
    ends = st.just(len(whole)) | st.integers(0, len(whole))

    def change(choice: tuple[list[tuple[int, int]], int]) -> bytes:
        body = bytearray(whole)
        for place, value in choice[0]:
            body[place] = value
        return bytes(body[: choice[1]])

    return st.tuples(places, ends).map(change)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Found]:
    """Put bytes into a file and return it as the workspace finds it."""
    root = tmp_path_factory.mktemp("held")

    def put(body: bytes) -> Found:
        path = root / f"{os.getpid()}"
        path.write_bytes(body)
        return Found(path, root, "a/file")

    return put


def placed(problems: tuple[Problem, ...]) -> bool:
    return all(problem.where.startswith("a/file") for problem in problems)


PO = (
    *('msgid "a"\n', 'msgid ""\n', 'msgstr "b"\n', 'msgstr ""\n', 'msgctxt "c"\n', 'msgid_plural "d"\n'),
    *('msgstr[0] "e"\n', 'msgstr[9] "f"\n', "#, fuzzy\n", '#~ msgid "g"\n', "#: a:1\n", '"h\\n"\n', '"', "\\", "\n"),
    *('"Plural-Forms: nplurals=2; plural=(((\\n"\n', '"Plural-Forms: nplurals=x;\\n"\n'),
    *('"Content-Type: text/plain; charset=klingon\\n"\n', '"Content-Type: text/plain; charset=utf-7\\n"\n'),
    *('"PO-Revision-Date: 2020-99-99 00:00+9999\\n"\n', '"Language: ??\\n"\n'),
)


ENTRIES = st.lists(
    st.sampled_from(
        [b'msgid "a"\n', b'msgid ""\n', b'msgstr "b"\n', b'msgstr "\xff"\n', b'msgid "\xe9"\n', b'msgid_plural "d"\n']
    )
).map(b"".join)


@FUZZ
@given(as_bytes(pieces(*PO)) | ENTRIES)
@example(b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=klingon\\n"\nmsgid "a"\nmsgid "a"\n')
def test_a_catalog(held: Callable[[bytes], Found], body: bytes) -> None:
    assert placed(outcome(lambda: catalogs.catalog(held(body), "es")))


CSS = (
    *("{", "}", "(", ")", "[", "]", '"', "'", "\\", ":", ";", ",", "/*", "*/", "<!--", "!important", "\0", "\n"),
    *("@import", "@page", "@media print", "@counter-style", "url(", "var(--a)", "content", "quotes", "a", '"x"'),
)


@FUZZ
@given(pieces(*CSS))
def test_a_style_sheet(held: Callable[[bytes], Found], css: str) -> None:
    assert placed(tuple(styles._made_text(css, held(b""))))


SVG = (
    *('<svg xmlns="http://www.w3.org/2000/svg" ', "<svg ", ">", "/>", "</svg>", "<g>", "</g>", "<style>", "</style>"),
    *('viewBox="', "0 0 1 1", "1.2.3", "-", "1e9", ".", " ", '"', 'width="', 'height="', "5cm", "&lt;", "&a;"),
    *('<?xml version="1.0" encoding="x"?>', '<?xml version="1.0" encoding="gb18030"?>', "<?pi?>", "<!--x-->"),
    *('href="', "#a", "url(#a)", "<!DOCTYPE svg>", "<image ", "x"),
)


SIZES = st.tuples(
    st.sampled_from(["viewBox", "width", "height"]),
    st.lists(st.sampled_from(["0", "1", "9" * 400, ".", "-", "1.2.3", "1e9", " ", "cm", "%", "nan"]), max_size=9).map(
        "".join
    ),
).map(lambda said: f'<svg xmlns="http://www.w3.org/2000/svg" {said[0]}="{said[1]}"/>'.encode())


@FUZZ
@given(as_bytes(pieces(*SVG)) | SIZES)
def test_a_drawing(body: bytes) -> None:
    if images.complaint_about_svg(body) is None:
        assert (images.svg_ratio(body) or 1) > 0
        assert images.has_text(body) in {True, False}


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (9, 7), "navy").save(file, kind)
    return file.getvalue()


@FUZZ
@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "ICO"]).map(picture).flatmap(damaged))
def test_a_picture(body: bytes) -> None:
    if images.complaint_about_raster(body) is None:
        width, height = images.pixels(body)
        assert 0 < width * height <= images.MAX_PIXELS


FONT = next((fonts.font_folder(OURS / "styles" / "fonts")).glob("base/NotoSans_400*")).read_bytes()


@FUZZ
@given(damaged(FONT))
def test_a_font(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    root = tmp_path_factory.getbasetemp() / f"font-{os.getpid()}"
    (root / own.FOLDER).mkdir(parents=True, exist_ok=True)
    (root / own.FOLDER / "a.ttf").write_bytes(body)
    face = Typeface(family="Noto Sans", regular="a.ttf", bold="a.ttf", licence="OFL")
    assert all(problem.code == "font.unfit" for problem in own.problems(Workspace((root,)), (face,), ()))


YAML = (
    *("name", "note", "date", ": ", ":", " ", "\n", "- ", '"', "'", "|", ">", "{", "}", "[", "#", "\t", "\0", "\x85"),
    *("&a ", "*a", "!!x ", "!!python/object:os.system ", "ZELDA"),
)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["name", "note", "ZELDA"]), st.sampled_from(["ZELDA", "[ZELDA]", "&ZELDA x", "ZELDA" * 30])
    )
).map(lambda lines: "".join(f"{key}: {value}\n" for key, value in lines))


@FUZZ
@given(pieces(*YAML) | LINES)
def test_a_patient_file(text: str) -> None:
    for problem in outcome(lambda: requests.patient_of(text, "the patient file")):
        assert problem.where.startswith("the patient file")
        assert "ZELDA" not in repr(problem)


HTML = (
    *("<", ">", "<!", "<![", "[", "]]>", "<!--", "-->", "<p>", "</p", "&#", "&#x110000;", "&amp", '"', "=", "<script>"),
    *("</", "<?", "<!DOCTYPE", "<svg", "\0", "CDATA[", "if", " ", "<p data-personal>", "<br>", "x"),
)


@FUZZ
@given(pieces(*HTML))
def test_a_draft(html: str) -> None:
    assert all(block.text for block in proof.blocks(html))
    assert isinstance(tuple(proof.proof(html, ())), tuple)


JINJA = (
    *("{{", "}}", "{%", "%}", "{#", "#}", "-", " ", "'", '"', "(", ")", "[", "|", ".", "~", "_", "_('x')", "staff_("),
    *("if", "for x in", "endfor", "else", "block", "extends", "include", "macro", "set", "raw", "x", "1", "**", "\n"),
)


@FUZZ
@given(pieces(*JINJA))
def test_a_template(workspace_with: Callable[[str], Workspace], text: str) -> None:
    problems = outcome(lambda: templates.rendered(workspace_with(text), "mine.html", {"x": "y"}))
    assert all(problem.code.startswith("template.") for problem in problems)
    outcome(lambda: tuple(template_words.messages(workspace_with(text))))


@pytest.fixture(scope="module")
def workspace_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workspace]:
    """Return a workspace whose only template says this."""
    root = tmp_path_factory.mktemp("templates")
    (root / "templates").mkdir()

    def put(text: str) -> Workspace:
        (root / "templates" / "mine.html").write_text(text, "utf-8", "replace")
        return Workspace((root,))

    return put


@FUZZ
@given(pieces("en", "zh", "Hant", "_", "-", "@", ".", "/", "..", "und", "US", "419", "latn", "\0", "x", "EN", "é"))
def test_a_language(small: Workspace, text: str) -> None:
    outcome(lambda: languages.resolve(small, text))
    outcome(lambda: languages.language(text))


def test_what_is_whole_passes() -> None:
    assert images.complaint_about_raster(picture("PNG")) is None
    assert images.complaint_about_raster(picture("TIFF")) is not None
    assert images.complaint_about_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>') is None
    assert requests.patient_of("name: Zelda", "x").name == "Zelda"


def test_no_program_of_the_system_is_asked_about_a_picture(tmp_path: Path, monkeypatch: Any) -> None:
    """Pillow would hand EPS to Ghostscript."""
    (tmp_path / "gs").write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\n")
    (tmp_path / "gs").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    body = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n%%EOF\n"
    assert images.complaint_about_raster(body) == "is not an image that can be read whole."
    assert not (tmp_path / "asked").exists()
