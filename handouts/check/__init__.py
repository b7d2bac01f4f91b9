"""Check all source content of a workspace: what `make` would refuse, and what whoever keeps it should know.

Must not render or change anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .. import clinic, contract, fonts, layers, styles, template_words, topics, wording
from ..compose.standing import expiry
from ..errors import HandoutsError, Problem
from ..locales import languages
from ..model.clinic import Clinic, Policy
from ..model.message import Message
from ..workspace import Workspace
from . import english, translated


def problems(workspace: Workspace, today: date) -> Iterator[Problem]:
    """Yield every problem of the workspace's content."""
    found, said = _clinic(workspace, today)
    yield from said
    yield from layers.problems(workspace)
    words: tuple[Message, ...] | None = None
    try:
        words = tuple(template_words.messages(workspace))
    except HandoutsError as fault:
        yield from fault.problems
    known: wording.Rules | None = None
    try:
        known = wording.rules(workspace)
    except HandoutsError as fault:
        yield from fault.problems
    for name in topics.ids(workspace):
        try:
            content = topics.load(workspace, name)
        except HandoutsError as fault:
            yield from fault.problems
            continue
        yield from (problem for behind in content.outdated.values() for problem in behind)
        yield from topics.problems(content)
        # what several modules take from one place is said once
        yield from dict.fromkeys(topics.unconfirmed(content))
        if known is not None:
            yield from dict.fromkeys(english.problems(content, known))
        if found is not None:
            yield from expiry(content, found, today)
        if words is not None:
            yield from translated.problems(
                workspace, content, words, found.facts.policy if found else Policy(), _spoken(workspace, found)
            )


def _clinic(workspace: Workspace, today: date) -> tuple[Clinic | None, tuple[Problem, ...]]:
    """Return the clinic, or None when its files are at fault, and what is to be said of it."""
    try:
        found, said = clinic.load(workspace, today)
        for tag in (found.facts.language, *found.facts.languages):
            languages.resolve(workspace, tag)
        doubts = [problem for paper in styles.PAPERS for problem in contract.problems(workspace, found, paper)]
        if found.facts.fonts:
            families = tuple(family.name for family in fonts.catalogue(workspace.own / fonts.OWN_FOLDER))
            said = (*said, *fonts.own_problems(workspace, found.facts.fonts, families))
    except HandoutsError as fault:
        return None, fault.problems
    return found, (*said, *dict.fromkeys(doubts))


def _spoken(workspace: Workspace, found: Clinic | None) -> frozenset[str]:
    """Return the languages that a clinic says it prints, with its own; nothing where it does not say."""
    if found is None or not found.facts.languages:
        return frozenset()
    return frozenset(languages.resolve(workspace, tag) for tag in (*found.facts.languages, found.facts.language))
