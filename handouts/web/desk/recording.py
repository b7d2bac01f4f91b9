"""The door for a record system: HL7 Infobutton opens a window, or gets a list in JSON.

Of its question only our own words go on: a topic and a language that are there. Must not keep anything of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Response, g, jsonify, redirect, url_for
from werkzeug.wrappers import Response as Answer

from ... import infobutton
from ...headings import headings
from .doors import Doors
from .page import Pages
from .windows import Windows

JSON = "application/json"


class Record:
    """What a record system may ask of the desk."""

    def __init__(self, doors: Doors, pages: Pages, windows: Windows) -> None:
        self._doors, self._pages, self._windows = doors, pages, windows

    def answer(self, parameters: Iterable[tuple[str, str]]) -> Answer:
        """Return a window, JSON where it is asked for, or for a browser without a cookie the way on."""
        workspace = self._pages.shelf.workspace()
        asked = infobutton.asked(workspace, parameters)
        if g.session is None:
            return Response(self._pages.bridge(url_for("open", topic=asked.topic, lang=asked.locale or "")))
        if asked.answer == JSON:
            base = f"{self._doors.origin}{url_for('open')}"
            return jsonify(infobutton.feed(asked, tuple(headings(workspace)), base, datetime.now(UTC)))
        return self.opened(asked.topic, asked.locale or "")

    def opened(self, topic: str, lang: str) -> Answer:
        """Open a window with these chosen, where they can be; its address is the desk's own."""
        self._windows.begin(g.session, topic, lang)
        return redirect(url_for("desk"), 303)
