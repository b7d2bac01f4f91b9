"""Several topics as one: a sheet for a patient who takes more than one of these medicines.

What they say alike is said once, what is one topic's own stands under its name, what they do together comes first.
Names of facts and sources are told apart by their topic, so that every required fact of each is on the sheet. Must not
read files or know a topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from ..errors import Problem, Refused, error, refuse_if_any
from ..model.brief import Brief, BriefItem
from ..model.content import Recipe, Topic
from ..model.kinds import PointGroup, Points, PointsBody
from ..model.parts import Paragraph, Part, Point
from ..model.shared import Together
from ..model.walk import marked
from ..shared import Subject
from .combination import TOGETHER, Combination
from .content import Loaded, TopicContent
from .joining import Section, sections


def combined(contents: Sequence[TopicContent], shared: Subject | None) -> Combination:
    """Return several topics as one, in this order; raises `Refused` with all that stands against it."""
    main = shared.file.main if shared else None
    if shared is None or main is None:
        raise Refused(error("combine.silent", f"nothing says what to print first: no shared '{TOGETHER}'"))
    refuse_if_any((*_silent(contents, shared), *_contradicting(contents)))
    own = [_told_apart(content) for content in contents]
    ids = [item.topic.id for item in contents]
    made: dict[str, list[Section]] = {
        name: list(sections(name, [one.get(name) for one in own], ids, main))
        for name in _in_order([_joining(content, content.topic.order) for content in contents])
    }
    flat = {section.place: section for found in made.values() for section in found}
    first = _together(contents, shared, main)
    modules = {TOGETHER: Loaded(first, shared.reading, shared.found)}
    modules |= {place: Loaded(section.module, section.reading, section.found) for place, section in flat.items()}
    return Combination(
        topic=_topic(contents, main, made),
        reading=contents[0].reading,
        found=contents[0].found,
        modules=modules,
        facts={},
        digest="+".join(content.digest for content in contents),
        critical=frozenset(name for content in contents for name in content.critical),
        outdated=_outdated(contents, made),
        members=tuple(contents),
        shared=shared,
        main_words=main,
        came={TOGETHER: TOGETHER} | {place: section.came for place, section in flat.items()},
        about={place: section.of for place, section in flat.items()},
    )


# --- what stands against it -------------------------------------------------------------------------------------------


def _silent(contents: Sequence[TopicContent], shared: Subject) -> Iterator[Problem]:
    """Yield an error for two topics of which no text says how they go together, or which name two texts."""
    for one, other in combinations(contents, 2):
        a, b = one.topic, other.topic
        said = {a.together.get(b.id), b.together.get(a.id)}
        at = one.reading.where(("together",))
        if said == {None}:
            say = f"nothing says what '{a.id}' and '{b.id}' do together, so no one sheet is made for both"
            yield error("combine.silent", say, at, f"give out a sheet for each: {a.id}, {b.id}")
        elif len(said) > 1 or not said <= set(shared.file.paragraphs):
            say = f"'{a.id}' and '{b.id}' do not name the same text of topics/shared/{TOGETHER}.yaml"
            yield error("combine.unequal", say, at, f"paragraphs: {', '.join(shared.file.paragraphs)}")


def _contradicting(contents: Sequence[TopicContent]) -> Iterator[Problem]:
    """Yield an error for each fact that must not stand on one sheet with one of another topic."""
    known = {f"{content.topic.id}/{fact}" for content in contents for fact in content.facts}
    for content in contents:
        for name, fact in content.facts.items():
            for other in (item for item in fact.opposes if item in known):
                say = f"'{content.topic.id}/{name}' and '{other}' must not stand on one sheet: it could be misread"
                hint = f"give out a sheet for each: {', '.join(item.topic.id for item in contents)}"
                yield error("combine.contradicts", say, content.reading.where(), hint)


# --- facts and sources by topic ---------------------------------------------------------------------------------------


def _told_apart(content: TopicContent) -> dict[str, Loaded]:
    """Return the modules of a topic with its id before the name of each fact and source."""

    def named(part: Part) -> dict[str, Any]:
        return {"states": _of(content, part.states), "sources": _of(content, part.sources)}

    return {
        loaded.module.joins or name: Loaded(
            marked(loaded.module, named).model_copy(update={"sources": _of(content, loaded.module.sources)}),
            loaded.reading,
            loaded.found,
        )
        for name, loaded in content.modules.items()
    }


def _of(content: TopicContent, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{content.topic.id}/{name}" for name in names)


# --- the whole --------------------------------------------------------------------------------------------------------


def _together(contents: Sequence[TopicContent], shared: Subject, words: Together) -> Points:
    """Return what comes first: what each two of the topics do together, the most dangerous first, each text once."""
    named = {one.topic.together[other.topic.id] for one, other in combinations(contents, 2)}
    found: dict[str, Paragraph] = {}
    for name, paragraphs in shared.file.paragraphs.items():
        for paragraph in paragraphs if name in named else ():
            found.setdefault(str(paragraph.text), paragraph)
    items = tuple(BriefItem(text=one.text, needs_clinician=one.needs_clinician) for one in found.values())
    points = tuple(Point(say=one.text, needs_clinician=one.needs_clinician) for one in found.values())
    brief = Brief(title=words.heading, symbol="dont", items=items)
    body = PointsBody(groups=(PointGroup(items=points),))
    return Points(
        kind="points", format="1", title=words.heading, safety="critical", sources=(TOGETHER,), brief=brief, body=body
    )


def _topic(contents: Sequence[TopicContent], words: Together, made: dict[str, list[Section]]) -> Topic:
    """Return what the topics say of themselves, as one."""
    first = contents[0].topic
    reviewed = [content.topic.reviewed for content in contents]
    due = [content.topic.review_by for content in contents if content.topic.review_by]
    states = tuple(fact for content in contents for fact in _of(content, content.topic.main.states))
    main = {name: getattr(words, name) for name in ("title", "message", "act", "short")}
    return first.model_copy(
        update={
            "id": "+".join(content.topic.id for content in contents),
            "main": first.main.model_copy(update={**main, "symbol": "keep-taking", "states": states}),
            "required": tuple(fact for content in contents for fact in _of(content, content.topic.required)),
            "order": (TOGETHER, *(section.place for found in made.values() for section in found)),
            "recipes": dict(_recipes(contents, made)),
            "editions": {},
            "codes": {},
            "sources": {
                f"{content.topic.id}/{key}": source
                for content in contents
                for key, source in content.topic.sources.items()
            },
            "reviewed": None if None in reviewed else min(date for date in reviewed if date),
            "review_by": min(due) if due else None,
            "withdrawn": (),
        }
    )


def _recipes(contents: Sequence[TopicContent], made: dict[str, list[Section]]) -> Iterator[tuple[str, Recipe]]:
    """Yield each recipe that all topics have in the same form, with what each of them takes into it."""
    for name, recipe in contents[0].topic.recipes.items():
        each = [content.topic.recipes.get(name) for content in contents]
        there = [item for item in each if item is not None]
        alike = {(item.form, item.opens_with) for item in there}
        if len(there) < len(contents) or len(alike) > 1:
            continue
        named = [_joining(content, item.modules) for content, item in zip(contents, there, strict=True)]
        chosen = [
            section
            for module in _in_order(named)
            for section in made[module]
            if any(module in named[index] for index in section.of) and section.fits(recipe.form)
        ]
        first = () if recipe.opens_with else (TOGETHER,)
        chosen = _rows_together(chosen) if recipe.form == "brief" else chosen
        modules, discreet = (*first, *(section.place for section in chosen)), any(item.discreet for item in there)
        yield name, Recipe(opens_with=recipe.opens_with, modules=modules, form=recipe.form, discreet=discreet)


def _rows_together(chosen: list[Section]) -> list[Section]:
    """Return the sections with the rows of the box "Is this you?" in one place: where the last of them stands."""
    is_row = [section.module.brief is not None and section.module.brief.who is not None for section in chosen]
    last = max((index for index, row in enumerate(is_row) if row), default=0)
    before = [section for section, row in zip(chosen[:last], is_row, strict=False) if not row]
    rows = [section for section, row in zip(chosen, is_row, strict=True) if row]
    return [*before, *rows, *(section for section in chosen[last:] if section not in rows)]


def _joining(content: TopicContent, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a topic's modules as topics call them together."""
    return tuple(content.modules[name].module.joins or name for name in names)


def _outdated(contents: Sequence[TopicContent], made: dict[str, list[Section]]) -> dict[str, tuple[Problem, ...]]:
    """Return why a clinic's files may lack what ours now say, by the modules that they have become."""
    result: dict[str, tuple[Problem, ...]] = {}
    for content in contents:
        for name, problems in content.outdated.items():
            named = _joining(content, [name])[0] if name in content.modules else name
            for place in [section.place for section in made.get(named, ())] or [named]:
                result[place] = (*result.get(place, ()), *problems)
    return result


def _in_order(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return all names of several lists; one that the first lacks stands after the name before it in its own."""
    result = list(lists[0])
    for names in lists[1:]:
        before = -1
        for name in names:
            if name not in result:
                result.insert(before + 1, name)
            before = result.index(name)
    return tuple(result)
