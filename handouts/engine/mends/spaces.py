"""Writes the space between two words where the engine draws none: at a line's end, and alone between two elements.

A screen reader that follows the tags would read both words as one. Must not move anything: a space has no ink.
"""

from __future__ import annotations

from typing import Any

import pydyf

from ..gaps import before_gaps
from ..marks import read_aloud
from ..written import Content, Written, WrittenPage
from .actual_text import is_complex, is_right_to_left

SHOWING, FONT, END = b"] TJ", b" Tf", b"EMC"
SPACES = (" ", "\xa0")
"""Both have the same glyph, mapped to the one that was drawn first."""


def mend(written: Written) -> None:
    """Add a space to each string before such a gap, in its own font; `actual_text` says the other lines anew."""
    before = before_gaps(page.box for page in written.pages)
    for page in written.pages:
        for content in page.contents:
            said_anew = is_complex(content.text) or is_right_to_left(content.text)
            if id(content.box) in before and not content.furniture and not said_anew:
                _add(page, content)


def _add(page: WrittenPage, content: Content) -> None:
    items: list[Any] = page.stream.stream
    last, space = None, None
    for at in range(content.position + 2, len(items)):
        item = items[at]
        if item == END:
            break
        if isinstance(item, bytes) and item.endswith(FONT):
            space = _space(page.stream, item)
        if isinstance(item, bytes) and item.endswith(SHOWING):
            last = at
    if last is not None and space is not None:
        items[last] = items[last].removesuffix(SHOWING) + b"<%04x>" % space + SHOWING
    else:
        content.properties["ActualText"] = pydyf.String(f"{read_aloud(content.text)} ")


def _space(stream: Any, item: bytes) -> int | None:
    """Return the glyph of the space in the font that an operation chooses; None when nothing has used it."""
    name = item.split()[0].removeprefix(b"/").decode()
    font = next(font for font in stream._fonts.values() if str(font.hash) == name)
    return next((glyph for glyph, text in font.to_unicode.items() if text in SPACES), None)
