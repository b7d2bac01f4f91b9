"""Takes running heads, feet and decorative images out of the tags: a screen reader must not read them out.

The engine leaves the former in tags that nothing reaches and calls the latter figures without a description. Must
not touch an image that lacks `alt` altogether: that is a mistake to report.
"""

from __future__ import annotations

from typing import Any

import pydyf

from .. import boxes
from ..boxes import Laid
from ..written import Content, RecordedPage, Written, is_reference, target

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
    """Mark furniture and decoration as artifacts, and drop their tags."""
    dropped: set[int] = set()
    for page in written.pages:
        for content in page.contents:
            if content.furniture or is_decorative(content.box):
                dropped.add(content.element.number)
                page.parents[content.properties["MCID"]] = NOTHING
                page.stream.stream[content.position] = "/Artifact"
                page.stream.stream[content.position + 1] = pydyf.Dictionary({"Type": _kind(content)})
    _drop(written.pdf, dropped)


def _kind(content: Content) -> str:
    return "/Pagination" if content.furniture else "/Layout"


def _drop(pdf: pydyf.PDF, dropped: set[int]) -> None:
    """Empty the tags in `dropped` and every tag that cannot be reached from the root."""
    reached: set[int] = set()
    waiting = [target(pdf, pdf.catalog["StructTreeRoot"])]
    while waiting:
        element = waiting.pop()
        reached.add(element.number)
        element["K"] = pydyf.Array(kid for kid in element["K"] if _number(kid) not in dropped)
        waiting += [below for kid in element["K"] if is_reference(kid) and "K" in (below := target(pdf, kid))]
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
