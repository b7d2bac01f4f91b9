"""What an image file may be: of a kind and size that can be printed, whole, and leading to nothing outside itself.

Must not read files or lay anything out.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 25_000_000
_FORMATS = ("GIF", "JPEG", "PNG", "WEBP")
"""All that Pillow may take a file for: of others, it would hand EPS to a program of the system."""
_URL = re.compile(r"url\(\s*[\"']?(?!#)", re.IGNORECASE)
_NUMBER = r"\d+\.?\d*|\.\d+"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_FORBIDDEN = ("script", "foreignobject", "iframe", "object", "embed")


def ending(name: str) -> str:
    """Return what follows the last dot, in lower case."""
    return name.rpartition(".")[2].lower()


def complaint_about_svg(body: bytes) -> str | None:
    """Say what is wrong with an SVG image, or None; the engine would leave it out and only log it."""
    if b"<!ENTITY" in body.upper():
        return "defines entities; save it as plain SVG."
    try:
        root = ET.fromstring(body)  # noqa: S314 - expat bounds entities and fetches nothing, and there are none
    except (ET.ParseError, LookupError, ValueError):  # the last two: it says that it is in an unknown encoding
        return "is not an SVG image that can be read."
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in _FORBIDDEN:
            return f"holds a <{tag}>, which can't be printed; save it as plain SVG."
        said = [*element.attrib.values(), element.text or "" if tag == "style" else ""]
        links = (element.attrib.get(name, "#") for name in _HREF)
        leads_out = any(not link.startswith("#") for link in links)
        if leads_out or any(_URL.search(text) or "@import" in text for text in said):
            return "refers to something outside itself; put everything into the one file."
    return None


def svg_ratio(body: bytes) -> float | None:
    """Return width by height of an SVG image; None where it does not say."""
    root = ET.fromstring(body)  # noqa: S314 - as above
    box = re.findall(rf"-?(?:{_NUMBER})", root.attrib.get("viewBox", ""))
    if len(box) == 4:
        width, height = float(box[2]), float(box[3])
    else:
        found = (re.match(_NUMBER, root.attrib.get(name, "")) for name in ("width", "height"))
        width, height = (float(match[0]) if match else 0.0 for match in found)
    return width / height if width > 0 and height > 0 else None


def has_text(body: bytes) -> bool:
    """Whether an SVG image holds text, which would be set in whatever font is there."""
    return any(str(element.tag).endswith("}text") for element in ET.fromstring(body).iter())  # noqa: S314 - as above


def complaint_about_raster(body: bytes) -> str | None:
    """Say what is wrong with a raster image, or None; the pixels are only unpacked when the header allows it."""
    from PIL import Image

    try:
        with (
            warnings.catch_warnings(action="ignore"),
            _strict(),
            Image.open(io.BytesIO(body), formats=_FORMATS) as image,
        ):
            width, height = image.size
            if width * height > MAX_PIXELS:
                return f"has {width} × {height} pixels; at most {MAX_PIXELS // 1_000_000} million can be printed."
            if image.mode == "CMYK":
                return "has CMYK colours, which the PDF can't keep; save it with RGB colours."
            image.load()
    except Exception:  # noqa: BLE001 - Pillow raises whatever a damaged file makes of it
        return "is not an image that can be read whole."
    return None


def pixels(body: bytes) -> tuple[int, int]:
    """Return width and height of a raster image that has nothing wrong."""
    from PIL import Image

    with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
        return image.size


@contextmanager
def _strict() -> Iterator[None]:
    """Let Pillow refuse what is cut short or damaged; the engine makes it lenient for the whole process."""
    from PIL import ImageFile

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
