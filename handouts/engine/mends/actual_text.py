"""Says which text a line stands for, where its glyphs alone are read wrongly: copied, searched, read aloud.

The engine maps each glyph to the first text that it was drawn for. In left-to-right text the true text goes into the
content, which readers and extractors both use; in right-to-left text extractors would reverse it there, so it goes
into the tag only. Must not be used where the glyphs speak for themselves: it doubles the text.
"""

from __future__ import annotations

import unicodedata

import pydyf

from ..gaps import before_gaps
from ..marks import read_aloud
from ..written import Content, Written

COMPLEX = ((0x0900, 0x109F), (0x1780, 0x17FF), (0x1900, 0x1CFF), (0x1E00, 0x1EFF), (0xA880, 0xAAFF))
"""Where glyphs are no one-to-one picture of letters: Indic, Thai, Tibetan, Khmer …; Vietnamese, whose letters with
two marks extractors take apart."""
RIGHT_TO_LEFT = ("R", "AL")


def mend(written: Written) -> None:
    """Add the text wherever glyphs mislead; each of a pair of brackets is the other one's glyph from the right."""
    gaps = before_gaps(page.box for page in written.pages)
    both_ways = any(is_right_to_left(content.text) for content in written.contents)
    for content in written.contents:
        text = read_aloud(content.text)
        if not content.furniture and text.strip():
            _say(content, text + (" " if id(content.box) in gaps else ""), both_ways=both_ways)


def _say(content: Content, text: str, *, both_ways: bool) -> None:
    if is_right_to_left(text):
        if content.element["S"] == "/Span":
            content.element["ActualText"] = pydyf.String(text)
    elif is_complex(text) or (both_ways and any(map(unicodedata.mirrored, text))):
        content.properties["ActualText"] = pydyf.String(text)


def is_right_to_left(text: str) -> bool:
    """Whether it has a letter that runs to the left."""
    return any(unicodedata.bidirectional(char) in RIGHT_TO_LEFT for char in text)


def is_complex(text: str) -> bool:
    """Whether glyphs and letters may differ: a complex script, or a mark over a letter."""
    return any(
        unicodedata.combining(char) or any(first <= ord(char) <= last for first, last in COMPLEX) for char in text
    )
