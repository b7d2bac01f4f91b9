"""A sheet as the browser gets it: pictures of its pages while it is looked at, the document itself once.

Must not keep anything.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, g

from ...child import Workers
from .. import painting
from .sessions import Store, Ticket

WIDE = 1100
"""Pixels across a page: enough for a screen of high density and for 200 % of zoom."""
ALONE = "default-src 'none'; frame-ancestors 'none'"


def view(store: Store, painters: Workers) -> Callable[[str, int], Response]:
    """Return the view of one page's picture."""

    def picture(sheet: str, number: int) -> Response:
        found = store.sheet(g.session, sheet)
        if found is None or not 1 <= number <= len(found.made.sizes):
            abort(404)
        return Response(painters.start(painting.picture, found.made.pdf, number, WIDE).result(), mimetype="image/png")

    return picture


def document(ticket: Ticket) -> Response:
    """Return a document, to be shown or to be saved."""
    made = ticket.sheet.made
    how = "attachment" if ticket.save else "inline"
    answer = Response(made.pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'{how}; filename="{made.name}"'
    answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'"  # the browser's own viewer has its own rules
    return answer
