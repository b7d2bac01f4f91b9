"""The ordered roots whose folders hold all content: a clinic's on top, the project's own below.

Finds files and guards that they lie inside their root. Must not read what they say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import Refused, error

FOLDERS = ("topics", "templates", "locales", "styles")


@dataclass(frozen=True, slots=True)
class Found:
    """A file, the root that it comes from, and the short name by which messages call it."""

    path: Path
    root: Path
    label: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """Roots, highest precedence first; the last is the project's own."""

    roots: tuple[Path, ...]

    @property
    def own(self) -> Path:
        """The project's own root."""
        return self.roots[-1]

    def find(self, name: str) -> Found | None:
        """Return the file of this name (`topics/baclofen/topic.yaml`) from the first root that has it."""
        return next(self.every(name), None)

    def every(self, name: str) -> Iterator[Found]:
        """Yield the files of this name in all roots, highest precedence first."""
        for root in self.roots:
            path = _inside(root, name)
            if path is not None and os.path.isfile(path):  # noqa: PTH113 - pathlib's raises where a name is too long
                yield Found(path, root, self.label(root, name))

    def names(self, folder: str, suffix: str = "") -> tuple[str, ...]:
        """Return the names of the entries of a folder in any root, sorted, hidden ones left out."""
        found: set[str] = set()
        for root in self.roots:
            path = root / folder
            if path.is_dir():
                found.update(entry.name for entry in path.iterdir() if entry.name.endswith(suffix))
        return tuple(sorted(name for name in found if not name.startswith((".", "_"))))

    def label(self, root: Path, name: str) -> str:
        """Return how messages call a file: as it stands in the project, with the clinic's folder before it."""
        return name if root == self.own else f"{self.title(root)}/{name}"

    def title(self, root: Path) -> str:
        """Return how messages call a root: `ours`, or the folder's name, with the one around it where two are alike."""
        if root == self.own:
            return "ours"
        alike = [other for other in self.roots if other.name == root.name]
        return root.name if len(alike) == 1 else f"{root.parent.name}/{root.name}"

    def root_of(self, where: str) -> Path:
        """Return the root of the file that a message calls `where`, which may end in a line."""
        label = where.rpartition(":")[0] or where
        for root in self.roots:
            name = label.removeprefix(f"{self.title(root)}/") if root != self.own else label
            if self.label(root, name) == label and (root / name).is_file():
                return root
        return self.own

    def below(self, found: Found, name: str) -> Found | None:
        """Return the file of the same name that this one takes the place of."""
        lower = self.roots[self.roots.index(found.root) + 1 :]
        return next((item for item in self.every(name) if item.root in lower), None)

    def asset(self, name: str) -> bytes:
        """Return the bytes of a file below `styles/`; raises `Refused` when no root has it."""
        found = self.find(f"styles/{name}") or self.find(name if name.startswith("logo.") else "")
        if found is None:
            raise Refused(
                error("asset.missing", f"there is no file styles/{name}", hint="mind the spelling and the folder")
            )
        return found.path.read_bytes()


def nearest_clinic(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that has a `clinic.yaml`, the project's own left out."""
    for folder in (start, *start.parents):
        if (folder / "clinic.yaml").is_file() and folder.resolve() != own_root():
            return folder
    return None


def own_root() -> Path:
    """Return the folder with the project's own topics, templates, locales and styles: checkout or wheel."""
    package = Path(__file__).resolve().parent
    packed = package / "_workspace"
    return packed if packed.is_dir() else package.parent


def _inside(root: Path, name: str) -> Path | None:
    """Return the path of a name below a root; None when it is empty or would leave the root."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or any(part in ("..", "") or "\\" in part or "\0" in part for part in parts):
        return None
    path = root.joinpath(*parts)
    if not any(os.path.islink(os.path.join(root, *parts[:end])) for end in range(1, len(parts) + 1)):  # noqa: PTH114, PTH118
        return path
    try:
        real = os.path.realpath(path)
    except ValueError:  # half a character, which no file's name has
        return None
    real_root = os.path.realpath(root)
    return path if os.path.commonpath([real, real_root]) == real_root else None
