"""Says what a header cell heads, how a list is numbered and where a picture stands: the engine knows it.

It does not write the first two, and measures the third in CSS pixels from the top.
Must not guess: a list with marks of its own has no numbering.
"""

from __future__ import annotations

import pydyf

from .. import boxes
from ..boxes import Laid
from ..written import Written

POINT = 0.75
"""Of a CSS pixel."""
LISTS = ("ol", "ul", "dl")
NUMBERINGS = {
    "decimal": "/Decimal",
    "disc": "/Disc",
    "circle": "/Circle",
    "square": "/Square",
    "lower-roman": "/LowerRoman",
    "upper-roman": "/UpperRoman",
    "lower-alpha": "/LowerAlpha",
    "lower-latin": "/LowerAlpha",
    "upper-alpha": "/UpperAlpha",
    "upper-latin": "/UpperAlpha",
}


def mend(written: Written) -> None:
    """Add `Scope` to header cells and `ListNumbering` to lists, and write the `BBox` of figures in points."""
    laid = [box for page in written.pages for box in boxes.descendants(page.box)]
    for box in laid:
        if box.element_tag == "th" and hasattr(box, "mark"):
            box.mark["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"
    tags = [item for item in written.pdf.objects if isinstance(item, pydyf.Dictionary) and item.get("S") == "/L"]
    for box, tag in zip((box for box in laid if _is_list(box)), tags, strict=True):
        tag["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering(box)})
    for page in written.pages:
        for content in page.contents:
            if content.element["S"] == "/Figure":
                content.element["A"]["BBox"] = _in_points(content.element["A"]["BBox"], page.box.margin_height())


def _in_points(box: pydyf.Array, height: float) -> pydyf.Array:
    left, top, right, bottom = box
    return pydyf.Array(side * POINT for side in (left, height - bottom, right, height - top))


def numbering(box: Laid) -> str:
    """Return how the list is numbered, `/None` for marks of its own."""
    style = box.style["list_style_type"]
    return "/None" if box.element_tag == "dl" else NUMBERINGS.get(style, "/None") if isinstance(style, str) else "/None"


def _is_list(box: Laid) -> bool:
    """Whether the engine makes an L of it: in the same order, since both go through the boxes from the top."""
    return box.element_tag in LISTS and not boxes.is_text(box) and not boxes.is_line(box)
