"""What has been painted and is about to be written: each piece of marked content with its box and its tag.

Must not change anything: the mends do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.document import Page
from weasyprint.pdf import tags

from . import boxes
from .boxes import Laid

Element = Any
"""A structure element: a PDF dictionary."""
_stock = tags._build_box_tree


def remember_boxes() -> None:
    """Let the engine remember which box became which tag, as long as it builds them; it runs once in a process."""
    tags._build_box_tree = _build_box_tree


def _build_box_tree(box: Laid, *rest: Any) -> Iterator[Element]:
    for element in _stock(box, *rest):
        if not hasattr(element, "box"):
            element.box = getattr(box, "_box", box)
        yield element


def box_of(element: Any) -> Laid | None:
    """Return the box that became a tag; None for the tag of a bare text, and for what is no tag."""
    return getattr(element, "box", None)


class RecordedPage(Page):  # type: ignore[misc]
    """A page that remembers which box became which marked content; the engine forgets it when it writes tags."""

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the page and keep its stream and marks."""
        super().paint(stream, scale)
        self.stream = stream
        self.marked = {mark["mcid"]: box for box, mark in (stream._tags or {}).items()}


@dataclass(frozen=True, slots=True)
class Content:
    """One piece of marked content of a page."""

    box: Laid
    position: int
    """Where its tag stands in the stream; its properties and the operator follow."""
    properties: pydyf.Dictionary
    element: Element
    furniture: bool

    @property
    def text(self) -> str:
        """The text, empty for an image."""
        return self.box.text if boxes.is_text(self.box) else ""


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """One page: its stream, the marked content in it and the tag of each by number (a ParentTree array)."""

    box: Laid
    stream: Any
    contents: tuple[Content, ...]
    parents: pydyf.Array


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file before it is serialised."""

    language: str
    pdf: pydyf.PDF
    pages: tuple[WrittenPage, ...]

    @property
    def contents(self) -> Iterator[Content]:
        """The marked content of all pages."""
        return (content for page in self.pages for content in page.contents)


def written(document: Any, pdf: pydyf.PDF) -> Written:
    """Gather what the mends need from what `finisher` is given."""
    root = target(pdf, pdf.catalog["StructTreeRoot"])
    numbers = target(pdf, root["ParentTree"])["Nums"]
    pages = tuple(
        WrittenPage(page._page_box, page.stream, tuple(_contents(page, pdf, parents)), parents)
        for page, parents in zip(document.pages, numbers[1::2], strict=False)
    )
    return Written(document.metadata.lang or "", pdf, pages)


def _contents(page: Any, pdf: pydyf.PDF, parents: pydyf.Array) -> Iterator[Content]:
    furniture = {id(box) for margin in boxes.margin_boxes(page._page_box) for box in boxes.descendants(margin)}
    for position, item in enumerate(page.stream.stream):
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            box = page.marked[item["MCID"]]
            element = target(pdf, parents[item["MCID"]])
            yield Content(box, position - 1, item, element, id(box) in furniture)


def tag_tree(pdf: pydyf.PDF) -> Iterator[Element]:
    """Yield every tag that the root reaches, each before those in it."""
    waiting = [target(pdf, pdf.catalog["StructTreeRoot"])]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed([below for kid in element["K"] if "K" in (below := below_of(pdf, kid))])


def below_of(pdf: pydyf.PDF, kid: Any) -> Any:
    """Return the tag or the link's reference that a kid of a tag is; nothing for a piece of marked content."""
    return target(pdf, kid) if is_reference(kid) else pydyf.Dictionary()


def target(pdf: pydyf.PDF, reference: bytes) -> Any:
    """Return the object that a reference (`12 0 R`) points at."""
    return pdf.objects[int(bytes(reference).split()[0])]


def is_reference(item: Any) -> bool:
    """Whether it points at another object."""
    return isinstance(item, bytes | bytearray) and bytes(item).endswith(b" R")
