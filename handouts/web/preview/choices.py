"""What there is to choose from, for the page's form; whatever is at fault, the last good answer stands in.

Must not validate content: whoever draws it does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from ... import clinic, roots, styles
from ...errors import HandoutsError, Problem
from ...locales import languages
from ...locales.pseudo import PSEUDO
from ...model.clinic import ClinicFile
from ...model.editions import PRINTED
from ...reading import yaml_file
from ...workspace import Workspace, own_root
from .records import PANELS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of each control, and what a clinic would choose."""

    facts: ClinicFile = field(default_factory=lambda: ClinicFile(format="1"))
    topics: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    languages: tuple[languages.Language, ...] = ()
    papers: tuple[str, ...] = tuple(styles.PAPERS)
    editions: tuple[str, ...] = PRINTED
    panels: tuple[str, ...] = PANELS
    problems: tuple[Problem, ...] = ()
    """Why any of it is of an earlier time."""

    @property
    def digest(self) -> str:
        """Return what tells one form from another."""
        parts = (self.topics, self.recipes, self.languages, self.papers, self.editions, self.panels)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    @property
    def recipe(self) -> str:
        """Return the recipe to begin with."""
        usual = self.facts.recipe
        return usual if usual in self.recipes or not self.recipes else self.recipes[0]


class Chooser:
    """Remembers the choices of each topic, for each version of the files, and the last good ones for all pages."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, tuple[int, Choices]] = {}
        self._last = Choices()

    def at(self, version: int, topic: str) -> Choices:
        """Return what there is to choose from at a version; `topic` is the one whose recipes are asked for."""
        known = self._known.get(topic)
        if known is None or known[0] != version:
            before = known[1] if known else replace(self._last, recipes=())
            known = (version, choices(self._folder, topic, before))
            self._known[topic] = known
            self._last = known[1]
        return known[1]


def workspace_of(folder: Path | None) -> Workspace:
    """Return the workspace, or where its clinic.yaml leads nowhere just now, the clinic's folder on ours."""
    try:
        return roots.at(folder)
    except HandoutsError:
        return Workspace((folder.resolve(), own_root()) if folder else (own_root(),))


def choices(folder: Path | None, topic: str, before: Choices) -> Choices:
    """Return what there is to choose from now; what cannot be told is as it was before."""
    problems: list[Problem] = []
    workspace = _tried(lambda: roots.at(folder), workspace_of(folder), problems)
    facts = _tried(lambda: clinic.load(workspace, date.today())[0].facts, before.facts, problems)  # noqa: DTZ011
    topics = tuple(name for name in workspace.names("topics") if workspace.find(f"topics/{name}/topic.yaml"))
    chosen = topic or next(iter(topics), "")
    recipes = _tried(lambda: _recipes(workspace, chosen), before.recipes, problems)
    known = _tried(
        lambda: tuple(languages.language(name) for name in (*languages.languages(workspace), *PSEUDO)),
        before.languages,
        problems,
    )
    found = tuple(dict.fromkeys(problems))
    return replace(before, facts=facts, topics=topics, recipes=recipes, languages=known, problems=found)


def _tried(ask: Callable[[], T], otherwise: T, problems: list[Problem]) -> T:
    """Return the answer, or what stands in for it, noting why."""
    try:
        return ask()
    except HandoutsError as fault:
        problems.extend(fault.problems)
        return otherwise


def _recipes(workspace: Workspace, topic: str) -> tuple[str, ...]:
    """Return the recipes that a topic's file names; none of one that is not there."""
    found = workspace.find(f"topics/{topic}/topic.yaml")
    data = yaml_file(found.path, found.label).data if found else {}
    recipes = data.get("recipes") if isinstance(data, dict) else None
    return tuple(recipes) if isinstance(recipes, dict) else ()
