"""Reads off the engine's laid-out boxes what stands on a page.

Must not change a box.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..engine import boxes, without_marks
from ..model.laid import Box, LaidImage, LaidPage, LaidPanel, LaidText
from . import geometry
from .painting import covered_texts

Laid = Any


@dataclass(frozen=True, slots=True)
class Around:
    """What the boxes around one say about it."""

    clip: Box | None = None
    matrix: geometry.Matrix = None
    opacity: float = 1.0
    element: str = ""
    parent: Any = None
    """The element of the box around, to tell an element's own box from the nameless ones in it."""
    furniture: bool = False


def laid_page(number: int, page_box: Laid) -> LaidPage:
    """Report what stands on one page."""
    covered = covered_texts(page_box)
    placed = list(_walk(page_box, Around()))
    return LaidPage(
        number=number,
        width=page_box.margin_width(),
        height=page_box.margin_height(),
        area=geometry.content_box(page_box),
        texts=tuple(laid_text(box, near, covered) for box, near in placed if _is_seen_text(box)),
        images=tuple(laid_image(box, near) for box, near in placed if boxes.is_replaced(box)),
        panels=tuple(laid_panel(box, near) for box, near in placed if _is_panel(box, near)),
    )


def laid_text(box: Laid, near: Around, covered: set[int]) -> LaidText:
    """Report one run of text; `covered` holds the `id()` of those that are painted over."""
    style = box.style
    color = style["color"].to("srgb")
    return LaidText(
        text=without_marks(box.text),
        box=geometry.moved(geometry.text_box(box), near.matrix),
        clip=near.clip,
        covered=id(box) in covered,
        color=(*color.coordinates, color.alpha * near.opacity),
        lang=style["lang"] or "",
        direction=style["direction"],
        element=near.element,
        furniture=near.furniture,
        hidden=style["visibility"] != "visible" or not style["font_size"],
    )


def laid_image(box: Laid, near: Around) -> LaidImage:
    """Report one image."""
    image = box.replacement
    pixels = (image.width, image.height) if hasattr(image, "image_data") else None
    return LaidImage(geometry.moved(geometry.content_box(box), near.matrix), near.element, pixels)


def laid_panel(box: Laid, near: Around) -> LaidPanel:
    """Report an element of fixed size and how far what it holds reaches."""
    inside = [_extent(child, below) for child, below in _walk(box, near) if child is not box and _has_extent(child)]
    own = geometry.moved(geometry.padding_box(box), near.matrix)
    return LaidPanel(near.element, own, geometry.around(inside) or (*own[:2], *own[:2]))


def _walk(box: Laid, near: Around) -> Iterator[tuple[Laid, Around]]:
    near = _named(box, near)
    near = replace(near, matrix=geometry.combined(box, near.matrix), opacity=near.opacity * box.style["opacity"])
    yield box, near
    near = replace(near, clip=_clip(box, near), parent=box.element, furniture=near.furniture or boxes.is_margin(box))
    for child in boxes.children(box):
        yield from _walk(child, near)


def _named(box: Laid, near: Around) -> Around:
    if box.element is None:
        return replace(near, element=box.at_keyword) if boxes.is_margin(box) else near
    name = box.element.get("id"), box.element.get("class")
    if not any(name):
        return near
    label = f"#{name[0]}" if name[0] else "." + ".".join(str(name[1]).split())
    return replace(near, element=f"{str(box.element_tag).partition('::')[0]}{label}")


def _clip(box: Laid, near: Around) -> Box | None:
    if box.style["overflow"] == "visible" or boxes.is_page(box) or not boxes.holds(box):
        return near.clip
    own = geometry.moved(geometry.padding_box(box), near.matrix)
    return own if near.clip is None else geometry.overlap(near.clip, own)


def _is_seen_text(box: Laid) -> bool:
    return boxes.is_text(box) and bool(without_marks(box.text).strip())


def _is_panel(box: Laid, near: Around) -> bool:
    return boxes.is_block(box) and box.element is not near.parent and "data-fixed" in box.element.attrib


def _has_extent(box: Laid) -> bool:
    return _is_seen_text(box) or boxes.is_replaced(box) or (boxes.is_block(box) and geometry.has_frame(box))


def _extent(box: Laid, near: Around) -> Box:
    measure = geometry.text_box if boxes.is_text(box) else geometry.border_box
    return geometry.moved(measure(box), near.matrix)
