"""A clinic's own font files: whether they can be used as the engine uses fonts.

The engine tells fonts apart by family, weight and style alone, so each must be one whole, static file whose own name is
the one that clinic.yaml gives. Must not judge a licence: it only reads what the file says of embedding.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problem, error
from ..model.clinic import Typeface
from ..workspace import Found, Workspace

FOLDER = "styles/fonts"
MOST_BYTES = 12_000_000
_BASIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;()!?-–’“” "
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16
_RESTRICTED, _BITMAP_ONLY = 0x0002, 0x0200
_ITALIC = 0x01
_LIGHTEST_BOLD = 600


@dataclass(frozen=True, slots=True)
class _File:
    """One font file as clinic.yaml names it."""

    family: str
    name: str
    bold: bool
    found: Found


def folders(workspace: Workspace, faces: Sequence[Typeface]) -> tuple[Path, ...]:
    """Return the folders of the roots above ours that hold the clinic's fonts."""
    files = (workspace.find(f"{FOLDER}/{name}") for face in faces for name in (face.regular, face.bold))
    return tuple(dict.fromkeys(found.path.parent for found in files if found))


def problems(workspace: Workspace, faces: Sequence[Typeface], ours: Sequence[str]) -> Iterator[Problem]:
    """Yield everything that keeps the clinic's fonts from being used; `ours` are the families of the project."""
    for face in faces:
        if face.family in ours:
            say, hint = f"'{face.family}' is one of our own fonts", "take it out of fonts: and use it by its name"
            yield error("font.unfit", say, "clinic.yaml", hint)
        for name, bold in ((face.regular, False), (face.bold, True)):
            found = workspace.find(f"{FOLDER}/{name}")
            if found is None:
                hint = f"put it into {FOLDER}/ of your folder"
                yield error("font.missing", f"there is no font file {FOLDER}/{name}", "clinic.yaml", hint)
            else:
                yield from _unfit(_File(face.family, name, bold, found))
    yield from _unlisted(workspace, faces)


def _unlisted(workspace: Workspace, faces: Sequence[Typeface]) -> Iterator[Problem]:
    """Yield an error for each font file that fontconfig would see and clinic.yaml does not name."""
    named = {name for face in faces for name in (face.regular, face.bold)}
    for folder in folders(workspace, faces):
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2") and path.name not in named:
                hint = "name it under fonts:, or take it away; one file for each weight"
                yield error("font.unlisted", "this font file is not in clinic.yaml", f"{FOLDER}/{path.name}", hint)


def _unfit(file: _File) -> Iterator[Problem]:
    """Yield what is wrong with one file, all at once."""
    from fontTools.ttLib import TTFont

    where = file.found.label
    if file.found.path.stat().st_size > MOST_BYTES:
        yield error("font.unfit", "the font file is larger than 12 MB", where, "take one for fewer scripts")
        return
    try:
        with TTFont(io.BytesIO(file.found.path.read_bytes()), lazy=True) as font:
            for say, hint in _faults(font, file):
                yield error("font.unfit", say, where, hint)
    except Exception:  # noqa: BLE001 - fontTools raises whatever a damaged file makes of it
        hint = "take the TTF or OTF file that the font's maker gives out"
        yield error("font.unfit", "this is not a font file that can be read", where, hint)


def _faults(font: Any, file: _File) -> Iterator[tuple[str, str]]:
    names, weight = _families(font), int(font["OS/2"].usWeightClass)
    if file.family not in names:
        said = ", ".join(sorted(names)) or "nothing"
        yield f"the file calls its family {said}, not '{file.family}'", "write the family as the file does"
    if "fvar" in font:
        yield "this is a variable font", "take the static files, one for each weight"
    if font["OS/2"].fsType & (_RESTRICTED | _BITMAP_ONLY):
        yield "the font's licence forbids embedding it", "take another font, or ask its maker for a licence"
    if font["OS/2"].fsSelection & _ITALIC:
        yield "this is a slanted font", "take the upright one"
    if file.bold != (weight >= _LIGHTEST_BOLD):
        say = "bold" if file.bold else "regular"
        yield f"this file has the weight {weight} and is named as the {say} one", "the regular has 400, the bold 700"
    lacking = [char for char in _BASIC if ord(char) not in font.getBestCmap()]
    if lacking:
        yield f"the font lacks {' '.join(lacking)}", "take the whole font, not a part of it"


def _families(font: Any) -> set[str]:
    typographic = {str(item) for item in font["name"].names if item.nameID == _TYPOGRAPHIC_FAMILY}
    return typographic or {str(item) for item in font["name"].names if item.nameID == _FAMILY}
