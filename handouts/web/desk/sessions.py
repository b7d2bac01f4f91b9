"""Who is at the desk: sessions, their windows, what is to be fetched once. All of it in memory, all of it forgotten.

Must not know HTTP or render anything. Every method may be called from any thread.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock

from ...errors import Problem
from .records import Choices, Quick, Sheet
from .settings import Settings

RECENT = 6


def unguessable() -> str:
    """Return a new name that nobody can guess."""
    return secrets.token_urlsafe(24)


@dataclass(slots=True, repr=False, eq=False)
class Work:
    """One window: what is chosen in it and what was made of it."""

    id: str = field(default_factory=unguessable)
    session: str = ""
    """Whose turn it takes where windows wait."""
    choices: Choices = field(default_factory=Choices)
    sheet: Sheet | None = None
    refused: tuple[Choices, tuple[Problem, ...]] | None = None
    """What could not be made, and why."""
    faults: tuple[str, ...] = ()
    """Fields of the patient that do not fit; nothing is made meanwhile."""
    before: Sheet | None = None
    """The sheet that was shown before: a browser may still ask for a picture of it."""
    given: bool = False
    """Whether it was printed or saved."""
    told: tuple[str, tuple[str, str]] | None = None
    """What the record is told, and of which sheet."""
    gone: bool = False

    @property
    def ready(self) -> Sheet | None:
        """The sheet, where it is the one of the choices as they are now."""
        fits = self.sheet and not self.faults and self.sheet.choices == self.choices.printed
        return self.sheet if fits else None


@dataclass(slots=True, repr=False)
class Ticket:
    """A document to be fetched once."""

    sheet: Sheet
    save: bool
    until: float


@dataclass(slots=True, repr=False, eq=False)
class Session:
    """One browser."""

    seen: float
    owner: bytes = b""
    """What tells its user from the others of a served desk."""
    key: str = field(default_factory=unguessable)
    csrf: str = field(default_factory=unguessable)
    language: str = ""
    works: OrderedDict[str, Work] = field(default_factory=OrderedDict)
    recent: deque[Quick] = field(default_factory=lambda: deque(maxlen=RECENT))
    tickets: dict[str, Ticket] = field(default_factory=dict)
    resume: str = ""
    """The window that the next look at the page shows again."""
    ended: str = ""
    """Why everything of it is forgotten: `idle`, `asked`; empty while it lives."""


class Full(Exception):
    """As many sessions live as may."""


class Store:
    """All sessions of one server."""

    def __init__(self, settings: Settings, drop: Callable[[Work], object], clock: Callable[[], float] = time.monotonic):
        self.settings, self._drop, self._clock = settings, drop, clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._tokens: set[str] = set()
        self.lock = RLock()

    def token(self) -> str:
        """Return a new token that opens one session, once."""
        made = unguessable()
        with self.lock:
            self._tokens.add(made)
        return made

    def enter(self, token: str) -> Session | None:
        """Return a new session for a token that was not used yet."""
        with self.lock:
            if token not in self._tokens:
                return None
            self._tokens.discard(token)
            return self.begin()

    def begin(self, owner: bytes = b"") -> Session:
        """Return a new session; raises `Full`: nobody's work is thrown away for somebody who comes later."""
        self.sweep()
        with self.lock:
            ended = (key for key, session in self._sessions.items() if session.ended)
            for key in tuple(ended)[: max(len(self._sessions) - self.settings.sessions + 1, 0)]:
                del self._sessions[key]
            if len(self._sessions) >= self.settings.sessions:
                raise Full
            made = Session(self._clock(), owner)
            self._sessions[made.key] = made
            return made

    def of(self, key: str, owner: bytes = b"") -> Session | None:
        """Return the session of a cookie and its user, alive or ended; to ask for one is to be there."""
        self.sweep()
        with self.lock:
            found = self._sessions.get(key)
            if found is None or not secrets.compare_digest(found.owner, owner):
                return None
            if not found.ended:
                found.seen = self._clock()
            return found

    def again(self, session: Session) -> Session:
        """Return a new session, with nothing in it, in place of one that has ended."""
        with self.lock:
            if not session.ended:
                return session
            self._sessions.pop(session.key, None)
            made = self.begin(session.owner)
            made.language = session.language
            return made

    def end(self, session: Session, why: str) -> None:
        """Forget everything of a session."""
        with self.lock:
            for work in tuple(session.works.values()):
                self.forget(session, work)
            session.recent.clear()
            session.tickets.clear()
            session.resume, session.ended, session.csrf = "", why, unguessable()

    def work(self, session: Session, name: str) -> Work | None:
        """Return a window of a session."""
        with self.lock:
            found = session.works.get(name)
            if found:
                session.works.move_to_end(name)
            return found

    def new_work(self, session: Session, choices: Choices) -> Work:
        """Return a new window."""
        with self.lock:
            made = Work(session=session.key, choices=choices)
            session.works[made.id] = made
            while len(session.works) > self.settings.works:
                self.forget(session, next(iter(session.works.values())))
            return made

    def forget(self, session: Session, work: Work) -> None:
        """Forget a window and everything in it, what was still to be fetched too."""
        with self.lock:
            session.works.pop(work.id, None)
            kept = {name: item for name, item in session.tickets.items() if item.sheet not in (work.sheet, work.before)}
            session.tickets = kept
            work.gone, work.choices, work.refused = True, Choices(), None
            work.sheet = work.before = work.told = None
            self._drop(work)

    def ticket(self, session: Session, sheet: Sheet, *, save: bool) -> str:
        """Return the name by which a document can be fetched once."""
        with self.lock:
            name = unguessable()
            session.tickets[name] = Ticket(sheet, save, self._clock() + self.settings.ticket)
            return name

    def fetch(self, session: Session, name: str) -> Ticket | None:
        """Return what a ticket stands for, once."""
        with self.lock:
            found = session.tickets.pop(name, None)
            return found if found and self._clock() <= found.until else None

    def sheet(self, session: Session, name: str) -> Sheet | None:
        """Return the sheet of a picture's address."""
        with self.lock:
            sheets = (sheet for work in session.works.values() for sheet in (work.sheet, work.before))
            return next((sheet for sheet in sheets if sheet and sheet.id == name), None)

    def sweep(self) -> None:
        """Forget what nobody has used for too long."""
        with self.lock:
            now = self._clock()
            for session in tuple(self._sessions.values()):
                session.tickets = {name: item for name, item in session.tickets.items() if now <= item.until}
                away = now - session.seen
                if not session.ended and away > self.settings.idle:
                    self.end(session, "idle")
                if away > self.settings.idle + self.settings.again:
                    del self._sessions[session.key]
