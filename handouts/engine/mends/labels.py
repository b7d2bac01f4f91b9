"""Tags the number before a list item as its label, where the style sheet draws it as `li::before`.

The engine knows its own markers only; a screen reader would hear an unnumbered list. Must not touch items without a
number or a mark in letters.
"""

from __future__ import annotations

import pydyf

from .. import boxes
from ..boxes import Laid
from ..written import Element, Written, box_of, tag_tree, target

BEFORE = "li::before"


def mend(written: Written) -> None:
    """Put each such number beside its item's body, and say that its list counts."""
    for tag in list(tag_tree(written.pdf)):
        box = box_of(tag)
        if box is not None and box.element_tag == BEFORE and _text(box):
            _label(written.pdf, tag, _text(box))


def _label(pdf: pydyf.PDF, tag: Element, text: str) -> None:
    body = target(pdf, tag["P"])
    item = target(pdf, body["P"])
    if body["S"] != "/LBody" or item["S"] != "/LI":
        return
    tag["S"], tag["P"] = "/Lbl", item.reference
    body["K"] = pydyf.Array(kid for kid in body["K"] if kid != tag.reference)
    item["K"] = pydyf.Array([tag.reference, *item["K"]])
    if text.rstrip(".").isdigit():
        target(pdf, item["P"])["A"]["ListNumbering"] = "/Decimal"


def _text(box: Laid) -> str:
    return "".join(text.text for text in boxes.descendants(box) if boxes.is_text(text)).strip()
