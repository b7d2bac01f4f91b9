"""The page when nobody is there any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from handouts.web.desk.settings import Settings

from .conftest import clinic_folder
from .desks import open_desk
from .test_desk_page import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
IDLE = 4.0


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page of a desk at which nobody may be away for more than IDLE seconds."""
    settings = Settings(makers=1, painters=1, practise=False, idle=IDLE)
    with open_desk(clinic_folder(tmp_path / "hilltop", {}, {}), settings) as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = browser.new_page()
        made.set_default_timeout(30_000)
        made.goto(desk.link())
        yield made
        browser.close()


def test_when_nobody_is_there_everything_is_forgotten_and_gone_from_the_screen(page: Page) -> None:
    page.locator('button[name="quick"][value="sample|||standard"]').last.click()
    page.locator("#language-en").check()
    page.locator("#person-name").fill("Qanary Person")
    expect(page.get_by_role("heading", name="Everything is forgotten")).to_be_visible(timeout=40_000)
    assert "Qanary" not in page.content()
    page.go_back()
    page.wait_for_load_state()
    assert "Qanary" not in page.content()
    expect(page.locator("#person-name")).to_have_count(0)


def test_whoever_types_is_there(page: Page) -> None:
    page.locator('button[name="quick"][value="sample|||standard"]').last.click()
    page.locator("#language-en").check()
    for letter in "Qanary Person":
        page.locator("#person-name").press_sequentially(letter)
        page.wait_for_timeout(700)  # together twice as long as nobody may be away
    expect(page.locator("#person-name")).to_have_value("Qanary Person")
