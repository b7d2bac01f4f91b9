"""Every touch of the imprint on WeasyPrint's inside: laying words out in a laid-out panel, painting, tagging them.

Pinned to one version: `require_version` says so at run time, tests/test_imprint_inside.py on an upgrade. The words go
through the engine's own layout, paint and mends, with styles that it has computed for a sample. Must not be imported
before `handouts.engine.start` has run, and must not write a file: `annex` does.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pydyf
import weasyprint
from weasyprint.draw import draw_background, draw_border, draw_inline_level
from weasyprint.formatting_structure import boxes as kinds
from weasyprint.layout import LayoutContext
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.block import block_level_layout
from weasyprint.pdf import tags
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import split_first_line

from ..engine import boxes
from ..engine.layout import fonts as font_configuration
from ..engine.mends import AFTER_PAINTING, BEFORE_LAYOUT, actual_text, fragments, kerning, languages, spaces
from ..engine.mends.directions import first_direction
from ..engine.written import Content, Written, WrittenPage
from ..model.panel import Entry
from .annex import Annex
from .shell import Mould, Shell, Unfit

VERSION = "70.0"
MENDS: tuple[Callable[[Written], None], ...] = (
    kerning.mend,
    spaces.mend,
    actual_text.mend,
    languages.mend,
    fragments.mend,
)
"""Those of `engine.mends.BEFORE_WRITING` that concern words; the others have mended the shell."""
FONT_OPTIONS = {"hinting": False, "pdf_version": "1.7"}
ROUNDING = 0.01  # CSS pixels
_known: dict[int, Font] = {}
"""Fonts of this process without glyphs; building one measures its file."""


def require_version() -> None:
    """Raise `Unfit` when the engine is not the version that this file was written for."""
    if weasyprint.__version__ != VERSION:
        raise Unfit("engine-version")


class _Marks(dict[Any, Any]):
    """Marks that count on from those of the shell's page: the engine numbers by length."""

    first = 0

    def __len__(self) -> int:
        return super().__len__() + self.first


class _Stream(Stream):  # type: ignore[misc]
    """A stream whose fonts are the patient's own: under names that the shell's do not have, with no glyph yet."""

    def add_font(self, pango_font: Any) -> tuple[Font, float]:
        key, description, size = get_pango_font_key(pango_font)
        if key not in self._fonts:
            if key not in _known:
                _known[key] = _renamed(Font(pango_font, description, size))
            font = self._fonts[key] = copy.copy(_known[key])
            font.widths, font.to_unicode, font.missing = {}, {}, {}
        return self._fonts[key], size


def _renamed(font: Font) -> Font:
    digest = hashlib.sha256(f"imprint {font.hash}".encode()).digest()
    name = font.name.partition(b"+")[2]
    font.hash = "".join(chr(65 + letter % 26) for letter in digest[:6])
    font.name = b"/" + font.hash.encode() + b"+" + name
    return font


def new_stream(states: Mapping[str, Any], first_mark: int = 0) -> _Stream:
    """Return an empty stream for words or a frame."""
    parts = ("XObject", "Pattern", "Shading")
    resources = pydyf.Dictionary({"ExtGState": dict(states), **{part: {} for part in parts}, "ColorSpace": {}})
    marks = _Marks()
    marks.first = first_mark
    return _Stream({}, (0, 0, 0, 0), resources, {}, marks, {}, None)


def items(stream: Any, start: int = 0) -> list[bytes]:
    """Return a stream's operations as they are written."""
    return [pydyf._to_bytes(item) for item in stream.stream[start:]]


def frame(paragraph: Any) -> list[bytes]:
    """Return how a value's own background and border are drawn."""
    stream = new_stream({})
    draw_background(stream, paragraph.background)
    draw_border(stream, paragraph)
    return items(stream)


def laid(mould: Mould, entry: Entry) -> Any:
    """Return the box of a value with other words; raises `Unfit` when they do not fit where the sample's stood."""
    element = _element(mould, entry)
    paragraph = _on_one_line(mould, element) or _laid_out(mould, element)
    _require_room(paragraph, mould)
    return paragraph


@dataclass(frozen=True, slots=True)
class Shape:
    """Words shaped on one line."""

    layout: Any
    whole: bool
    width: float
    measures: tuple[float, float]
    """Height and baseline of their letters, which hang on the fonts."""


def shaped(text: str, style: Any) -> Shape:
    """Return words shaped as the engine does."""
    layout, _, resume_at, width, height, baseline = split_first_line(text, style, None, None, 0)
    return Shape(layout, resume_at is None, width, (height, baseline))


def _on_one_line(mould: Mould, element: Element) -> Any:
    """Return the sample's boxes with other words, when these stand on one line just as high; None when not."""
    known = mould.lines.get(str(element[0].get("dir"))) if len(element) == 1 and not len(element[0]) else None
    if known is None:
        return None
    sample, measures = known
    (line,) = sample.children
    (inline,) = line.children
    (text,) = inline.children
    said = kinds.TextBox.anonymous_from(inline, element[0].text)
    said.process_text_transform()
    shape = shaped(said.text, text.style)
    if not shape.whole or shape.measures != measures or shape.width > sample.width:
        return None
    width = shape.width
    moved = _moved(sample, text, width)
    if moved is None:
        return None
    boxed = {"position_x": text.position_x + moved, "width": width}
    made = _with(text, None, text=said.text, pango_layout=shape.layout, **boxed)
    return _with(sample, [_with(line, [_with(inline, [made], **boxed)], **boxed)])


def _moved(sample: Any, text: Any, width: float) -> float | None:
    """Return how far words of another width stand from where the sample's did; None where that is not known."""
    left, right = sample.content_box_x(), sample.content_box_x() + sample.width
    if sample.style["direction"] == "ltr" and abs(text.position_x - left) < ROUNDING:
        return 0.0
    if sample.style["direction"] == "rtl" and abs(text.position_x + text.width - right) < ROUNDING:
        return float(text.width - width)
    return None


def _with(box: Any, children: list[Any] | None, **changed: Any) -> Any:
    made = box.copy()
    made.__dict__.update(changed)
    if children is not None:
        made.children = children
    return made


def _laid_out(mould: Mould, element: Element) -> Any:
    paragraph = mould.paragraph.copy()
    paragraph.element = element
    line = kinds.LineBox.anonymous_from(paragraph, list(_inline(mould, element)))
    paragraph.children = [line]
    line.process_text_transform()
    context = LayoutContext(None, _no_picture, font_configuration(), None, None)
    context.page_bottom, context.current_page = inf, 1
    context.create_block_formatting_context(mould.around)
    done, resume_at, *_ = block_level_layout(context, paragraph, 0, None, mould.around)
    if done is None or resume_at is not None or _place(done) != _place(mould.paragraph):
        raise Unfit("outgrown")
    for line in done.children:
        layout_box_backgrounds(None, line, _no_picture)
    return done


def _no_picture(*_: Any, **__: Any) -> None:
    raise Unfit("picture")


def _element(mould: Mould, entry: Entry) -> Element:
    element = Element("p", {**mould.paragraph.element.attrib, "lang": mould.paragraph.style["lang"] or ""})
    for number, text in enumerate(entry.lines):
        if number:
            SubElement(element, "br")
        direction = first_direction(text) or "ltr"
        SubElement(element, "bdi", {"dir": direction, "data-personal": ""}).text = text
    for mend in BEFORE_LAYOUT:
        mend(element)
    return element


def _inline(mould: Mould, element: Element) -> Iterator[Any]:
    for child in element:
        names = ("br", "br::before") if child.tag == "br" else (str(child.get("dir")),)
        if len(child) or not all(name in mould.styles for name in names):
            raise Unfit("unknown-markup")
        style, *before = (mould.styles[name] for name in names)
        inline = kinds.InlineBox(child.tag, style, child, [])
        if before:
            broken = kinds.InlineBox("br::before", before[0], child, [])
            broken.children = [kinds.TextBox.anonymous_from(broken, "\n")]
            inline.children = [broken]
        else:
            inline.children = [kinds.TextBox.anonymous_from(inline, child.text)]
        yield inline


def _place(box: Any) -> tuple[float, ...]:
    return (box.position_x, box.position_y, box.width, box.height, box.margin_top, box.margin_bottom)


def _require_room(done: Any, mould: Mould) -> None:
    left, top, right, bottom = mould.room
    held = [(line.position_y - top, bottom - line.position_y - line.height) for line in done.children]
    texts = filter(boxes.is_text, boxes.descendants(done))
    held += [(text.position_x - left, right - text.position_x - text.width) for text in texts]
    if any(min(pair) < -ROUNDING for pair in held):
        raise Unfit("outgrown")


def painted(shell: Shell, entries: Mapping[str, Entry], annex: Annex) -> dict[str, bytes]:
    """Lay out and paint a patient's words; return each field's operations, and give their tags and fonts to `annex`."""
    placed = {name: laid(shell.moulds[name, entry.size], entry) for name, entry in entries.items() if entry.lines}
    stream = new_stream(dict.fromkeys(shell.states), len(shell.parent_entries))
    spans = {}
    for name, paragraph in placed.items():
        start = len(stream.stream)
        with stream.stacked():
            for line in paragraph.children:
                draw_inline_level(stream, None, line)
        spans[name] = slice(start, len(stream.stream))
    _require_plain(shell, stream)
    marked = {mark["mcid"]: box for box, mark in stream._tags.items()}
    page: Any = SimpleNamespace(stream=stream, marked=marked)
    for mend in AFTER_PAINTING:
        mend(page)
    _tag(shell, placed, stream, annex, marked)
    annex.fonts = build_fonts_dictionary(annex, stream._fonts, True, True, FONT_OPTIONS)
    return {name: b"\n".join(map(pydyf._to_bytes, stream.stream[span])) for name, span in spans.items()}


def _require_plain(shell: Shell, stream: Any) -> None:
    """Raise `Unfit` where words need more than letters of the sheet's fonts: pictures, other fonts, states."""
    if any(stream._resources[part] for part in ("XObject", "Pattern", "Shading")) or stream._images:
        raise Unfit("picture")
    for font in stream._fonts.values():
        if font.missing or font.bitmap or font.png or font.svg or font.colr or "fvar" in font.tables:
            raise Unfit("glyph")
        if font.family not in shell.families:
            raise Unfit("font")
    if not shell.states.issuperset(stream._resources["ExtGState"]):
        raise Unfit("state")


def _tag(shell: Shell, placed: Mapping[str, Any], stream: Any, annex: Annex, marked: Mapping[int, Any]) -> None:
    """Give the tags of the words to `annex`, mended."""
    numbers: dict[int, Any] = {}
    for name, paragraph in placed.items():
        tag = shell.tags[name]
        annex.reserved = tag.number
        (made,) = tags._build_box_tree(
            paragraph, SimpleNamespace(reference=tag["P"]), annex, shell.page, numbers, [], stream._tags
        )
        annex.roots.append(made.reference)
    annex.marks = [numbers[number] for number in sorted(numbers)]
    holder = kinds.BlockBox("div", next(iter(placed.values())).style, None, list(placed.values())) if placed else None
    if holder is not None:
        contents = tuple(_contents(stream, annex, marked, numbers))
        page = WrittenPage(holder, stream, contents, pydyf.Array())
        for mend in MENDS:
            mend(Written(annex.language, annex, (page,)))


def _contents(stream: Any, annex: Annex, marked: Mapping[int, Any], numbers: Mapping[int, Any]) -> Iterator[Content]:
    for position, item in enumerate(stream.stream):
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            number = item["MCID"]
            element = annex.objects[int(numbers[number].split()[0])]
            yield Content(marked[number], position - 1, item, element, furniture=False)
