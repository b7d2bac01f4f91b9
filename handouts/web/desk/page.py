"""The page in its parts: each is sent anew only where it says something else than what the browser has.

Must not decide anything: it fills templates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import render_template

from ...locales.languages import language
from . import planning, plans, results, views
from .maker import Maker
from .sessions import Session, Work
from .shelf import Shelf
from .words import Words, words

PARTS = ("topic", "language", "content", "look", "plan", "person", "pages", "finish")


@dataclass(frozen=True, slots=True)
class Seat:
    """One window of one session, as it is looked at now."""

    session: Session
    work: Work
    room: bool = True
    """Whether its sheet could be put in the queue."""
    asked: str = ""
    """What is searched for."""
    focus: str = ""
    """The id of what is to be looked at first."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What every page of the desk is made from."""

    shelf: Shelf
    maker: Maker

    def whole(self, seat: Seat) -> str:
        """Return the page."""
        state = self._state(seat)
        shown = {name: _wrapped(name, body, digest) for name, body, digest in self._parts(seat, state)}
        known = self._around(seat.session)
        say = self._say(seat, state, known["_"])
        return render_template("page.html", **known, parts=shown, say=say, work=seat.work)

    def changed(self, seat: Seat, has: list[str]) -> str:
        """Return the parts that a browser does not have yet, and what is to be read out."""
        state = self._state(seat)
        fresh = [
            _wrapped(name, body, digest, swap=True)
            for name, body, digest in self._parts(seat, state)
            if f"{name}:{digest}" not in has
        ]
        return "\n".join((*fresh, self._said(seat, state)))

    def awaited(self, seat: Seat, has: list[str]) -> str:
        """Return the same after a wait: to a browser that has its parts and waits on, how many are before it alone."""
        state = self._state(seat)
        waits = state == "making" and any(name.startswith("pages:") for name in has)
        return self._said(seat, state) if waits else self.changed(seat, has)

    def _said(self, seat: Seat, state: str) -> str:
        say = self._say(seat, state, self._around(seat.session)["_"])
        return f'<p id="say" hx-swap-oob="innerHTML">{say}</p>'

    def found(self, session: Session, asked: str) -> str:
        """Return the list of topics that a search has found."""
        known = self._around(session)
        return render_template("found.html", **known, topics=views.topics_found(self.shelf, known["staff"], asked))

    def given(self, session: Session, line: str, fhir: str) -> str:
        """Return what the record is told, ready to be copied."""
        return render_template("given.html", **self._around(session), line=line, fhir=fhir)

    def bridge(self, way: str) -> str:
        """Return a page that leads on to the desk: a browser sends no cookie along a link from elsewhere."""
        return render_template("bridge.html", **self._around(None), way=way)

    def notice(self, session: Session | None, what: str) -> str:
        """Return a page that says one thing: `ended`, `closed`, `busy`, `gone`, `fault`, `content`."""
        return render_template("notice.html", **self._around(session), what=what)

    def _around(self, session: Session | None) -> dict[str, Any]:
        staff = (session.language if session else "") or self.shelf.staff()
        spoken = words(self.shelf.workspace(), staff)
        return {
            "_": spoken,
            "said": spoken.printed,
            "staff": staff,
            "tag": spoken.tag,
            "dir": spoken.direction,
            "clinic": self.shelf.clinic().facts,
            "languages": self.shelf.languages(),
            "session": session,
            "name_of": language,
        }

    def _state(self, seat: Seat) -> str:
        """Return where a window stands: asked once for all parts, since a sheet may become ready between two."""
        return results.standing(self.maker, seat.work, room=seat.room)

    def _parts(self, seat: Seat, state: str) -> Iterator[tuple[str, str, str]]:
        """Yield each part's name, its body, and what tells it from another.

        What is typed into a part tells nothing, since the browser has it already.
        """
        known = self._around(seat.session)
        for name in PARTS:
            view = self._view(seat, name, state, known)
            body = render_template(f"parts/{name}.html", **known, work=seat.work, focus=seat.focus, **view)
            told = f"{view['told']}{seat.session.language}{seat.work.choices.language}" if "told" in view else body
            yield name, body, hashlib.sha256(told.encode()).hexdigest()[:12]

    def _view(self, seat: Seat, name: str, state: str, known: dict[str, Any]) -> dict[str, Any]:
        work, staff = seat.work, known["staff"]
        view: dict[str, Any] = {"state": state}
        if name == "topic":
            view |= views.topic(self.shelf, staff, seat.session, work, seat.asked)
        elif name in {"pages", "finish"}:
            view |= results.pages(self.maker, work, state)
        elif name == "plan":
            view |= planning.plan(self.shelf, staff, work)
        elif name == "person":
            view |= views.person(self.shelf, work)
        elif work.choices.topic and name == "language":
            view |= views.languages(self.shelf, staff, work)
        elif work.choices.language and name == "content":
            view |= views.content(self.shelf, staff, work, self.maker.pages)
        elif work.choices.language and name == "look":
            view |= views.look(self.shelf, work)
        return view

    def _say(self, seat: Seat, state: str, spoken: Words) -> str:
        to_fill = plans.unfinished(seat.work.choices, seat.work.faults, self.shelf)
        return render_template("say.html", _=spoken, to_fill=to_fill, **results.pages(self.maker, seat.work, state))


def _wrapped(name: str, body: str, digest: str, *, swap: bool = False) -> str:
    return render_template("part.html", name=name, body=body, digest=digest, swap=swap)
