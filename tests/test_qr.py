"""The QR code of the clinic's own page: what is drawn is read back, from the page too, and never stands alone."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handouts import engine, fonts, pipeline, qr
from handouts.errors import Refused
from handouts.model.request import Handout, Patient
from handouts.render import render
from handouts.workspace import Workspace

from .conftest import OWN

COVERED = """
.masthead .qr { position: relative }
.masthead .qr::after { content: ""; position: absolute; inset: 4mm 0; background: #000 }
"""
PAGE = "https://clinic.example/leaflets/{topic}/{lang}"
ADDRESSES = st.from_regex(r"https://[a-z]{1,20}\.example/[A-Za-z0-9._~/?&=%-]{0,90}", fullmatch=True)


def page_with(code: str, size: str) -> Image.Image:
    """Return the image of a page, at the resolution of a check, that holds a code."""
    engine.start(fonts.fontconfig_file(fonts.font_folder(OWN / "styles" / "fonts")))
    html = f'<!doctype html><html lang="en"><title>x</title><body><div class="qr">{code}</div></body></html>'
    css = f"@page {{ size: 80mm 60mm; margin: 10mm }} .qr, .qr svg {{ width: {size}; height: {size} }}"
    pdf = render(html, [("x.css", css)], lambda _name: b"").pdf
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72, grayscale=True).to_pil()
    return image


@settings(deadline=None, max_examples=40)
@given(ADDRESSES)
def test_every_address_is_read_back_as_it_was(address: str) -> None:
    assert qr.read(page_with(qr.drawing(address), "17mm")) == {address}


def test_a_page_without_a_code_has_none() -> None:
    assert qr.read(page_with("", "17mm")) == frozenset()


def test_a_code_has_its_address_for_who_cannot_see_it() -> None:
    assert "<title>https://a.example/?b=1&amp;c=%3C</title>" in qr.drawing("https://a.example/?b=1&c=%3C")


# --- on a sheet


def links(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(note.A.URI) for page in document.pages for note in page.get("/Annots", []) if "/A" in note}


@pytest.mark.parametrize("edition", ["standard", "large-print", "booklet"])
def test_the_code_and_the_address_stand_on_the_sheet(workspace: Any, made: Any, pages_of: Any, edition: str) -> None:
    handout: Handout = made(workspace(leaflet_page=PAGE), edition=edition)
    text = "".join("".join(page.split()) for page in pages_of(handout.document))
    assert "clinic.example/leaflets/sample/en" in text
    with pypdfium2.PdfDocument(handout.document) as document:
        shown = [code for page in document for code in qr.read(page.render(scale=200 / 72, grayscale=True).to_pil())]
    assert shown == ["https://clinic.example/leaflets/sample/en"]
    assert links(handout.document) == (set() if edition == "booklet" else {"https://clinic.example/leaflets/sample/en"})


def test_the_plain_edition_has_the_address_alone(workspace: Any, made: Any) -> None:
    html = made(workspace(leaflet_page=PAGE), edition="plain", format="html").document.decode()
    assert '<a href="https://clinic.example/leaflets/sample/en">clinic.example/leaflets/sample/en</a>' in html
    assert "<svg" not in html


def test_a_clinic_without_a_page_has_neither(small: Workspace, composed: Any) -> None:
    html = composed(small).html
    assert 'class="qr"' not in html
    assert "on-screen" not in html


def said_of(workspace: Workspace, asked: Any) -> set[str]:
    brief, _ = pipeline.prepared(workspace, asked(), Patient())
    composed, rendering = pipeline.rendered(brief)
    return {problem.code for problem in pipeline.judged(brief, composed, rendering) if problem.refuses}


@pytest.mark.parametrize(
    "css",
    [
        ".masthead .qr { width: 4mm; height: 4mm }",
        COVERED,
        ".qr svg { width: 17mm; height: 2mm }",
        ".masthead .qr { opacity: 0.02 }",
    ],
    ids=["too small", "covered", "squeezed", "faint"],
)
def test_a_code_that_no_telephone_reads_is_refused(workspace: Any, asked: Any, css: str) -> None:
    assert "preflight.code-unread" in said_of(workspace({"styles/clinic.css": css}, leaflet_page=PAGE), asked)


def test_a_code_that_is_read_is_not(workspace: Any, asked: Any) -> None:
    assert said_of(workspace(leaflet_page=PAGE), asked) == set()


def test_a_template_may_leave_it_out(workspace: Any, asked: Any) -> None:
    text = (OWN / "templates/parts/masthead.html").read_text().replace('<div class="qr">{{ online.code }}</div>', "")
    assert said_of(workspace({"templates/parts/masthead.html": text}, leaflet_page=PAGE), asked) == set()


@pytest.mark.parametrize(
    "address",
    [
        "http://clinic.example/{topic}",
        "clinic.example/{topic}",
        "https://clinic.example/{patient}",
        "https://clinic.example/{name}/{lang}",
        "https://clinic.example/a b",
        'https://clinic.example/"><script>',
        "javascript:alert(1)",
        "https://" + "a" * 120,
    ],
)
def test_only_a_plain_address_on_the_web_is_taken(workspace: Any, made: Any, refusal: Any, address: str) -> None:
    problems = refusal(Refused, made, workspace(leaflet_page=address))
    assert {problem.where.partition(":")[0] for problem in problems if problem.refuses} == {"hilltop/clinic.yaml"}
