"""Reads off the engine's laid-out boxes what stands on a page.

Must not change a box.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.layout.replaced import replacedbox_layout

from ..engine import boxes, without_marks
from ..model.laid import Box, LaidBlock, LaidImage, LaidPage, LaidPanel, LaidText
from . import geometry
from .painting import covered_texts

Laid = Any

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "tr", "figure", "dt", "dd"})
_LEADS = frozenset({"lead", "level-lead"})


_PT = 72 / 96


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
    repeated: bool = False
    """Whether every page has it again, or may have."""
    block: int = -1
    part: str = ""
    personal: bool = False
    isolated: bool = False


def laid_page(number: int, page_box: Laid) -> LaidPage:
    """Report what stands on one page."""
    covered = covered_texts(page_box)
    numbers = _numbers(page_box)
    placed = list(_walk(page_box, Around(), numbers))
    blocks = (laid_block(box, near, numbers) for box, near in placed if _is_own_block(box, near) and not near.repeated)
    return LaidPage(
        number=number,
        width=page_box.margin_width(),
        height=page_box.margin_height(),
        area=geometry.content_box(page_box),
        texts=tuple(laid_text(box, near, covered) for box, near in placed if _is_seen_text(box)),
        images=tuple(laid_image(box, near) for box, near in placed if boxes.is_replaced(box)),
        panels=tuple(laid_panel(box, near) for box, near in placed if _is_panel(box, near)),
        blocks=tuple(_united(blocks)),
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
        size=style["font_size"] * _PT * geometry.scale(near.matrix),
        lang=style["lang"] or "",
        direction=style["direction"],
        element=near.element,
        furniture=near.furniture,
        hidden=style["visibility"] != "visible" or not style["font_size"],
        block=near.block,
        part=near.part,
        personal=near.personal,
        isolated=near.isolated,
    )


def laid_image(box: Laid, near: Around) -> LaidImage:
    """Report one image."""
    image = box.replacement
    pixels = (image.width, image.height) if hasattr(image, "image_data") else None
    width, height, _, _ = replacedbox_layout(box)
    if near.matrix is not None:
        start, *ends = (near.matrix.transform_point(*point) for point in ((0, 0), (width, 0), (0, height)))
        width, height = (math.dist(start, end) for end in ends)
    return LaidImage(geometry.moved(geometry.content_box(box), near.matrix), near.element, pixels, (width, height))


def laid_panel(box: Laid, near: Around) -> LaidPanel:
    """Report an element of fixed size and how far what it holds reaches."""
    held = (item for item in _walk(box, near, {}) if item[0] is not box)
    inside = [_extent(child, below) for child, below in held if _has_extent(child)]
    own = geometry.moved(geometry.padding_box(box), near.matrix)
    return LaidPanel(near.element, own, geometry.around(inside) or (*own[:2], *own[:2]))


def laid_block(box: Laid, near: Around, numbers: dict[int, int]) -> LaidBlock:
    """Report a block, or the piece of it on this page; `numbers` has each element's by its `id()`."""
    return LaidBlock(
        number=numbers.get(id(box.element), -1),
        parent=near.block,
        element=near.element,
        box=geometry.moved(geometry.border_box(box), near.matrix),
        whole=box.style["break_inside"] in ("avoid", "avoid-page") or _tag(box) in _ITEMS | _HEADINGS,
        framed=_has_border(box),
    )


def _united(blocks: Iterable[LaidBlock]) -> Iterator[LaidBlock]:
    """Yield each block once: columns cut one in pieces on the same page."""
    pieces: dict[int, list[LaidBlock]] = {}
    for block in blocks:
        pieces.setdefault(block.number, []).append(block)
    for first, *others in pieces.values():
        yield replace(first, box=geometry.around([first.box, *(other.box for other in others)]) or first.box)


def _numbers(page_box: Laid) -> dict[int, int]:
    """Return the place in the document of each element by its `id()`: the same on every page."""
    root = next((box.element for box in boxes.children(page_box) if not boxes.is_margin(box)), None)
    return {} if root is None else {id(element): number for number, element in enumerate(root.iter())}


def _walk(box: Laid, near: Around, numbers: dict[int, int]) -> Iterator[tuple[Laid, Around]]:
    near = replace(
        _named(box, near),
        matrix=geometry.combined(box, near.matrix),
        opacity=near.opacity * box.style["opacity"],
        repeated=near.repeated or _is_repeated(box),
    )
    yield box, near
    near = _inside(box, near, numbers)
    for child in boxes.children(box):
        yield from _walk(child, near, numbers)


def _inside(box: Laid, near: Around, numbers: dict[int, int]) -> Around:
    """Return what the box says about all that it holds; a nameless one has no element of its own to say more."""
    said: dict[str, Any] = {"clip": _clip(box, near), "parent": box.element}
    if boxes.is_margin(box):
        said |= {"furniture": True}
    if box.element is not None and box.element is not near.parent:
        said |= {
            "block": numbers.get(id(box.element), -1) if _is_own_block(box, near) else near.block,
            "part": _part(box) or near.part,
            "personal": near.personal or "data-personal" in box.element.attrib,
            "isolated": near.isolated or _tag(box) == "bdi",
        }
    return replace(near, **said)


def _part(box: Laid) -> str:
    if _tag(box) in _HEADINGS:
        return "heading"
    return "lead" if _LEADS.intersection((box.element.get("class") or "").split()) else ""


def _tag(box: Laid) -> str:
    """Return the name of the box's element, for what `::before` adds to it too."""
    return str(box.element_tag).partition("::")[0]


def _named(box: Laid, near: Around) -> Around:
    if box.element is None:
        return replace(near, element=box.at_keyword) if boxes.is_margin(box) else near
    name = box.element.get("id"), box.element.get("class")
    if not any(name):
        return near
    label = f"#{name[0]}" if name[0] else "." + ".".join(str(name[1]).split())
    return replace(near, element=f"{_tag(box)}{label}")


def _clip(box: Laid, near: Around) -> Box | None:
    if box.style["overflow"] == "visible" or boxes.is_page(box) or not boxes.holds(box):
        return near.clip
    own = geometry.moved(geometry.padding_box(box), near.matrix)
    return own if near.clip is None else geometry.overlap(near.clip, own)


def _is_seen_text(box: Laid) -> bool:
    return boxes.is_text(box) and bool(without_marks(box.text).strip())


def _is_panel(box: Laid, near: Around) -> bool:
    return boxes.is_block(box) and box.element is not near.parent and "data-fixed" in box.element.attrib


def _is_own_block(box: Laid, near: Around) -> bool:
    """Whether it is the block of an element, or of its table row; not a nameless box in it or what `::before` adds."""
    return (boxes.is_block(box) or _tag(box) == "tr") and box.element is not None and box.element is not near.parent


def _is_repeated(box: Laid) -> bool:
    """Whether it stands on more than one page as it is: furniture, a table's head or foot, what is fixed in place."""
    ends = getattr(box, "is_header", False) or getattr(box, "is_footer", False)
    return boxes.is_margin(box) or ends or (not boxes.is_page(box) and box.style["position"] == "fixed")


def _has_border(box: Laid) -> bool:
    return any(getattr(box, f"border_{side}_width", 0) for side in ("top", "right", "bottom", "left"))


def _has_extent(box: Laid) -> bool:
    return _is_seen_text(box) or boxes.is_replaced(box) or (boxes.is_block(box) and geometry.has_frame(box))


def _extent(box: Laid, near: Around) -> Box:
    measure = geometry.text_box if boxes.is_text(box) else geometry.border_box
    return geometry.moved(measure(box), near.matrix)
