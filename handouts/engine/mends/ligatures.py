"""Maps Arabic ligatures to their own character: extractors turn a two-letter mapping round.

«لا» (no, do not) is copied and found as «ال» otherwise. Unicode equates both spellings (NFKC). Must not touch a
glyph that stands for one letter.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from ..written import RecordedPage

FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
"""Arabic presentation forms."""


def mend(page: RecordedPage) -> None:
    """Correct what the fonts used so far say of their glyphs; runs before they are written."""
    for font in page.stream._fonts.values():
        for glyph, text in font.to_unicode.items():
            if len(text) > 1 and text in ligatures():
                font.to_unicode[glyph] = ligatures()[text]


@cache
def ligatures() -> dict[str, str]:
    """Return the first character for each sequence of Arabic letters that has one."""
    found: dict[str, str] = {}
    for character in map(chr, FORMS):
        letters = unicodedata.normalize("NFKC", character)
        if len(letters) > 1 and " " not in letters:
            found.setdefault(letters, character)
    return found
