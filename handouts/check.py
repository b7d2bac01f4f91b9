"""Check all source content of a workspace: what `make` would refuse, and what whoever keeps it should know.

Must not render or change anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import clinic, styles, templates, topics
from .compose.standing import expiry
from .errors import HandoutsError, Problem, note, warning
from .locales import catalogs, languages, review
from .model.clinic import Clinic
from .model.message import TEMPLATES, Message
from .model.request import Request
from .workspace import Workspace

DEFAULT_RECIPE = "essential"
"""The recipe that a language which has begun a topic keeps whole."""


def problems(workspace: Workspace, today: date) -> Iterator[Problem]:
    """Yield every problem of the workspace's content."""
    found, said = _clinic(workspace, today)
    yield from said
    words: tuple[Message, ...] | None = None
    try:
        words = tuple(templates.messages(workspace))
    except HandoutsError as fault:
        yield from fault.problems
    for name in topics.ids(workspace):
        try:
            content = topics.load(workspace, name)
        except HandoutsError as fault:
            yield from fault.problems
            continue
        yield from topics.problems(content)
        yield from topics.unconfirmed(content)
        if found is not None:
            yield from expiry(content, found, today)
        if words is not None:
            yield from _languages(workspace, content, words)


def _clinic(workspace: Workspace, today: date) -> tuple[Clinic | None, tuple[Problem, ...]]:
    """Return the clinic, or None when its files are at fault, and what is to be said of it."""
    try:
        found, said = clinic.load(workspace, today)
        languages.resolve(workspace, found.facts.language)
        for paper in styles.PAPERS:
            styles.sheets(workspace, Request((), found.facts.language, paper=paper), found)
        if found.facts.logo:
            workspace.asset(found.facts.logo)
    except HandoutsError as fault:
        return None, fault.problems
    return found, said


def _languages(workspace: Workspace, content: topics.TopicContent, words: tuple[Message, ...]) -> Iterator[Problem]:
    """Yield what stands against printing the whole topic in each language that has a catalog for it."""
    messages = (*words, *content.head(), *(m for name in content.topic.order for m in content.messages(name)))
    for locale_id in languages.languages(workspace):
        if locale_id != languages.SOURCE and not workspace.find(
            f"locales/{locale_id}/LC_MESSAGES/{content.topic.id}.po"
        ):
            continue
        try:
            found = catalogs.load(workspace, locale_id, (TEMPLATES, content.topic.id))
        except HandoutsError as fault:
            yield from fault.problems
            continue
        lacking = frozenset(_lacking(content, found))
        yield from _named(lacking, found, content)
        begun = tuple(message for message in messages if message.context not in lacking)
        for message in begun:
            yield from catalogs.faults(message, found)
        yield from _unused(messages, found)
        waiting = len(review.unapproved(begun, found, workspace, source=locale_id == languages.SOURCE))
        if waiting:
            who = "clinician" if locale_id == languages.SOURCE else "qualified translator"
            say = f"{waiting} {found.language.english} texts of {content.topic.id} wait for a {who}"
            yield note("review.waiting", say, f"locales/{locale_id}/review.yaml", "handouts approve")


def _lacking(content: topics.TopicContent, found: catalogs.Translations) -> Iterator[str]:
    """Yield the modules that a language has not begun, those left out that every language keeps whole."""
    kept = (*content.topic.recipes.get(DEFAULT_RECIPE, ()), content.topic.core)
    for name in content.topic.order:
        if name not in kept and catalogs.lacks(content.messages(name), found):
            yield name


def _named(lacking: frozenset[str], found: catalogs.Translations, content: topics.TopicContent) -> Iterator[Problem]:
    if lacking:
        names = ", ".join(name for name in content.topic.order if name in lacking)
        say = f"{found.language.english} lacks {len(lacking)} modules of {content.topic.id}: {names}"
        yield note("translation.modules", say, f"locales/{found.language.id}/LC_MESSAGES/{content.topic.id}.po")


def _unused(messages: tuple[Message, ...], found: catalogs.Translations) -> Iterator[Problem]:
    """Yield a warning for every translation whose source text is gone."""
    known = {(message.domain, message.context, message.source) for message in messages}
    for key, entry in found.entries.items():
        if key not in known:
            yield warning(
                "translation.unused", "no text has this message any more", entry.where, "remove it from the catalog"
            )
