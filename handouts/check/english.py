"""How the source text of a topic reads: its wording, its lists, its grade, and what each recipe gives the reader.

Must not judge a translation: these rules are English ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from .. import wording
from ..errors import Problem
from ..model.parts import Action, Blank, Step
from ..model.walk import parts, texts
from ..reading import Loc, Reading
from ..topics import TopicContent

_LISTS = ("items", "signs", "act", "steps", "questions")
_OTHERS = ("staff", "listen", "term", "alt")
"""Texts that are not said to the patient, what a glossary explains, and what a drawing shows."""


def problems(content: TopicContent, known: wording.Rules) -> Iterator[Problem]:
    """Yield what may hinder a reader of the source text: around the modules, then in each module for patients."""
    yield from _said(content.topic, content.reading, known)
    yield from _recipes(content)
    for name, loaded in content.modules.items():
        if loaded.module.audience != "patient":
            continue
        yield from _said(loaded.module, loaded.reading, known)
        where = loaded.reading.where
        if name != content.topic.core:  # its parts are printed one by one
            for loc, count in _lists(loaded.module):
                yield from wording.list_length(count, where(loc))
        acts = any(isinstance(part, Action | Step | Blank) for _, part in parts(loaded.module))
        said = (text for _, text in texts(loaded.module))
        yield from wording.no_you(name, said, where(), known, acts=acts)
        yield from wording.grade(name, wording.measure(loaded.module, known), where())


def _said(model: BaseModel, reading: Reading, known: wording.Rules) -> Iterator[Problem]:
    for loc, text in texts(model):
        if loc[-1] not in _OTHERS:
            yield from wording.problems(text, reading.where(loc), known)


def _lists(module: BaseModel) -> Iterator[tuple[Loc, int]]:
    """Yield each list of a module's whole form with how many items a reader gets to see at most."""
    seen = (loc for loc, part in parts(module) if not part.no_line and not part.not_in and loc[0] != "brief")
    counts = Counter(loc[:-1] for loc in seen if len(loc) > 1 and loc[-2] in _LISTS)
    for loc, count in counts.items():
        if count > 1 or not {"act", "groups"}.intersection(loc):  # one thing under a title is no list
            yield loc, count


def _recipes(content: TopicContent) -> Iterator[Problem]:
    """Yield a warning for each recipe that lacks something to do, something to use or a summary."""
    for name in content.topic.recipes:
        choice = content.choice(name)
        kinds = {"brief" if brief else content.modules[module].module.kind for module, brief in choice}
        if any(brief and (short := content.modules[module].module.brief) and short.who for module, brief in choice):
            kinds.add("box")
        where = content.reading.where(("recipes", name))
        for judge in (wording.no_action, wording.no_tool, wording.no_summary):
            yield from judge(name, kinds, where)
