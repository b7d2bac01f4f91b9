"""A plain WeasyPrint loop: parse, lay out and write the whole sheet for each patient."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def filled(page: str, row: Any) -> str:
    """Return the page with a row's words in the places of its marks."""
    for name in ("name", "reference", "date", "prescriber", "appointment"):
        page = page.replace(f"@{name}@", html.escape(getattr(row, name)))
    return page.replace("@note@", "<br>".join(map(html.escape, row.note.splitlines())))


@contextmanager
def warm(composed: Any, brief: Any, _folder: Path) -> Iterator[tuple[Callable[[Any], bytes], Callable[[], float]]]:
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the engine gives them
            name = url.removeprefix("asset:").lstrip("/")
            kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
            return URLFetcherResponse(url, brief.workspace.asset(name), {"Content-Type": kind})

    def make(row: Any) -> bytes:
        fetcher = Assets()
        sheets = [CSS(string=sheet.css, base_url="asset:/", url_fetcher=fetcher) for sheet in composed.sheets]
        page = HTML(string=filled(composed.html, row), base_url="asset:/", url_fetcher=fetcher)
        pdf: bytes = page.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1")
        return pdf

    yield make, time.process_time
