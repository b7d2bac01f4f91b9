"""Digests of all that goes into a handout: content, catalogs, styles, fonts, this program, the engine, the day.

By what files say, never by their times. Must not keep anything personal: a patient is not part of these.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .model.clinic import Clinic
from .workspace import FOLDERS, Workspace

_ROOT_FILES = ("clinic.yaml", "logo.svg", "logo.png", "logo.jpg", "logo.jpeg")
_FONTS = "styles/fonts"
_LEFT_OUT = ("node_modules", "__pycache__")
_DRAWN_BY = (
    *("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "fonttools", "pillow", "pyphen", "icu4py"),
    *("jinja2", "markupsafe", "babel", "segno", "pikepdf"),
)
"""Packages whose version may show on the page."""
_LIBRARIES = (("libpango-1.0.so.0", "pango_version"), ("libharfbuzz.so.0", "hb_version_string"))


@dataclass(frozen=True, slots=True)
class Inputs:
    """The digest of each file of a workspace, by root and name, and of everything else."""

    files: dict[str, bytes]
    rest: bytes

    def everything(self) -> bytes:
        """Return a digest of all of it."""
        return self.of()

    def of(self, topic: str = "", languages: frozenset[str] = frozenset()) -> bytes:
        """Return a digest without the topics and languages that are not these; all, where none are given."""
        total = hashlib.sha256(self.rest)
        for name, digest in self.files.items():
            if _concerns(name, topic, languages):
                total.update(f"{name}\0".encode() + digest)
        return total.digest()[:16]


def inputs(workspace: Workspace, clinic: Clinic) -> Inputs:
    """Read all that goes into handouts of this workspace; `clinic` is what it is on the day."""
    files = {name: hashlib.sha256(path.read_bytes()).digest() for name, path in sorted(_files(workspace))}
    rest = hashlib.sha256(repr((program(), engine(), clinic.lines)).encode())
    return Inputs(files, rest.digest())


def paths(workspace: Workspace) -> Iterator[Path]:
    """Yield every file that a handout may be made from."""
    yield from (path for _, path in _files(workspace))


def touched(files: Iterable[Path]) -> bytes:
    """Return what stays the same for as long as nobody touches these files, to know within one run when to read anew.

    Not what they say: only `inputs` can tell that.
    """
    total = hashlib.sha256()
    for path in files:
        now = path.stat()
        total.update(repr((str(path), now.st_ino, now.st_size, now.st_mtime_ns)).encode())
    return total.digest()


def program() -> str:
    """Return a digest of this program's code: its version number stays the same while it is being worked on."""
    total = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        total.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def engine() -> tuple[str, ...]:
    """Return the versions of what lays out and draws."""
    return (sys.version.split()[0], *map(_version, _DRAWN_BY), *(_library(*item) for item in _LIBRARIES))


def _concerns(name: str, topic: str, languages: frozenset[str]) -> bool:
    _root, folder, rest = name.split("/", 2)
    first, inner, _ = rest.partition("/")
    if folder == "topics" and topic:
        return first in (*topic.split("+"), "shared")
    if folder == "locales" and languages and inner:
        return first in languages
    return True


def _files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Yield every file that a handout may be made from, under the number of its root."""
    for number, root in enumerate(workspace.roots):
        for name in _ROOT_FILES:
            if (root / name).is_file():
                yield f"{number}/./{name}", root / name
        for folder in (*FOLDERS, _FONTS):  # the fonts once more by themselves: their folder may be a link
            for path in _below(root / folder):
                yield f"{number}/{path.relative_to(root).as_posix()}", path


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _LEFT_OUT]
        yield from (path for name in names if not name.startswith(".") and (path := Path(place, name)).is_file())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _library(file: str, function: str) -> str:
    """Return the version of a system library, where it bears this name."""
    try:
        ask = getattr(ctypes.CDLL(file), function)
    except (OSError, AttributeError):
        return ""
    ask.restype = ctypes.c_char_p if function.endswith("string") else ctypes.c_int
    return str(ask())
