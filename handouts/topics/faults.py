"""What does not hold together in a topic: names of modules, facts and sources, and what no sheet may lack.

Must not read files.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Problem, error, note, warning
from ..model.editions import EDITIONS
from ..model.walk import facts
from ..reading import Loc
from . import pages
from .content import TopicContent


def problems(content: TopicContent) -> Iterator[Problem]:
    """Yield what does not hold together in a topic: names of modules, facts and sources, and what no sheet may lack."""
    yield from _names(content)
    yield from _required(content)
    yield from _editions(content)
    yield from _sources(content)
    yield from _maximum(content)
    yield from pages.problems(content)


def _names(content: TopicContent) -> Iterator[Problem]:
    topic, where = content.topic, content.reading.where
    known = ", ".join(content.modules)
    for index, name in enumerate(topic.order):
        if name not in content.modules:
            yield error("topic.no-module", f"no module '{name}'", where(("order", index)), f"modules: {known}")
    for recipe, choice in topic.recipes.items():
        opening = topic.recipes.get(choice.opens_with or "")
        if choice.opens_with and (opening is None or opening.opens_with):
            at = where(("recipes", recipe, "opens_with"))
            say = f"recipe '{recipe}' opens with '{choice.opens_with}', which is no recipe that stands by itself"
            yield error("topic.opens-with", say, at, f"recipes: {', '.join(topic.recipes)}")
        for index, name in enumerate(choice.modules):
            if name not in topic.order:
                at = where(("recipes", recipe, "modules", index))
                yield error("topic.no-module", f"recipe '{recipe}': '{name}' is not in order:", at, f"modules: {known}")
    for name in content.modules:
        if name not in topic.order:
            at = content.modules[name].reading.where()
            yield error("topic.not-in-order", f"module '{name}' is not in order:", at, "add it to order: in topic.yaml")


def _required(content: TopicContent) -> Iterator[Problem]:
    """Every fact that is stated is known; the core states all required ones."""
    topic = content.topic
    for fact, where in _stated(content):
        if fact not in content.facts:
            yield error("fact.unknown", f"no fact '{fact}'", where, "add it to facts.yaml")
    core = content.modules.get(topic.core)
    lacking = set(topic.required) - (facts(core.module) if core else set())
    for fact in sorted(lacking):
        at = core.reading.where() if core else content.reading.where(("core",))
        yield error(
            "safety.core-lacks", f"the safety core does not state '{fact}'", at, f"add an item with states: [{fact}]"
        )


def _editions(content: TopicContent) -> Iterator[Problem]:
    """Yield what is wrong with the words of editions that have their own: no module of its kind, a fact unsaid."""
    for edition, own in content.topic.editions.items():
        loaded, kind = content.modules.get(own.module), EDITIONS[edition].own_words
        if loaded is None or loaded.module.kind != kind:
            at = content.reading.where(("editions", edition, "module"))
            say = f"the edition '{edition}' needs a module of kind '{kind}', and '{own.module}' is none"
            yield error("edition.module", say, at, f"name a module of kind: {kind}")
        else:
            for fact in sorted(set(own.required) - facts(loaded.module)):
                say = f"the edition '{edition}' does not state '{fact}'"
                yield error("edition.lacks", say, loaded.reading.where(), f"add states: [{fact}] to what says it")


def _stated(content: TopicContent) -> Iterator[tuple[str, str]]:
    """Yield every fact that the topic or a module names, with its place."""
    where = content.reading.where
    yield from ((fact, where(("required", index))) for index, fact in enumerate(content.topic.required))
    yield from ((fact, where(("main", "states"))) for fact in content.topic.main.states)
    for edition, own in content.topic.editions.items():
        yield from ((fact, where(("editions", edition, "required"))) for fact in own.required)
    for loaded in content.modules.values():
        for loc, part in loaded.parts:
            yield from ((fact, loaded.reading.where((*loc, "states"))) for fact in part.states)


def _sources(content: TopicContent) -> Iterator[Problem]:
    """Every key cited is a source, on a page one that is not weak; every source is cited."""
    sources = content.topic.sources
    used = {key for fact in content.facts.values() for key in fact.sources}
    for name, fact in content.facts.items():
        for key in fact.sources:
            if key not in sources:
                say, at = f"fact '{name}' cites '{key}', which is no source", content.reading.where(("sources",))
                yield error("source.unknown", say, at, "add it to sources: in topic.yaml")
    for loaded in content.modules.values():
        cited: list[tuple[Loc, str]] = [(("sources",), key) for key in loaded.module.sources]
        cited += [((*loc, "sources"), key) for loc, part in loaded.parts for key in part.sources]
        for loc, key in cited:
            used.add(key)
            at = loaded.reading.where(loc)
            if key not in sources:
                yield error("source.unknown", f"no source '{key}'", at, "add it to sources: in topic.yaml")
            elif sources[key].weak:
                yield error(
                    "source.weak", f"source '{key}' is marked weak and is never printed", at, "cite a better one"
                )
    for key in sorted(set(sources) - used):
        if not sources[key].weak:
            at = content.reading.where(("sources", key))
            yield warning("source.unused", f"source '{key}' is cited nowhere", at, "cite it, or take it out")


def _maximum(content: TopicContent) -> Iterator[Problem]:
    """Yield an error for a maximum that no verified fact of its country states."""
    for country, maximum in content.topic.doses.maximum.items():
        fact = content.facts.get(maximum.fact)
        at, code = content.reading.where(("doses", "maximum", country)), "topic.maximum"
        if fact is None:
            yield error(code, f"no fact '{maximum.fact}'", at, "add it to facts.yaml, with its source")
        elif pages.is_open(fact, content.topic.sources):
            hint = "no maximum is better than one that nobody has seen in a source: take it out"
            yield error(code, f"fact '{maximum.fact}' is not verified", at, hint)
        elif fact.only_in != (country,) or f" {maximum.mg} mg" not in f" {fact.says}":
            say = f"fact '{maximum.fact}' does not say {maximum.mg} mg of {country} alone"
            yield error(code, say, at, f"name the fact that does, with only_in: [{country}]")


def unconfirmed(content: TopicContent) -> Iterator[Problem]:
    """Yield a note for every part that a clinician has still to confirm, and for the main message."""
    if content.topic.main.needs_clinician:
        at = content.reading.where(("main", "needs_clinician"))
        yield note("clinician.confirm", "the main message waits for a clinician", at)
    for name, loaded in content.modules.items():
        if loaded.module.needs_clinician:
            yield note(
                "clinician.confirm",
                f"module '{name}' waits for a clinician",
                loaded.reading.where(("needs_clinician",)),
            )
        for loc, part in loaded.parts:
            if part.needs_clinician:
                yield note("clinician.confirm", "this part waits for a clinician", loaded.reading.where(loc))
