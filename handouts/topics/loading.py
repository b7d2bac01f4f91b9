"""Load topics: read their files, take in what topics share, validate.

Must not know languages, templates or the engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from .. import shared
from ..errors import Problem, Refused, UsageFault, error, refuse_if_any
from ..model.content import Fact, FactsFile, Topic
from ..model.kinds import ModuleFile
from ..reading import Reading, checked, yaml_file
from ..workspace import Found, Workspace
from . import overlay
from .combination import TOGETHER
from .combining import combined
from .content import Loaded, TopicContent
from .faults import problems

JOINT = "+"
_NOT_MODULES = ("topic.yaml", "facts.yaml")


def ids(workspace: Workspace) -> tuple[str, ...]:
    """Return the ids of all topics of the workspace."""
    folders = workspace.names("topics")
    return tuple(name for name in folders if workspace.find(f"topics/{name}/topic.yaml"))


def load(workspace: Workspace, topic_id: str) -> TopicContent:
    """Return a topic, or several as one (`baclofen+opioids`).

    Raises `UsageFault` when there is none, `Refused` with every fault of its files, or where they make no one sheet.
    """
    if JOINT in topic_id:
        contents = [load(workspace, name) for name in sorted(set(topic_id.split(JOINT)))]
        return contents[0] if len(contents) == 1 else combined(contents, shared.load(workspace).get(TOGETHER))
    found = workspace.find(f"topics/{topic_id}/topic.yaml")
    if found is None:
        known = ", ".join(ids(workspace))
        raise UsageFault(error("topic.unknown", f"there is no topic '{topic_id}'", hint=f"topics: {known}"))
    faults: list[Problem] = []
    topic, reading = _topic(workspace, found, topic_id, faults)
    subjects = _shared(workspace, faults)
    modules = dict(_modules(workspace, topic_id, subjects, faults))
    known_facts = _facts(workspace, topic_id, faults)
    if topic is None or reading is None or faults:  # what one file says of another is not known yet
        raise Refused(faults)
    subjects = subjects or {}
    critical = frozenset(name for name, subject in subjects.items() if subject.file.safety == "critical")
    refuse_if_any(overlay.misplaced(topic, modules))
    behind = dict(overlay.outdated(workspace, found, modules, subjects))
    topic = overlay.with_beside(topic, modules)
    content = TopicContent(topic, reading, found, modules, known_facts, _digest(workspace, topic_id), critical, behind)
    refuse_if_any(problem for problem in problems(content) if problem.refuses)
    return content


def _topic(
    workspace: Workspace, found: Found, topic_id: str, faults: list[Problem]
) -> tuple[Topic | None, Reading | None]:
    try:
        reading = yaml_file(found.path, found.label)
        topic = checked(Topic, reading)
    except Refused as refused:
        faults.extend(refused.problems)
        return None, None
    if topic.id != topic_id:  # its catalogs are found by the id, its files by the folder
        say = f"the id is '{topic.id}' and the folder '{topic_id}'"
        faults.append(error("topic.id", say, reading.where(("id",)), f"write id: {topic_id}"))
    faults.extend(overlay.weakened(workspace, f"topics/{topic_id}/topic.yaml", reading, found))
    return topic, reading


def _shared(workspace: Workspace, faults: list[Problem]) -> shared.Subjects | None:
    """Return what topics share, or None when its files are at fault."""
    try:
        found = shared.load(workspace)
    except Refused as refused:
        faults.extend(refused.problems)
        return None
    for name, subject in found.items():
        file = f"{shared.FOLDER}/{name}.yaml"
        faults.extend(overlay.weakened(workspace, file, subject.reading, subject.found))
    return found


def _modules(
    workspace: Workspace, topic_id: str, subjects: shared.Subjects | None, faults: list[Problem]
) -> Iterator[tuple[str, Loaded]]:
    folder = f"topics/{topic_id}"
    for name in workspace.names(folder, ".yaml"):
        found = workspace.find(f"{folder}/{name}")
        if found is None or name in _NOT_MODULES:
            continue
        try:
            written = yaml_file(found.path, found.label)
            if subjects is None and any(shared.references(written.data)):
                continue  # what it takes has its own complaint already
            reading = shared.spliced(written, subjects or {})
            module = checked(ModuleFile, reading, "module").module
        except Refused as refused:
            faults.extend(refused.problems)
            continue
        faults.extend(overlay.weakened(workspace, f"{folder}/{name}", reading, found))
        yield name.removesuffix(".yaml"), Loaded(module, reading, found)


def _facts(workspace: Workspace, topic_id: str, faults: list[Problem]) -> Mapping[str, Fact]:
    """Return the facts of all roots, shared ones first: a clinic may add facts, and cannot change what ours are."""
    result: dict[str, Fact] = {}
    files = (f"{shared.FOLDER}/{shared.FACTS}", f"topics/{topic_id}/facts.yaml")
    for found in (item for name in files for item in workspace.every(name)):
        try:
            result.update(checked(FactsFile, yaml_file(found.path, found.label)).facts)
        except Refused as refused:
            faults.extend(refused.problems)
    return result


def _digest(workspace: Workspace, topic_id: str) -> str:
    total = hashlib.sha256()
    for folder in (shared.FOLDER, f"topics/{topic_id}"):
        for found in filter(None, (workspace.find(f"{folder}/{n}") for n in workspace.names(folder, ".yaml"))):
            total.update(found.path.name.encode() + b"\0" + found.path.read_bytes() + b"\0")
    return total.hexdigest()[:16]
