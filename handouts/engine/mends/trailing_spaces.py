"""Puts a line's words where they belong when the space at its end is dropped: the engine moves them the wrong way.

A right-to-left line is off by the width of a space, sometimes over the edge. Must not move a left-to-right line.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import inline

from ..boxes import Laid

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
    dropped = width - line.width
    box = line
    while dropped and getattr(box, "children", ()):
        *before, last = box.children
        if box.style["direction"] == "rtl":
            for child in before:
                child.translate(dx=-dropped, ignore_floats=True)
        box = last
