"""Leaves one link of a link: the engine repeats it for each element inside, and names it by its target (#185, #1782).

A screen reader would stop at it two or three times and say an address. Must not touch where it leads.
"""

from __future__ import annotations

import pydyf

from ..boxes import leader_texts
from ..gaps import before_gaps
from ..marks import read_aloud
from ..written import Element, Written, below_of, tag_tree, target
from .actual_text import is_right_to_left


def mend(written: Written) -> None:
    """Take the inner links away, and name the outer by its words."""
    owners: dict[int, Element] = {}
    gone: set[int] = set()
    for tag in list(tag_tree(written.pdf)):
        if tag.get("S") == "/Link":
            _own(written.pdf, tag, tag, owners, gone)
    words: dict[int, str] = {tag.number: "" for tag in owners.values()}
    gaps = before_gaps(page.box for page in written.pages)
    for page in written.pages:
        dots = leader_texts(page.box)
        for content in page.contents:
            if content.element.number in owners and id(content.box) not in dots:
                space = " " if id(content.box) in gaps else ""
                words[owners[content.element.number].number] += read_aloud(content.text) + space
    for tag in owners.values():
        said = " ".join(words[tag.number].split())
        if is_right_to_left(said):
            tag["ActualText"] = pydyf.String(said)  # as `actual_text` does for a tag that holds one line
        for link in _links(written.pdf, tag):
            link["Contents"] = pydyf.String(said)
    _forget(written.pdf, gone)


def _own(pdf: pydyf.PDF, tag: Element, link: Element, owners: dict[int, Element], gone: set[int]) -> None:
    """Note that what is in a tag belongs to the link around it; the links inside it become words and are `gone`."""
    owners[tag.number] = link
    for below in (below_of(pdf, kid) for kid in tag["K"]):
        if "K" in below:
            gone.update(inner["StructParent"] for inner in _links(pdf, below))
            below["K"] = pydyf.Array(kid for kid in below["K"] if below_of(pdf, kid).get("Type") != "/OBJR")
            below["S"] = "/Span" if below["S"] == "/Link" else below["S"]
            _own(pdf, below, link, owners, gone)


def _links(pdf: pydyf.PDF, tag: Element) -> list[Element]:
    kids = (below_of(pdf, kid) for kid in tag["K"])
    return [target(pdf, kid["Obj"]) for kid in kids if kid.get("Type") == "/OBJR"]


def _forget(pdf: pydyf.PDF, gone: set[int]) -> None:
    """Take links out of the file's table of parents; `artifacts` then takes them off their pages."""
    tree = target(pdf, target(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])
    entries = zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True)
    tree["Nums"] = pydyf.Array(part for entry in entries if entry[0] not in gone for part in entry)
