"""The page's routes and the walls around them: this machine only, reading only, nothing from elsewhere.

Must not render a sheet itself, and must not put anything of a request into a message.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import Flask, Response, abort, render_template, request, stream_with_context

from ...child import Workers
from .. import painting, walls
from . import overlay
from .choices import Chooser
from .records import Drawn
from .studio import Studio
from .telling import Form, events

WIDEST = 4000


def app(studio: Studio, painters: Workers, chooser: Chooser, hosts: Collection[str]) -> Flask:
    """Return the application; `hosts` are the only names that a request may use for it."""
    made = Flask(__name__)
    made.before_request(_guard(hosts))
    made.after_request(walls.walled)
    made.register_error_handler(Exception, walls.failed)
    made.add_url_rule("/", view_func=_page(studio, chooser), methods=["GET"])
    made.add_url_rule("/events", view_func=_events(studio, chooser), methods=["GET"])
    made.add_url_rule("/page/<digest>/<int:number>.png", view_func=_picture(studio, painters), methods=["GET"])
    made.add_url_rule("/page/<digest>/<int:number>.svg", view_func=_overlay(studio, painters), methods=["GET"])
    return made


def _guard(hosts: Collection[str]) -> Callable[[], None]:
    """Refuse what another site could have a browser ask."""

    def guard() -> None:
        foreign = request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
        if request.environ.get("HTTP_HOST") not in hosts or (foreign and request.path != "/"):
            abort(403)
        if request.method not in {"GET", "HEAD"}:
            abort(405)

    return guard


def _page(studio: Studio, chooser: Chooser) -> Callable[[], str]:
    def page() -> str:
        form, version = Form(chooser, request.args.to_dict(flat=False)), studio.version
        return render_template("page.html", choices=form.at(version), columns=form.columns(version), asked=request.args)

    return page


def _events(studio: Studio, chooser: Chooser) -> Callable[[], Response]:
    def tell() -> Response:
        form = Form(chooser, request.args.to_dict(flat=False))
        return Response(stream_with_context(events(studio, form)), mimetype="text/event-stream")

    return tell


def _picture(studio: Studio, painters: Workers) -> Callable[..., Response]:
    def picture(digest: str, number: int) -> Response:
        drawn = _drawn(studio, digest, number)
        width = min(max(request.args.get("width", 794, type=int), 50), WIDEST)
        paint = painting.photocopy if request.args.get("look") == "copy" else painting.picture
        return Response(painters.start(paint, drawn.pdf, number, width).result(), mimetype="image/png")

    return picture


def _overlay(studio: Studio, painters: Workers) -> Callable[..., Response]:
    def drawing(digest: str, number: int) -> Response:
        drawn, layers = _drawn(studio, digest, number), request.args.getlist("show")
        lines = painters.start(painting.lines, drawn.pdf, number).result() if "lines" in layers else ()
        return Response(overlay.svg(drawn.pages[number - 1], lines, layers), mimetype="image/svg+xml")

    return drawing


def _drawn(studio: Studio, digest: str, number: int) -> Drawn:
    """Return the PDF of a picture's address; a page that is not there is no fault of ours."""
    drawn = studio.drawn(digest)
    if drawn is None or not 1 <= number <= len(drawn.pages):
        abort(404)
    return drawn
