"""Say whether each QR code can be read back from the page's image, as a telephone reads it.

Must not judge where a code leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2

from .. import qr
from ..errors import Problem, error
from ..model.laid import LaidPage
from .faults import spot

_DPI = 200
_HINT = "print it black on white, 15 mm wide or more, with white around it"


def unread(pdf: bytes, pages: Sequence[LaidPage], codes: Sequence[str]) -> Iterator[Problem]:
    """Yield an error for each code that is not read back from the pages that hold drawings of codes."""
    if not codes:
        return
    places = [(page, image) for page in pages for image in page.images if "qr" in image.element.split(".")]
    shown = _read(pdf, sorted({page.number for page, _ in places}))
    for code in codes:
        if code not in shown:
            where = spot(places[0][0].number, places[0][1].box, places[0][1].element) if places else ""
            yield error("preflight.code-unread", "a QR code cannot be read from the page", where, _HINT)


def _read(pdf: bytes, pages: Sequence[int]) -> frozenset[str]:
    """Return what the codes on these pages say."""
    found: set[str] = set()
    with pypdfium2.PdfDocument(pdf) as document:
        for number in pages:
            page = document[number - 1]
            found |= qr.read(page.render(scale=_DPI / 72, grayscale=True).to_pil())
            page.close()
    return frozenset(found)
