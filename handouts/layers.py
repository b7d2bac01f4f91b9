"""What each file of a clinic's folder does: takes the place of ours, adds to it, or is read by nothing.

Must not read more of a file than its record of what it replaces.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import replaced, styles, topics
from .errors import Problem, note, warning
from .model.message import SHARED, TEMPLATES
from .workspace import FOLDERS, Found, Workspace

REPLACES, ADDS, MERGES, AFTER, UNUSED = "replaces", "adds to", "merges with", "loads after", "is read by nothing"
_ONE = r"[^/]+"
_FACTS = re.compile(rf"topics/{_ONE}/facts\.yaml")
_WHOLE = re.compile(
    rf"topics/{_ONE}/{_ONE}\.yaml|templates/(?:{_ONE}/)*{_ONE}\.html|styles/(figures|symbols)/{_ONE}\.svg"
)
_LOGO = re.compile(r"logo\.(svg|png|jpg|jpeg)")
_MERGED = re.compile(rf"clinic\.yaml|locales/help-lines\.csv|locales/{_ONE}/(review|wording|glossary)\.yaml")
_CATALOG = re.compile(rf"locales/{_ONE}/LC_MESSAGES/({_ONE})\.po")
_SHEET = re.compile(rf"styles/({_ONE}\.css)")
_FONT = re.compile(rf"styles/fonts/{_ONE}")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a clinic's folder, what it does, and the file below that it does it to."""

    name: str
    found: Found
    effect: str
    below: Found | None


def takes_place(name: str) -> bool:
    """Whether a file of this name replaces the one below it, whole, and must say which version of it."""
    return bool(_WHOLE.fullmatch(name)) and not _FACTS.fullmatch(name)


def layers(workspace: Workspace) -> Iterator[Layer]:
    """Yield every file that the roots above ours bring, the top root's first."""
    for root in workspace.roots[:-1]:
        for name in _names(root):
            found = Found(root / name, root, workspace.label(root, name))
            below = workspace.below(found, name)
            yield Layer(name, found, _effect(workspace, name, below), below)


def problems(workspace: Workspace) -> Iterator[Problem]:
    """Yield a note for each file of a clinic with what it does, and a warning where that is nothing or may be amiss."""
    for layer in layers(workspace):
        if layer.effect == UNUSED:
            yield warning("overlay.unused", "this file is read by nothing", layer.found.label, _near(layer, workspace))
        else:
            below = layer.below.label if layer.below else "ours"
            yield note("overlay.layer", f"this file {layer.effect} {below}", layer.found.label)
        if layer.name.startswith(("templates/", "styles/")) and takes_place(layer.name):
            behind = replaced.outdated(workspace, layer.name, layer.found)
            if behind:  # a topic's own files are told of with the topic
                yield behind


def _names(root: Path) -> Iterator[str]:
    """Yield the files of a root that are content, hidden and set-aside (`_…`) ones left out."""
    entries = [root / "clinic.yaml", *sorted(root.glob("logo.*"))]
    entries += [path for folder in FOLDERS for path in sorted((root / folder).rglob("*"))]
    for path in entries:
        name = path.relative_to(root).as_posix()
        if path.is_file() and not any(part.startswith((".", "_")) for part in PurePosixPath(name).parts):
            yield name


def _effect(workspace: Workspace, name: str, below: Found | None) -> str:
    if _MERGED.fullmatch(name) or _FACTS.fullmatch(name):
        return MERGES if below else ADDS
    if catalog := _CATALOG.fullmatch(name):
        known = catalog[1] in (TEMPLATES, SHARED) or workspace.find(f"topics/{catalog[1]}/topic.yaml")
        return (MERGES if below else ADDS) if known else UNUSED
    if sheet := _SHEET.fullmatch(name):
        effects = dict.fromkeys(styles.NAMES, AFTER) | dict.fromkeys((styles.SHELF, styles.PLAIN), REPLACES)
        return effects.get(sheet[1], UNUSED)
    if name.startswith("templates/"):
        return REPLACES if below else ADDS if _is_included(workspace, name) else UNUSED
    if _WHOLE.fullmatch(name) or _LOGO.fullmatch(name):
        return (REPLACES if below else ADDS) if _has_topic(workspace, name) else UNUSED
    return ADDS if _FONT.fullmatch(name) or name.endswith((".svg", ".png", ".jpg", ".jpeg")) else UNUSED


def _has_topic(workspace: Workspace, name: str) -> bool:
    """Whether a file below `topics/` lies in a topic that is one."""
    parts = PurePosixPath(name).parts
    return parts[0] != "topics" or parts[1] == SHARED or parts[1] in topics.ids(workspace)


def _is_included(workspace: Workspace, name: str) -> bool:
    """Whether another template names this one."""
    said = name.removeprefix("templates/")
    paths = (path for root in workspace.roots for path in (root / "templates").rglob("*.html"))
    return any(said in path.read_text(encoding="utf-8", errors="replace") for path in paths)


def _near(layer: Layer, workspace: Workspace) -> str:
    """Return what the file may have been meant to be called."""
    known = [
        path.relative_to(workspace.own).as_posix() for folder in FOLDERS for path in (workspace.own / folder).rglob("*")
    ]
    known += [f"styles/{name}" for name in styles.NAMES]
    near = difflib.get_close_matches(layer.name, known, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near else "docs/clinics.md lists the files that a clinic's folder may hold"
