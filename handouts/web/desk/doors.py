"""Who may come in: the one name, the one origin, the launch token once, the cookie, the form's own secret.

Must not know what is on a page. Nothing of a request is repeated.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Request, Response, abort, g, request

from .sessions import Session, Store

OPEN = frozenset({"static", "brand", "logo", "favicon"})
"""What anybody on this machine may see: nothing of a patient, and no choice of anybody."""
LINKED = frozenset({"desk", "enter", "infobutton"})
"""What a link from elsewhere may lead to; without the cookie it shows nothing."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Doors:
    """The guards of one server."""

    store: Store
    origin: str
    """`http://127.0.0.1:8123`, to the letter."""
    overloaded: Callable[[], bool]

    @property
    def cookie(self) -> str:
        """Return the name of the cookie: browsers share cookies between the ports of a machine."""
        return f"desk-{self.origin.rpartition(':')[2]}"

    def guard(self) -> None:
        """Refuse what another site, another user or a wrong program could ask."""
        if request.environ.get("HTTP_HOST") != self.origin.partition("://")[2]:
            abort(403)
        if request.method not in {"GET", "HEAD", "POST"}:
            abort(405)
        if _foreign(request):
            abort(403)
        if self.overloaded() and request.endpoint not in OPEN:
            abort(503)
        g.session = self.store.of(request.cookies.get(self.cookie, ""))
        if request.method == "POST":
            self._require_own_form()
        if request.endpoint in OPEN or request.endpoint in {None, "enter", "again"}:
            return
        if g.session is None and request.endpoint == "infobutton":
            return
        if g.session is None:
            abort(403)
        if g.session.ended:
            abort(410)

    def admit(self, response: Response, session: Session) -> Response:
        """Give a browser its cookie."""
        response.set_cookie(self.cookie, session.key, httponly=True, samesite="Strict", path="/")
        return response

    def _require_own_form(self) -> None:
        """Refuse a form that did not come from a page of this session; one that begins anew has no secret yet."""
        if request.headers.get("Origin") != self.origin or request.mimetype != FORM:
            abort(403)
        if request.endpoint == "again" or g.session is None or g.session.ended:
            return
        if not secrets.compare_digest(request.form.get("csrf", "").encode(), g.session.csrf.encode()):
            abort(403)


def _foreign(asked: Request) -> bool:
    """Whether a browser says that another site asks."""
    where = asked.headers.get("Sec-Fetch-Site", "none")
    if where in {"none", "same-origin"}:
        return False
    return asked.method != "GET" or asked.endpoint not in LINKED or asked.headers.get("Sec-Fetch-Dest") != "document"
