"""Make a printed sheet again from its reprint code: find its choices in the workspace, and say what has changed since.

Must not print a revision that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from . import clinic, reprint, topics
from .compose.brief import Brief
from .compose.draft import printed_of
from .errors import Problem, Refused, UsageFault, error, refuse_if_any, warning
from .locales import languages
from .model.editions import EDITIONS
from .model.plan import MODULE as PLAN
from .model.request import Patient, Request
from .reprint import Printed, name_digest
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Again:
    """A request that makes a printed sheet again, and what has changed since it was printed."""

    request: Request
    problems: tuple[Problem, ...]


def again(workspace: Workspace, code: str, today: date) -> Again:
    """Return how to make a sheet again; raises `UsageFault` where nothing fits, `Refused` when it was withdrawn."""
    said = reprint.decode(code)
    found = tuple(_fitting(workspace, said, today))
    if not found:
        hint = "it may come from another clinic's folder: name that with --clinic"
        raise UsageFault(error("again.unknown", "no topic, language and recipe here fit this code", hint=hint))
    changes = {request: tuple(_changes(workspace, request, said)) for request in found}
    same = [request for request, changed in changes.items() if not changed]
    if len(found) > 1 and len(same) != 1:
        names = ", ".join(f"{item.subject} {item.locale} {_what(item)}" for item in found)
        say = f"several sheets fit this code, and their texts have changed since: {names}"
        raise UsageFault(error("again.several", say, hint="make the one that you want with 'handouts make'"))
    request = same[0] if same else found[0]
    refuse_if_any(_withdrawn(topics.load(workspace, request.subject), said.revision))
    return Again(request, changes[request])


def _withdrawn(content: topics.TopicContent, revision: int) -> Iterator[Problem]:
    """Yield an error for a revision that was withdrawn; of several topics, for each that may have been on the sheet.

    Their code holds the sum of their revisions.
    """
    now = sum(one.topic.revision for one in content.together)
    for one in content.together:
        for item in one.topic.withdrawn:
            if len(content.together) - 1 <= revision - item.revision <= now - one.topic.revision:
                yield from topics.withdrawn(one, item.revision)


def _fitting(workspace: Workspace, said: Printed, today: date) -> Iterator[Request]:
    """Yield every request whose names have the digests that the code holds."""
    facts = clinic.load(workspace, today)[0].facts
    known = languages.languages(workspace)
    spoken = [name for name in known if name_digest(name) == said.locale]
    seconds = [None] if said.beside is None else [name for name in known if name_digest(name) == said.beside]
    for content in _subjects(workspace, said.topic):
        for locale_id, second in product(spoken, seconds):
            if EDITIONS[said.edition].own_words and said.edition not in content.topic.editions:
                continue
            for recipe, modules in _choices(content, said):
                yield Request(
                    topics=tuple(one.topic.id for one in content.together),
                    locale=locale_id,
                    recipe=recipe,
                    modules=modules,
                    concerns=said.concerns,
                    spares=said.spares,
                    region=facts.country,
                    edition=said.edition,
                    size=said.size,
                    paper=said.paper,
                    format=EDITIONS[said.edition].formats[0],
                    beside=second,
                    fallback=said.fallback,
                    with_name=said.with_name,
                    today=today,
                )


def _subjects(workspace: Workspace, wanted: int) -> Iterator[topics.TopicContent]:
    """Yield every topic, and all that one sheet can hold together, whose name has this digest."""
    known = topics.ids(workspace)
    for count in range(1, len(known) + 1):
        for names in combinations(known, count):
            if name_digest(topics.JOINT.join(sorted(names))) == wanted:
                with suppress(Refused):  # no text says how these go together, so no sheet was printed
                    yield topics.load(workspace, topics.JOINT.join(names))


def _choices(content: topics.TopicContent, said: Printed) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Yield the recipes, or the one list of modules, that a code can mean."""
    if said.recipe is not None:
        yield from ((name, ()) for name in content.topic.recipes if name_digest(name) == said.recipe)
        return
    known = (*content.choosable, PLAN)
    names = [next((name for name in known if name_digest(name) == item), "") for item in said.modules]
    if all(names):
        yield None, tuple(names)


def _changes(workspace: Workspace, request: Request, said: Printed) -> Iterator[Problem]:
    """Yield a warning for what is not as it was printed."""
    content = topics.load(workspace, request.subject)
    found = clinic.load(workspace, request.today)[0].without(content.without)
    now = printed_of(Brief(workspace, found, content, request, Patient()))
    then = f"revision {said.revision} then, {sum(one.topic.revision for one in content.together)} now"
    if now.source != said.source:
        say = f"the text of this sheet has changed since it was printed ({then})"
        yield warning("again.changed", say, content.reading.where(("revision",)), "hand out the new one")
    elif now.translation != said.translation:
        name = languages.language(request.locale).english
        say = f"the {name} of this sheet has changed since it was printed ({then})"
        yield warning("again.translation", say, hint="hand out the new one")


def _what(request: Request) -> str:
    return request.recipe or "+".join(request.modules) or request.edition
