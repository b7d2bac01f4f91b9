"""What a clinic's files do to a topic of ours: modules that stand beside ours, and files that take the place of ours.

Must not let a clinic's file weaken what ours says of safety.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import replaced, shared
from ..errors import HandoutsError, Problem, error
from ..model.content import Recipe, Topic
from ..reading import Reading, yaml_file
from ..workspace import Found, Workspace
from .content import Loaded

Modules = Mapping[str, Loaded]


def with_beside(topic: Topic, modules: Modules) -> Topic:
    """Return the topic with every module that names a place beside another in `order:` and in the recipes."""
    placed = {name: loaded for name, loaded in modules.items() if loaded.module.beside and name not in topic.order}
    recipes = {name: _recipe(recipe, placed) for name, recipe in topic.recipes.items()}
    return topic.model_copy(update={"order": _beside(topic.order, placed), "recipes": recipes})


def _recipe(recipe: Recipe, placed: Modules) -> Recipe:
    """Return a recipe with what stands beside its modules; one of short forms takes notes and short forms only."""
    fits = {name: loaded for name, loaded in placed.items() if recipe.form == "whole" or _is_short(loaded)}
    return recipe.model_copy(update={"modules": _beside(recipe.modules, fits)})


def _is_short(loaded: Loaded) -> bool:
    return loaded.module.kind == "note" or loaded.module.brief is not None


def _beside(names: tuple[str, ...], placed: Modules) -> tuple[str, ...]:
    result: list[str] = []
    for name in names:
        result += [own for own, loaded in placed.items() if loaded.module.before == name]
        result.append(name)
        result += [own for own, loaded in placed.items() if loaded.module.after == name]
    return tuple(result)


def misplaced(topic: Topic, modules: Modules) -> Iterator[Problem]:
    """Yield an error for every module that names a place which the topic does not have."""
    known = [name for name in topic.order if name in modules and not modules[name].module.beside]
    for loaded in modules.values():
        place = loaded.module.beside
        if place and place not in known:
            at = loaded.reading.where(("before" if loaded.module.before else "after",))
            say, hint = f"there is no module '{place}' to stand beside", f"modules: {', '.join(known)}"
            yield error("overlay.place", say, at, hint)


def weakened(workspace: Workspace, name: str, reading: Reading, found: Found) -> Iterator[Problem]:
    """Yield an error where a file takes the place of one and says less of safety than that one."""
    below = _below(workspace, name, found)
    if below.get("safety") == "critical" and reading.data.get("safety") != "critical":
        say, hint = "ours is safety: critical, and this file is not", "write safety: critical"
        yield error("overlay.safety", say, reading.where(("safety",)), hint)
    lost = sorted(_required(below) - _required(reading.data))
    if lost:
        say = f"ours requires facts that this file leaves out: {', '.join(lost)}"
        hint = "list them under required: too; no sheet may lack them"
        yield error("overlay.required", say, reading.where(("required",)), hint)


def _below(workspace: Workspace, name: str, found: Found) -> Mapping[str, object]:
    """Return what the file below says; nothing when there is none, or none that can be read."""
    below = workspace.below(found, name)
    try:
        data = yaml_file(below.path, below.label).data if below else {}
    except HandoutsError:  # whoever keeps that file is told
        return {}
    return data if isinstance(data, dict) else {}


def _required(data: Mapping[str, object]) -> set[str]:
    """Return the facts that every sheet states, and those of each edition with words of its own."""
    said = data.get("editions")
    own = {name: facts for name, facts in said.items() if isinstance(facts, dict)} if isinstance(said, dict) else {}
    of_editions = {f"{fact} ({name})" for name, facts in own.items() for fact in _listed(facts, "required")}
    return {*_listed(data, "required"), *of_editions}


def _listed(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    said = data.get(key)
    return tuple(str(item) for item in said) if isinstance(said, list) else ()


def outdated(
    workspace: Workspace, topic: Found, modules: Modules, subjects: shared.Subjects
) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    """Yield the modules (and an empty name for the topic's own file) that may lack what ours now says, with why."""
    folder = f"topics/{topic.path.parent.name}"
    of_topic = replaced.outdated(workspace, f"{folder}/topic.yaml", topic, critical=True)
    if of_topic:
        yield "", (of_topic,)
    taken = {name: _subject(workspace, name, subject) for name, subject in subjects.items()}
    for name, loaded in modules.items():
        critical = loaded.module.safety == "critical"
        own = replaced.outdated(workspace, f"{folder}/{name}.yaml", loaded.found, critical=critical)
        said = {subject for subject in loaded.reading.origins.values() if subject}
        problems = (own, *(taken.get(subject) for subject in sorted(said)))
        found = tuple(problem for problem in problems if problem)
        if found:
            yield name, found


def _subject(workspace: Workspace, name: str, subject: shared.Subject) -> Problem | None:
    critical = subject.file.safety == "critical"
    return replaced.outdated(workspace, f"{shared.FOLDER}/{name}.yaml", subject.found, critical=critical)
