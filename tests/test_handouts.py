"""The project's own handouts, made for real: every language, both papers, judged by preflight and by veraPDF.

Each case is made once for a session of a worker; the cases are the named sample of what could be made.
"""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from handouts import pipeline, topics, workspace
from handouts.locales import catalogs, languages
from handouts.model.message import TEMPLATES
from handouts.model.request import Patient, Request

from . import verapdf

OWN = Path(__file__).resolve().parents[1]
CLINIC = OWN / "examples" / "clinic"
TODAY = date(2026, 11, 23)
PATIENT = Patient(name="Maria Example", reference="RC-0042", note="Please bring this sheet.")
LANGUAGES = languages.languages(workspace.at(None))
CASES = [(language, "full", "a4") for language in LANGUAGES] + [
    (language, "essential", "letter") for language in LANGUAGES
]


@functools.cache
def pdf(language: str, recipe: str, paper: str) -> bytes:
    request = Request(("baclofen",), language, recipe=recipe, paper=paper, today=TODAY)
    return pipeline.made(workspace.at(CLINIC), request, PATIENT).document


def squeezed(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Cn"))


def page_texts(document: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]


def test_the_four_languages_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "es", "ar", "th"}


@pytest.mark.parametrize(("language", "recipe", "paper"), CASES)
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_conforms(language: str, recipe: str, paper: str, profile: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf(language, recipe, paper))
    assert verapdf.failures(path, profile) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_page_holds_the_panel_and_the_strip_for_staff(language: str) -> None:
    for case in (case for case in CASES if case[0] == language):
        first = page_texts(pdf(*case))[0]
        assert "RC-0042" in first
        if language != "en":
            assert "Takes baclofen." in " ".join(first.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_draft_and_the_numbers(language: str) -> None:
    for text in page_texts(pdf(language, "full", "a4")):
        assert "999" in text
        # pdfium gives the groups of a number in a right-to-left line in reverse; the page shows them in order
        assert "01632 960123" in text or "960123 01632" in text
        assert "Draft. Not yet checked" in " ".join(text.split())


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in ("ar", "fa", "ur", "he")])
def test_extracted_text_is_the_source(language: str) -> None:
    """Left to right, whatever is copied or read aloud is what was written, letter by letter."""
    content = topics.load(workspace.at(CLINIC), "baclofen")
    found = catalogs.load(workspace.at(CLINIC), language, (TEMPLATES, "baclofen"))
    extracted = squeezed("".join(page_texts(pdf(language, "full", "a4"))))
    for module in content.topic.recipes["full"]:
        for message in content.messages(module)[:1]:
            entry = found.entry(message)
            assert entry is not None
            assert squeezed(entry.translation) in extracted


def test_metadata_holds_the_title_and_nothing_personal() -> None:
    with pikepdf.open(io.BytesIO(pdf("en", "full", "a4"))) as opened:
        said = str(dict(opened.docinfo)) + opened.Root.Metadata.read_bytes().decode()
    assert "Baclofen" in said
    assert "Example" not in said.replace("example", "")
    assert not re.search(r"/(home|root|work|tmp)/", said)


def test_same_request_same_bytes() -> None:
    request = Request(("baclofen",), "ar", recipe="essential", paper="letter", today=TODAY)
    again = pipeline.made(workspace.at(CLINIC), request, PATIENT).document
    assert again == pdf("ar", "essential", "letter")
