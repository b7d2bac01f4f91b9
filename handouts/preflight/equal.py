"""Say whether two files are the same to a reader: the pages as they are drawn, and the text as it is copied.

Must not say where they differ: that may be personal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

import pypdfium2

_DPI = 150
_ROUND = str.maketrans("()[]{}<>«»‹›", "|" * 12)
"""Brackets look the same from both sides to a reader of right-to-left text: which of a pair is copied there hangs on
what was drawn first in the file, and with it the order in which a viewer copies the letters of the line."""
_RIGHT_TO_LEFT = ("R", "AL")


def same_pages(one: bytes, other: bytes) -> bool:
    """Whether both have the same pages: every pixel at 150 dpi, every character, its place if text runs right."""
    pairs = zip_longest(_pages(one), _pages(other))  # of a hundred pages only two are held
    return all(page == like for page, like in pairs)


def _pages(pdf: bytes) -> Iterator[tuple[bytes, str]]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            drawn = page.render(scale=_DPI / 72).to_pil().tobytes()
            yield drawn, _copied(page.get_textpage().get_text_range())


def _copied(text: str) -> str:
    """Return what is compared of a page's text; where some of it runs to the left, its characters alone."""
    rounded = text.translate(_ROUND)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in rounded):
        return "".join(sorted(rounded.replace("\r", "").replace("\n", "").replace(" ", "")))
    return rounded
