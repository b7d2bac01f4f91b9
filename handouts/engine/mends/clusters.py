"""Says which letters a group of glyphs stands for, where the glyphs of a right-to-left font are shared among letters.

Nastaliq draws a letter as a stroke and its dots, each of them the same in many letters, none of them on the line, and
the engine maps each glyph to the first text that it was drawn for. The text goes around each group; around a whole line
extractors would turn it round (see `actual_text`). Must not touch a line whose glyphs say the right thing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pydyf
from weasyprint.text.ffi import ffi, pango

from .. import boxes
from ..boxes import Laid
from ..marks import read_aloud
from ..written import RecordedPage
from .actual_text import is_right_to_left

SHOWING, FONT, RISE, END = b"] TJ", b" Tf", b" Ts", b"EMC"
_PIECE = re.compile(rb"<([0-9a-fA-F]*)>|([-+0-9.eE]+)")
_DIGITS = 4
"""Hexadecimal digits of a glyph."""
_LEAST = 30
"""Thousandths of an em that each group takes at least."""
_APART = 25
"""Thousandths of an em by which a space is widened for extractors: Nastaliq's is too narrow to be taken for one."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A glyph as it is drawn: of which group, and what that stands for."""

    group: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A glyph as it stands in the page's operations: its number, its font, how far above the line."""

    glyph: int
    text: str
    width: float
    chosen: bytes
    """The operation that chooses its font."""
    rise: float


def mend(page: RecordedPage) -> None:
    """Put the text around each group of glyphs that would be read wrongly; runs before the fonts are written."""
    items: list[Any] = page.stream.stream
    fonts = {str(font.hash): font for font in page.stream._fonts.values()}
    at = 0
    while at < len(items):
        item = items[at]
        at += 1
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            box = page.marked.get(item["MCID"])
            if box is not None and boxes.is_text(box) and is_right_to_left(box.text):
                end = items.index(END, at)
                said = _said(items[at:end], list(drawn(box)), fonts)
                items[at:end] = said
                at += len(said)


def drawn(box: Laid) -> Iterator[Drawn]:
    """Yield the glyphs of a text in the order in which the engine draws them."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    text, run, number = layout.text.encode(), line.runs[0], 0
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        starts = list(glyphs.log_clusters[0 : glyphs.num_glyphs])
        edges = [*sorted(set(starts)), item.length]
        ends = dict(pairwise(edges))
        for start, info in zip(starts, glyphs.glyphs[0 : glyphs.num_glyphs], strict=True):
            if info.glyph != pango.PANGO_GLYPH_EMPTY:
                meant = text[item.offset + start : item.offset + ends[start]].decode()
                yield Drawn((number, start), read_aloud(meant))
        run, number = run.next, number + 1
    layout.deactivate()


def _said(operations: list[Any], glyphs: list[Drawn], fonts: dict[str, Any]) -> list[Any]:
    """Return the operations that draw these glyphs, with the text around the groups that need it."""
    shown = list(_shown(operations, fonts))
    if len(shown) != len(glyphs):  # drawn in another way: as an ellipsis is
        return operations
    wrong = _wrong(shown, glyphs)
    if not wrong:
        return operations
    writer = _Writer(fonts, wrong)
    waiting = iter(zip(shown, glyphs, strict=True))
    for item in operations:
        if not _is_showing(item):
            writer.said.append(item)
            continue
        for digits, shift in _PIECE.findall(item):
            writer.move(shift)
            for _ in range(0, len(digits), _DIGITS):
                writer.draw(*next(waiting))
        writer.flush()
    writer.leave(None)
    return writer.said


@dataclass(slots=True)
class _Writer:
    """Writes glyphs anew, and knows where on the line it is: in thousandths of the size of the type."""

    fonts: dict[str, Any]
    wrong: dict[tuple[int, int], str]
    said: list[Any] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    around: tuple[int, int] | None = None
    last: Shown | None = None
    pen: float = 0
    reached: float = -math.inf
    """Where the last group ended: some letters go back, and an extractor would take them for another line."""

    def move(self, shift: bytes) -> None:
        if shift:
            earlier = 0.0 if not self.parts or self.parts[-1].startswith(b"<") else float(self.parts.pop())
            self.parts.append(b"%.3f" % (earlier + float(shift)))  # one number for two: see `kerning`
            self.pen -= float(shift)

    def draw(self, glyph: Shown, drawn_as: Drawn) -> None:
        if drawn_as.group != self.around:
            self.leave(glyph)
            self.enter(glyph, drawn_as.group)
        self.parts.append(b"<%04x>" % glyph.glyph)
        self.pen += glyph.width
        self.last = glyph

    def enter(self, glyph: Shown, group: tuple[int, int]) -> None:
        self.around = group
        if group in self.wrong:
            self.flush()
            self.said += ["/Span", pydyf.Dictionary({"ActualText": pydyf.String(self.wrong[group])}), b"BDC"]
            follows = self.last is not None and self.last.text == " "
            self.reached = max(self.reached, self.pen + _APART * follows)
            self._point(glyph, glyph, ends=False)

    def leave(self, following: Shown | None) -> None:
        if self.last and self.around in self.wrong:
            self.flush()
            self.reached = max(self.reached + _LEAST, self.pen)
            self._point(self.last, following, ends=True)
            self.said.append(END)
        self.around = None

    def flush(self) -> None:
        if self.parts:
            self.said.append(b"[" + b"".join(self.parts) + SHOWING)
            self.parts.clear()

    def _point(self, glyph: Shown, following: Shown | None, *, ends: bool) -> None:
        """Draw a space without width on the line, where a group begins or ends: extractors look there for it."""
        own = self.fonts[_name(glyph.chosen)]
        spaces = (
            (font, at) for font in (own, *self.fonts.values()) for at, text in font.to_unicode.items() if text == " "
        )
        font, space = next(spaces, (None, 0))
        if font is not None:
            away = self.reached - self.pen - (font.widths[space] if ends else 0)
            back = away + font.widths[space]
            drawn_space = b"[%.3f<%04x>%.3f" % (-away, space, back) + SHOWING
            other = glyph.chosen.replace(_name(glyph.chosen).encode(), str(font.hash).encode(), 1)
            self.said += [b"0 Ts", other, drawn_space]
            self.said += [following.chosen, b"%.4f Ts" % following.rise] if following else []


def _shown(operations: list[Any], fonts: dict[str, Any]) -> Iterator[Shown]:
    """Yield the glyphs that operations draw, in order."""
    chosen, font, rise = b"", None, 0.0
    for item in operations:
        if isinstance(item, bytes) and item.endswith(FONT):
            chosen, font = item, fonts[_name(item)]
        elif isinstance(item, bytes) and item.endswith(RISE):
            rise = float(item.split()[0])
        elif _is_showing(item) and font is not None:
            for digits, _ in _PIECE.findall(item):
                for place in range(0, len(digits), _DIGITS):
                    glyph = int(digits[place : place + _DIGITS], 16)
                    yield Shown(glyph, font.to_unicode.get(glyph, ""), font.widths[glyph], chosen, rise)


def _name(item: bytes) -> str:
    return item.split()[0].removeprefix(b"/").decode()


def _wrong(shown: list[Shown], glyphs: list[Drawn]) -> dict[tuple[int, int], str]:
    """Return the text of each group, where some of them, but for letters with marks, are not one glyph on the line."""
    heard: dict[tuple[int, int], list[str]] = {}
    meant: dict[tuple[int, int], str] = {}
    for one, drawn_one in zip(shown, glyphs, strict=True):
        heard.setdefault(drawn_one.group, []).append("" if one.rise else _plain(one.text))
        meant[drawn_one.group] = drawn_one.text
    if all(heard[group] == [_plain(text)] or _has_marks(text) for group, text in meant.items()):
        return {}
    return {group: text for group, text in meant.items() if text.strip()}


def _has_marks(text: str) -> bool:
    return any(map(unicodedata.combining, text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _is_showing(item: Any) -> bool:
    return isinstance(item, bytes) and item.endswith(SHOWING)
