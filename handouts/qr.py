"""The QR code of a web address, and what a page's image shows of it.

Must not know a clinic or a page; whoever prints a code prints its address beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from markupsafe import Markup

if TYPE_CHECKING:
    from PIL import Image


def drawing(address: str) -> Markup:
    """Return the code as an SVG element whose text for who cannot see it is the address; correction level M."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None, title=address)
    return Markup(svg)  # noqa: S704 - segno escapes the title, and all else is its own


def read(image: Image.Image) -> frozenset[str]:
    """Return the texts of all QR codes that an image shows."""
    import zxingcpp  # dies of an interrupt while it loads: the parent must not

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return frozenset(found.text for found in zxingcpp.read_barcodes(image, formats=formats))
