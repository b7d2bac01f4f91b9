"""Take one of our files into a clinic's folder, with a record of what it replaces, and renew that record.

Must not change a file of ours, or the words of a file of the clinic.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from . import layers, output, replaced
from .errors import UsageFault, error
from .workspace import Found, Workspace


def copy(workspace: Workspace, name: str) -> str:
    """Write our file of this name into the clinic's folder; return how messages call it. Raises `UsageFault`."""
    root, found = _clinic(workspace), _replaceable(workspace, name)
    if found.root == root:
        hint = "change that file; with --acknowledge its record of ours is renewed"
        raise UsageFault(error("replace.exists", f"{found.label} is there already", hint=hint))
    text = found.path.read_text(encoding="utf-8")
    return _write(workspace, root, name, replaced.recorded(text, name, replaced.digest(found.path)))


def acknowledge(workspace: Workspace, name: str) -> str:
    """Write into the clinic's file that it was compared with ours as it is now; raises `UsageFault`."""
    root, found = _clinic(workspace), _replaceable(workspace, name)
    below = workspace.below(found, name)
    if found.root != root or below is None:
        hint = "look at 'handouts list files'; without --acknowledge the file is copied"
        raise UsageFault(error("replace.none", f"the clinic's folder has no {name} in place of ours", hint=hint))
    text = found.path.read_text(encoding="utf-8")
    return _write(workspace, root, name, replaced.recorded(text, name, replaced.digest(below.path)))


def differences(workspace: Workspace, name: str) -> str:
    """Return how the clinic's file differs from ours, line by line; empty where there is nothing to compare."""
    found = _replaceable(workspace, name)
    below = workspace.below(found, name)
    if below is None:
        return ""
    ours, theirs = (item.path.read_text(encoding="utf-8").splitlines() for item in (below, found))
    return "\n".join(difflib.unified_diff(ours, theirs, below.label, found.label, lineterm=""))


def _clinic(workspace: Workspace) -> Path:
    if len(workspace.roots) == 1:
        hint = "name it with --clinic, or make one with 'handouts new DIR --country CC'"
        raise UsageFault(error("replace.no-clinic", "there is no clinic's folder to write to", hint=hint))
    return workspace.roots[0]


def _replaceable(workspace: Workspace, name: str) -> Found:
    found = workspace.find(name)
    if found is None or not layers.takes_place(name):
        hint = "name a topic module, a template, a drawing or a shared file, as topics/baclofen/safe-use.yaml"
        raise UsageFault(error("replace.unknown", f"there is no file '{name}' that could be replaced", hint=hint))
    return found


def _write(workspace: Workspace, root: Path, name: str, text: str) -> str:
    output.write(root / name, text.encode())
    return workspace.label(root, name)
