"""Puts a line's words where they belong when the space at its end is dropped: the engine moves them by its width.

A name in the other direction at a line's end moves the whole line over the edge, and a right-to-left line's last
words are reported beside where they are drawn. Must not move a line that ends in no space.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import inline

from ..boxes import Laid, is_text

_stock = inline.remove_last_whitespace


def apply() -> None:
    """Let the engine drop the space and move what stands before it."""
    inline.remove_last_whitespace = remove_last_whitespace


def remove_last_whitespace(context: Any, line: Laid) -> None:
    """Drop the space at the line's end; in a right-to-left line what precedes closes up to what is left."""
    width, places = line.width, [child.position_x for child in line.children]
    _stock(context, line)
    for child, place in zip(line.children, places, strict=True):
        child.translate(dx=place - child.position_x, ignore_floats=True)
    if dropped := width - line.width:
        _close_up(context, line, dropped)


def _close_up(context: Any, box: Laid, dropped: float) -> None:
    while not is_text(box):
        *before, last = box.children
        if box.style["direction"] == "rtl":
            for child in before:
                child.translate(dx=-dropped, ignore_floats=True)
        box = last
    if box.text:
        again, _, _ = inline.split_text_box(context, box, None, 0)
        box.pango_layout = again.pango_layout  # the engine would go on to draw the old one, space and all
