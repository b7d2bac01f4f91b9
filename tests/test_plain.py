"""The plain edition: all words of the sheet, in order, for a screen, a screen reader, Braille or a voice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, sync_playwright

from handouts import pipeline, plain
from handouts.cli import run
from handouts.compose import proof
from handouts.errors import Refused, UsageFault
from handouts.model.request import Patient, Request
from handouts.roots import at

from .conftest import OWN, TODAY

CLINIC = OWN / "examples" / "clinic"
FULL = Patient(name="Maria Example", reference="RC-1", note="Bring your packets.\nCome early.")


def made(recipe: str, lang: str = "en", form: str = "html", patient: Patient | None = None) -> str:
    request = Request(("baclofen",), lang, recipe=recipe, edition="plain", format=form, today=TODAY)
    return pipeline.made(at(CLINIC), request, patient or Patient()).document.decode()


# --- the text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("recipe", "lang"), [("full", "en"), ("stopping", "ar"), ("stopping", "th"), ("pump", "en")])
def test_the_text_holds_every_block_of_the_page_in_order(recipe: str, lang: str):
    html, text = made(recipe, lang), proof.squeezed(made(recipe, lang, "txt"))
    at = 0
    for block in (block for block in proof.blocks(html) if proof.squeezed(block.text)):
        found = text.find(proof.squeezed(block.text), at)
        assert found >= 0, block.text
        at = found + len(proof.squeezed(block.text))


def test_the_text_is_made_for_reading_aloud():
    text = made("stopping", form="txt", patient=FULL)
    assert "\n\n1 Keep taking baclofen\n\n" in text
    assert "\n- new confusion, or seizure (fit)\n" in text
    assert "\n[ ] Driving, cycling or machines:\n" in text
    assert "Maria Example" in text
    assert not re.search(r"<|&[a-z]+;|\n\n\n", text)


def test_the_same_words_as_in_print(composed: Callable[..., Any], small: Any):
    """Nothing of a module is lost between the printed and the plain edition."""

    def said(edition: str) -> list[str]:
        draft = composed(small, edition=edition, format="pdf" if edition == "standard" else "html")
        main = draft.html.partition("<main>")[2]
        modules = main.partition('<section class="module')[2].partition(">")[2]
        blocks = (block for block in proof.blocks(modules) if not block.furniture)
        return [proof.squeezed(block.text) for block in blocks]

    printed, on_screen = said("standard"), said("plain")
    assert printed
    assert printed == on_screen[: len(printed)]


def test_the_personal_fields_that_are_given_are_there_and_the_others_are_not():
    html = made("essential", patient=FULL)
    assert "Maria Example" in html
    assert "Reference" in html
    assert "Prescriber" not in html
    assert '<section class="panel">' not in made("essential")


def test_a_draft_says_so_at_the_head():
    assert made("essential", form="txt").startswith("Draft. Not yet checked by a clinician.\n")
    first = made("essential", "ar", "txt").splitlines()[:2]
    assert "Draft" in first[1]


def test_a_template_that_drops_a_text_is_refused(workspace: Any, composed: Any, refusal: Any, swapped: Any):
    old = '<p class="strip-message">{{ topic.main.short }}</p>'
    space = workspace(swapped("templates/plain.html", old, ""))
    problems = refusal(Refused, composed, space, edition="plain", format="html")
    assert "draft.frame" in {item.code for item in problems}


def test_the_file_stands_alone():
    html = made("full")
    assert "asset:" not in html
    assert set(re.findall(r'\bsrc="(\w+:)', html)) == {"data:"}
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", html)
    assert "<script" not in html


@pytest.mark.parametrize(
    ("name", "body"),
    [("logo.svg", b"<svg"), ("logo.png", b"no"), ("logo.svg", b'<svg viewBox="0 0 1 1"><script/></svg>')],
)
def test_an_unfit_picture_is_refused(name: str, body: bytes):
    with pytest.raises(Refused) as refused:
        plain.document(f'<img src="asset:{name}">', lambda _: body)
    assert [item.code for item in refused.value.problems] == ["plain.picture"]


def test_a_picture_of_another_kind_is_refused():
    with pytest.raises(Refused):
        plain.document('<img src="asset:figures/x.gif">', lambda _: b"GIF89a")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_words_come_through(words: str):
    from markupsafe import escape

    html = f"<main><p>{escape(words)}</p><ul><li>{escape(words)}</li></ul></main>"
    said = proof.squeezed(plain.text(html).decode())
    assert said == proof.squeezed(f"{words}-{words}") or proof.squeezed(words) == ""


# --- asking for it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (("--format", "html"), "sample-essential-en.html"),
        (("--format", "txt"), "sample-essential-en.txt"),
        (("--edition", "plain"), "sample-essential-en.html"),
        (("--edition", "plain", "--format", "txt"), "sample-essential-en.txt"),
    ],
)
def test_the_format_asks_for_the_edition(
    clinic: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], name: str
):
    root = clinic()
    monkeypatch.chdir(tmp_path)
    assert run(["make", "sample", "--clinic", str(root), *options]) == 0
    assert (tmp_path / name).stat().st_size > 500


@pytest.mark.parametrize("asked", [("plain", "pdf"), ("standard", "html"), ("standard", "txt")])
def test_an_edition_in_a_format_that_it_has_not_is_told(small: Any, refusal: Any, asked: tuple[str, str]):
    request = Request(("sample",), "en", edition=asked[0], format=asked[1], today=TODAY)
    assert [item.code for item in refusal(UsageFault, pipeline.made, small, request, Patient())] == ["edition.format"]


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    pages = []

    def show(html: str) -> Page:
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": 320, "height": 640})
        pages.append(page)
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield show
    for page in pages:
        page.close()


@pytest.mark.parametrize(("recipe", "lang"), [("full", "en"), ("stopping", "ar"), ("stopping", "th")])
def test_axe_finds_no_violation(shown: Any, recipe: str, lang: str):
    page = shown(made(recipe, lang, patient=FULL))
    found = Axe().run(page)
    assert [(item["id"], item["nodes"][0]["html"][:120]) for item in found.response["violations"]] == []


def test_axe_would_find_one(shown: Any):
    html = made("essential").replace('lang="en"', "", 1).replace("<h1>", "<h5>").replace("</h1>", "</h5>")
    assert {item["id"] for item in Axe().run(shown(html)).response["violations"]} >= {"html-has-lang"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_is_wider_than_a_small_screen(shown: Any, lang: str):
    page = shown(made("stopping", lang))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
