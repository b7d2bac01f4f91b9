"""The engine: lays a draft out and writes an accessible, archivable PDF, with WeasyPrint's defects mended.

WeasyPrint is imported after `start` only, because it reads the fonts' configuration once. Must not know topics,
clinics, languages or templates, and must not let anything be fetched that the caller did not hand over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .failing import require_places
from .log import collected_log
from .marks import without_marks
from .starting import require_started, start

if TYPE_CHECKING:
    from weasyprint import Document

__all__ = ["collected_log", "lay_out", "pdf_bytes", "require_places", "start", "without_marks"]


def lay_out(html: str, sheets: Sequence[tuple[str, str]], read_asset: Callable[[str], bytes]) -> Document:
    """Lay the draft out on pages.

    `sheets` are (name, CSS text) in cascade order. `read_asset` turns the name in an `asset:` URL into bytes and
    raises `KeyError` or `Refused` for one it does not know. Needs `start`. Raises `Refused` with every asset that
    was refused.
    """
    require_started()
    from . import layout

    return layout.lay_out(html, sheets, read_asset)


def pdf_bytes(document: Document, then: Callable[[Any], None] | None = None) -> bytes:
    """Write PDF/A-3a and PDF/UA-1 in one: the same bytes for the same document, no date, no path.

    `then` gets the whole mended file (`engine.written.Written`) before it is serialised.
    """
    from . import layout

    return layout.pdf_bytes(document, then)
