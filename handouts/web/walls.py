"""What every answer of ours has around it, and what it says of a fault: never a value.

Must not know what is on a page.
"""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import HTTPException

from ..errors import Crash

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def walled(response: Response) -> Response:
    """Put the headers on an answer; one that has its own policy keeps it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Cache-Control"] = "no-store"  # Flask says otherwise of its files
    return response


def failed(fault: Exception) -> tuple[str, int, dict[str, str]]:
    """Answer an unforeseen fault with its kind and places, never with values."""
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    if isinstance(fault, HTTPException):
        return f"{fault.code} {fault.name}\n", fault.code or 500, plain
    crash = Crash.of(fault)
    return "\n".join(("This is our fault. Please report:", crash.kind, *crash.places)), 500, plain
