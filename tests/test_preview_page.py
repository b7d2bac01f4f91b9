"""The designer's page in a real browser, on real files: save, see it; break, see it said; mend, see it gone."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from handouts.web.preview import drawing
from handouts.workspace import Workspace

from .conftest import FACTS, OWN, TOPIC, clinic_folder, written
from .test_preview_server import ENGLISH, alive

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
expect.set_options(timeout=15_000)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
SHEET, TEMPLATE = "styles/clinic.css", "templates/parts/masthead.html"
OTHER = {"topics/other/topic.yaml": TOPIC.replace("id: sample", "id: other").replace("essential:", "first:")}


class Desk(NamedTuple):
    address: str
    folder: Path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, translate: Callable[..., Workspace]) -> Iterator[Desk]:
    """A running preview of a clinic's folder in three languages, one of them from right to left."""
    masthead = (OWN / TEMPLATE).read_text(encoding="utf-8")
    folder = clinic_folder(tmp_path_factory.mktemp("desk") / "hilltop", {SHEET: "\n", TEMPLATE: masthead}, {})
    for lang in ("eo", "fa"):
        translate(Workspace((folder, OWN)), lang)
    written(folder, OTHER)
    with alive(folder) as running:
        yield Desk(running.address, folder)


@pytest.fixture
def mended(desk: Desk) -> Iterator[Desk]:
    """The same, with its files put back afterwards."""
    kept = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}
    yield desk
    for path, body in kept.items():
        if path.read_bytes() != body:
            path.write_bytes(body)
    time.sleep(0.2)  # the next page is opened when this has been noticed


@pytest.fixture
def see(browser: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Open the page; afterwards it has asked nobody else for anything, and its console has no complaint."""
    context = browser.new_context(viewport={"width": 1400, "height": 800})
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda fault: said.append(str(fault.error)))

    def open_page(query: str = "lang=en", address: str = desk.address) -> Page:
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto(f"{address}?topic=sample&{query}")
        for lang in re.findall(r"lang=(en|eo|fa)", query):
            expect(picture(page, lang)).to_have_attribute("src", re.compile("/page/"))
        settled(page)
        return page

    yield open_page
    context.close()
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert said == []


def picture(page: Page, lang: str = "en", number: int = 1) -> Locator:
    return page.locator(f'.column[data-lang="{lang}"] .page').nth(number - 1)


def source(page: Page, lang: str = "en", number: int = 1) -> str:
    return picture(page, lang, number).get_attribute("src") or ""


def state(page: Page, lang: str = "en") -> Locator:
    return page.locator(f'.column[data-lang="{lang}"] .state')


def settled(page: Page) -> None:
    expect(page.locator("#problems")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#counts")).not_to_have_text("Checking …")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.sheet')].every((sheet) => !sheet.inView"
        " || sheet.querySelector('.page').getAttribute('src')?.startsWith(`${sheet.address}.`))"
    )


def pixels(image: Locator) -> str:
    """Return what an image on the page holds."""
    return image.evaluate(
        "image => { const own = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');"
        " own.drawImage(image, 0, 0); return own.getImageData(0, 0, image.naturalWidth, 300).data.join() }"
    )


def seen(page: Page) -> Image.Image:
    """Return what the browser shows of the first page's head, where nothing else lies over it."""
    box = page.locator(".paper").first.bounding_box()
    clip = {"x": box["x"], "y": box["y"] + 50, "width": box["width"], "height": 350}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")


def differ(one: Image.Image, other: Image.Image) -> bool:
    return one.size != other.size or ImageChops.difference(one, other).getbbox() is not None


# --- a save is seen


def test_a_save_changes_the_picture_and_keeps_the_place(mended: Desk, see: Any) -> None:
    page = see()
    page.evaluate("scrollTo(0, 350)")
    before, image = source(page), pixels(picture(page))
    (mended.folder / SHEET).write_text("h1 { letter-spacing: 3pt }\n")
    expect(picture(page)).not_to_have_attribute("src", before)
    assert pixels(picture(page)) != image
    assert page.evaluate("scrollY") == 350
    (mended.folder / SHEET).write_text("\n")
    expect(picture(page)).to_have_attribute("src", before)
    assert pixels(picture(page)) == image


def test_every_kind_of_file_is_seen_when_it_is_saved(mended: Desk, see: Any) -> None:
    page = see("lang=eo")
    for name, old, new in (
        (TEMPLATE, "<", "<p style='block-size: 1cm'></p><"),
        ("topics/sample/topic.yaml", "modules: [key-points, using]", "modules: [using, key-points]"),
        ("clinic.yaml", FACTS["name"], "Hillside Clinic"),
        ("locales/eo/LC_MESSAGES/sample.po", "sâmplê", "sample"),
    ):
        before, path = source(page, "eo"), mended.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1 if name == TEMPLATE else -1), encoding="utf-8")
        expect(picture(page, "eo")).not_to_have_attribute("src", before)
    expect(page.locator("#clinic")).to_have_text("Hillside Clinic")


def test_after_many_saves_the_last_one_is_shown(mended: Desk, see: Any) -> None:
    page = see("lang=en&lang=eo")
    for number in range(12):
        (mended.folder / SHEET).write_text(f"h1 {{ letter-spacing: {number / 4}pt }}\n")
        page.wait_for_timeout(70)
    last = drawing.draw(mended.folder, ENGLISH).digest
    expect(picture(page)).to_have_attribute("src", re.compile(f"/page/{last}/1.png"))
    page.wait_for_timeout(600)  # nothing that was overtaken comes after it
    assert last in source(page)


def test_a_picture_that_comes_late_does_not_take_the_place_of_a_newer_one(mended: Desk, see: Any) -> None:
    page, held = see(), list[Route]()
    first = source(page)
    body = page.request.get(f"{mended.address}{first[1:]}").body()
    page.route(re.compile(r"/1\.png"), lambda route: route.continue_() if held else held.append(route))
    (mended.folder / SHEET).write_text("h1 { letter-spacing: 1pt }\n")
    while not held:
        page.wait_for_timeout(20)
    (mended.folder / SHEET).write_text("h1 { letter-spacing: 2pt }\n")
    expect(picture(page)).not_to_have_attribute("src", first)
    newer = source(page)
    held[0].fulfill(body=body, content_type="image/png")
    page.wait_for_timeout(300)
    assert source(page) == newer


def test_a_page_out_of_view_never_keeps_an_old_picture(mended: Desk, see: Any) -> None:
    page = see()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(picture(page, number=2)).to_have_attribute("src", re.compile("/2.png"))
    page.set_viewport_size({"width": 1400, "height": 400})
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("() => document.querySelectorAll('.sheet')[1].inView === false")
    old = source(page)
    (mended.folder / SHEET).write_text("h1 { letter-spacing: 2pt }\n")
    expect(picture(page)).not_to_have_attribute("src", old)
    assert old.split("/")[2] not in source(page, number=2)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(picture(page, number=2)).to_have_attribute(
        "src", re.compile(source(page).split("/")[2] if source(page) else "2.png")
    )


# --- a fault is said, with its place, and the old picture is marked


def test_a_fault_is_told_with_its_place_and_goes_when_it_is_mended(mended: Desk, see: Any) -> None:
    page = see("lang=en&lang=eo")
    page.evaluate("scrollTo(0, 200)")
    before = source(page)
    assert page.locator("#list").get_attribute("aria-live") == "polite"
    for name, text, where in (
        (TEMPLATE, "\n{% if %}\n", "hilltop/templates/parts/masthead.html:2"),
        ("topics/sample/using.yaml", "format: 1\nkind: poem\n", "hilltop/topics/sample/using.yaml:"),
        ("clinic.yaml", "format: 1\nname: [x", "hilltop/clinic.yaml:3"),
        (SHEET, "\n\np::before { content: 'x' }\n", "hilltop/styles/clinic.css:3"),
    ):
        path = mended.folder / name
        whole = path.read_bytes()
        path.write_text(text)
        expect(page.locator("#list .where").first).to_contain_text(where)
        expect(page.locator("#list li").first).to_contain_text("Error")
        expect(page.locator("#list li").first).to_be_in_viewport()
        for lang in ("en", "eo"):
            expect(state(page, lang)).to_have_text("Not up to date: mend the errors listed below")
        assert (source(page), page.evaluate("scrollY"), page.title()[:1]) == (before, 200, "(")
        assert page.locator("#recipe").input_value() == "essential"
        path.write_bytes(whole)
        for lang in ("en", "eo"):
            expect(state(page, lang)).to_be_empty()
        expect(page.locator("#list .error")).to_have_count(0)
        assert (source(page), page.evaluate("scrollY")) == (before, 200)


def test_what_the_finished_page_shows_to_be_wrong_is_told_beside_the_new_picture(mended: Desk, see: Any) -> None:
    page = see()
    before = source(page)
    (mended.folder / SHEET).write_text("h2 { overflow: hidden; block-size: 4pt }\n")
    expect(state(page)).to_have_text("“make” refuses this sheet: mend the errors listed below")
    expect(page.locator("#list")).to_contain_text("preflight.clipped")
    expect(picture(page)).not_to_have_attribute("src", before)


def test_a_page_opened_on_a_fault_says_so_and_comes_to_life_when_it_is_mended(mended: Desk, see: Any) -> None:
    page = see()
    path = mended.folder / "topics/sample/using.yaml"
    text = path.read_text()
    path.write_text("kind: poem")
    page.goto(f"{mended.address}?topic=sample&lang=en&paper=letter")
    expect(state(page)).to_have_text("No pages yet: mend the errors listed below")
    expect(page.locator("#recipe option")).to_have_text(["essential", "brief"])
    expect(page.locator(".page")).to_have_count(0)
    path.write_text(text)
    expect(picture(page)).to_have_attribute("src", re.compile("/page/"))


def test_tokens_are_listed_with_their_contrast(mended: Desk, see: Any) -> None:
    page = see()
    page.locator("#tokens summary").click()
    row = page.locator("#tokens tr", has_text="--brand")
    expect(row).to_contain_text("passes")
    (mended.folder / SHEET).write_text(":root { --brand: #BBBBBB }\n")
    expect(row).to_contain_text("fails; the nearest that passes is")
    expect(page.locator("#tokens summary")).to_contain_text("1 without enough contrast")


# --- what is seen and how


def test_languages_stand_side_by_side_and_below_one_another_where_there_is_no_room(see: Any) -> None:
    page = see("lang=en&lang=fa")
    expect(picture(page, "fa")).to_have_attribute("src", re.compile("/page/"))
    papers = [page.locator(f'[data-lang="{lang}"] .paper').first for lang in ("en", "fa")]
    one, other = (column.bounding_box() for column in papers)
    assert (one["y"], one["x"] + one["width"] < other["x"]) == (other["y"], True)
    page.set_viewport_size({"width": 320, "height": 600})
    one, other = (column.bounding_box() for column in papers)
    assert other["y"] > one["y"] + one["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert one["x"] + one["width"] <= 320


def test_greyscale_and_photocopy_have_no_colour(mended: Desk, see: Any) -> None:
    (mended.folder / SHEET).write_text("h1 { color: #9B1C1C }\n")
    page = see()

    def colourful() -> bool:
        red, green, blue = seen(page).split()
        return differ(red, green) or differ(green, blue)

    assert colourful()
    page.get_by_label("in greyscale").check()
    assert not colourful()
    plain = source(page)
    page.get_by_label("as a photocopy").check()
    expect(picture(page)).to_have_attribute("src", f"{plain}&look=copy")
    assert not colourful()
    page.reload()
    expect(picture(page)).to_have_attribute("src", f"{plain}&look=copy")


def test_an_overlay_is_laid_over_and_taken_off(see: Any) -> None:
    page = see()
    laid, bare = page.locator(".layer").first, seen(page)
    for label, layer in (("page box", "area"), ("baselines", "lines"), ("text boxes", "texts")):
        page.get_by_label(label).check()
        expect(laid).to_have_attribute("src", re.compile(rf"\.svg\?show={layer}$"))
        assert differ(bare, seen(page))
        assert laid.bounding_box() == page.locator(".paper").first.bounding_box()
        page.get_by_label(label).uncheck()
        expect(laid).not_to_have_attribute("src", re.compile("."))
        assert not differ(bare, seen(page))


def test_zoom_asks_for_as_many_pixels_as_are_shown(see: Any) -> None:
    page = see()
    for zoom, width in (("50", 397), ("150", 1191)):
        page.get_by_label("Zoom").select_option(zoom)
        expect(picture(page)).to_have_attribute("src", re.compile(f"width={width}"))
        assert picture(page).evaluate("image => [image.naturalWidth, image.clientWidth]") == [width, width]


def test_what_is_chosen_stays_in_the_address(see: Any) -> None:
    page = see("lang=en&lang=eo")
    page.get_by_label("Paper").select_option("letter")
    expect(page.locator(".paper").first).to_have_css("aspect-ratio", re.compile("816 / 1056"))
    before = source(page)
    page.get_by_label("Recipe").select_option("brief")
    expect(picture(page)).not_to_have_attribute("src", before)
    page.reload()
    expect(page.locator(".column")).to_have_count(2)
    assert [page.get_by_label(name).input_value() for name in ("Paper", "Recipe")] == ["letter", "brief"]
    page.get_by_label("Topic").select_option("other")
    expect(page.get_by_label("Recipe")).to_have_value("first")
    expect(page).to_have_url(re.compile("recipe=first"))
    page.get_by_label("Topic").select_option("sample")
    expect(picture(page)).to_have_attribute("src", re.compile("/page/"))
    assert "paper=letter" in page.url


def test_all_can_be_done_from_the_keyboard(see: Any) -> None:
    page = see()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the pages"
    met = []
    while "BODY" not in met:
        page.keyboard.press("Tab")
        at = page.evaluate(
            "document.activeElement.id || document.activeElement.value || document.activeElement.tagName"
        )
        met.append(at)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none" or at == "BODY", at
        if at in {"lang-eo", "lines"}:
            page.keyboard.press("Space")
        if at == "colour":
            page.keyboard.press("ArrowRight")
    assert {"topic", "recipe", "edition", "paper", "panel", "lang-en", "colour", "area", "zoom", "SUMMARY"} <= set(met)
    expect(page.locator(".column")).to_have_count(2)
    expect(picture(page, "eo")).to_have_attribute("src", re.compile("/page/"))
    expect(page.locator(".layer").first).to_have_attribute("src", re.compile("show=lines"))
    assert page.get_by_label("in greyscale").is_checked()
    before = source(page)
    page.get_by_label("Recipe").focus()
    page.keyboard.press("ArrowDown")
    expect(picture(page)).not_to_have_attribute("src", before)
    expect(page.get_by_label("Recipe")).to_be_focused()


def test_one_language_at_least_stays_and_an_unknown_one_is_a_problem(see: Any) -> None:
    page = see("lang=en&lang=xx")
    expect(page.locator("#list")).to_contain_text("language.unknown")
    expect(state(page, "xx")).to_have_text("No pages yet: mend the errors listed below")
    page.get_by_label("xx").uncheck()
    expect(page.locator("#list .error")).to_have_count(0)
    page.get_by_label("English", exact=True).click()
    assert page.get_by_label("English", exact=True).is_checked()


def test_a_preview_that_has_ended_is_said_so(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    with alive(clinic_folder(tmp_path / "hilltop", {}, {})) as running:
        page.goto(running.address)
        expect(page.locator(".column")).to_have_count(1)
        expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost")).to_contain_text("The preview has ended")
    page.close()
