"""Renders a draft: the finished PDF, and the report of what was laid out where.

Must not judge what it reports: preflight does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import engine
from ..model.laid import Rendering


def render(html: str, sheets: Sequence[tuple[str, str]], read_asset: Callable[[str], bytes]) -> Rendering:
    """Lay the draft out, write the PDF and report on both.

    `sheets` are (name, CSS text) in cascade order; `read_asset` gives the bytes of an `asset:` name. Needs
    `engine.start`. Raises `Refused` when an asset is refused or the engine gives up; all else that is wrong is in the
    report.
    """
    with engine.collected_log() as log:
        document = engine.lay_out(html, sheets, read_asset)
        pdf = engine.pdf_bytes(document)
    from .walking import laid_page  # only now may the engine's modules be imported

    pages = tuple(laid_page(number, page._page_box) for number, page in enumerate(document.pages, 1))
    engine.require_places(pages)
    return Rendering(
        pdf=pdf,
        pages=pages,
        families=tuple(sorted({font.family for font in document.fonts.values()})),
        missing=tuple(sorted({point for font in document.fonts.values() for point in font.missing})),
        log=tuple(log),
    )
