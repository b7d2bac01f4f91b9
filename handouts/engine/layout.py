"""One document's way through WeasyPrint: parse, set marks, lay out, mend, write.

Must not be imported before `handouts.engine.start` has run.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

import pydyf
from weasyprint import HTML, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetchingError

from ..errors import Crash, HandoutsError, Refused, error, refuse_if_any
from .failing import failed
from .fetcher import AssetFetcher
from .mends import AFTER_PAINTING, BEFORE_LAYOUT, BEFORE_WRITING
from .parsed import sheet
from .written import RecordedPage, Written, written

BASE_URL = "asset:/"
COLORS = "--srgb"
"""Our name for the output intent; under its own name the engine leaves the profile's file open."""
OPTIONS = {"pdf_variant": "pdf/a-3a", "output_intent": COLORS}
"""Given to the layout and to the writing alike: each reads some of them."""


class MendedPage(RecordedPage):
    """A page whose paint is mended before the engine makes tags and fonts of it."""

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the page and mend it."""
        super().paint(stream, scale)
        for mend in AFTER_PAINTING:
            mend(self)


@cache
def fonts() -> FontConfiguration:
    """Return the one font configuration of this process: a fresh one for each document leaks memory."""
    return FontConfiguration()


def color_profile() -> ColorProfile:
    """Return the sRGB profile that the engine brings."""
    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return ColorProfile(io.BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", "rgb")


def lay_out(html: str, sheets: Sequence[tuple[str, str]], read_asset: Callable[[str], bytes]) -> Document:
    """Do what `handouts.engine.lay_out` promises."""
    fetcher = AssetFetcher(read_asset)
    with _refusing(fetcher):
        styles = [sheet(text, BASE_URL, fetcher, fonts()) for _name, text in sheets]
        parsed = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
        detach(parsed.etree_element)
        for mend in BEFORE_LAYOUT:
            mend(parsed.etree_element)
        document = parsed.render(font_config=fonts(), stylesheets=styles, **OPTIONS)
    return document.copy([MendedPage(page._page_box) for page in document.pages])


def detach(root: Any) -> None:
    """Take from the page what would put other files or dates into the PDF."""
    for element in root.iter():
        if "attachment" in str(element.get("rel", "")).lower() or str(element.get("name", "")).startswith("dcterms."):
            element.attrib.clear()


def pdf_bytes(document: Document, then: Callable[[Written], None] | None = None) -> bytes:
    """Do what `handouts.engine.pdf_bytes` promises."""

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        ready = written(document, pdf)
        for mend in BEFORE_WRITING:
            mend(ready)
        if then:
            then(ready)

    document.fonts.clear()  # a second writing would start from fonts that the first has cut down,
    document.color_profiles[COLORS] = color_profile()  # and from a profile that it has changed
    with _refusing(document.url_fetcher):
        pdf: bytes = document.write_pdf(finisher=finish, **OPTIONS)
    return pdf


@contextmanager
def _refusing(fetcher: AssetFetcher) -> Iterator[None]:
    """Turn what the fetcher refused inside the block into `Refused`, since the engine only logs it, and its own end."""
    try:
        yield
    except (FatalURLFetchingError, URLFetchingError) as fault:
        raise Refused(fetcher.problems or [error("engine.asset-refused", "A file could not be had.")]) from fault
    except (HandoutsError, MemoryError, RecursionError):
        raise
    except Exception as fault:  # noqa: BLE001 - lengths of nothing or without end break it in many places
        crash = Crash.of(fault)
        raise Refused(failed(f"{crash.kind}, {crash.places[-1]}")) from None
    refuse_if_any(fetcher.problems)
