"""The desk's own words in the language of whoever sits at it; what a language lacks is said in English.

That is for this page alone: nothing that is printed for a patient ever falls back. Must not know Flask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ... import plan_words, screen
from ...locales import catalogs
from ...locales.catalogs import Translations
from ...model.message import DESK, TEMPLATES, Message
from ...workspace import Workspace


@dataclass(frozen=True, slots=True)
class Words:
    """What the templates call `_`."""

    translations: Translations
    plan: Mapping[str, Message]

    def __call__(self, text: str, **values: object) -> str:
        """Return a word of the desk with its placeholders filled."""
        return self._said(Message(TEMPLATES, DESK, text), values)

    def printed(self, key: str, **values: object) -> str:
        """Return a word of a dose plan as the sheet has it."""
        return self._said(self.plan[key], values)

    def _said(self, message: Message, values: dict[str, object]) -> str:
        entry = None if any(catalogs.faults(message, self.translations)) else self.translations.entry(message)
        return screen.filled(entry.translation if entry else message.source, values)

    @property
    def tag(self) -> str:
        """Return the language as HTML names it."""
        return self.translations.language.tag

    @property
    def direction(self) -> str:
        """Return the direction in which the page is read."""
        return self.translations.language.direction


def words(workspace: Workspace, locale_id: str) -> Words:
    """Return the words of a language."""
    return Words(catalogs.load(workspace, locale_id, (TEMPLATES,)), plan_words.words(workspace))
