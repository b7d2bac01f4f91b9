"""The clinic's own colour and logo, as the page wears them.

Must not serve any other file.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort

from ... import contrast
from .shelf import Shelf

READABLE = 4.5
KINDS = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def colours(shelf: Shelf) -> Callable[[], Response]:
    """Return the view of the style sheet with the clinic's colours, dark enough to read white words on them."""

    def brand() -> Response:
        chosen = shelf.clinic().facts.colours
        made = {name: _readable(getattr(chosen, name)) for name in ("brand", "warning")}
        return Response(f":root {{ --brand: {made['brand']}; --warning: {made['warning']}; }}\n", mimetype="text/css")

    return brand


def _readable(colour: str) -> str:
    return colour if contrast.ratio(colour, "#FFFFFF") >= READABLE else contrast.nearest(colour, "#FFFFFF", READABLE)


def logo(shelf: Shelf) -> Callable[[], Response]:
    """Return the view of the logo; scripts in a drawing do not run."""

    def picture() -> Response:
        name = shelf.clinic().facts.logo
        if not name:
            abort(404)
        answer = Response(shelf.workspace().asset(name), mimetype=KINDS[name.rpartition(".")[2]])
        answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return answer

    return picture
