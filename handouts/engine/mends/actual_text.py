"""Says which text a line stands for, where its glyphs alone are read wrongly: copied, searched, read aloud.

The engine maps each glyph to the first text that it was drawn for. In left-to-right text the true text goes into the
content, which readers and extractors both use; in right-to-left text extractors would reverse it there, so it goes
into the tag only. Must not be used where the glyphs speak for themselves: it doubles the text.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pydyf

from .. import boxes
from ..boxes import Laid
from ..marks import read_aloud
from ..written import Content, Written

COMPLEX = ((0x0900, 0x109F), (0x1780, 0x17FF), (0x1900, 0x1CFF), (0xA880, 0xAAFF))
"""Scripts whose glyphs are no one-to-one picture of their letters: Indic, Thai, Lao, Tibetan, Burmese, Khmer …"""
RIGHT_TO_LEFT = ("R", "AL")


def mend(written: Written) -> None:
    """Add the text wherever glyphs mislead."""
    for page in written.pages:
        spaced = spaced_ends(page.box)
        for content in page.contents:
            text = read_aloud(content.text)
            if content.furniture or not text.strip():
                continue
            _say(content, text + (" " if id(content.box) in spaced else ""))


def _say(content: Content, text: str) -> None:
    if is_right_to_left(text):
        if content.element["S"] == "/Span":
            content.element["ActualText"] = pydyf.String(text)
    elif is_complex(text):
        content.properties["ActualText"] = pydyf.String(text)


def is_right_to_left(text: str) -> bool:
    """Whether it has a letter that runs to the left."""
    return any(unicodedata.bidirectional(char) in RIGHT_TO_LEFT for char in text)


def is_complex(text: str) -> bool:
    """Whether glyphs and letters may differ: a complex script, or a mark over a letter."""
    return any(
        unicodedata.combining(char) or any(first <= ord(char) <= last for first, last in COMPLEX) for char in text
    )


def spaced_ends(page_box: Laid) -> set[int]:
    """Return the `id()` of each last text of a line after which the source has a space, which the engine drops."""
    ends: set[int] = set()
    for block in boxes.descendants(page_box):
        lines = [line for line in boxes.children(block) if boxes.is_line(line)]
        for line, following in pairwise(lines):
            last, first = boxes.last_text(line), boxes.first_text(following)
            if last is not None and first is not None and _space_between(last.text, first.text, block):
                ends.add(id(last))
    return ends


def _space_between(before: str, after: str, block: Laid) -> bool:
    if block.element is None:
        return False
    source = " ".join(read_aloud("".join(block.element.itertext())).split())
    return f"{read_aloud(before).rstrip()[-12:]} {read_aloud(after).lstrip()[:12]}" in source
