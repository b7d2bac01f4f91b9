"""The desk in a real browser: the whole way in two languages, wrong input, back, keyboard alone, axe, small screens."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from handouts.web.desk.server import Running
from handouts.web.desk.shelf import today

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
    page.locator("#paper").select_option("letter")
    expect(page.locator("#say")).to_have_text("Being made …")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_disabled()
    page.get_by_label("Name", exact=True).fill("Qanary Person")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    ready(page)
    expect(page.locator("ol.pages .text").filter(has_text="Qanary Person")).to_have_count(1)
    looked(page, "4-ready")
    name, pdf = fetched(page, "Save")
    assert name.startswith("baclofen-essential-en")
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
    page.get_by_text("Languages not offered:").click()
    expect(page.locator("#language-ar")).to_be_disabled()
    expect(page.locator("#language-ar-more")).to_have_text("Not translated yet")
    page.get_by_label("Name", exact=True).fill("Qanary Person")
    page.get_by_label("For a carer").check()
    expect(page.locator("#person fieldset[disabled] #person-name")).to_have_value("Qanary Person")
    expect(page.locator("#person-reference")).to_have_count(0)
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


def test_a_button_that_is_pressed_twice_does_it_once_more_and_no_harm(see: Any) -> None:
    page = see()
    begun(page)
    page.locator("#person-name").fill("Qanary Person")
    ready(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save", exact=True).dblclick()
    assert "Qanary Person" in words(Path(coming.value.path()).read_bytes())
    expect(page.locator("#next")).to_have_class("main")
    expect(page.locator("#person-name")).to_have_value("Qanary Person")
    ready(page)
    page.get_by_role("button", name="Next patient").dblclick()
    expect(page.locator("#person-name")).to_have_value("")
    expect(page.get_by_role("heading", name="Just now")).to_be_visible()
    assert "Qanary" not in page.content()


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


# --- in the colours that its user has chosen for everything


def test_in_forced_colours_what_is_chosen_is_seen(see: Any) -> None:
    page = see()
    begun(page)
    chosen, other = (page.locator(f"#recipe-{name}").locator("xpath=..") for name in ("essential", "brief"))
    look = "one => { const s = getComputedStyle(one); return [s.borderTopColor, s.borderTopWidth, s.outlineStyle] }"
    page.locator("#person-name").focus()
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        assert chosen.evaluate(look) != other.evaluate(look)
        assert page.locator("#person-name").evaluate("one => getComputedStyle(one).outlineStyle") != "none"
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if "contrast" not in one["id"]] == []  # the user's own colours are not ours
        if LOOKS:
            page.screenshot(path=Path(LOOKS) / f"forced-{scheme}.png", full_page=True)


# --- a dose plan


def typed(page: Page, values: dict[str, str]) -> None:
    """Fill fields of the plan by their ids."""
    for name, value in values.items():
        page.locator(f"#plan-{name}").fill(value)


def day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def test_two_languages_in_large_print_with_a_dose_plan_from_the_first_page(see: Any) -> None:
    page = see()
    _two_languages_in_large_print(page)
    _first_step(page)
    _second_step_with_faults(page)
    _unusual_and_meant(page)
    name, pdf = fetched(page, "Save")
    assert name == "baclofen-essential-es+en-large-print-20pt.pdf"
    said = words(pdf)
    assert ("Su plan de dosis" in said, "Your dose plan" in said, "50 mg" in said) == (True, True, True)
    page.set_viewport_size({"width": 320, "height": 800})
    looked(page, "20-plan-320")
    page.set_viewport_size({"width": 1280, "height": 900})
    _changed_since(page)
    page.get_by_label("For a carer").check()
    expect(page.locator("#plan .picked")).to_have_text("Not on a carer’s copy, unless the patient agrees")
    page.get_by_role("button", name="Next patient").click()
    expect(page.locator("#plan")).to_contain_text("First choose a language.")
    assert "Qanary" not in page.content()


def _two_languages_in_large_print(page: Page) -> None:
    box = page.get_by_role("combobox", name="Medicine, brand or code")
    box.press_sequentially("baclofen")
    expect(page.locator("#found [data-topic]")).to_have_count(1)
    box.press("Enter")
    page.locator("#language-es").check()
    page.get_by_label("Large print").check()
    page.locator("#size").select_option("20")
    page.locator("#beside").select_option("en")
    page.get_by_role("button", name="Add a dose plan").click()
    expect(page.locator("#beside")).to_have_value("en")


def _first_step(page: Page) -> None:
    medicine = page.get_by_label("Medicine", exact=True)
    expect(medicine).to_be_focused()
    expect(medicine).to_have_value("Baclofen")
    expect(page.locator("#edition-wallet-card-more")).to_have_text("This kind of sheet has no place for a dose plan")
    expect(page.locator("#person-name-fault")).to_have_text("A dose plan needs this.")
    expect(page.locator("#say")).to_have_text("Still to be filled in")
    looked(page, "17-plan-begun")
    typed(page, {"valid_until": day(90), "t1-mg": "10.0", "s1-first": day(1), "s1-last": day(14)})
    expect(page.locator("#plan-t1-mg-fault")).to_have_text("A number like 10, 2.5 or 0.5, with a point, not a comma")
    expect(page.locator("#plan-t1-mg")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#say")).to_have_text("Something to mend first.")
    first = date.fromisoformat(day(1))
    expect(page.locator("#plan-s1-first-said")).to_contain_text(f"{first:%A}, {first.day} {first:%B} {first.year}")
    typed(page, {"t1-mg": "10", "s1-morning-t1": "2", "s1-noon-t1": "1", "s1-evening-t1": "2", "s1-bedtime-mg": "0"})
    expect(page.locator("#plan .total")).to_have_text(re.compile("Total for each day: 50 mg"))


def _second_step_with_faults(page: Page) -> None:
    page.get_by_role("button", name="Add another step").click()
    second = page.get_by_role("group", name="Step 2")
    expect(second.get_by_label("First day")).to_be_focused()
    typed(page, {"s2-first": day(15), "s2-last": day(28), "s2-morning-t1": "1", "s2-noon-t1": "1/2"})
    typed(page, {"s2-evening-t1": "1", "s2-evening-mg": "20", "s2-bedtime-t1": "0"})
    expect(page.locator("#plan-s2-noon-fault")).to_contain_text("split only as allowed")
    page.get_by_label("May be broken").select_option("halves")
    expect(page.locator("#plan-s2-evening-fault")).to_have_text("Tablets and mg do not give the same dose")
    looked(page, "18-plan-faults")
    trouble = page.locator("#pages .trouble a", has_text="Dose plan")
    expect(trouble).to_have_attribute("href", "#plan-s2-evening")  # until the pages are new it leads to the noon
    trouble.click()
    expect(page.locator("#plan-s2-evening")).to_be_focused()
    typed(page, {"s2-evening-mg": "10"})


def _unusual_and_meant(page: Page) -> None:
    odd = page.get_by_label("Step 2: The dose changes by more than half of what it was")
    expect(page.locator("#plan .total").nth(1)).to_contain_text("25 mg")
    typed(page, {"s2-noon-t1": "0"})
    odd.check()
    page.get_by_label("Name", exact=True).fill("Qanary Person")
    page.get_by_label("Prescriber", exact=True).fill("Dr Qanary")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_disabled()
    for box in page.locator("#plan-confirm input:not(:checked)").all():
        box.check()
    ready(page)
    looked(page, "19-plan-ready")


def _changed_since(page: Page) -> None:
    odd = page.get_by_label("Step 2: The dose changes by more than half of what it was")
    typed(page, {"s2-morning-t1": "1/2"})  # another dose than the one that was confirmed
    expect(odd).not_to_be_checked()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Take out step 1").click()
    expect(page.get_by_role("button", name="Add another step")).to_be_focused()
    expect(page.get_by_role("group", name="Step 1").get_by_label("First day")).to_have_value(day(15))


def test_the_control_in_use_stays_where_it_is_when_what_is_above_it_grows(see: Any) -> None:
    page = see()
    begun(page)
    page.set_viewport_size({"width": 1280, "height": 500})
    large = page.locator("#edition-large-print")
    large.scroll_into_view_if_needed()
    before = large.bounding_box()
    large.check()
    ready(page)
    page.wait_for_timeout(200)
    after = large.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 3


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
    page.get_by_role("button", name="Add a dose plan").click()
    page.locator("#plan-valid_until").fill(day(30))
    page.get_by_role("button", name="Add another step").click()
    expect(page.get_by_role("group", name="Step 2")).to_be_visible()
    expect(page.locator("#plan-valid_until")).to_have_value(day(30))
    page.get_by_role("button", name="Take out the dose plan").click()
    expect(page.locator("#say")).to_contain_text("Ready")
    expect(page.locator("ol.pages img")).not_to_have_count(0)
    assert "Qanary" not in page.url
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save", exact=True).click()
    assert re.fullmatch(r"sample-essential-en\.pdf", coming.value.suggested_filename)
    context.close()
