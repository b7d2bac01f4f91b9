"""A topic as it was found: its models, where each of their texts is written, and the messages that these make.

Must not read files or judge what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import Problem
from ..model.content import Fact, MainChanges, MainMessage, Topic
from ..model.kinds import TopicModule
from ..model.message import SHARED, Message
from ..model.parts import Part
from ..model.text import Text
from ..model.walk import parts, place, texts
from ..reading import Loc, Reading
from ..workspace import Found


@dataclass(frozen=True)
class Loaded:
    """A content file's model, its text's lines, and the file."""

    module: TopicModule
    reading: Reading
    found: Found

    @cached_property
    def parts(self) -> list[tuple[Loc, Part]]:
        """Every part, outer before inner, with its path; gone through once, since many look at them."""
        return parts(self.module)

    @cached_property
    def texts(self) -> list[tuple[Loc, Text]]:
        """Every text in reading order with its path."""
        return texts(self.module)


@dataclass(frozen=True)
class TopicContent:
    """A topic with all its modules and facts, as found in the workspace."""

    topic: Topic
    reading: Reading
    found: Found
    modules: Mapping[str, Loaded]
    facts: Mapping[str, Fact]
    digest: str
    """16 hex digits over all its files: the content, without languages or looks."""
    critical: frozenset[str] = frozenset()
    """What it shares and is `safety: critical` there, whatever module takes it."""
    outdated: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """Why a clinic's file may lack what ours now says: by module, and under an empty name for the topic itself."""

    @property
    def together(self) -> tuple[TopicContent, ...]:
        """The topics of a sheet for several, each by itself; for one topic, that one."""
        return (self,)

    @property
    def cores(self) -> tuple[str, ...]:
        """The modules from which a required fact is added that a sheet lacks."""
        return (self.topic.core,)

    @property
    def opening(self) -> tuple[str, ...]:
        """What comes before all else, the safety core too."""
        return ()

    @property
    def without(self) -> tuple[str, ...]:
        """The lines that a sheet offers to nobody, whatever the clinic has confirmed."""
        return ()

    def label(self, module: str) -> tuple[Message, ...]:  # noqa: ARG002 - one topic's modules need none
        """Return the names of the topics that a module is about, where it is not about all of the sheet's."""
        return ()

    def slots(self, recipe: str | None = None) -> dict[str, list[Message]]:
        """Return the texts around the modules by what they are: `name`, `title`, `for_whom` and so on."""
        found: dict[str, list[Message]] = {}
        for message in self.head(recipe):
            around, _, slot = message.place.rpartition(".")
            slot = "short_name" if (around, slot) == ("names", "short") else slot
            found.setdefault(slot, []).append(message)
        return found

    @property
    def choosable(self) -> tuple[str, ...]:
        """The modules that a recipe or a person may name: not the core, not an edition's own words."""
        apart = {self.topic.core, *(own.module for own in self.topic.editions.values())}
        return tuple(name for name in self.topic.order if name not in apart)

    def beside(self, module: str) -> tuple[str, ...]:
        """Return the clinic's modules that are printed next to this one."""
        return tuple(name for name, loaded in self.modules.items() if loaded.module.beside == module)

    def messages(self, module: str) -> tuple[Message, ...]:
        """Return the texts of one module in reading order, those that it shares under the shared domain."""
        return tuple(message for _, message in self._located(module))

    def brief(self, module: str) -> tuple[Message, ...]:
        """Return what a recipe made of short forms prints of a module; nothing when it has no short form."""
        brief = self.modules[module].module.brief
        if brief is None:
            return ()
        titled = brief.title is None and brief.who is None
        return tuple(m for loc, m in self._located(module) if loc[0] == "brief" or (titled and loc == ("title",)))

    def whole(self, module: str) -> tuple[Message, ...]:
        """Return what a module prints in its whole form."""
        return tuple(message for loc, message in self._located(module) if loc[0] != "brief")

    @cached_property
    def _read(self) -> dict[str, tuple[tuple[Loc, Message], ...]]:
        return {}

    def _located(self, module: str) -> tuple[tuple[Loc, Message], ...]:
        """Return each text of a module with its path; read once."""
        if module not in self._read:
            self._read[module] = tuple(self._reading(module))
        return self._read[module]

    def _reading(self, module: str) -> Iterator[tuple[Loc, Message]]:
        loaded = self.modules[module]
        critical = loaded.module.safety == "critical"
        for loc, text in loaded.texts:
            taken = loaded.reading.origin(loc)
            domain, context = (SHARED, taken) if taken else (self.topic.id, module)
            safety = critical or taken in self.critical
            yield loc, Message(domain, context, str(text), loaded.reading.where(loc), safety, place(loc))

    def main(self, recipe: str | None = None) -> MainMessage:
        """Return the main message of a recipe's sheets: the topic's, with what the recipe says in its place."""
        return self.topic.main.model_copy(update=self._changes(recipe))

    def head(self, recipe: str | None = None) -> tuple[Message, ...]:
        """Return the texts around the modules: the topic's name, and the main message of a recipe's sheets."""
        changes, here = self._changes(recipe), self.topic.main
        said: list[tuple[Loc, Text]] = [(("names", "name"), self.topic.names.name)]
        for name in (name for name in MainChanges.model_fields if name != "symbol"):
            own = changes.get(name)
            said.append(
                (("recipes", recipe or "", "main", name), own) if own else (("main", name), getattr(here, name))
            )
        around = ((("names", "short"), self.topic.names.short), (("prescriber",), self.topic.prescriber))
        said += [(at, text) for at, text in around if text is not None]
        return tuple(
            Message(self.topic.id, "topic", str(text), self.reading.where(at), True, place(at)) for at, text in said
        )

    def _changes(self, recipe: str | None) -> dict[str, Any]:
        found = self.topic.recipes.get(recipe or "")
        given = ((name, getattr(found.main, name)) for name in MainChanges.model_fields) if found else ()
        return {name: text for name, text in given if text is not None}

    def choice(self, recipe: str) -> tuple[tuple[str, bool], ...]:
        """Return what a recipe prints, in order: the id of a module, and whether in its short form; each once."""
        found = self.topic.recipes[recipe]
        before = self.choice(found.opens_with) if found.opens_with else ()
        own = ((name, found.form == "brief" and self.modules[name].module.brief is not None) for name in found.modules)
        return tuple(dict.fromkeys((*before, *own)))

    def heads(self) -> tuple[Message, ...]:
        """Return the texts around the modules of every recipe, each once."""
        return tuple(dict.fromkeys(message for recipe in (None, *self.topic.recipes) for message in self.head(recipe)))

    def all(self) -> tuple[Message, ...]:
        """Return every text of the topic in reading order, and of what it shares."""
        return (*self.heads(), *(message for module in self.topic.order for message in self.messages(module)))
