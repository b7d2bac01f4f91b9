"""What a window's form does: each has its own work, and nothing of one ever reaches another.

Must not fill templates or know HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore

from ...errors import HandoutsError
from ...locales import languages
from . import forms
from .forms import Form
from .maker import Maker
from .page import Seat
from .records import PARTS, Quick
from .sessions import Session, Store, Work
from .settings import Settings
from .shelf import Shelf


class Gone(Exception):
    """The window was forgotten."""


@dataclass(slots=True)
class Windows:
    """All windows of one server."""

    store: Store
    shelf: Shelf
    maker: Maker
    settings: Settings
    _patience: BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self._patience = BoundedSemaphore(self.settings.patient)

    def opened(self, session: Session) -> Seat:
        """Return a new window, or the one that is to be shown again."""
        with self.store.lock:
            resumed, session.resume = session.resume, ""
        work = self.store.work(session, resumed)
        return Seat(session, work or self.store.new_work(session, forms.begun(self.shelf)))

    def shown(self, session: Session, form: Form) -> Seat:
        """Return the window of a form that was sent without scripts, its sheet waited for."""
        seat = self.changed(session, form)
        if seat.room:
            self._wait(seat.work, self.settings.plain_wait)
        return Seat(session, seat.work, seat.room, form.get("q", "")[:80], seat.focus)

    def changed(self, session: Session, form: Form) -> Seat:
        """Return a form's window with the choices of the form, its sheet wanted."""
        work = self._of(session, form)
        choices, focus = forms.pressed(form, forms.read(form, work.choices, self.shelf), self.shelf)
        with self.store.lock:
            if not work.gone:
                work.choices, work.faults = choices, forms.faults(choices, self.shelf)
        return Seat(session, work, self.maker.want(work), focus=focus)

    def waited(self, session: Session, form: Form) -> Seat:
        """Return a window after a little patience."""
        work = self._of(session, form)
        room = self.maker.want(work)
        if room:
            self._wait(work, self.settings.wait)
        return Seat(session, work, room)

    def given(self, session: Session, form: Form, *, save: bool) -> tuple[str, str] | None:
        """Return the ticket and the name of the sheet of exactly this form; None where there is none yet."""
        work = self.changed(session, form).work
        with self.store.lock:
            sheet = work.ready
            if sheet is None:
                return None
            work.given = True
            choices = sheet.choices
            recipe = "" if choices.recipe == PARTS else choices.recipe
            quick = Quick(choices.topic, choices.language, recipe, choices.edition)
            if quick in session.recent:
                session.recent.remove(quick)
            session.recent.appendleft(quick)
            return self.store.ticket(session, sheet, save=save), sheet.made.name

    def told(self, session: Session, form: Form) -> tuple[str, str] | None:
        """Return what the record is told of a window's sheet, a line and FHIR; None where none was given out."""
        work = self._of(session, form)
        sheet = work.ready if work.given else None
        if sheet is None:
            return None
        if work.told is None or work.told[0] != sheet.id:
            work.told = (sheet.id, self.maker.told(sheet))
        return work.told[1]

    def begin(self, session: Session, topic: str, lang: str) -> None:
        """Begin a window with topic and language chosen, where they can be, and show it next."""
        first = forms.begun(self.shelf)
        work = self.store.new_work(session, forms.fitted(replace(first, topic=topic, language=lang), self.shelf))
        self.maker.want(work)
        session.resume = work.id

    def forget(self, session: Session, form: Form) -> None:
        """Forget a form's window."""
        work = self.store.work(session, form.get("work", ""))
        if work:
            self.store.forget(session, work)

    def speak(self, session: Session, form: Form) -> None:
        """Take the language of whoever sits here, and show the same window again."""
        try:
            session.language = languages.resolve(self.shelf.workspace(), form.get("staff", ""))
        except HandoutsError:
            return
        finally:
            session.resume = form.get("work", "")

    def _of(self, session: Session, form: Form) -> Work:
        """Return a form's window; raises `Gone` where that was forgotten: an old page brings nobody back."""
        work = self.store.work(session, form.get("work", ""))
        if work is None:
            raise Gone
        return work

    def _wait(self, work: Work, seconds: float) -> None:
        """Wait for a sheet, if not too many wait already."""
        if self._patience.acquire(blocking=False):
            try:
                self.maker.wait(work, seconds)
            finally:
                self._patience.release()
