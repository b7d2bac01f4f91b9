"""Joins the numbers on both sides of an empty string: pdfium loses the last one, and marks stand in wrong places.

Affects Thai, Lao and Bengali in the browsers that draw with pdfium. Must not move a glyph in any other reader.
"""

from __future__ import annotations

import re

from ..written import Written

SHOWING = b"] TJ"
PIECE = re.compile(rb"<[0-9a-fA-F]*>|[-+0-9.eE]+")


def mend(written: Written) -> None:
    """Write each line's glyphs without empty strings."""
    for page in written.pages:
        for position, item in enumerate(page.stream.stream):
            if isinstance(item, bytes) and item.endswith(SHOWING) and b"<>" in item:
                page.stream.stream[position] = joined(item)


def joined(item: bytes) -> bytes:
    """Return a glyph-showing operation with neighbouring numbers added up and no empty string."""
    pieces: list[bytes] = []
    shift = 0.0
    for piece in PIECE.findall(item):
        if not piece.startswith(b"<"):
            shift += float(piece)
        elif piece != b"<>":
            pieces += [*_number(shift), piece]
            shift = 0.0
    return b"[" + b"".join([*pieces, *_number(shift)]) + SHOWING


def _number(shift: float) -> list[bytes]:
    return [f"{shift:.3f}".rstrip("0").rstrip(".").encode()] if abs(shift) >= 0.0005 else []
