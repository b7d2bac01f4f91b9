"""Load topics: read, validate, and see that what a topic says of itself holds together.

Must not know languages, templates or the engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from .errors import Problem, Refused, UsageFault, error, note, refuse_if_any, warning
from .model.content import Fact, FactsFile, Topic
from .model.kinds import ModuleFile, TopicModule
from .model.message import Message
from .model.text import placeholders
from .model.walk import facts, parts, texts
from .reading import Loc, Reading, checked, yaml_file
from .workspace import Found, Workspace

_NOT_MODULES = ("topic.yaml", "facts.yaml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A content file's model, its text's lines, and the file."""

    module: TopicModule
    reading: Reading
    found: Found


@dataclass(frozen=True, slots=True)
class TopicContent:
    """A topic with all its modules and facts, as found in the workspace."""

    topic: Topic
    reading: Reading
    modules: Mapping[str, Loaded]
    facts: Mapping[str, Fact]
    digest: str
    """16 hex digits over all its files: the content, without languages or looks."""

    def messages(self, module: str) -> tuple[Message, ...]:
        """Return the texts of one module in reading order."""
        loaded = self.modules[module]
        critical = loaded.module.safety == "critical"
        return tuple(
            Message(self.topic.id, module, str(text), loaded.reading.where(loc), critical)
            for loc, text in texts(loaded.module)
        )

    def head(self) -> tuple[Message, ...]:
        """Return the texts of the topic itself: its name and its main message."""
        found = texts(self.topic)
        return tuple(Message(self.topic.id, "topic", str(text), self.reading.where(loc), True) for loc, text in found)


def ids(workspace: Workspace) -> tuple[str, ...]:
    """Return the ids of all topics of the workspace."""
    folders = workspace.names("topics")
    return tuple(name for name in folders if workspace.find(f"topics/{name}/topic.yaml"))


def load(workspace: Workspace, topic_id: str) -> TopicContent:
    """Return a topic; raises `UsageFault` when there is none, `Refused` with every fault of its files."""
    found = workspace.find(f"topics/{topic_id}/topic.yaml")
    if found is None:
        known = ", ".join(ids(workspace))
        raise UsageFault(error("topic.unknown", f"there is no topic '{topic_id}'", hint=f"topics: {known}"))
    faults: list[Problem] = []
    topic, reading = _topic(found, topic_id, faults)
    modules = dict(_modules(workspace, topic_id, faults))
    known_facts = _facts(workspace, topic_id, faults)
    if topic is None or reading is None or faults:  # what one file says of another is not known yet
        raise Refused(faults)
    content = TopicContent(topic, reading, modules, known_facts, _digest(workspace, topic_id))
    refuse_if_any(problems(content))
    return content


def _topic(found: Found, topic_id: str, faults: list[Problem]) -> tuple[Topic | None, Reading | None]:
    try:
        reading = yaml_file(found.path, found.label)
        topic = checked(Topic, reading)
    except Refused as refused:
        faults.extend(refused.problems)
        return None, None
    if topic.id != topic_id:  # its catalogs are found by the id, its files by the folder
        say = f"the id is '{topic.id}' and the folder '{topic_id}'"
        faults.append(error("topic.id", say, reading.where(("id",)), f"write id: {topic_id}"))
    return topic, reading


def _modules(workspace: Workspace, topic_id: str, faults: list[Problem]) -> Iterator[tuple[str, Loaded]]:
    folder = f"topics/{topic_id}"
    for name in workspace.names(folder, ".yaml"):
        found = workspace.find(f"{folder}/{name}")
        if found is None or name in _NOT_MODULES:
            continue
        try:
            reading = yaml_file(found.path, found.label)
            yield name.removesuffix(".yaml"), Loaded(checked(ModuleFile, reading, "module").module, reading, found)
        except Refused as refused:
            faults.extend(refused.problems)


def _facts(workspace: Workspace, topic_id: str, faults: list[Problem]) -> Mapping[str, Fact]:
    """Return the facts of all roots: a clinic may add facts of its own, and cannot change what ours are."""
    result: dict[str, Fact] = {}
    for found in workspace.every(f"topics/{topic_id}/facts.yaml"):
        try:
            result.update(checked(FactsFile, yaml_file(found.path, found.label)).facts)
        except Refused as refused:
            faults.extend(refused.problems)
    return result


def _digest(workspace: Workspace, topic_id: str) -> str:
    total = hashlib.sha256()
    for name in workspace.names(f"topics/{topic_id}", ".yaml"):
        found = workspace.find(f"topics/{topic_id}/{name}")
        if found:
            total.update(name.encode() + b"\0" + found.path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def problems(content: TopicContent) -> Iterator[Problem]:
    """Yield what does not hold together in a topic: names of modules, facts and sources, and what no sheet may lack."""
    yield from _names(content)
    yield from _required(content)
    yield from _sources(content)
    yield from _audience(content)
    yield from _lines(content)


def _names(content: TopicContent) -> Iterator[Problem]:
    topic, where = content.topic, content.reading.where
    known = ", ".join(content.modules)
    for index, name in enumerate(topic.order):
        if name not in content.modules:
            yield error("topic.no-module", f"no module '{name}'", where(("order", index)), f"modules: {known}")
    for recipe, names in topic.recipes.items():
        for index, name in enumerate(names):
            if name not in topic.order:
                at = where(("recipes", recipe, index))
                yield error("topic.no-module", f"recipe '{recipe}': '{name}' is not in order:", at, f"modules: {known}")
    for name in content.modules:
        if name not in topic.order:
            at = content.modules[name].reading.where()
            yield error("topic.not-in-order", f"module '{name}' is not in order:", at, "add it to order: in topic.yaml")


def _required(content: TopicContent) -> Iterator[Problem]:
    """Every fact that is stated is known; the core states all required ones."""
    topic = content.topic
    for index, fact in enumerate(topic.required):
        if fact not in content.facts:
            yield error(
                "fact.unknown", f"no fact '{fact}'", content.reading.where(("required", index)), "add it to facts.yaml"
            )
    for loaded in content.modules.values():
        for loc, part in parts(loaded.module):
            for fact in part.states:
                if fact not in content.facts:
                    yield error(
                        "fact.unknown",
                        f"no fact '{fact}'",
                        loaded.reading.where((*loc, "states")),
                        "add it to facts.yaml",
                    )
    core = content.modules.get(topic.core)
    lacking = set(topic.required) - (facts(core.module) if core else set())
    for fact in sorted(lacking):
        at = core.reading.where() if core else content.reading.where(("core",))
        yield error(
            "safety.core-lacks", f"the safety core does not state '{fact}'", at, f"add an item with states: [{fact}]"
        )


def _sources(content: TopicContent) -> Iterator[Problem]:
    """Every key cited is a source that is not weak; every source is cited."""
    sources = content.topic.sources
    used = {key for fact in content.facts.values() for key in fact.sources}
    for loaded in content.modules.values():
        cited: list[tuple[Loc, str]] = [(("sources",), key) for key in loaded.module.sources]
        cited += [((*loc, "sources"), key) for loc, part in parts(loaded.module) for key in part.sources]
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


def _close(text: str) -> str:
    """Return a text in which `5mg` and `5 mg` are the same."""
    return "".join(text.lower().split())


def _audience(content: TopicContent) -> Iterator[Problem]:
    """Nothing for staff or authors is stated to a patient, and no figure of theirs stands in a patient's text."""
    banned = [(name, figure) for name, fact in content.facts.items() for figure in fact.never_print]
    for reading, model in _printed(content):
        for loc, part in parts(model):
            for fact in part.states:
                if fact in content.facts and content.facts[fact].audience != "patient":
                    at = reading.where((*loc, "states"))
                    yield error(
                        "fact.audience", f"fact '{fact}' is not for patients", at, "take the part out of this module"
                    )
        for loc, text in texts(model):
            for fact, figure in banned:
                if _close(figure) in _close(text):
                    at = reading.where(loc)
                    yield error(
                        "fact.figure",
                        f"'{figure}' (fact '{fact}') never stands on a patient's page",
                        at,
                        "say it without",
                    )


def _printed(content: TopicContent) -> Iterator[tuple[Reading, BaseModel]]:
    """Yield what can stand on a patient's page: the topic's own texts and every module for patients."""
    yield content.reading, content.topic
    for loaded in content.modules.values():
        if loaded.module.audience == "patient":
            yield loaded.reading, loaded.module


_NEEDS = {"poison_number": "poison", "crisis_number": "crisis", "after_hours_phone": "after-hours"}
"""Numbers that a clinic may lack: the part that prints one says that it needs such a line."""


def _lines(content: TopicContent) -> Iterator[Problem]:
    """Yield an error for a number that may be lacking where the part does not make sure of it."""
    for reading, model in _printed(content):
        sure = {loc: part.line for loc, part in parts(model) if part.line}
        for loc, text in texts(model):
            around = {line for place, line in sure.items() if loc[: len(place)] == place}
            for name in placeholders(text):
                if name in _NEEDS and _NEEDS[name] not in around:
                    hint = f"write it in a part that has line: {_NEEDS[name]}, beside one with no_line: {_NEEDS[name]}"
                    yield error("line.unsure", f"{{{name}}} may be lacking here", reading.where(loc), hint)


def unconfirmed(content: TopicContent) -> Iterator[Problem]:
    """Yield a note for every part that a clinician has still to confirm."""
    for name, loaded in content.modules.items():
        if loaded.module.needs_clinician:
            yield note(
                "clinician.confirm",
                f"module '{name}' waits for a clinician",
                loaded.reading.where(("needs_clinician",)),
            )
        for loc, part in parts(loaded.module):
            if part.needs_clinician:
                yield note("clinician.confirm", "this part waits for a clinician", loaded.reading.where(loc))
