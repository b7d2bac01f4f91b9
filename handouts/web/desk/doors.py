"""Who may come in: the one name, the one origin, the launch token once, the cookie, the form's own secret.

Where the desk is served, the proxy's secret and its sign-in take the place of the token.

Must not know what is on a page. Nothing of a request is repeated.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Request, Response, abort, g, request

from .front import Front
from .sessions import Session, Store

OPEN = frozenset({"static", "brand", "logo", "favicon"})
"""What anybody on this machine may see: nothing of a patient, and no choice of anybody."""
LINKED = frozenset({"desk", "enter", "infobutton"})
"""What a link from elsewhere may lead to; without the cookie it shows nothing."""
BEGIN = frozenset({"desk", "open"})
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Doors:
    """The guards of one server."""

    store: Store
    origin: str
    """`http://127.0.0.1:8123`, to the letter."""
    overloaded: Callable[[], bool]
    front: Front | None = None
    """The proxy, where there is one: then nobody comes in but through it."""

    @property
    def cookie(self) -> str:
        """Return the name of the cookie: browsers share cookies between the ports of a machine."""
        return "__Host-desk" if self.front else f"desk-{self.origin.rpartition(':')[2]}"

    def guard(self) -> Response | None:
        """Refuse what another site, another user or a wrong program could ask."""
        if self.front and not self.front.passed(request.environ):
            return Response("403\n", 403, mimetype="text/plain")
        self._require_own_name()
        g.owner = self.front.user(request.environ) if self.front else b""
        if self.front and not g.owner:
            abort(403)
        if self.overloaded() and request.endpoint not in OPEN:
            abort(503)
        g.session = self.store.of(request.cookies.get(self.cookie, ""), g.owner)
        if request.method == "POST":
            self._require_own_form()
        self._require_session()
        return None

    def _require_own_name(self) -> None:
        """Refuse another name, a strange method, and what another site asks."""
        if request.environ.get("HTTP_HOST") != self.origin.partition("://")[2]:
            abort(403)
        if request.method not in {"GET", "HEAD", "POST"}:
            abort(405)
        if _foreign(request):
            abort(403)

    def _require_session(self) -> None:
        """Refuse who has none; behind a sign-in, the page itself begins one."""
        if self.front and request.endpoint == "enter":
            abort(403)
        if request.endpoint in OPEN or request.endpoint in {None, "enter", "again"}:
            return
        if g.session is None and self.front and request.endpoint in BEGIN and request.method == "GET":
            if _elsewhere(request):  # its cookie stayed behind: a second session would push out the first
                return
            g.session = g.welcome = self.store.begin(g.owner)
        if g.session is None and request.endpoint == "infobutton":
            return
        if g.session is None:
            abort(403)
        if g.session.ended:
            abort(410)

    def admit(self, response: Response, session: Session) -> Response:
        """Give a browser its cookie."""
        served = self.front is not None
        response.set_cookie(self.cookie, session.key, httponly=True, samesite="Strict", path="/", secure=served)
        return response

    def welcomed(self, response: Response) -> Response:
        """Give the cookie to whoever was let in by this request."""
        session = g.get("welcome")
        return self.admit(response, session) if session else response

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
    if not _elsewhere(asked):
        return False
    return asked.method != "GET" or asked.endpoint not in LINKED or asked.headers.get("Sec-Fetch-Dest") != "document"


def _elsewhere(asked: Request) -> bool:
    return asked.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
