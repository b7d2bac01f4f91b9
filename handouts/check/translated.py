"""What stands against printing a topic in each language: texts that are missing, not as the source is, or not used.

A language may lack a whole module or its short form, which is named; what it has begun it must have whole. Must not
judge how a translation reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from .. import plan_words, screen, shared
from ..errors import HandoutsError, Problem, note, warning
from ..locales import catalogs, languages, review
from ..locales.glossary import glossary
from ..model.clinic import Policy
from ..model.message import SHARED, TEMPLATES, Message, digest
from ..topics import TopicContent
from ..workspace import Workspace
from . import faithful

DEFAULT_RECIPE = "essential"
"""The recipe that a language which has begun a topic keeps whole."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Texts that a language has whole or not at all, and whether it must have them."""

    name: str
    messages: tuple[Message, ...]
    signs: tuple[Message, ...]
    """Those that show that the language has begun: no title that another unit has too, nothing shared."""
    must: bool


def _units(content: TopicContent, words: tuple[Message, ...]) -> Iterator[Unit]:
    """Yield what a language can have or lack of a topic."""
    recipes, core = content.topic.recipes, content.topic.core
    kept = recipes[DEFAULT_RECIPE].modules if DEFAULT_RECIPE in recipes else ()
    around = (*words, *content.head(DEFAULT_RECIPE))
    yield Unit("", around, around, must=True)
    for name in recipes:
        head = tuple(message for message in content.head(name) if message not in around)
        if head:
            yield Unit(f"recipe {name}", head, head, must=name == DEFAULT_RECIPE)
    for name in content.topic.order:
        brief, whole = content.brief(name), content.whole(name)
        if brief:
            yield Unit(f"{name} in brief", brief, _signs(content, name, brief), must=name in kept)
        must = name == core or (name in kept and not brief)
        yield Unit(name, whole, _signs(content, name, whole), must=must)


def _signs(content: TopicContent, name: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    title = content.modules[name].module.title
    own = tuple(message for message in messages if message.domain != SHARED and message.source != title)
    return own or messages


def problems(
    workspace: Workspace,
    content: TopicContent,
    words: tuple[Message, ...],
    policy: Policy,
    spoken: Collection[str] = (),
) -> Iterator[Problem]:
    """Yield what stands against printing the whole topic in each language that has a catalog for it.

    `spoken` are the languages that matter to a clinic, when it says which.
    """
    of_plans = tuple(plan_words.words(workspace).values())
    plans = (Unit("words of dose plans", of_plans, of_plans, must=False),) if of_plans else ()
    units = (*_units(content, words), *plans)
    domains = (TEMPLATES, SHARED, content.topic.id)
    its_own = tuple(message for message in content.all() if message.domain == content.topic.id)
    kept = (*screen.messages(), *shared.messages(shared.load(workspace)))
    known = frozenset(_key(message) for message in (*words, *of_plans, *content.all(), *kept))
    for locale_id in languages.languages(workspace):
        if spoken and locale_id not in spoken:
            continue
        if locale_id != languages.SOURCE and not workspace.find(
            f"locales/{locale_id}/LC_MESSAGES/{content.topic.id}.po"
        ):
            continue
        try:
            found = catalogs.load(workspace, locale_id, domains)
        except HandoutsError as fault:
            yield from fault.problems
            continue
        if catalogs.lacks(its_own, found):
            yield _not_begun(found, content)
            continue
        lacking = tuple(unit for unit in units if not unit.must and catalogs.lacks(unit.signs, found))
        yield from _named(lacking, found, content)
        begun = tuple(dict.fromkeys(m for unit in units if unit not in lacking for m in unit.messages))
        for message in begun:
            yield from catalogs.faults(message, found)
        if locale_id != languages.SOURCE:
            yield from faithful.problems(begun, found, glossary(workspace, locale_id), _medicines(content))
        once = review.once_approved(workspace, locale_id)
        yield from _unused(known, found, str(workspace.roots[0]), once)
        yield from _open(review.waiting(begun, found, workspace, policy), found, content)
        yield from _stale(once.get(content.topic.id, frozenset()), found, its_own)


def _key(message: Message) -> catalogs.Key:
    return message.domain, message.context, message.source


def _medicines(content: TopicContent) -> frozenset[str]:
    return frozenset(name.casefold() for name in (content.topic.names.name, *content.topic.names.also))


def _open(
    waiting: Mapping[Message, tuple[review.Role, ...]], found: catalogs.Translations, content: TopicContent
) -> Iterator[Problem]:
    if waiting:
        who = ", ".join(dict.fromkeys(role for roles in waiting.values() for role in roles))
        say = f"{len(waiting)} {found.language.english} texts of {content.topic.id} wait for a {who}"
        yield note("review.waiting", say, f"locales/{found.language.id}/review.yaml", "handouts approve")


def _stale(once: frozenset[str], found: catalogs.Translations, its_own: tuple[Message, ...]) -> Iterator[Problem]:
    """Yield a warning where texts that somebody gave their word for no longer stand as they stood then."""
    now = {review.message_digest(message, found) for message in its_own} if once else frozenset()
    if gone := len(once - now):
        say = f"{gone} {found.language.english} texts of {its_own[0].domain} were approved and have changed since"
        yield warning("review.stale", say, f"locales/{found.language.id}/review.yaml", "have them approved again")


def _not_begun(found: catalogs.Translations, content: TopicContent) -> Problem:
    say = f"{found.language.english} lacks the whole topic {content.topic.id}"
    return note("translation.modules", say, f"locales/{found.language.id}/LC_MESSAGES/{content.topic.id}.po")


def _named(lacking: tuple[Unit, ...], found: catalogs.Translations, content: TopicContent) -> Iterator[Problem]:
    if lacking:
        names = ", ".join(unit.name for unit in lacking)
        say = f"{found.language.english} lacks {len(lacking)} modules of {content.topic.id}: {names}"
        yield note("translation.modules", say, f"locales/{found.language.id}/LC_MESSAGES/{content.topic.id}.po")


def _unused(
    known: Collection[catalogs.Key], found: catalogs.Translations, root: str, once: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """Yield a warning for every translation in this root whose source text is gone; of an approved one, that it was.

    The roots below still need theirs, whatever a clinic prints in their place.
    """
    for key, entry in found.entries.items():
        if key in known or entry.root != root:
            continue
        domain, context, source = key
        if digest(f"{domain}/{context}", source, entry.translation) in once.get(domain, ()):
            say = f"the English of an approved {found.language.english} text has changed: “{source[:50]}”"
            hint = "translate the new text and have it approved; for a comma: handouts catalog carry --editorial"
            yield warning("review.stale", say, entry.where, hint)
        else:
            yield warning(
                "translation.unused", "no text has this message any more", entry.where, "remove it from the catalog"
            )
