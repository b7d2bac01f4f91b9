"""Whether something can be printed in a language, and what is to be known of it first: before it is chosen.

The words around the modules are the shelf's matter. Must not render.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ... import lettering
from ...compose import standing
from ...compose.said import said
from ...compose.select import Chosen, chosen
from ...errors import HandoutsError
from ...locales import catalogs
from ...locales.catalogs import Translations
from ...locales.languages import SOURCE
from ...model.clinic import Clinic
from ...model.message import Message
from ...model.request import Request
from ...topics import TopicContent
from ...workspace import Workspace


@dataclass(frozen=True, slots=True)
class What:
    """A recipe, a module or an edition with words of its own: one of the three."""

    recipe: str = ""
    module: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Why it cannot be printed, and what is to be said of it where it can; both in words that a template knows."""

    reason: str = ""
    """`missing`, `fonts`, `unapproved`, `expired`, `withdrawn`, `nothing`; empty when it can be printed."""
    notes: tuple[str, ...] = ()
    """`draft-source`, `draft-translation`, `expired`."""
    due: date | None = None
    """When its review was due, where that is past."""

    @property
    def offered(self) -> bool:
        """Whether it can be chosen."""
        return not self.reason


def of(
    workspace: Workspace, content: TopicContent, words: Translations, found: Clinic, what: What, today: date
) -> Readiness:
    """Return what is to be known before somebody chooses this."""
    try:
        picked = _picked(content, found, what)
    except HandoutsError:
        return Readiness("nothing")
    messages = tuple(_messages(content, picked, what))
    if not _whole(messages, words):
        return Readiness("missing")
    state = standing.standing(workspace, content, ((messages, words),), found, today)
    refused = {problem.code for problem in state.problems if problem.refuses}
    notes = {
        "draft-source": state.source_open,
        "draft-translation": state.translation_open and words.language.id != SOURCE,
        "expired": any(problem.code == "topic.expired" for problem in state.problems),
    }
    due = content.topic.review_by if notes["expired"] else None
    return Readiness(_reason(refused), tuple(name for name, holds in notes.items() if holds), due)


def whole(content: TopicContent, words: Translations, found: Clinic, what: What) -> bool:
    """Return whether every text of it is translated, with the source's placeholders and emphasis: the quick half."""
    try:
        return _whole(_messages(content, _picked(content, found, what), what), words)
    except HandoutsError:
        return False


def words(content: TopicContent, found: Clinic, recipe: str, modules: tuple[str, ...], edition: str) -> int:
    """Return how many words of the source somebody reads; 0 for what cannot be chosen."""
    try:
        whats = [What(module=name) for name in modules] or [What(recipe=recipe, edition=edition)]
        picked = [item for what in whats for item in _picked(content, found, what)]
    except HandoutsError:
        return 0
    return sum(len(one.message.source.split()) for item in picked for one in said(content, item))


def _whole(messages: Iterable[Message], words: Translations) -> bool:
    return not any(next(catalogs.faults(message, words), None) for message in messages)


def _reason(refused: set[str]) -> str:
    if {"review.source-open", "review.translation-open"} & refused:
        return "unapproved"
    if "topic.expired" in refused:
        return "expired"
    return "withdrawn" if refused else ""


def _picked(content: TopicContent, found: Clinic, what: What) -> tuple[Chosen, ...]:
    request = Request(
        (content.topic.id,),
        SOURCE,
        recipe=what.recipe or None,
        modules=(what.module,) if what.module else (),
        region=found.facts.country,
        edition=what.edition or "standard",
    )
    return chosen(content, request, found)


def _messages(content: TopicContent, picked: tuple[Chosen, ...], what: What) -> Iterator[Message]:
    """Yield what is said to the reader; the clinic's own language is whole or nothing is printed at all."""
    yield from content.head(what.recipe or None)
    for item in picked:
        yield from (one.message for one in said(content, item) if not one.for_staff)


def has_fonts(workspace: Workspace, locale_id: str) -> bool:
    """Return whether the fonts of a language are on this computer."""
    try:
        lettering.font_files(workspace.own / "styles" / "fonts", (locale_id,))
    except HandoutsError:
        return False
    return True
