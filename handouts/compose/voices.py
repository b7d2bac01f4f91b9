"""Who says what on a sheet: the reader's language, the clinic's for staff, and a second language beside the first.

Must not choose texts or look them up: `words` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..locales.scripts import scripts
from ..model.expected import Sentence
from ..model.message import Message
from .said import Said
from .words import Words

_SIDE_BY_SIDE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts of which two can stand in columns beside each other."""
_PAIR = Markup('<span class="pair"><span class="here">{}</span> <span class="twin" lang="{}" dir="{}">{}</span></span>')
_SAID_ONCE = ("alt",)
"""What is read out and not printed is said in the reader's language alone."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The words of each language on the sheet."""

    reader: Words
    staff: Words
    beside: Words | None = None

    def of(self, one: Said) -> Words:
        """Return the words in which a text is said, or said first."""
        return self.staff if one.for_staff else self.reader

    def say(self, one: Said) -> Markup:
        """Return a text as the page prints it, the second language after the first."""
        first = self.of(one).say(one.message)
        return self.paired(first, one.message) if self._is_paired(one) else first

    def paired(self, first: Markup, message: Message) -> Markup:
        """Return a text in the reader's language with the same in the one beside it."""
        if self.beside is None:
            return first
        here = self.beside.translations.language
        return _PAIR.format(first, here.tag, here.direction, self.beside.say(message))

    @property
    def speakers(self) -> tuple[Words, ...]:
        """The words of the reader's language, and of the one beside it."""
        return (self.reader, self.beside) if self.beside else (self.reader,)

    def both(self, said: Sequence[Markup]) -> Markup:
        """Return what is said in each language of the reader's, the second after the first unless it is the same."""
        if self.beside is None or said[0] == said[1]:
            return said[0]
        here = self.beside.translations.language
        return _PAIR.format(said[0], here.tag, here.direction, said[1])

    def sentences(self, one: Said) -> Iterator[Sentence]:
        """Yield what must be found in print for a text, in its order."""
        yield self.of(one).sentence(one.message)
        if self.beside is not None and self._is_paired(one):
            yield self.beside.sentence(one.message)

    def all(self) -> tuple[Words, ...]:
        """Return the words of every language."""
        return tuple(words for words in (self.reader, self.staff, self.beside) if words is not None)

    @property
    def form(self) -> str:
        """Return how two languages stand: `columns`, or `stacked` where one has other letters; else nothing."""
        if self.beside is None:
            return ""
        tags = (self.reader.translations.language.tag, self.beside.translations.language.tag)
        return "columns" if all(scripts(tag) <= _SIDE_BY_SIDE for tag in tags) else "stacked"

    def _is_paired(self, one: Said) -> bool:
        return self.beside is not None and not one.for_staff and one.message.place.split(".")[-1] not in _SAID_ONCE
