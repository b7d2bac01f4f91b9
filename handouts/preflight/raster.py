"""Draw each page twice: as it prints, and its text alone, in black on white and cut off by nothing.

Where the two agree, text shows as it should. Must not judge what it draws.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from ..model.laid import Box

_DPI = 120
_MOST_PIXELS = 4_000_000
_WIDER = 1e4


@dataclass(frozen=True, slots=True)
class TextObject:
    """One string as the file draws it: its box in pixels of the drawn page, and whether it is drawn invisibly."""

    box: Box
    invisible: bool


@dataclass(frozen=True, slots=True)
class PageImage:
    """The two drawings of one page in shades of grey, and how many of their pixels make a CSS pixel."""

    number: int
    printed: Image.Image
    text_alone: Image.Image
    scale: float
    objects: tuple[TextObject, ...]


def page_images(pdf: bytes, most_pages: int | None = None, *, objects: bool = False) -> Iterator[PageImage]:
    """Yield the drawings of each page; with `objects`, also where the file draws text.

    Huge pages are drawn smaller. Raises `pypdfium2.PdfiumError` when the file cannot be read.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document) if most_pages is None else min(len(document), most_pages)
        for index in range(count):
            page = document[index]
            page.set_rotation(0)
            yield _drawn(page, index + 1, objects=objects)
            page.close()


def _drawn(page: pypdfium2.PdfPage, number: int, *, objects: bool) -> PageImage:
    width, height = page.get_size()
    scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
    printed = _grey(page, scale, annotations=True)
    found = tuple(_text_objects(page, scale)) if objects else ()
    _leave_text(_Holder(page.raw, in_form=False))
    return PageImage(number, printed, _grey(page, scale, annotations=False), scale * 72 / 96, found)


def _grey(page: pypdfium2.PdfPage, scale: float, *, annotations: bool) -> Image.Image:
    drawn = page.render(scale=scale, grayscale=True, may_draw_forms=annotations, draw_annots=annotations)
    image: Image.Image = drawn.to_pil()
    return image.convert("L")


@dataclass(frozen=True, slots=True)
class _Holder:
    """A page or a form, which hold objects alike but have functions of their own."""

    handle: object
    in_form: bool

    def objects(self) -> list[object]:
        if self.in_form:
            return [raw.FPDFFormObj_GetObject(self.handle, i) for i in range(raw.FPDFFormObj_CountObjects(self.handle))]
        return [raw.FPDFPage_GetObject(self.handle, i) for i in range(raw.FPDFPage_CountObjects(self.handle))]

    def remove(self, item: object) -> None:
        take = raw.FPDFFormObj_RemoveObject if self.in_form else raw.FPDFPage_RemoveObject
        if take(self.handle, item):
            raw.FPDFPageObj_Destroy(item)


def _leave_text(holder: _Holder) -> None:
    """Remove all but text, blacken that, and widen what clips it."""
    for item in holder.objects():
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            _leave_text(_Holder(item, in_form=True))
        elif kind != raw.FPDF_PAGEOBJ_TEXT:
            holder.remove(item)
            continue
        raw.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
        _widen_clip(item)


def _widen_clip(item: object) -> None:
    """Blow the clip up about a point that lies within all of its paths; a clip cannot be taken off."""
    path = raw.FPDFPageObj_GetClipPath(item)
    boxes = [_extent(path, index) for index in range(max(raw.FPDFClipPath_CountPaths(path), 0))]
    known = [box for box in boxes if box]
    if not known:
        return
    x = (max(box[0] for box in known) + min(box[2] for box in known)) / 2
    y = (max(box[1] for box in known) + min(box[3] for box in known)) / 2
    raw.FPDFPageObj_TransformClipPath(item, _WIDER, 0, 0, _WIDER, x * (1 - _WIDER), y * (1 - _WIDER))


def _extent(path: object, index: int) -> Box | None:
    xs: list[float] = []
    ys: list[float] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(max(raw.FPDFClipPath_CountPathSegments(path, index), 0)):
        segment = raw.FPDFClipPath_GetPathSegment(path, index, place)
        if raw.FPDFPathSegment_GetPoint(segment, x, y):
            xs.append(x.value)
            ys.append(y.value)
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def _text_objects(page: pypdfium2.PdfPage, scale: float) -> Iterator[TextObject]:
    left, _, _, top = page.get_bbox()
    upright = raw.FS_MATRIX(scale, 0, 0, -scale, -left * scale, top * scale)
    yield from _text_within(_Holder(page.raw, in_form=False), upright)


def _text_within(holder: _Holder, outer: raw.FS_MATRIX) -> Iterator[TextObject]:
    edges = [ctypes.c_float() for _ in range(4)]
    for item in holder.objects():
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, own)
            yield from _text_within(_Holder(item, in_form=True), _product(own, outer))
        elif kind == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFPageObj_GetBounds(item, *edges):
            x1, y1, x2, y2 = (edge.value for edge in edges)
            invisible = raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            yield TextObject(_placed((x1, y1, x2, y2), outer), invisible)


def _product(inner: raw.FS_MATRIX, outer: raw.FS_MATRIX) -> raw.FS_MATRIX:
    """Return the matrix that does what is inside first."""
    return raw.FS_MATRIX(
        inner.a * outer.a + inner.b * outer.c,
        inner.a * outer.b + inner.b * outer.d,
        inner.c * outer.a + inner.d * outer.c,
        inner.c * outer.b + inner.d * outer.d,
        inner.e * outer.a + inner.f * outer.c + outer.e,
        inner.e * outer.b + inner.f * outer.d + outer.f,
    )


def _placed(box: Box, matrix: raw.FS_MATRIX) -> Box:
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [matrix.a * x + matrix.c * y + matrix.e for x, y in corners]
    ys = [matrix.b * x + matrix.d * y + matrix.f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
