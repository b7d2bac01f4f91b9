"""How long a save takes to be seen in the browser: `SAVES=8 python -m pytest -s bench/preview_speed.py`."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import OWN, written
from tests.test_preview_page import CHROMIUM
from tests.test_preview_server import alive

SAVES = int(os.environ.get("SAVES", "0"))
pytestmark = pytest.mark.skipif(not (SAVES and CHROMIUM), reason="a measurement: SAVES=8 pytest -s, with Chromium")
LANGS = tuple(os.environ.get("LANGS", "en ar").split())
WATCH = """
window.shown = {};
new MutationObserver(() => {
  for (const column of document.querySelectorAll(".column")) {
    const { lang } = column.dataset, src = column.querySelector(".page")?.getAttribute("src");
    if (src && window.shown[lang]?.src !== src) {
      const now = (window.shown[lang] = { src });
      requestAnimationFrame(() => (now.at = Date.now()));
    }
  }
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
"""Notes when the picture of each column's first page was last put in place."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example clinic with the real topic as one of its own, so that each of its files can be changed."""
    root = tmp_path / "riverside"
    shutil.copytree(OWN / "examples/clinic", root)
    shutil.copytree(OWN / "topics/baclofen", root / "topics/mine")
    topic = root / "topics/mine/topic.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("id: baclofen", "id: mine"), encoding="utf-8")
    catalog = (OWN / "locales/ar/LC_MESSAGES/baclofen.po").read_bytes()
    masthead = (OWN / "templates/parts/masthead.html").read_bytes()
    files = {"locales/ar/LC_MESSAGES/mine.po": catalog, "templates/parts/masthead.html": masthead}
    return written(root, {**files, "styles/clinic.css": "\n"})


@pytest.fixture
def page(folder: Path) -> Iterator[Page]:
    with alive(folder) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = browser.new_page(viewport={"width": 1400, "height": 900})
        made.add_init_script(WATCH)
        made.goto(f"{running.address}?topic=mine&recipe=essential&{'&'.join(f'lang={name}' for name in LANGS)}")
        after(made, LANGS, 0)
        time.sleep(2)  # both workers are warm now
        yield made
        browser.close()


def after(page: Page, langs: tuple[str, ...], then: float) -> list[float]:
    """Return how many milliseconds after a moment each column showed a new picture."""
    read = "([langs, then]) => { const at = langs.map((name) => window.shown[name]?.at ?? 0);"
    read += " return at.every((time) => time > then) && at.map((time) => time - then) }"
    return list(page.wait_for_function(read, arg=[langs, then], timeout=60000, polling=20).json_value())


def inserted(path: Path, before: str, what: str) -> Callable[[int], None]:
    """Return what saves a file with something new before the first of these words."""
    text = path.read_text(encoding="utf-8")
    assert before in text

    def save(number: int) -> None:
        path.write_text(text.replace(before, what.format(number) + before, 1), encoding="utf-8")

    return save


def test_a_save_is_seen_within_about_half_a_second(folder: Path, page: Page) -> None:
    saves = {
        "style sheet": (LANGS, inserted(folder / "styles/clinic.css", "\n", "h1 {{ letter-spacing: 0.{}pt }}")),
        "template": (LANGS, inserted(folder / "templates/parts/masthead.html", "<", "<p style='height: {}pt'></p>")),
        "clinic.yaml": (LANGS, inserted(folder / "clinic.yaml", "Exampleton", "{} ")),
        "topic": (("en",), inserted(folder / "topics/mine/stopping-safely.yaml", "Never run out", "({}) ")),
    }
    for name, (langs, save) in saves.items():
        rows = []
        for number in range(1, SAVES + 1):
            began = time.time() * 1000
            save(number)
            rows.append(after(page, langs, began))
            time.sleep(0.7)
        for lang, times in zip(langs, zip(*rows, strict=True), strict=True):
            print(f"{name:12} {lang}  median {statistics.median(times):5.0f} ms  least {min(times):5.0f} ms")  # noqa: T201
            assert statistics.median(times) < 1000, (name, lang, times)
