"""Follows the order in which the engine paints a page, to find text that something painted later hides.

The order is that of `weasyprint.draw`; a test compares both with pixels. Must not paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.stacking import StackingContext

from ..engine.boxes import Laid
from ..model.laid import Box
from . import geometry

SLIVER = 0.15
"""Share of a text's box that may be covered without a report."""
SEE_THROUGH = 0.4
"""Paint with less alpha than this leaves text legible."""
PAINTS_ITSELF = (
    boxes.BlockBox,
    boxes.MarginBox,
    boxes.InlineBlockBox,
    boxes.TableCellBox,
    boxes.FlexContainerBox,
    boxes.GridContainerBox,
    boxes.ReplacedBox,
)


@dataclass(frozen=True, slots=True)
class Canvas:
    """What is in force while a context is painted."""

    clip: Box
    matrix: geometry.Matrix = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Paint:
    """One thing painted: a text, or something that hides what lies below."""

    box: Box
    text: Laid | None = None


def covered_texts(page_box: Laid) -> set[int]:
    """Return the `id()` of each text box of which more than a sliver is painted over."""
    texts: list[tuple[Laid, Box, list[Box]]] = []
    for paint in _page(page_box):
        if paint.text is not None:
            texts.append((paint.text, paint.box, []))
        elif geometry.area(paint.box):
            for _text, box, hidden in texts:
                if geometry.area(shared := geometry.overlap(box, paint.box)):
                    hidden.append(shared)
    return {id(text) for text, box, hidden in texts if geometry.united_area(hidden) > SLIVER * geometry.area(box)}


def _page(page_box: Laid) -> Iterator[Paint]:
    everything = Canvas((0.0, 0.0, page_box.margin_width(), page_box.margin_height()))
    yield from _context(StackingContext.from_page(page_box), everything)


def _context(context: Any, canvas: Canvas) -> Iterator[Paint]:
    box = context.box
    canvas = Canvas(canvas.clip, geometry.combined(box, canvas.matrix), canvas.opacity * box.style["opacity"])
    if isinstance(box, PAINTS_ITSELF):
        yield from _decoration(box, canvas)
    if box.style["overflow"] != "visible" and not isinstance(box, boxes.PageBox):
        inside = geometry.overlap(canvas.clip, geometry.moved(geometry.padding_box(box), canvas.matrix))
        canvas = Canvas(inside, canvas.matrix, canvas.opacity)
    yield from _contexts(context.negative_z_contexts, canvas)
    for block in context.block_level_boxes:
        yield from _table(block, canvas) if isinstance(block, boxes.TableBox) else _decoration(block, canvas)
    yield from _contexts(context.float_contexts, canvas)
    if isinstance(box, boxes.InlineBox):
        yield from _inline(box, canvas)
    yield from _blocks({box: context.blocks_and_cells}, canvas)
    yield from _contexts(context.zero_z_contexts, canvas)
    yield from _contexts(context.positive_z_contexts, canvas)


def _contexts(contexts: Iterable[Any], canvas: Canvas) -> Iterator[Paint]:
    for context in contexts:
        yield from _context(context, canvas)


def _blocks(blocks: dict[Laid, Any], canvas: Canvas) -> Iterator[Paint]:
    for block, below in blocks.items():
        if isinstance(block, boxes.ReplacedBox):
            yield from _replaced(block, canvas)
        elif block.children and isinstance(block.children[-1], boxes.LineBox):
            for line in block.children:
                yield from _inline(line, canvas)
        yield from _blocks(below, canvas)


def _inline(box: Any, canvas: Canvas) -> Iterator[Paint]:
    if isinstance(box, StackingContext):
        yield from _context(box, canvas)
    elif isinstance(box, boxes.TextBox):
        if box.style["visibility"] == "visible":
            yield Paint(geometry.moved(geometry.text_box(box), canvas.matrix), box)
    elif isinstance(box, boxes.InlineReplacedBox):
        yield from _decoration(box, canvas)
        yield from _replaced(box, canvas)
    else:
        yield from _decoration(box, canvas)
        for child in box.children if isinstance(box, boxes.InlineBox | boxes.LineBox) else ():
            yield from _inline(child, canvas)


def _table(table: Laid, canvas: Canvas) -> Iterator[Paint]:
    for box in (table, *table.children, *(row for group in table.children for row in group.children)):
        yield from _decoration(box, canvas)
    for group in table.children:
        for row in group.children:
            for cell in row.children:
                yield from _decoration(cell, canvas)


def _replaced(box: Laid, canvas: Canvas) -> Iterator[Paint]:
    if box.style["visibility"] == "visible" and canvas.opacity >= SEE_THROUGH:
        yield _cover(geometry.content_box(box), canvas)


def _decoration(box: Laid, canvas: Canvas) -> Iterator[Paint]:
    """Yield the opaque parts of a box's background and border."""
    background = getattr(box, "background", None)
    if background is not None and background.layers:
        if background.color.alpha * canvas.opacity >= SEE_THROUGH:
            yield from (_cover((x, y, x + w, y + h), canvas) for x, y, w, h in [background.layers[-1].painting_area])
        yield from (_cover(_drawn(layer), canvas) for layer in background.layers if layer.image is not None)
    if box.style["visibility"] == "visible":
        yield from (_cover(side, canvas) for side in _borders(box, canvas.opacity))


def _drawn(layer: Any) -> Box:
    """Return where a background image is drawn: a repeated one over all its area."""
    x, y, width, height = layer.painting_area
    area = (x, y, x + width, y + height)
    if layer.repeat != ("no-repeat", "no-repeat"):
        return area
    left, top = layer.positioning_area[0] + layer.position[0], layer.positioning_area[1] + layer.position[1]
    return geometry.overlap(area, (left, top, left + layer.size[0], top + layer.size[1]))


def _borders(box: Laid, opacity: float) -> Iterator[Box]:
    if isinstance(box, boxes.TextBox | boxes.LineBox | boxes.PageBox) or not hasattr(box, "border_top_width"):
        return
    x1, y1, x2, y2 = geometry.border_box(box)
    sides = {
        "top": (x1, y1, x2, y1 + box.border_top_width),
        "bottom": (x1, y2 - box.border_bottom_width, x2, y2),
        "left": (x1, y1, x1 + box.border_left_width, y2),
        "right": (x2 - box.border_right_width, y1, x2, y2),
    }
    for side, area in sides.items():
        color = box.style[f"border_{side}_color"]
        alpha = (box.style["color"] if color == "currentcolor" else color).alpha
        if box.style[f"border_{side}_style"] not in ("none", "hidden") and alpha * opacity >= SEE_THROUGH:
            yield area


def _cover(box: Box, canvas: Canvas) -> Paint:
    return Paint(geometry.overlap(geometry.moved(box, canvas.matrix), canvas.clip))
