"""Which folders a clinic's handouts are made from: its own, those that it builds on through `extends:`, and ours.

Must not read anything of a clinic but that one key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .errors import Refused, UsageFault, error
from .reading import Reading, yaml_file
from .workspace import Workspace, own_root

_MOST = 8


def at(clinic: Path | None) -> Workspace:
    """Return the workspace with this clinic's folder on top.

    Raises `UsageFault` when it is none, and `Refused` when `extends:` leads nowhere or in a circle.
    """
    if clinic is None:
        return Workspace((own_root(),))
    if not _is_clinic(clinic):
        hint = "name a folder that holds clinic.yaml; 'handouts new DIR --country CC' makes one"
        raise UsageFault(error("clinic.no-folder", f"'{clinic}' has no clinic.yaml", hint=hint))
    return Workspace((*_chain(clinic.resolve()), own_root()))


def _chain(root: Path) -> Iterator[Path]:
    """Yield a clinic's folder and those below it, ours left out."""
    seen: list[Path] = []
    while root != own_root():
        seen.append(root)
        yield root
        reading = yaml_file(root / "clinic.yaml", f"{root.name}/clinic.yaml")
        told = reading.data.get("extends") if isinstance(reading.data, dict) else None
        if told is None:
            return
        root = _extended(root, str(told), reading, seen)


def _extended(root: Path, told: str, reading: Reading, seen: list[Path]) -> Path:
    """Return the folder that `extends:` names."""
    where, folder = reading.where(("extends",)), Path(os.path.realpath(root / told.replace("\0", "\ufffd")))
    if not _is_clinic(folder):
        hint = "name the folder of your group from here, as in ../our-group; it has a clinic.yaml of its own"
        raise Refused(error("clinic.extends", f"there is no clinic.yaml in '{told}'", where, hint))
    if folder in seen or len(seen) >= _MOST:
        say = f"'{told}' leads back to a folder that builds on this one"
        raise Refused(error("clinic.extends", say, where, "let the group's folder not extend its clinics"))
    return folder


def _is_clinic(folder: Path) -> bool:
    return os.path.isfile(folder / "clinic.yaml")  # noqa: PTH113 - pathlib's raises where a name is too long
