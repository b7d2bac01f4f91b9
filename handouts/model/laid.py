"""What was laid out where: the renderer's report, which preflight reads.

Lengths are CSS pixels (1/96 inch) from the page's top left corner, y downwards. Must not know the engine's classes.
"""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in CSS pixels."""


@dataclass(frozen=True, slots=True)
class LaidText:
    """One run of text as it stands on one line of a page, in reading order of its page."""

    text: str
    """What was laid out, without the break marks that the engine module put in."""
    box: Box
    clip: Box | None
    """The smallest region that an ancestor with clipped overflow leaves visible; None when nothing clips."""
    covered: bool
    """Whether a box that is painted later and is opaque lies over more than a sliver of it."""
    color: tuple[float, float, float, float]
    """sRGB and alpha, each 0 to 1."""
    size: float
    """Points of its type."""
    lang: str
    """The nearest element's BCP 47 tag."""
    direction: str
    """`ltr` or `rtl`."""
    element: str
    """The nearest element with an id or class, as `p.note`, to say where a problem is."""
    furniture: bool
    """Whether it stands in a page margin box (running head or foot)."""
    hidden: bool
    """Whether it is not painted: `visibility: hidden` or font size 0."""
    block: int
    """The number of the block that it stands in: a place in the document, shared by all the block's lines."""
    part: str
    """`heading` in h1 to h6, `lead` in the sentence that leads on from one, else empty."""
    personal: bool
    """Whether somebody typed it for one reader (`data-personal`)."""
    isolated: bool
    """Whether it stands in a `bdi`: words of a direction of their own."""


@dataclass(frozen=True, slots=True)
class LaidImage:
    """One replaced element."""

    box: Box
    element: str
    pixels: tuple[int, int] | None
    """Width and height of a raster image; None for vector."""
    drawn: tuple[float, float]
    """Width and height at which it is drawn in its box, which it may not fill."""


@dataclass(frozen=True, slots=True)
class LaidPanel:
    """An element with a fixed size (`data-fixed`) and the extent of what it holds."""

    element: str
    box: Box
    content: Box


@dataclass(frozen=True, slots=True)
class LaidBlock:
    """A block of the flow, or the piece of it that stands on this page; all its pieces have its number.

    What each page repeats is none: running heads and feet, heads of tables, what is fixed in place.
    """

    number: int
    parent: int
    """The number of the block around it."""
    element: str
    box: Box
    whole: bool
    """Whether it is meant to stay in one piece: an item, a row, a figure, or what styles keep together."""
    framed: bool
    """Whether a border of it is drawn."""


@dataclass(frozen=True, slots=True)
class LaidPage:
    """One page, as it is when it is cut: its size, the box that its content may use, and what stands on it."""

    number: int
    width: float
    height: float
    area: Box
    texts: tuple[LaidText, ...]
    images: tuple[LaidImage, ...]
    panels: tuple[LaidPanel, ...]
    blocks: tuple[LaidBlock, ...]
    """Blocks in reading order, each after the one around it."""


@dataclass(frozen=True, slots=True)
class EngineLog:
    """One line of the engine's log, kept without the text it may quote."""

    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished PDF and what was laid out in it."""

    pdf: bytes
    pages: tuple[LaidPage, ...]
    families: tuple[str, ...]
    """Font families that were embedded."""
    missing: tuple[int, ...]
    """Code points that no font could draw."""
    log: tuple[EngineLog, ...]
