"""Writes the settings that show the engine our fonts and no other.

Must not list a folder of the system, and must not know what the engine does with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from pathlib import Path

from ..cache import cache_folder, write
from .families import CATALOGUE, catalogue


def fontconfig_file(font_folder: Path, own: Sequence[Path] = ()) -> Path:
    """Return a fontconfig file that lists only `font_folder` and a clinic's `own`; its path goes by these folders.

    There is no rule in it that slants or thickens a font: what a family lacks is not imitated.
    """
    places = tuple(place.resolve() for place in (font_folder, *own))
    name = hashlib.sha256("\n".join(map(str, places)).encode()).hexdigest()[:16]
    folder = cache_folder() / "fontconfig" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "fonts.conf"
    write(path, _settings(places, folder / "cache", _families(places[0].parent)).encode())
    return path


def _families(folder: Path) -> tuple[str, ...]:
    return tuple(family.name for family in catalogue(folder)) if (folder / CATALOGUE).is_file() else ()


def _settings(fonts: Sequence[Path], cache: Path, families: tuple[str, ...]) -> str:
    # Bound strongly, the order is a fixed one; otherwise fontconfig lets the text's language choose among them.
    fallbacks = "".join(
        f'    <edit name="family" mode="append_last" binding="strong"><string>{escape(name)}</string></edit>\n'
        for name in families
    )
    return (
        '<?xml version="1.0"?>\n'
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        + "".join(f"  <dir>{escape(str(folder))}</dir>\n" for folder in fonts)
        + f"  <cachedir>{escape(str(cache))}</cachedir>\n"
        "  <config><rescan><int>0</int></rescan></config>\n"
        f'  <match target="pattern">\n{fallbacks}  </match>\n'
        "</fontconfig>\n"
    )
