"""Draw each page twice: as it prints, and its text alone, in black on white and cut off by nothing.

Where the two agree, text shows as it should. Pages are drawn as they are when cut: crop marks and what stands beside
them are left out. Must not judge what it draws.
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
class Picture:
    """One image as the file draws it: its box in pixels of the drawn page, and its own width and height in pixels."""

    box: Box
    pixels: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PageImage:
    """The two drawings of one page in shades of grey, and how many of their pixels make a CSS pixel."""

    number: int
    printed: Image.Image
    text_alone: Image.Image
    colored: Image.Image
    """The page as it prints, in colour, half as large."""
    scale: float
    objects: tuple[TextObject, ...]
    pictures: tuple[Picture, ...]


def page_images(pdf: bytes, most_pages: int | None = None, *, objects: bool = False) -> Iterator[PageImage]:
    """Yield the drawings of each page; with `objects`, also where the file draws texts and images.

    Huge pages are drawn smaller. Raises `pypdfium2.PdfiumError` when the file cannot be read.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document) if most_pages is None else min(len(document), most_pages)
        for index in range(count):
            page = document[index]
            page.set_rotation(0)
            whole = page.get_bbox()
            _cut(page)
            yield _drawn(page, index + 1, whole if objects else None)
            page.close()


def _cut(page: pypdfium2.PdfPage) -> None:
    """Let the page end where it will be cut, when the file says so and that lies within what it shows."""
    left, bottom, right, top = page.get_bbox()
    x1, y1, x2, y2 = page.get_trimbox()
    if x2 > x1 and y2 > y1 and x1 >= left and y1 >= bottom and x2 <= right and y2 <= top:
        page.set_cropbox(x1, y1, x2, y2)


def _drawn(page: pypdfium2.PdfPage, number: int, whole: Box | None) -> PageImage:
    """Return the drawings, and unless `whole` (the page before it is cut) is None, what the file draws on it."""
    width, height = page.get_size()
    scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
    printed, colored = _grey(page, scale, annotations=True), page.render(scale=scale / 2).to_pil().convert("RGB")
    found = tuple(_objects(page, scale, whole)) if whole else ()
    _leave_text(_Holder(page.raw, in_form=False))
    alone = _grey(page, scale, annotations=False)
    texts = tuple(item for item in found if isinstance(item, TextObject))
    pictures = tuple(item for item in found if isinstance(item, Picture))
    return PageImage(number, printed, alone, colored, scale * 72 / 96, texts, pictures)


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


def _objects(page: pypdfium2.PdfPage, scale: float, whole: Box) -> Iterator[TextObject | Picture]:
    """Yield texts and images, but not those that stand where the paper is cut away."""
    left, bottom, right, top = page.get_bbox()
    upright = raw.FS_MATRIX(scale, 0, 0, -scale, -left * scale, top * scale)
    kept, whole = _placed((left, bottom, right, top), upright), _placed(whole, upright)
    for item in _objects_within(_Holder(page.raw, in_form=False), upright):
        if _meet(item.box, kept) or not _meet(item.box, whole):
            yield item


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _objects_within(holder: _Holder, outer: raw.FS_MATRIX) -> Iterator[TextObject | Picture]:
    for item in holder.objects():
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, own)
            yield from _objects_within(_Holder(item, in_form=True), _product(own, outer))
        elif kind in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE):
            edges = [ctypes.c_float() for _ in range(4)]
            if raw.FPDFPageObj_GetBounds(item, *edges):
                x1, y1, x2, y2 = (edge.value for edge in edges)
                yield _object(item, kind, _placed((x1, y1, x2, y2), outer))


def _object(item: object, kind: int, box: Box) -> TextObject | Picture:
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        return TextObject(box, raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(item, width, height)
    return Picture(box, (width.value, height.value))


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
