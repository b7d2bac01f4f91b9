"""Set the pages of a handout in the order for folding: two on each side of a sheet, which make a booklet.

The result is a print file: its tags are gone, and it says so. Must not judge or change a page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

PRINT_FILE = "Print file: pages in the order for folding, without tags. Not for screen readers."
"""What such a file says of itself."""
_FOUR = 4
Side = tuple[int | None, int | None]
"""The pages at the left and at the right of one side of a sheet, from 1; None for an empty one."""


def order(pages: int, *, from_right: bool = False) -> tuple[Side, ...]:
    """Return the sides of the sheets, the front of each before its back.

    Folded, the sheets lie in each other. Empty pages are the last. A booklet in a right-to-left language opens at its
    right, so left and right change places.
    """
    whole = -(-pages // _FOUR) * _FOUR
    sides = []
    for first in range(1, whole // 2 + 1):
        inner, outer = first, whole + 1 - first
        left, right = (outer, inner) if first % 2 else (inner, outer)
        sides.append((right, left) if from_right else (left, right))
    return tuple((_there(left, pages), _there(right, pages)) for left, right in sides)


def _there(page: int, pages: int) -> int | None:
    return page if page <= pages else None


def booklet(pdf: bytes, *, from_right: bool = False) -> bytes:
    """Return the pages of a PDF imposed for folding; the same bytes for the same file."""
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as folded:
        width, height = _size(source.pages[0])
        for side in order(len(source.pages), from_right=from_right):
            sheet = folded.add_blank_page(page_size=(2 * width, height))
            for number, place in _placed(side, width, height):
                _draw(folded, sheet, source.pages[number - 1], number, place)
        _named(folded, source)
        written = io.BytesIO()
        folded.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _draw(folded: pikepdf.Pdf, sheet: pikepdf.Page, page: pikepdf.Page, number: int, place: pikepdf.Rectangle) -> None:
    """Draw a page on a sheet, under a name that is the same each time; the library's own way takes a random one."""
    form = folded.copy_foreign(page.as_form_xobject())
    name = sheet.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(f"/Page{number}"))
    sheet.contents_add(sheet.calc_form_xobject_placement(form, name, place))


def _size(page: pikepdf.Page) -> tuple[float, float]:
    x1, y1, x2, y2 = (float(edge) for edge in page.mediabox)
    return x2 - x1, y2 - y1


def _placed(side: Side, width: float, height: float) -> Iterator[tuple[int, pikepdf.Rectangle]]:
    for index, number in enumerate(side):
        if number is not None:
            yield number, pikepdf.Rectangle(index * width, 0, (index + 1) * width, height)


def _named(folded: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """Write what the file says of itself: the handout's own title, language and code, and that it is for printing."""
    for key in ("/Title", "/Keywords", "/Producer"):
        if key in source.docinfo:
            folded.docinfo[key] = str(source.docinfo[key])
    folded.docinfo["/Subject"] = PRINT_FILE
    folded.Root.Lang = source.Root.Lang
    folded.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Duplex=pikepdf.Name.DuplexFlipShortEdge)
