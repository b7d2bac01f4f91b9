"""Put a draft's pictures into its HTML, so that the file stands alone.

Must not fetch anything: pictures come from the caller's hands, and what is unfit is refused.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from .. import images
from ..errors import Refused, error

_ASSET = re.compile(r'\bsrc="asset:([^"]+)"')
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def document(html: str, read_asset: Callable[[str], bytes]) -> bytes:
    """Return the page as a file; raises `Refused` where a picture is missing or unfit."""
    return _ASSET.sub(lambda match: f'src="{_data(match[1], read_asset)}"', html).encode()


def _data(name: str, read_asset: Callable[[str], bytes]) -> str:
    """Return a picture as a `data:` address."""
    kind = images.ending(name)
    body = read_asset(name)
    wrong: str | None = "is of a kind that can't be used here; take SVG, PNG or JPEG."
    if kind in _TYPES:
        wrong = images.complaint_about_svg(body) if kind == "svg" else images.complaint_about_raster(body)
    if wrong:
        raise Refused(error("plain.picture", f"“{name}” {wrong}", hint="put a sound picture in its place"))
    return f"data:{_TYPES[kind]};base64,{base64.b64encode(body).decode()}"
