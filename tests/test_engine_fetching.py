"""Nothing is fetched but the handout's own files, by name, and only what can be printed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from handouts import engine
from handouts.engine.starting import missing_library
from handouts.errors import Refused

from .pages import FONTCONFIG, image, page, pdf_of

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


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    engine.start(FONTCONFIG)


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
