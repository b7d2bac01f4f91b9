"""The desk in a real browser: the whole way in two languages, wrong input, back, keyboard alone, axe, small screens."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from handouts.web.desk.server import Running

from .conftest import clinic_folder
from .desks import open_desk

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
FAVOURITE = "favourites:\n  - {topic: baclofen, language: ar, recipe: essential}\n"
LOOKS = os.environ.get("DESK_LOOKS", "")
"""A folder for screenshots of every state, for the eye."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = clinic_folder(tmp_path_factory.mktemp("desk") / "hilltop", {}, {})
    path = folder / "clinic.yaml"
    path.write_text(path.read_text(encoding="utf-8") + FAVOURITE, encoding="utf-8")
    with open_desk(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def see(browser: Browser, desk: Running) -> Iterator[Callable[..., Page]]:
    """Open the desk; afterwards it has asked nobody else for anything, and its console has no complaint."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda fault: said.append(str(fault.error)))

    def open_page(*, again: bool = False, width: int = 1280) -> Page:
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(desk.origin if again else desk.link())
        return page

    expect.set_options(timeout=30_000)
    yield open_page
    context.close()
    asked = [url for url in asked if not url.startswith("chrome")]  # the browser's own viewer of PDFs
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert not [url for url in asked if "Qanary" in url]
    assert [line for line in said if "410" not in line] == []


def ready(page: Page) -> None:
    expect(page.locator("#say")).to_contain_text("Ready")
    expect(page.locator("ol.pages:not(.stale) img").first).to_be_visible()


def begun(page: Page, language: str = "en") -> None:
    """Choose the made-up topic and a language."""
    page.locator('button[name="quick"][value="sample|||standard"]').last.click()
    page.locator(f"#language-{language}").check()
    ready(page)


def looked(page: Page, name: str) -> None:
    """Let axe look at a state, and keep a picture for the eye where one is asked for."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if LOOKS:
        page.screenshot(path=Path(LOOKS) / f"{name}.png", full_page=True, caret="initial")


def fetched(page: Page, button: str) -> tuple[str, bytes]:
    """Press Save, and return the name and the bytes of what comes."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button, exact=True).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


# --- the whole way


def test_the_whole_way_in_english_with_a_mistyped_name(see: Any) -> None:
    page = see()
    looked(page, "1-start")
    box = page.get_by_role("combobox", name="Medicine, brand or code")
    expect(box).to_be_focused()
    box.press_sequentially("bacolfen")
    expect(page.locator("#found [data-topic]")).to_have_count(1)
    looked(page, "2-found")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "found-baclofen"
    box.press("Enter")
    expect(page.locator(".picked")).to_contain_text("How to take baclofen safely")
    expect(page.locator("#language-en-more")).to_have_text("Draft: not checked by a clinician")
    looked(page, "3-topic")
    page.locator("#language-en").check()
    ready(page)
    expect(page.locator("#recipe-essential-more")).to_contain_text("Pages: 2")
    page.get_by_label("Large print").check()
    expect(page.locator("#say")).to_have_text("Being made …")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_disabled()
    ready(page)
    page.locator("#beside").select_option("ar")
    page.get_by_label("Name", exact=True).fill("Qanary Person")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    ready(page)
    expect(page.locator("ol.pages .text").filter(has_text="Qanary Person")).to_have_count(1)
    looked(page, "4-large-two-languages")
    name, pdf = fetched(page, "Save")
    assert name == "baclofen-essential-en+ar-large-print-18pt.pdf"
    assert "Qanary Person" in words(pdf)
    expect(page.locator("#next")).to_have_class("main")
    page.get_by_text("What was given, for the record").click()
    expect(page.get_by_label("One line")).to_have_value(re.compile("patient information given; baclofen"))
    expect(page.get_by_label("FHIR R4B")).to_have_value(re.compile("DocumentReference"))
    expect(page.locator("#given")).not_to_contain_text("Qanary")
    looked(page, "5-given")
    page.get_by_role("button", name="Next patient").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.get_by_role("heading", name="Just now")).to_be_visible()
    looked(page, "6-next")


def test_the_whole_way_for_a_reader_of_arabic_on_a_page_in_arabic(see: Any) -> None:
    page = see()
    page.get_by_label("Language of this page").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator('button[name="quick"][value^="baclofen|ar|"]').click()
    expect(page.locator("ol.pages:not(.stale) img").first).to_be_visible()
    page.locator("#person-name").fill("ليلى")
    expect(page.locator("ol.pages.stale")).to_have_count(1)
    expect(page.locator("ol.pages:not(.stale) .text").first).to_contain_text("ليلى")
    looked(page, "7-arabic")
    page.set_viewport_size({"width": 320, "height": 800})
    looked(page, "8-arabic-320")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#staff").select_option("en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("#person-name")).to_have_value("ليلى")
    ready(page)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Print", exact=True).click()
    expect(page.locator("#next")).to_have_class("main")
    assert "Qanary" not in opened.value.url


def test_the_keyboard_alone_is_enough(see: Any) -> None:
    page = see()
    page.keyboard.type("sample")
    expect(page.locator("#found [data-topic]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#language-en")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "language":
            break
    page.keyboard.press("Space")
    expect(page.locator("#recipe-brief")).to_be_enabled()
    assert page.evaluate("document.activeElement.id") == "language-en"  # where it was, though all around is new
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    ready(page)
    order = []
    for _ in range(40):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    steps = ["edition-standard", "paper", "person-name", "person-note", "for-carer", "Print", "Save", "next"]
    assert [one for one in order if one in steps][: len(steps)] == steps


# --- what goes wrong


def test_what_does_not_fit_is_said_beside_the_field_and_what_is_typed_stays(see: Any) -> None:
    page = see()
    begun(page)
    note = page.get_by_label("Note", exact=True)
    note.press_sequentially("one\ntwo\nthree\nfour\nfive and more")
    expect(page.locator("#person-note-fault")).to_have_text("At most 4 lines and 200 letters.")
    expect(note).to_have_value("one\ntwo\nthree\nfour\nfive and more")
    expect(note).to_be_focused()
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_disabled()
    looked(page, "9-mend")
    page.locator("#pages .trouble a").click()
    expect(note).to_be_focused()
    note.fill("one")
    ready(page)
    name = page.get_by_label("Name", exact=True)
    name.fill("A \U00013080")
    expect(page.locator("#trouble")).to_contain_text("no font that is here has the character")
    expect(page.locator("#trouble")).not_to_contain_text("A \U00013080")
    looked(page, "10-refused")
    assert name.get_attribute("maxlength") == "100"


def test_choices_that_cannot_be_had_are_disabled_with_the_reason_beside_them(see: Any) -> None:
    page = see()
    begun(page)
    expect(page.locator("#edition-wallet-card")).to_be_disabled()
    expect(page.locator("#edition-wallet-card-more")).to_have_text("Not there for this topic")
    page.get_by_text("Not offered:").click()
    expect(page.locator("#language-ar")).to_be_disabled()
    expect(page.locator("#language-ar-more")).to_have_text("Not translated yet")
    page.get_by_label("For a carer").check()
    expect(page.locator("#person fieldset[disabled] #person-name")).to_have_count(1)
    expect(page.locator("#recipe-parts")).to_be_disabled()
    ready(page)
    looked(page, "11-carer")
    page.get_by_label("The patient agrees").check()
    expect(page.locator("#person fieldset[disabled] #person-name")).to_have_count(0)
    page.get_by_label("Single parts").check()
    expect(page.locator("#say")).to_have_text("Choose at least one part.")
    page.get_by_label("About sample").check()
    ready(page)
    looked(page, "12-parts")


def test_back_reload_and_two_windows_do_no_harm(see: Any) -> None:
    page = see()
    begun(page)
    page.locator("#person-name").fill("Qanary One")
    ready(page)
    other = see(again=True)
    expect(other.locator("#person-name")).to_have_value("")
    begun(other)
    other.locator("#person-name").fill("Qanary Two")
    expect(other.locator("ol.pages .text").first).to_contain_text("Qanary Two")
    page.bring_to_front()
    expect(page.locator("ol.pages .text").first).to_contain_text("Qanary One")
    _, pdf = fetched(page, "Save")
    assert ("Qanary One" in words(pdf), "Qanary Two" in words(pdf)) == (True, False)
    page.get_by_role("button", name="Next patient").click()
    expect(page.locator("#person-name")).to_have_value("")
    page.go_back()
    expect(page.locator("#person-name")).to_have_value("")
    assert "Qanary" not in page.content()
    page.reload()
    expect(page.locator("#person-name")).to_have_value("")
    expect(other.locator("#person-name")).to_have_value("Qanary Two")


def test_one_click_forgets_all_and_the_other_window_knows(see: Any) -> None:
    page, other = see(), see(again=True)
    begun(other)
    page.get_by_role("button", name="Forget everything").click()
    expect(page.get_by_role("heading", name="Everything is forgotten")).to_be_visible()
    looked(page, "13-forgotten")
    other.locator("#person-name").fill("Qanary")
    expect(other.get_by_role("heading", name="Everything is forgotten")).to_be_visible()
    page.get_by_role("button", name="Begin again").click()
    expect(page.get_by_role("combobox", name="Medicine, brand or code")).to_be_visible()


# --- small screens, magnified, without scripts


def test_a_small_screen_and_large_letters_need_no_sideways_scrolling(see: Any) -> None:
    page = see(width=320)
    looked(page, "14-320-start")
    begun(page)
    looked(page, "15-320")
    page.set_viewport_size({"width": 640, "height": 450})  # 1280 by 900 at 200 %
    looked(page, "16-zoom-200")
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, select, input[type=text], textarea, .card, .line, summary')]"
        ".filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)"
        ".map((one) => one.outerHTML)"
    )
    assert small == []


def test_it_works_without_scripts(browser: Browser, desk: Running) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.goto(desk.link())
    page.get_by_label("Medicine, brand or code").fill("sampel")
    page.get_by_role("button", name="Find").click()
    page.locator('button[name="quick"][value="sample|||standard"]').first.click()
    page.locator("#language-en").check()
    page.locator("#person-name").fill("Qanary")
    page.get_by_role("button", name="Show the pages").last.click()
    expect(page.locator("#say")).to_contain_text("Ready")
    expect(page.locator("ol.pages img")).not_to_have_count(0)
    assert "Qanary" not in page.url
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save", exact=True).click()
    assert re.fullmatch(r"sample-essential-en\.pdf", coming.value.suggested_filename)
    context.close()
