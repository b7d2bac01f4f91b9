"""Joins the tags that the engine writes for each line, column and page of one element (Kozea/WeasyPrint#2903).

A screen reader would announce one list as two, and end a paragraph in the middle of its sentence. Must not change the
order in which anything is read, nor leave out anything but the head that a table repeats on each page.
"""

from __future__ import annotations

from typing import Any

import pydyf

from ..written import Element, Written, below_of, box_of, is_reference, target

APART = ("/TR", "/TH", "/TD", "/Link", "/Figure")
"""A row that two pages share has each cell twice, and a link on two lines is two places to click on."""


def mend(written: Written) -> None:
    """Join neighbouring tags of the same element, from the root down."""
    for kid in target(written.pdf, written.pdf.catalog["StructTreeRoot"])["K"]:
        _join(written.pdf, target(written.pdf, kid))


def _join(pdf: pydyf.PDF, tag: Element) -> None:
    kids: list[Any] = []
    last: Element = pydyf.Dictionary()
    for kid in _unfolded(pdf, tag):
        below = below_of(pdf, kid)
        if is_same(last, below) and not _has_foot(pdf, last):
            _take_head(pdf, last, below)
            last["K"] += _moved(pdf, below, last)
        else:
            kids.append(kid)
            last = below
    tag["K"] = pydyf.Array(kids)
    for below in (below_of(pdf, kid) for kid in kids):
        if "K" in below:
            _join(pdf, below)


def _unfolded(pdf: pydyf.PDF, tag: Element) -> list[Any]:
    """Return its kids; one that is the same element again, as a column is, gives way to its own."""
    kids: list[Any] = []
    for kid in tag["K"]:
        below = below_of(pdf, kid)
        if is_same(tag, below):
            below["K"] = pydyf.Array(_unfolded(pdf, below))
            kids += _moved(pdf, below, tag)
        else:
            kids.append(kid)
    return kids


def _has_foot(pdf: pydyf.PDF, tag: Element) -> bool:
    """Whether it is a table with a foot, which may stand but once and at the end."""
    return any(below_of(pdf, kid).get("S") == "/TFoot" for kid in tag["K"])


def _take_head(pdf: pydyf.PDF, table: Element, more: Element) -> None:
    """Take the repeated head from what continues a table; `artifacts` hides it, and the cells name the first."""
    head, again = (_of(pdf, part, "/THead") for part in (table, more))
    if head and again:
        heads, doubles = (_of(pdf, part, "/TH") for part in (head[0], again[0]))
        names = {id(double["ID"]): first["ID"] for first, double in zip(heads, doubles, strict=True)}
        for cell in _of(pdf, more, "/TD"):
            cell["A"]["Headers"] = pydyf.Array(names.get(id(name), name) for name in cell["A"]["Headers"])
        more["K"] = pydyf.Array(kid for kid in more["K"] if kid != again[0].reference)


def _of(pdf: pydyf.PDF, tag: Element, kind: str) -> list[Element]:
    """Return the tags of a kind below a table or its head."""
    if tag["S"] not in ("/Table", "/THead", "/TBody", "/TR"):
        return []
    below = [below_of(pdf, kid) for kid in tag["K"]]
    return [found for kid in below if "K" in kid for found in ([kid] if kid["S"] == kind else _of(pdf, kid, kind))]


def _moved(pdf: pydyf.PDF, tag: Element, parent: Element) -> list[Any]:
    for below in (below_of(pdf, kid) for kid in tag["K"]):
        if "P" in below:
            below["P"] = parent.reference
    return list(tag["K"])


def is_same(one: Element, other: Element) -> bool:
    """Whether both are parts of one element, and hold no content but in tags: content belongs to its tag's page."""
    first, second = box_of(one), box_of(other)
    if first is None or second is None or one["S"] != other["S"] or one["S"] in APART:
        return False
    if not all(is_reference(kid) for kid in (*one["K"], *other["K"])):
        return False
    return first.element is second.element and first.element_tag == second.element_tag
