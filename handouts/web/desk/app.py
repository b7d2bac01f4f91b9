"""The desk's routes. Every change is a POST; a sheet is fetched once; nothing personal stands in an address.

Must not render a sheet, and must not put anything of a request into a message.
"""

from __future__ import annotations

from flask import Flask, Response, abort, g, redirect, request, url_for
from jinja2 import StrictUndefined
from werkzeug.exceptions import Gone as HTTPGone
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response as Answer

from ...child import Workers
from ...errors import HandoutsError
from .. import walls
from . import brand, pictures
from .doors import Doors
from .page import Pages
from .recording import Record
from .sessions import Full
from .settings import Settings
from .windows import Gone, Windows

OWN = {"Referrer-Policy": "same-origin"}
"""With `no-referrer`, browsers would not say from where a form comes."""
NOTICES = {403: "closed", 409: "changed", 410: "ended", 404: "fault", 503: "busy"}


def app(doors: Doors, pages: Pages, windows: Windows, painters: Workers, settings: Settings) -> Flask:
    """Return the application."""
    made = Flask(__name__)
    made.config.update(MAX_CONTENT_LENGTH=settings.body, MAX_FORM_MEMORY_SIZE=settings.body, MAX_FORM_PARTS=500)
    made.jinja_env.undefined = StrictUndefined
    made.jinja_env.trim_blocks = made.jinja_env.lstrip_blocks = True
    made.jinja_env.globals["idle"] = int(settings.idle)
    made.before_request(doors.guard)
    made.after_request(doors.welcomed)
    made.after_request(_walled)
    refusals = _Refusals(pages, served=doors.front is not None)
    made.register_error_handler(HTTPException, refusals)
    made.register_error_handler(HandoutsError, _at_fault)
    made.register_error_handler(Gone, lambda _fault: refusals(HTTPGone()))
    made.register_error_handler(Full, lambda _fault: refusals(ServiceUnavailable()))
    made.register_error_handler(Exception, walls.failed)
    _Routes(doors, pages, windows).onto(made)
    made.add_url_rule("/picture/<sheet>/<int:number>.png", "picture", pictures.view(windows.store, painters))
    made.add_url_rule("/favicon.ico", "favicon", lambda: ("", 204))  # a window with a PDF asks for it
    made.add_url_rule("/brand.css", "brand", brand.colours(pages.shelf))
    made.add_url_rule("/logo", "logo", brand.logo(pages.shelf))
    return made


def _walled(response: Response) -> Response:
    response.headers.extend({name: value for name, value in OWN.items() if name not in response.headers})
    return walls.walled(response)


class _Refusals:
    """Answer with a page that says what happened, and nothing of what was asked."""

    def __init__(self, pages: Pages, *, served: bool) -> None:
        self._pages, self._served = pages, served

    def __call__(self, fault: HTTPException) -> Answer:
        code = fault.code or 500
        session = g.get("session")
        if code < 400:
            return fault.get_response()
        if code == 410 and "HX-Request" in request.headers:
            return Response(status=200, headers={"HX-Redirect": url_for("desk")})
        what = "gone" if code == 410 and session and not session.ended else NOTICES.get(code, "fault")
        headers = {"Retry-After": "2"} if code == 503 else {}
        return Response(
            self._pages.notice(session, "fault" if code == 403 and (session or self._served) else what), code, headers
        )


def _at_fault(fault: HandoutsError) -> tuple[str, int, dict[str, str]]:
    """Say what is wrong with the clinic's folder; a problem never holds anything personal."""
    lines = (f"{problem.where} {problem.message} {problem.hint}".strip() for problem in fault.problems)
    head = "Nothing can be printed until the clinic's folder is mended:"
    return "\n".join((head, *lines)), 500, {"Content-Type": "text/plain; charset=utf-8"}


class _Routes:
    """What can be asked for."""

    def __init__(self, doors: Doors, pages: Pages, windows: Windows) -> None:
        self._doors, self._pages, self._windows = doors, pages, windows
        self._record = Record(doors, pages, windows)

    def onto(self, made: Flask) -> None:
        """Add every route."""
        made.add_url_rule("/enter/<token>", "enter", self.enter, methods=["GET"])
        made.add_url_rule("/infobutton", "infobutton", self.infobutton, methods=["GET"])
        made.add_url_rule("/open", "open", self.open, methods=["GET"])
        made.add_url_rule("/", "desk", self.desk, methods=["GET", "POST"])
        posts = (self.change, self.look_again, self.find, self.speak, self.end, self.again, self.next_one, self.given)
        for view in posts:
            made.add_url_rule(f"/{view.__name__.replace('_', '-')}", view.__name__, view, methods=["POST"])
        made.add_url_rule("/<any(print, save):how>", "hand_out", self.hand_out, methods=["POST"])
        made.add_url_rule("/sheet/<ticket>/<name>", "sheet", self.sheet, methods=["GET"])

    def enter(self, token: str) -> Answer:
        """Take the launch token, once; what a browser fetches only in case does not count."""
        if request.method != "GET" or {"Purpose", "Sec-Purpose"} & {*request.headers.keys()}:
            abort(403)
        session = self._windows.store.enter(token)
        if session is None:
            abort(403)
        return self._doors.admit(redirect(url_for("desk"), 303), session)  # type: ignore[arg-type]

    def desk(self) -> str:
        """Show the page: a new window, or for a browser without scripts the one of its form."""
        if g.session is None:
            return self._pages.bridge(url_for("desk"))
        if request.method == "GET":
            return self._pages.whole(self._windows.opened(g.session))
        return self._pages.whole(self._windows.shown(g.session, request.form))

    def change(self) -> str:
        """Take new choices, and send the parts of the page that they change."""
        seat = self._windows.changed(g.session, request.form)
        return self._pages.changed(seat, request.form.getlist("has"))

    def look_again(self) -> str:
        """Send what has become of a sheet, waiting a little for it."""
        seat = self._windows.waited(g.session, request.form)
        return self._pages.awaited(seat, request.form.getlist("has"))

    def find(self) -> str:
        """Send the topics that a search finds."""
        return self._pages.found(g.session, request.form.get("q", "")[:80])

    def speak(self) -> Answer:
        """Take another language for the page itself."""
        self._windows.speak(g.session, request.form)
        return redirect(url_for("desk"), 303)

    def end(self) -> Answer:
        """Forget everything of the session."""
        self._windows.store.end(g.session, "asked")
        return redirect(url_for("desk"), 303)

    def again(self) -> Answer:
        """Begin anew after an end."""
        if g.session is None:
            abort(403)
        session = self._windows.store.again(g.session)
        return self._doors.admit(redirect(url_for("desk"), 303), session)  # type: ignore[arg-type]

    def next_one(self) -> Answer:
        """Forget this window's patient, choices and sheet."""
        self._windows.forget(g.session, request.form)
        return redirect(url_for("desk"), 303)

    def hand_out(self, how: str) -> Answer:
        """Lead to the sheet of exactly these choices; to nothing where that is not the one on the page."""
        found = self._windows.given(g.session, request.form, save=how == "save")
        if found is None:
            abort(409)
        ticket, name = found
        return redirect(url_for("sheet", ticket=ticket, name=name), 303)

    def given(self) -> str:
        """Send what the record is told of the sheet that was given; offered, not kept."""
        told = self._windows.told(g.session, request.form)
        if told is None:
            abort(409)
        return self._pages.given(g.session, *told)

    def infobutton(self) -> Answer:
        """Open a window for what a record system asks; what its address says of a person goes no further."""
        return self._record.answer(request.args.items(multi=True))

    def open(self) -> Answer:
        """Open a window with topic and language chosen."""
        return self._record.opened(request.args.get("topic", ""), request.args.get("lang", ""))

    def sheet(self, ticket: str, name: str) -> Response:
        """Give a sheet out, once; `name` is there for the browser's title alone."""
        del name
        found = self._windows.store.fetch(g.session, ticket) if request.method == "GET" else None
        if found is None:
            abort(410)
        return pictures.document(found)
