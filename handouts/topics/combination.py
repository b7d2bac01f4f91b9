"""Several topics as one content: whose each text is, what stands around the modules, what a person may choose.

Must not decide what the topics have in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..model.content import MainMessage
from ..model.message import SHARED, Message
from ..model.shared import Together
from ..model.walk import place, texts
from ..shared import Subject
from .content import TopicContent

TOGETHER = "together"
"""What medicines do together: the module that comes first, and the shared file of its texts."""


@dataclass(frozen=True, slots=True)
class Combination(TopicContent):
    """The topics of one sheet as one: modules that several say, and each topic's own."""

    members: tuple[TopicContent, ...] = ()
    shared: Subject | None = None
    main_words: Together | None = None
    came: Mapping[str, str] = field(default_factory=dict)
    """By module: the name that it has in its topics."""
    about: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By module: whose it is, by the place of the topic."""

    @property
    def together(self) -> tuple[TopicContent, ...]:
        """The topics, each by itself."""
        return self.members

    @property
    def cores(self) -> tuple[str, ...]:
        """The safety cores: what they have in common, and each topic's own."""
        named = {one.topic.core for one in self.members}
        return tuple(name for name, came in self.came.items() if came in named)

    @property
    def opening(self) -> tuple[str, ...]:
        """What the medicines do together, before all else."""
        return (TOGETHER,)

    @property
    def without(self) -> tuple[str, ...]:
        """The lines that such a sheet offers to nobody."""
        return self.main_words.without if self.main_words else ()

    @property
    def choosable(self) -> tuple[str, ...]:
        """The modules that a person may name, as the topics call them."""
        known = {name for one in self.members for name in one.choosable}
        return tuple(dict.fromkeys(came for came in self.came.values() if came in known))

    def beside(self, module: str) -> tuple[str, ...]:
        """Return all that a named module has become."""
        return tuple(name for name, came in self.came.items() if came == module or name == TOGETHER)

    def label(self, module: str) -> tuple[Message, ...]:
        """Return the names of the topics that a module is about, where these are not all."""
        of = self.about.get(module, ())
        if len(of) in (0, len(self.members)):
            return ()
        return tuple(message for index in of for message in self.members[index].slots()["name"])

    def messages(self, module: str) -> tuple[Message, ...]:
        """Return the texts from which a module is made, in the domain of each."""
        came = self.came.get(module, module)
        own = (
            one.messages(name)
            for one in self.members
            for name, loaded in one.modules.items()
            if (loaded.module.joins or name) == came
        )
        return (*(message for found in own for message in found), *self._shared())

    def main(self, recipe: str | None = None) -> MainMessage:  # noqa: ARG002 - the same whatever is chosen
        """Return the main message, with what each topic's own states in its stead."""
        return self.topic.main

    def head(self, recipe: str | None = None) -> tuple[Message, ...]:
        """Return the names, readers and lines for staff of each topic, and the main message for all."""
        each = [one.slots(recipe if recipe in one.topic.recipes else None) for one in self.members]
        said = {message.place: message for message in self._shared()}
        own = {slot: [message for slots in each for message in slots.get(slot, ())] for slot in _EACH}
        short = [message for slots in each for message in slots.get("short_name", slots["name"])]
        around = tuple(said[f"main.{slot}"] for slot in ("title", "message", "act", "short"))
        return (*own["name"], *own["for_whom"], *around, *own["staff"], *_named_short(own["name"], short))

    def _shared(self) -> Iterator[Message]:
        if self.shared:
            for loc, text in texts(self.shared.file):
                yield Message(SHARED, TOGETHER, str(text), self.shared.reading.where(loc), True, place(loc))


_EACH = ("name", "for_whom", "staff")
"""What each topic says for itself."""


def _named_short(names: list[Message], short: list[Message]) -> Iterator[Message]:
    """Yield the short names, where any is shorter than the name."""
    if names != short:
        for message in short:
            yield Message(
                message.domain, message.context, message.source, message.where, True, place(("names", "short"))
            )
