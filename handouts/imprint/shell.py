"""What an imprint is made with: the finished shell, where a patient's words go in it, and how each is set.

Must not lay out or write anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model.laid import Box


class Unfit(Exception):
    """A row that must be rendered whole; `reason` is a word for counting and holds nothing personal."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Source:
    """A composed sheet: its HTML, its style sheets by name in cascade order, and what gives an asset's bytes."""

    html: str = field(repr=False)
    sheets: Sequence[tuple[str, str]] = field(repr=False)
    read_asset: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in a page's content: the words of a field, or the frame around them."""

    kind: str
    """`words` or `frame`."""
    name: str


@dataclass(frozen=True, slots=True)
class Patch:
    """A content stream that each patient's file has anew: constant pieces with gaps between them."""

    number: int
    """Of its object."""
    parts: tuple[bytes | Slot, ...]


@dataclass(frozen=True, slots=True)
class Mould:
    """One field as the engine laid it out in a sample of one size, to lay out other words in its place."""

    paragraph: Any
    """The engine's box of the value."""
    around: Any
    """The engine's box of the field, in which the value stands."""
    lines: Mapping[str, Any]
    """The engine's boxes of the value where it is one line, and the measures of its letters, by their direction."""
    styles: Mapping[str, Any]
    """Computed styles: `ltr` and `rtl` of the isolated words, `br` and `br::before` where the sample has them."""
    room: Box
    """Where the words may stand, CSS pixels."""
    frame: bytes
    """How the value's own border and background are drawn."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A finished file without a patient, and what is needed to imprint one. `moulds` grow as rows need them."""

    pdf: bytes
    size: int
    """The number of its first free object."""
    xref: int
    """Where its cross-reference stands."""
    trailer: bytes
    """What the trailer says besides: root, info, permanent identifier."""
    page: int
    """The number of the page with the panel, from 0."""
    pages: tuple[bytes, ...]
    """References to its pages."""
    patches: tuple[Patch, ...]
    fonts: int
    """The object with the resources' fonts."""
    font_entries: Mapping[str, Any]
    parents: int
    """The object with the tag of each piece of marked content of the page."""
    parent_entries: tuple[Any, ...]
    tags: Mapping[str, Any]
    """The tag of each field's value, by its name."""
    states: frozenset[str]
    """Graphics states that the page knows."""
    constant: tuple[bytes, ...]
    """Each page's content without the fields, to compare samples by."""
    families: frozenset[str]
    moulds: dict[tuple[str, str], Mould] = field(default_factory=dict, repr=False)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the panel has, in its order."""
        return tuple(self.tags)
