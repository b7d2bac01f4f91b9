"""The project's own handouts, made for real: every language, both papers, judged by preflight and by veraPDF.

Each case is made once for a session of a worker; the cases are the named sample of what could be made. Of them every
run makes each language on A4 and `LETTER`, and has veraPDF judge `JUDGED`; `make soak` does the rest.
"""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from handouts import pipeline, roots, topics
from handouts.compose.draft import draft
from handouts.errors import Refused
from handouts.locales import catalogs, languages
from handouts.model.request import Patient, Request
from handouts.workspace import Workspace

from . import verapdf

OWN = Path(__file__).resolve().parents[1]
CLINIC = OWN / "examples" / "clinic"
TODAY = date(2026, 11, 23)
PATIENT = Patient(name="Maria Example", reference="RC-0042", note="Please bring this sheet.")
LANGUAGES = languages.languages(roots.at(None))
CASES = [(language, "essential", paper) for language in LANGUAGES for paper in ("a4", "letter")]
CASES += [("en", "full", "a4"), ("en", "pump", "letter")]
LETTER = {"en", "ar", "th", "ur", "ja"}
"""Languages whose letters are the tallest and the widest."""
JUDGED = {(language, "essential", "a4") for language in ("en", "ru", "ur", "hi", "th", "ko")}
JUDGED |= {("en", "full", "a4"), ("en", "pump", "letter")}
"""A language of each script but those of test_every_language.py, and each other case that is made."""


def cases(kept: Collection[tuple[str, str, str]]) -> list[object]:
    """Return all cases, those that are not kept only for `make soak`."""
    assert set(CASES) >= set(kept)
    return [pytest.param(*case, marks=() if case in kept else pytest.mark.soak) for case in CASES]


MADE = {(language, recipe, paper) for language, recipe, paper in CASES if paper == "a4" or language in LETTER}


@functools.cache
def pdf(language: str, recipe: str, paper: str) -> bytes:
    request = Request(("baclofen",), language, recipe=recipe, paper=paper, today=TODAY)
    return pipeline.made(roots.at(CLINIC), request, PATIENT).document


def squeezed(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Cn"))


def page_texts(document: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]


def test_our_languages_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "es", "fr", "de", "pt_BR", "ru", "ar", "fa", "hi", "vi", "th"}


@pytest.mark.parametrize(("language", "recipe", "paper"), cases(JUDGED))
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_conforms(language: str, recipe: str, paper: str, profile: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf(language, recipe, paper))
    assert verapdf.failures(path, profile) == {}


@pytest.mark.parametrize(("language", "recipe", "paper"), cases(MADE))
def test_first_page_holds_the_panel_and_the_strip_for_staff(language: str, recipe: str, paper: str) -> None:
    first = page_texts(pdf(language, recipe, paper))[0]
    assert "RC-0042" in first
    if language != "en":
        assert "Takes baclofen." in " ".join(first.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_draft_and_the_numbers(language: str) -> None:
    for text in page_texts(pdf(language, "essential", "a4")):
        assert "999" in text
        # pdfium gives the groups of a number in a right-to-left line in reverse; the page shows them in order
        assert "01632 960123" in text or "960123 01632" in text
        assert "Draft. Not yet checked" in " ".join(text.split())


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in ("ar", "fa", "ur", "he")])
def test_extracted_text_is_the_source(language: str) -> None:
    """Left to right, whatever is copied or read aloud is what was written, letter by letter."""
    request = Request(("baclofen",), language, recipe="essential", today=TODAY)
    brief, _ = pipeline.prepared(roots.at(CLINIC), request, PATIENT)
    extracted = unhyphened(squeezed("".join(page_texts(pdf(language, "essential", "a4")))))
    said = [unhyphened(squeezed(sentence.text)) for sentence in draft(brief).expected.strings]
    assert len(said) > 50
    assert [text for text in said if text not in extracted] == []


def unhyphened(text: str) -> str:
    """Return a text without hyphens: pdfium drops one at a line's end, as if the break had added it."""
    return text.translate(dict.fromkeys(map(ord, "-\u2010\u2011\ufffe")))


@pytest.mark.parametrize(("language", "recipe", "paper"), cases(MADE))
def test_the_essentials_keep_to_their_pages(language: str, recipe: str, paper: str) -> None:
    limits = topics.load(roots.at(CLINIC), "baclofen").topic.recipes["essential"].pages
    assert limits["en"] == 2
    if recipe == "essential":
        assert len(page_texts(pdf(language, recipe, paper))) <= limits.get(language, limits["other"])


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_language_refuses_the_modules_that_it_lacks_by_name(small: Workspace, language: str) -> None:
    """No language has the topic that these tests make up."""
    request = Request(("sample",), language, modules=("using",), today=TODAY)
    with pytest.raises(Refused) as refused:
        pipeline.made(small, request, PATIENT)
    assert {problem.code for problem in refused.value.problems if problem.refuses} == {"translation.module"}
    assert any("lacks the module 'using'" in problem.message for problem in refused.value.problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_whole_topic(language: str) -> None:
    content, clinic = topics.load(roots.at(CLINIC), "baclofen"), roots.at(CLINIC)
    found = catalogs.load(clinic, language, ("handouts", "shared", "baclofen"))
    assert [message.source for message in content.all() if tuple(catalogs.faults(message, found))] == []


def test_every_module_is_in_a_recipe_and_every_recipe_can_be_composed() -> None:
    content = topics.load(roots.at(CLINIC), "baclofen")
    used = {name for recipe in content.topic.recipes for name, _ in content.choice(recipe)}
    assert used == set(content.choosable)
    for recipe in content.topic.recipes:
        request = Request(("baclofen",), "en", recipe=recipe, today=TODAY)
        brief, _ = pipeline.prepared(roots.at(CLINIC), request, PATIENT)
        assert draft(brief).expected.strings


def test_a_rule_that_differs_between_countries_is_printed_for_the_clinics_own(tmp_path: Path) -> None:
    said = {}
    for country in ("GB", "US"):
        facts = f'format: 1\nname: Test\ncountry: {country}\nphone: "01632 960123"\n'
        (tmp_path / "clinic.yaml").write_text(facts)
        request = Request(("baclofen",), "en", modules=("missed-dose",), today=TODAY)
        brief, _ = pipeline.prepared(roots.at(tmp_path), request, Patient())
        said[country] = draft(brief).html
    assert "less than 2 hours" in said["GB"]
    assert "Follow the leaflet in your packet." not in said["GB"]
    assert "less than 2 hours" not in said["US"]
    assert "Follow the leaflet in your packet." in said["US"]


def test_metadata_holds_the_title_and_nothing_personal() -> None:
    with pikepdf.open(io.BytesIO(pdf("en", "essential", "a4"))) as opened:
        said = str(dict(opened.docinfo)) + opened.Root.Metadata.read_bytes().decode()
    assert "Baclofen" in said
    assert "Example" not in said.replace("example", "")
    assert not re.search(r"/(home|root|work|tmp)/", said)


def test_same_request_same_bytes() -> None:
    request = Request(("baclofen",), "ar", recipe="essential", paper="letter", today=TODAY)
    again = pipeline.made(roots.at(CLINIC), request, PATIENT).document
    assert again == pdf("ar", "essential", "letter")


def test_the_file_itself_tells_topic_revision_and_content() -> None:
    with pikepdf.open(io.BytesIO(pdf("en", "essential", "a4"))) as opened:
        keywords = str(opened.docinfo["/Keywords"])
        assert keywords in opened.Root.Metadata.read_bytes().decode()
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page_texts(pdf("en", "essential", "a4"))[0])
    assert code is not None
    assert keywords == f"baclofen, revision 1, reprint {code[0]}"
