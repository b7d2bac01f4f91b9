"""Where the source has a space between two words and the engine draws none.

Must not change the boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from . import boxes
from .boxes import Laid
from .marks import read_aloud

SEEN = 12
"""Letters on both sides of a line's end by which it is found in the source."""


def before_gaps(pages: Iterable[Laid]) -> set[int]:
    """Return the `id()` of each text before such a space: at a line's end, before a lone space, before dots."""
    found: set[int] = set()
    dots: set[int] = set()
    paragraphs: dict[int, tuple[Laid, list[Laid]]] = {}
    for page in pages:
        dots |= boxes.leader_texts(page)
        for block in boxes.descendants(page):
            lines = [line for line in boxes.children(block) if boxes.is_line(line)]
            found |= {id(text) for line in lines for text in _before_lone_spaces(line, dots)}
            paragraphs.setdefault(id(block.element), (block, []))[1].extend(lines)
    for block, lines in paragraphs.values():
        for line, following in pairwise(lines):
            last, first = boxes.last_text(line), boxes.first_text(following)
            if last and first and (id(first) in dots or _space_between(last.text, first.text, block)):
                found.add(id(last))
    return found


def _before_lone_spaces(line: Laid, dots: set[int]) -> Iterator[Laid]:
    texts = [box for box in boxes.descendants(line) if boxes.is_text(box)]
    yield from (one for one, other in pairwise(texts) if other.text == " " or id(other) in dots)


def _space_between(before: str, after: str, block: Laid) -> bool:
    if block.element is None:
        return False
    return f"{_joined(before)[-SEEN:]} {_joined(after)[:SEEN]}" in _joined("".join(block.element.itertext()))


def _joined(text: str) -> str:
    return " ".join(read_aloud(text).split())
