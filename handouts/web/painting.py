"""What runs in a painter: a picture of one page of a PDF, and where its lines of text stand.

Must not keep anything between two calls.
"""

from __future__ import annotations

import ctypes
import math
import struct
import unicodedata
import zlib
from itertools import groupby

import pypdfium2
from PIL import Image
from pypdfium2 import raw

MOST_PIXELS = 12_000_000
FINE = 2480
"""Pixels across a page as a photocopier sees it: A4 at 300 to the inch."""
DARK, LIGHT = 100, 200
"""Greys (0 to 255) from which a photocopier prints full black, and nothing: a contrast of 3 to 1 is half gone."""
Line = tuple[float, float, float]
"""The baseline of one line of text, where its first letter begins and where its last does: y, x1, x2 in CSS pixels."""


def ready() -> None:
    """Do nothing: whoever calls it first has the process started and this module loaded."""


def picture(pdf: bytes, number: int, width: int) -> bytes:
    """Return page `number` (from 1) as a PNG about `width` pixels wide; a huge one is drawn smaller."""
    return _png(_drawn(pdf, number, width, grey=False))


def photocopy(pdf: bytes, number: int, width: int) -> bytes:
    """Return the same of a photocopy: light tints gone, dark ones black, thin strokes as a copier would keep them."""
    fine = _drawn(pdf, number, max(width, FINE), grey=True)
    copied = fine.point([min(max((grey - DARK) * 255 // (LIGHT - DARK), 0), 255) for grey in range(256)])
    height = max(round(fine.height * width / fine.width), 1)
    return _png(copied.resize((width, height), Image.Resampling.BOX))


def _drawn(pdf: bytes, number: int, width: int, *, grey: bool) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number - 1]
        across, down = page.get_size()
        scale = min((width - 0.01) / across, math.sqrt(MOST_PIXELS / (across * down)))
        bitmap = page.render(scale=scale, grayscale=grey, rev_byteorder=True)
        image: Image.Image = bitmap.to_pil().convert("L" if grey else "RGB")
        bitmap.close()
        page.close()
    return image


def _png(image: Image.Image) -> bytes:
    """Return an image (greys or RGB) as a PNG; in half the time of Pillow, since it tries no filters."""
    row, pixels = image.width * len(image.getbands()), image.tobytes()
    rows = b"".join(b"\0" + pixels[start : start + row] for start in range(0, len(pixels), row))
    head = struct.pack(">2I5B", image.width, image.height, 8, 0 if image.mode == "L" else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 1)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def lines(pdf: bytes, number: int) -> tuple[Line, ...]:
    """Return the baselines of page `number`, read off the letters of the finished file."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number - 1]
        words = page.get_textpage()
        spots = sorted(_spots(words, page.get_height()))
        words.close()
        page.close()
    rows = ((y, [x for _, x in letters]) for y, letters in groupby(spots, key=lambda spot: spot[0]))
    return tuple((y, min(across), max(across)) for y, across in rows)


def _spots(words: pypdfium2.PdfTextPage, height: float) -> set[tuple[float, float]]:
    """Return where each letter stands on its baseline, y before x, in CSS pixels from the top left corner.

    Marks are left out: they stand above or below their letters.
    """
    x, y, found = ctypes.c_double(), ctypes.c_double(), set()
    for index in range(words.count_chars()):
        point = raw.FPDFText_GetUnicode(words, index)
        drawn = not raw.FPDFText_IsGenerated(words, index) and not unicodedata.category(chr(point)).startswith("M")
        if drawn and raw.FPDFText_GetCharOrigin(words, index, x, y):
            found.add((round((height - y.value) * 96 / 72, 1), round(x.value * 96 / 72, 1)))
    return found
