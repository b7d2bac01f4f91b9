"""The only way in which the engine gets a file: by the name in an `asset:` URL, from the caller's hands.

Must not know a network, a disk path or any other scheme; must not pass anything on that it has not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..errors import Problem, Refused, error
from ..images import MAX_BYTES, complaint_about_raster, complaint_about_svg, ending

SCHEME = "asset:"
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
        self.asked = 0
        """How often the engine has asked for a file."""
        self._read_asset = read_asset

    def fetch(self, url: str, _headers: Mapping[str, str] | None = None) -> Any:
        """Return the asset's bytes; raises `ValueError`, which the engine expects, for what is refused."""
        self.asked += 1
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
