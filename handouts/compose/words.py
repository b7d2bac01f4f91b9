"""The words of one handout in one language: looked up, checked, filled, and every fault kept until all are known.

Must not choose what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from ..errors import Problem
from ..locales.catalogs import Translations, faults
from ..locales.languages import SOURCE, locale_of
from ..model.expected import Sentence
from ..model.message import TEMPLATES, Message
from .fill import Given, Value, filled, plain


@dataclass(frozen=True, slots=True)
class Words:
    """A language's catalogs with the values for placeholders. `problems` and `used` fill as words are asked for."""

    translations: Translations
    values: Mapping[str, Value | Given]
    fallback: bool = False
    problems: list[Problem] = field(default_factory=list)
    used: list[Message] = field(default_factory=list)

    def say(self, message: Message, number: int = 1) -> Markup:
        """Return a message in this language as HTML; a fault is kept and the source stands in its place.

        A message with a number says it in the form of this `number`.
        """
        self.used.append(message)
        found = tuple(faults(message, self.translations))
        if found and not (self.fallback and not message.critical):
            self.problems.extend(found)
            return Markup() if _broken(found) else filled(message.source, self.values)
        if found:
            return self._fallen_back(message)
        entry = self.translations.entry(message)
        forms = entry.forms if entry else (message.source,)
        return self._filled(forms[self.translations.form(number) if message.plural else 0])

    def sentence(self, message: Message) -> Sentence:
        """Return what a reader must find in print for a message."""
        entry = None if tuple(faults(message, self.translations)) else self.translations.entry(message)
        said = plain(entry.translation, self.values, self.zero) if entry else plain(message.source, self.values)
        return Sentence(said, message.where, False)

    def word(self, text: str, **values: Any) -> Markup:
        """Return a word of the templates; this is their `_`."""
        return self.told(Message(TEMPLATES, "", text, f"a template: “{text}”", critical=True), **values)

    def told(self, message: Message, count: int = 1, **values: Any) -> Markup:
        """Return a message with values of its own, never in the source language instead."""
        extra = {name: value if isinstance(value, Value) else Given(value) for name, value in values.items()}
        inner = Words(self.translations, {**self.values, **extra}, False, self.problems, self.used)
        return inner.say(message, count)

    @property
    def zero(self) -> str:
        """Return the zero of the digits that the clinic has chosen for this language."""
        return self.translations.zero

    def _filled(self, text: str) -> Markup:
        return filled(text, self.values, self.translations.whole, self.zero)

    def _fallen_back(self, message: Message) -> Markup:
        """Return the source text, marked with its language's name in the reader's language."""
        name = locale_of(self.translations.language.id).languages.get(SOURCE, SOURCE)
        mark = Markup('<span class="fallback">[{}]</span> <bdi lang="{}" dir="ltr">{}</bdi>')
        return mark.format(name, SOURCE, filled(message.source, self.values))


def _broken(found: Iterable[Problem]) -> bool:
    return any(problem.code == "translation.markup" for problem in found)
