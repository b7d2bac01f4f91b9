"""Takes running heads, feet, rows of dots and decorative images out of the tags: nobody wants to hear them.

The engine leaves heads and feet in tags that nothing reaches (Kozea/WeasyPrint#1836) and calls decorative images
figures without a description. Must not touch an image that lacks `alt` altogether: that is a mistake to report.
"""

from __future__ import annotations

from typing import Any

import pydyf

from .. import boxes
from ..boxes import Laid
from ..written import RecordedPage, Written, is_reference, tag_tree, target

NOTHING = b"null"
DECORATION = "decoration"
"""The engine tags an element it does not know as one without meaning, and logs no missing description."""
SVG = "{http://www.w3.org/2000/svg}svg"


class Null(pydyf.Object):  # type: ignore[misc]
    """An object that holds a place and nothing else."""

    data = NOTHING


def hide_decoration(page: RecordedPage) -> None:
    """Keep the engine from tagging decorative images as figures; runs before it writes the tags."""
    for box in page.marked.values():
        if is_decorative(box):
            box.element_tag = DECORATION


def is_decorative(box: Laid) -> bool:
    """Whether it is an image that the page says to be without meaning: `alt=""`, or an SVG hidden from readers."""
    if not boxes.is_replaced(box) or box.element is None:
        return False
    if box.element.tag == SVG:
        return str(box.element.get("aria-hidden")) == "true"
    return str(box.element.tag) == "img" and not str(box.element.get("alt", "missing")).strip()


def mend(written: Written) -> None:
    """Mark as artifacts what no tag reaches and what is decoration, and drop their tags."""
    reached = {tag.number for tag in tag_tree(written.pdf)}
    dropped: set[int] = set()
    for page in written.pages:
        dots = boxes.leader_texts(page.box)
        for content in page.contents:
            is_lost = content.element.number not in reached
            if is_lost or is_decorative(content.box) or id(content.box) in dots:
                dropped.add(content.element.number)
                page.parents[content.properties["MCID"]] = NOTHING
                page.stream.stream[content.position] = "/Artifact"
                kind = "/Pagination" if is_lost else "/Layout"
                page.stream.stream[content.position + 1] = pydyf.Dictionary({"Type": kind})
    _drop(written.pdf, dropped)


def _drop(pdf: pydyf.PDF, dropped: set[int]) -> None:
    """Empty the tags in `dropped` and every tag that cannot be reached from the root."""
    for tag in list(tag_tree(pdf)):
        tag["K"] = pydyf.Array(kid for kid in tag["K"] if _number(kid) not in dropped)
    reached = {tag.number for tag in tag_tree(pdf)}
    _unlink(pdf, reached)
    for number, item in enumerate(pdf.objects):
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem" and number not in reached:
            pdf.objects[number] = _null(number)


def _unlink(pdf: pydyf.PDF, reached: set[int]) -> None:
    """Take off the links in furniture: a link without a tag is not allowed."""
    tree = target(pdf, target(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])
    entries = list(zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True))
    kept = [entry for entry in entries if not is_reference(entry[1]) or _number(entry[1]) in reached]
    keys = {key for key, _ in kept}
    tree["Nums"] = pydyf.Array(part for entry in kept for part in entry)
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and "Annots" in item:
            item["Annots"] = pydyf.Array(a for a in item["Annots"] if target(pdf, a).get("StructParent") in keys)


def _number(kid: Any) -> int | None:
    return int(bytes(kid).split()[0]) if is_reference(kid) else None


def _null(number: int) -> Null:
    null = Null()
    null.number = number
    return null
