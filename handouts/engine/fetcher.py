"""The only way in which the engine gets a file: by the name in an `asset:` URL, from the caller's hands.

Must not know a network, a disk path or any other scheme; must not pass anything on that it has not looked at.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from PIL import Image, ImageFile
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..errors import Problem, Refused, error

SCHEME = "asset:"
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 25_000_000
TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "otf": "font/otf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "webp": "image/webp",
}
"""Media types by the end of the name; no other kind of file is taken."""


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `asset:` names, refuses the rest and remembers why, since the engine only logs a refusal."""

    def __init__(self, read_asset: Callable[[str], bytes]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)
        self.problems: list[Problem] = []
        self._read_asset = read_asset

    def fetch(self, url: str, _headers: Mapping[str, str] | None = None) -> Any:
        """Return the asset's bytes; raises `ValueError`, which the engine expects, for what is refused."""
        name = asset_name(url)
        if name is None:
            self._refuse(f"“{shown(url)}” is not one of the handout's own files.")
        try:
            body = self._read_asset(name)
        except KeyError:
            self._refuse(f"There is no file “{name}” in the workspace.")
        except Refused as refusal:
            self.problems.extend(refusal.problems)
            raise ValueError("refused") from refusal
        if complaint := complaint_about(name, body):
            self._refuse(f"“{name}” {complaint}")
        return URLFetcherResponse(f"{SCHEME}{name}", body, {"Content-Type": TYPES[ending(name)]})

    def _refuse(self, message: str) -> NoReturn:
        problem = error(
            "engine.asset-refused", message, hint="Put the file into the workspace and write its URL as asset:NAME."
        )
        if problem not in self.problems:
            self.problems.append(problem)
        raise ValueError("refused")


def asset_name(url: str) -> str | None:
    """Return the name in an `asset:` URL, or None when the URL is another or its name leads elsewhere."""
    if not url.startswith(SCHEME):
        return None
    name = unquote(url.removeprefix(SCHEME)).removeprefix("/")
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or any(c in name for c in "\\:\0?#"):
        return None
    return name


def shown(url: str) -> str:
    """Return what of a URL may stand in a message: never what a `data:` one carries."""
    return "data:…" if url.lower().startswith("data:") else url[:80]


def ending(name: str) -> str:
    """Return what follows the last dot, in lower case."""
    return name.rpartition(".")[2].lower()


def complaint_about(name: str, body: bytes) -> str | None:
    """Say what is wrong with an asset's content, or None."""
    if ending(name) not in TYPES:
        return f"is of a kind that can't be used here; take one of {', '.join(sorted(TYPES))}."
    if len(body) > MAX_BYTES:
        return f"is larger than {MAX_BYTES // 1024 // 1024} MB."
    media = TYPES[ending(name)]
    if media == "image/svg+xml":
        return complaint_about_svg(body)
    return complaint_about_raster(body) if media.startswith("image/") else None


def complaint_about_svg(body: bytes) -> str | None:
    """Say what is wrong with an SVG image, or None; the engine would leave it out and only log it."""
    try:
        ET.fromstring(body)  # noqa: S314 - expat bounds entities and fetches nothing
    except ET.ParseError:
        return "is not an SVG image that can be read."
    return None


def complaint_about_raster(body: bytes) -> str | None:
    """Say what is wrong with a raster image, or None; the pixels are only unpacked when the header allows it."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(body)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return f"has {width} × {height} pixels; at most {MAX_PIXELS // 1_000_000} million can be printed."
            if image.mode == "CMYK":
                return "has CMYK colours, which the PDF can't keep; save it with RGB colours."
            _unpack(image)
    except Exception:  # noqa: BLE001 - Pillow raises whatever a damaged file makes of it
        return "is not an image that can be read whole."
    return None


def _unpack(image: Image.Image) -> None:
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False  # the engine sets it
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
