"""Which leaflets a workspace has: each recipe of each topic in each language.

Must not know whether one is complete: making it tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from .. import requests, topics
from ..errors import UsageFault, error
from ..locales import languages
from ..model.clinic import Clinic
from ..model.request import Request
from ..workspace import Workspace


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One leaflet: what is asked for, and its place in the folder."""

    request: Request
    path: PurePosixPath

    @property
    def topic(self) -> str:
        """The topic's id."""
        return self.request.topics[0]

    @property
    def recipe(self) -> str:
        """The recipe's name."""
        return str(self.request.recipe)


def leaflets(
    workspace: Workspace, clinic: Clinic, today: date, *, only_topics: Sequence[str], only_languages: Sequence[str]
) -> tuple[Leaflet, ...]:
    """Return all leaflets, by topic, language and recipe; raises `UsageFault` on a topic or language unknown."""
    known = topics.ids(workspace)
    unknown = [name for name in only_topics if name not in known]
    if unknown:
        hint = f"topics: {', '.join(known)}"
        raise UsageFault([error("topic.unknown", f"there is no topic '{name}'", hint=hint) for name in unknown])
    spoken = tuple(dict.fromkeys(languages.resolve(workspace, tag) for tag in only_languages or clinic.facts.languages))
    found: list[Leaflet] = []
    for topic in only_topics or known:
        for locale_id in spoken or languages.languages(workspace):
            found.extend(_of(workspace, clinic, Request((topic,), locale_id, today=today)))
    return tuple(found)


def _of(workspace: Workspace, clinic: Clinic, asked: Request) -> Iterator[Leaflet]:
    """Yield a topic's leaflets in one language."""
    content = topics.load(workspace, asked.topics[0])
    for recipe in content.topic.recipes:
        request = Request(
            asked.topics,
            asked.locale,
            recipe=recipe,
            region=clinic.facts.country,
            paper=clinic.facts.paper,
            today=asked.today,
        )
        yield Leaflet(request, PurePosixPath(asked.topics[0], asked.locale, requests.file_name(workspace, request)))
