"""Rectangles of the page in CSS pixels.

Must not know the engine's boxes beyond their measures.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from ..model.laid import Box

Matrix = Any
"""The engine's 3 × 3 matrix, or None where nothing is transformed."""


def text_box(box: Any) -> Box:
    """Return where a run's letters may stand: its font's height, or the line's where that is smaller."""
    top = box.position_y + max(box.margin_top, 0)
    bottom = box.position_y + box.margin_top + box.height + min(box.margin_bottom, 0)
    return (box.position_x, top, box.position_x + box.width, bottom)


def content_box(box: Any) -> Box:
    """Return the box inside padding."""
    x, y = box.content_box_x(), box.content_box_y()
    return (x, y, x + box.width, y + box.height)


def padding_box(box: Any) -> Box:
    """Return the box inside the border: what clipped overflow leaves visible."""
    x, y = box.padding_box_x(), box.padding_box_y()
    return (x, y, x + box.padding_width(), y + box.padding_height())


def border_box(box: Any) -> Box:
    """Return the box with its border."""
    x, y = box.border_box_x(), box.border_box_y()
    return (x, y, x + box.border_width(), y + box.border_height())


def has_frame(box: Any) -> bool:
    """Whether the box itself is seen: it has a border or a background."""
    widths = (box.border_top_width, box.border_right_width, box.border_bottom_width, box.border_left_width)
    return any(widths) or getattr(box, "background", None) is not None


def moved(box: Box, matrix: Matrix) -> Box:
    """Return the upright rectangle around the transformed one."""
    if matrix is None:
        return box
    points = [matrix.transform_point(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return (
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    )


def combined(box: Any, matrix: Matrix) -> Matrix:
    """Return the transformation of what is inside the box."""
    own = box.transformation_matrix
    if own is None or matrix is None:
        return own or matrix
    return own @ matrix


def scale(matrix: Matrix) -> float:
    """Return how many times as high a transformation makes what it holds."""
    if matrix is None:
        return 1.0
    (x1, y1), (x2, y2) = matrix.transform_point(0, 0), matrix.transform_point(0, 1)
    return math.hypot(x2 - x1, y2 - y1)


def overlap(one: Box, other: Box) -> Box:
    """Return what two rectangles share; without area when they share nothing."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return (left, top, max(left, min(one[2], other[2])), max(top, min(one[3], other[3])))


def around(boxes: list[Box]) -> Box | None:
    """Return the rectangle around all of them, None for none."""
    if not boxes:
        return None
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def area(box: Box) -> float:
    """Return the area in square CSS pixels."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def united_area(boxes: list[Box]) -> float:
    """Return the area that the rectangles cover together, in square CSS pixels."""
    across = sorted({x for box in boxes for x in (box[0], box[2])})
    total = 0.0
    for left, right in pairwise(across):
        reached = float("-inf")
        for _, top, _, bottom in sorted((b for b in boxes if b[0] <= left and right <= b[2]), key=lambda b: b[1]):
            total += (right - left) * max(0.0, bottom - max(top, reached))
            reached = max(reached, bottom)
    return total
