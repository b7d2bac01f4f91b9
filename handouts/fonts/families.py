"""The catalogue of font families, and which of their files are in place.

Must not read a font file or ask the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import Refused, error

CATALOGUE = "fonts.yaml"
LOCK = "package-lock.json"
BASE = "base"
"""The group that every sheet needs."""
WEIGHT_NAMES = {400: "400Regular", 700: "700Bold"}


@dataclass(frozen=True)
class Family:
    """One typeface: its npm package, the weights kept, the scripts (ISO 15924) it is for, its download group.

    `download` is what its package weighs in MB, or 0 where that is little.
    """

    name: str
    package: str
    weights: tuple[int, ...]
    scripts: tuple[str, ...]
    group: str
    download: int = 0

    def files(self) -> tuple[str, ...]:
        """Return the names of its font files, one for each weight."""
        return tuple(self.file(weight) for weight in self.weights)

    def file(self, weight: int) -> str:
        """Return the name of the font file for a weight."""
        return f"{self.name.replace(' ', '')}_{WEIGHT_NAMES[weight]}.ttf"

    def licence(self) -> str:
        """Return the name of the file that holds its licence text."""
        return f"{self.name.replace(' ', '')}_LICENSE.txt"


def catalogue(folder: Path) -> tuple[Family, ...]:
    """Return the families of `folder/fonts.yaml` in the order of preference.

    Raises Refused when the file is not there or not a catalogue.
    """
    import yaml

    path = folder / CATALOGUE
    try:
        return _families(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as fault:
        raise Refused(
            error(
                "fonts.catalogue",
                "The list of fonts can't be read: " + type(fault).__name__,
                str(path),
                "Put back fonts.yaml as the project has it.",
            )
        ) from fault


@lru_cache(maxsize=4)
def _families(text: str) -> tuple[Family, ...]:
    import yaml

    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    return tuple(_family(entry) for entry in content["families"])


def _family(entry: dict[str, Any]) -> Family:
    if unknown := set(entry["weights"]) - set(WEIGHT_NAMES):
        raise ValueError(unknown)
    return Family(
        name=str(entry["name"]),
        package=str(entry["package"]),
        weights=tuple(entry["weights"]),
        scripts=tuple(map(str, entry["scripts"])),
        group=str(entry["group"]),
        download=int(entry.get("download", 0)),
    )


def groups(families: tuple[Family, ...], scripts: frozenset[str] | None = None) -> tuple[str, ...]:
    """Return the groups that these scripts (ISO 15924) need, `base` always; all groups where nothing is said."""
    wanted = (family.group for family in families if scripts is None or scripts & {*family.scripts})
    return tuple(dict.fromkeys((BASE, *wanted)))


def font_folder(folder: Path) -> Path:
    """Return where the font files of `folder` (a `styles/fonts`) lie, there or not: a folder for each group."""
    return folder / "files"


def pinned(folder: Path, group: str) -> Path:
    """Return the folder with the package.json and the lock of a group."""
    return folder / "groups" / group


def wanted(families: tuple[Family, ...]) -> tuple[str, ...]:
    """Return the names of all files that these families need: fonts and licence texts."""
    return tuple(name for family in families for name in (*family.files(), family.licence()))


def missing(folder: Path, *, group: str = BASE) -> tuple[str, ...]:
    """Return the names of a group's files that are not in place.

    Files that came from another version of the lock are not the ones it names: then all are missing.
    """
    names = wanted(tuple(family for family in catalogue(folder) if family.group == group))
    place = font_folder(folder) / group
    return names if not _up_to_date(folder, group) else tuple(n for n in names if not _holds_something(place / n))


def _up_to_date(folder: Path, group: str) -> bool:
    """Return whether the files in place were got by the lock that is there now."""
    try:
        return (font_folder(folder) / group / LOCK).read_bytes() == (pinned(folder, group) / LOCK).read_bytes()
    except OSError:
        return False


def _holds_something(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
