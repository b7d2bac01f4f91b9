"""Walking the engine's laid-out boxes.

Must not change them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from .marks import without_marks

Laid = Any
"""A box of the engine, which has no types of its own."""


def children(box: Laid) -> Iterator[Laid]:
    """Yield the box's children in reading order, with the real box where an absolute one left its placeholder."""
    if isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield child._box if isinstance(child, AbsolutePlaceholder) else child


def descendants(box: Laid) -> Iterator[Laid]:
    """Yield the box and all below it, in reading order."""
    yield box
    for child in children(box):
        yield from descendants(child)


def margin_boxes(page_box: Laid) -> Iterator[Laid]:
    """Yield the boxes in the page's margins: running heads and feet."""
    return (child for child in children(page_box) if isinstance(child, boxes.MarginBox))


def is_text(box: Laid) -> bool:
    """Whether it is a run of text on one line."""
    return isinstance(box, boxes.TextBox)


def is_replaced(box: Laid) -> bool:
    """Whether it is an image."""
    return isinstance(box, boxes.ReplacedBox)


def is_block(box: Laid) -> bool:
    """Whether it is a block-level or atomic box, with a border box of its own; not an anonymous wrapper of lines."""
    return isinstance(box, boxes.BlockLevelBox | boxes.AtomicInlineLevelBox | boxes.TableCellBox)


def is_margin(box: Laid) -> bool:
    """Whether it is one of the boxes in a page's margin."""
    return isinstance(box, boxes.MarginBox)


def is_page(box: Laid) -> bool:
    """Whether it is the page itself."""
    return isinstance(box, boxes.PageBox)


def holds(box: Laid) -> bool:
    """Whether it may hold other boxes."""
    return isinstance(box, boxes.ParentBox)


def is_line(box: Laid) -> bool:
    """Whether it is one line of a block."""
    return isinstance(box, boxes.LineBox)


def first_text(line: Laid) -> Laid | None:
    """Return the first run of text on a line that has letters."""
    return next(iter(_lettered(line)), None)


def last_text(line: Laid) -> Laid | None:
    """Return the last run of text on a line that has letters."""
    return next(reversed(_lettered(line)), None)


def _lettered(line: Laid) -> list[Laid]:
    return [box for box in descendants(line) if is_text(box) and without_marks(box.text).strip()]


def leader_texts(box: Laid) -> set[int]:
    """Return the `id()` of each text that only leads the eye to a page number, as a row of dots does."""
    rows = (below for below in descendants(box) if below.is_leader)
    return {id(text) for row in rows for text in descendants(row)}
