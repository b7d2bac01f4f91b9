"""How long a change at the desk takes to be seen in a real browser: from the event to the drawn first page.

PYTHONPATH=. python bench/desk_preview.py [--rounds 8] [--language en]

Median and worst of the rounds, in seconds of wall time, on a desk that has been used for a while.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from handouts.web.desk.settings import Settings
from tests.desks import open_desk

CLINIC = Path(__file__).resolve().parents[1] / "examples" / "clinic"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WATCH = """
window.began = 0; window.seen = 0;
for (const kind of ["input", "change"])
  document.addEventListener(kind, () => { if (!window.began) window.began = performance.now(); }, true);
const look = () => {
  const page = document.querySelector("ol.pages:not(.stale) img");
  if (window.began && page && page.complete && page.naturalWidth && page.src !== window.last)
    requestAnimationFrame(() => { window.seen ||= performance.now(); window.last = page.src; });
};
document.addEventListener("load", look, true);
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
"""


def timed(page: Page, change: Callable[[], object]) -> float:
    """Return the seconds from a change to the new first page."""
    page.evaluate("""() => {
      window.last = document.querySelector("ol.pages:not(.stale) img")?.src; window.began = window.seen = 0; }""")
    change()
    while not page.evaluate("window.seen > 0"):  # the page's own policy forbids the browser to wait for an expression
        time.sleep(0.02)
    taken: float = page.evaluate("window.seen - window.began")
    return taken / 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--language", default="en")
    asked = parser.parse_args()
    with open_desk(CLINIC, Settings()) as desk, sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()
        page.set_default_timeout(60_000)
        page.goto(desk.link())
        page.locator('button[name="quick"][value^="baclofen|"]').first.click()
        page.locator(f"#language-{asked.language}").check()
        page.wait_for_selector("ol.pages:not(.stale) img")
        page.evaluate(WATCH)
        recipe = lambda name: lambda: page.locator(f'input[name="recipe"][value="{name}"]').check()  # noqa: E731
        edition = lambda name: lambda: page.locator(f'input[name="edition"][value="{name}"]').check()  # noqa: E731
        ways: dict[str, list[Callable[[], object]]] = {
            "a letter typed into the name": [lambda: page.locator("#person-name").press_sequentially("a")],
            "another size of letters": [edition("large-print"), edition("standard")],
            "another recipe": [recipe("stopping"), recipe("essential")],
        }
        for what, changes in ways.items():
            for change in changes * 2:  # warm
                timed(page, change)
                time.sleep(0.3)
            taken = []
            for at in range(asked.rounds):
                taken.append(timed(page, changes[at % len(changes)]))
                time.sleep(0.3)
            line = f"| {what} | {statistics.median(taken):.2f} | {max(taken):.2f} |\n"
            sys.stdout.write(line)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
