"""What a handout must show, told by the composer and held against what was laid out.

Must not say how anything is checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """One string of the source that must stand on the page. Its text may be personal, so `repr` hides it."""

    text: str = field(repr=False)
    where: str
    """What was lost if it is not there: `file:line`, a module id or the name of a field."""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What the finished pages and the file about them must say."""

    strings: tuple[Sentence, ...]
    """Every string of the flow, in reading order."""
    every_page: tuple[str, ...]
    """Strings that must stand on each page: the page strip, the draft line."""
    lang: str
    """The document's language, a BCP 47 tag."""
    families: tuple[str, ...]
    """The only font families that may be embedded."""
    title: str
    least_type: float = 0
    """Points that no type may be under."""
    codes: tuple[str, ...] = ()
    """What the QR codes on the pages must say."""
