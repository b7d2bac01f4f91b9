"""What there is in a workspace, as rows for people and programs.

Must not print, and reads no more than a list needs: it must be quick.
"""

from __future__ import annotations

from collections.abc import Iterator

from .workspace import Workspace

Row = dict[str, object]


def rows(workspace: Workspace, what: str, topic: str | None) -> list[Row]:
    """Return the rows of one list."""
    if what == "topics":
        return list(_topics(workspace))
    if what == "languages":
        return list(_languages(workspace, topic))
    if what == "files":
        return list(_files(workspace))
    return list(_parts(workspace, what, topic))


def _topics(workspace: Workspace) -> Iterator[Row]:
    from .headings import headings

    for topic in headings(workspace):
        found = workspace.find(f"topics/{topic.id}/topic.yaml")
        root = workspace.title(found.root) if found else ""
        revision = f"revision {topic.revision}"
        yield {"id": topic.id, "name": topic.name, "title": topic.title, "revision": revision, "from": root}


def _files(workspace: Workspace) -> Iterator[Row]:
    """Yield every file that a clinic's folder and those that it builds on bring, with what it does."""
    from .layers import layers

    for layer in layers(workspace):
        below = layer.below.label if layer.below else ""
        yield {"id": layer.name, "from": workspace.title(layer.found.root), "effect": layer.effect, "below": below}


def _parts(workspace: Workspace, what: str, only: str | None) -> Iterator[Row]:
    from . import topics, wording

    known = wording.rules(workspace)
    for name in [only] if only else topics.ids(workspace):
        content = topics.load(workspace, name)
        if what == "recipes":
            for recipe, choice in content.topic.recipes.items():
                opening = [f"({choice.opens_with})"] if choice.opens_with else []
                said = ", ".join([*opening, *choice.modules])
                root = workspace.title(content.found.root)
                yield {"id": recipe, "topic": name, "from": root, "form": choice.form, "modules": said}
            continue
        for module in content.topic.order:
            loaded = content.modules[module]
            reads = wording.measure(loaded.module, known)
            yield {
                "id": module,
                "topic": name,
                "title": str(loaded.module.title),
                "from": workspace.title(loaded.found.root),
                "grade": f"grade {reads.grade}",
                "words": f"{reads.words} words",
            }


def _languages(workspace: Workspace, only: str | None) -> Iterator[Row]:
    """Yield every language with how much of each topic is translated and approved."""
    from . import clinic, template_words, topics
    from .locales import catalogs, languages, review
    from .model.message import SHARED, TEMPLATES

    words, policy = tuple(template_words.messages(workspace)), clinic.policy(workspace)
    named = [only] if only else topics.ids(workspace)
    said = {name: (*words, *topics.load(workspace, name).all()) for name in named}
    for locale_id in languages.languages(workspace):
        for name, messages in said.items():
            found = catalogs.load(workspace, locale_id, (TEMPLATES, SHARED, name))
            ready = sum(not tuple(catalogs.faults(message, found)) for message in messages)
            waiting = review.waiting(messages, found, workspace, policy)
            yield {
                "id": locale_id,
                "name": found.language.name,
                "from": " + ".join(_roots(workspace, locale_id)),
                "topic": name,
                "translated": f"{ready} of {len(messages)} texts",
                "approved": f"{sum(message not in waiting for message in messages)} approved",
            }


def _roots(workspace: Workspace, locale_id: str) -> Iterator[str]:
    """Yield the roots that bring words of a language; the source language is in ours from the start."""
    from .locales.languages import SOURCE

    for root in workspace.roots:
        own = any((root / "locales" / locale_id / "LC_MESSAGES").glob("*.po"))
        if own or (locale_id == SOURCE and root == workspace.own):
            yield workspace.title(root)
