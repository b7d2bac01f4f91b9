"""Headless Chromium, warm: the same HTML and style sheets in one page, printed as a tagged PDF for each patient.

Its own processes are counted, not Playwright's driver.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .plain import filled

TICKS = os.sysconf("SC_CLK_TCK")


def _below(root: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for number in found:
        found += parents.get(number, [])
    return found


def _seconds(root: int) -> float:
    total = 0
    for number in _below(root):
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        name = Path(f"/proc/{number}/comm").read_text()
        if "chrom" in name:
            total += sum(map(int, fields[11:15]))
    return total / TICKS


@contextmanager
def warm(composed: Any, brief: Any, _folder: Path) -> Iterator[tuple[Callable[[Any], bytes], Callable[[], float]]]:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    style = "".join(f"<style>{sheet.css}</style>" for sheet in composed.sheets)
    page = _inlined(composed.html.replace("</head>", f"{style}</head>"), brief.workspace.asset)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = browser.new_page()

        def make(row: Any) -> bytes:
            tab.set_content(filled(page, row))
            pdf: bytes = tab.pdf(prefer_css_page_size=True, tagged=True, print_background=True)
            return pdf

        yield make, lambda: _seconds(os.getpid())
        browser.close()


def _inlined(page: str, read: Callable[[str], bytes]) -> str:
    """Return the page with its drawings in it."""
    import re

    def data(found: Any) -> str:
        name = found[1]
        kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
        return f"data:{kind};base64,{base64.b64encode(read(name)).decode()}"

    return re.sub(r"asset:([\w./-]+)", data, page)
