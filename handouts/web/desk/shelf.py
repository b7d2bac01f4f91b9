"""What there is to choose from, read as the command line reads it and remembered until a file changes.

Must not render, and must not offer what could not be printed: that is said before, not after.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from ... import clinic, plan_words, roots, template_words, topics
from ...errors import HandoutsError
from ...locales import catalogs, languages
from ...locales.catalogs import Translations
from ...model.clinic import Clinic
from ...model.message import SHARED, TEMPLATES, Message
from ...topics import TopicContent
from ...workspace import Workspace
from . import readiness
from .finding import Known
from .readiness import Readiness

FRESH = 2.0
"""Seconds for which nobody looks whether a file has changed."""
CONTENT = ("topics", "locales", "templates")
T = TypeVar("T")


class Shelf:
    """Topics, languages and recipes of one clinic; every method may be called from any thread."""

    def __init__(self, folder: Path | None) -> None:
        self._folder, self._lock = folder, RLock()
        self._known: dict[Hashable, Any] = {}
        self._stamp: object = None
        self._looked = -FRESH

    def workspace(self) -> Workspace:
        """Return the workspace as it is now; raises `Refused` where clinic.yaml leads nowhere."""
        return self._once("workspace", lambda: roots.at(self._folder))

    def clinic(self) -> Clinic:
        """Return the clinic; raises `Refused` on a fault of clinic.yaml."""
        return self._once(("clinic", today()), lambda: clinic.load(self.workspace(), today())[0])

    def staff(self) -> str:
        """Return the language that the clinic's staff read."""
        return languages.resolve(self.workspace(), self.clinic().facts.language)

    def languages(self) -> tuple[languages.Language, ...]:
        """Return all languages with a catalog."""
        return self._once("languages", lambda: tuple(map(languages.language, languages.languages(self.workspace()))))

    def topics(self) -> tuple[str, ...]:
        """Return the ids of the topics that can be read; one at fault is not offered."""
        return tuple(name for name in topics.ids(self.workspace()) if self.topic(name))

    def topic(self, name: str) -> TopicContent | None:
        """Return a topic; None where there is none, or its files are at fault."""
        return self._once(("topic", name), lambda: self._loaded(name))

    def words(self, topic: str, locale_id: str) -> Translations:
        """Return the catalogs that a topic is printed from."""
        domains = (TEMPLATES, SHARED, topic)
        return self._once(("words", topic, locale_id), lambda: catalogs.load(self.workspace(), locale_id, domains))

    def says_plans(self, locale_id: str) -> bool:
        """Return whether a language has the words of a dose plan."""
        return self._has(locale_id, "plans", lambda: tuple(plan_words.words(self.workspace()).values()))

    def says_frames(self, locale_id: str) -> bool:
        """Return whether a language has the words that templates print around the modules."""
        return self._has(locale_id, "frames", lambda: tuple(template_words.messages(self.workspace())))

    def _has(self, locale_id: str, what: str, wanted: Callable[[], tuple[Message, ...]]) -> bool:
        def found() -> bool:
            known, messages = catalogs.load(self.workspace(), locale_id, (TEMPLATES,)), wanted()
            return bool(messages) and not any(next(catalogs.faults(message, known), None) for message in messages)

        return self._once((what, locale_id), found)

    def medicine(self, topic: str) -> str:
        """Return the name of the medicine that a topic is about; empty where it is about several."""
        content = self.topic(topic)
        if content is None or content.topic.category != "medicine":
            return ""
        return content.topic.names.latin or str(content.topic.names.name)

    def name(self, topic: str, locale_id: str, recipe: str | None = None) -> tuple[str, str]:
        """Return what a topic is called, and what a recipe's sheets are for; in English what a language lacks."""
        content = cast("TopicContent", self.topic(topic))
        known = self.words(topic, locale_id)
        wanted = (str(content.topic.names.name), str(content.main(recipe).title))
        messages = {message.source: message for message in content.head(recipe)}
        entries = (known.entry(messages[text]) for text in wanted)
        name, title = (entry.translation if entry else text for entry, text in zip(entries, wanted, strict=True))
        return name, title

    def module(self, topic: str, name: str, locale_id: str) -> str:
        """Return the title of a module; in English where a language lacks it."""
        content = cast("TopicContent", self.topic(topic))
        title = str(content.modules[name].module.title)
        message = next((item for item in content.messages(name) if item.source == title), None)
        entry = self.words(topic, locale_id).entry(message) if message else None
        return entry.translation if entry else title

    def looked_for(self, locale_id: str) -> tuple[Known, ...]:
        """Return everything that topics may be looked for by."""
        return self._once(("known", locale_id), lambda: tuple(self._names(locale_id)))

    def ready(self, topic: str, locale_id: str, recipe: str = "", module: str = "", edition: str = "") -> Readiness:
        """Return whether a recipe, a single module or an edition's own words can be printed in a language."""

        def found() -> Readiness:
            content = cast("TopicContent", self.topic(topic))
            what = readiness.What(recipe, module, edition)
            words = self.words(topic, locale_id)
            if not self._once(("fonts", locale_id), lambda: readiness.has_fonts(self.workspace(), locale_id)):
                return Readiness("fonts")
            if not self.says_frames(locale_id):
                return Readiness("missing")
            return readiness.of(self.workspace(), content, words, self.clinic(), what, today())

        return self._once(("ready", topic, locale_id, recipe, module, edition, today()), found)

    def whole(self, topic: str, locale_id: str, recipe: str = "", module: str = "", edition: str = "") -> bool:
        """Return whether every text of it is there in a language."""

        def found() -> bool:
            content, what = cast("TopicContent", self.topic(topic)), readiness.What(recipe, module, edition)
            told = readiness.whole(content, self.words(topic, locale_id), self.clinic(), what)
            return told and self.says_frames(locale_id)

        return self._once(("whole", topic, locale_id, recipe, module, edition), found)

    def size(self, topic: str, recipe: str = "", modules: tuple[str, ...] = (), edition: str = "") -> int:
        """Return how many words of English somebody would read."""

        def counted() -> int:
            content = cast("TopicContent", self.topic(topic))
            return readiness.words(content, self.clinic(), recipe, modules, edition)

        return self._once(("size", topic, recipe, modules, edition), counted)

    def _names(self, locale_id: str) -> Iterator[Known]:
        for name in self.topics():
            content = cast("TopicContent", self.topic(name))
            names = content.topic.names
            codes = tuple(code for _, listed in content.topic.codes for code in listed)
            said = (self.name(name, locale_id)[0], str(names.name), names.latin, name)
            yield Known(name, (*filter(None, said), *names.also, *codes))

    def _loaded(self, name: str) -> TopicContent | None:
        try:
            return topics.load(self.workspace(), name)
        except HandoutsError:
            return None

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was found before, unless a file has changed since."""
        with self._lock:
            self._look()
            if key not in self._known:
                self._known[key] = make()
            return cast("T", self._known[key])

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked >= FRESH:
            stamp = tuple(_stamps(roots.at(self._folder)))
            if stamp != self._stamp:
                self._known.clear()
                self._stamp = stamp
            self._looked = time.monotonic()


def today() -> date:
    """Return the day to act on."""
    return datetime.now().astimezone().date()


def _stamps(workspace: Workspace) -> Iterator[tuple[str, int, int]]:
    """Yield what tells a changed file of the content from the one before."""
    for root in workspace.roots:
        below = (Path(at, name) for part in CONTENT for at, _, names in os.walk(root / part) for name in names)
        for path in (root / "clinic.yaml", *below):
            if path.is_file():
                seen = path.stat()
                yield str(path), seen.st_mtime_ns, seen.st_size
