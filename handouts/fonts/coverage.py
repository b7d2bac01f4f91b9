"""Tells which characters no font has, before anything is laid out.

Must not decide what to do about them, and must not keep the text it was asked about.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ..cache import cache_folder, write

# No glyph is drawn for these: white space, controls, format characters, variation selectors, the grapheme joiner.
_SILENT = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SILENT_MARKS = frozenset({0x034F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})

Stamps = tuple[tuple[str, int, int, int], ...]


def uncovered(text: str, font_folder: Path) -> tuple[str, ...]:
    """Return the characters of the text that no font in the folder or below it has, each once, in the text's order."""
    drawn = [char for char in dict.fromkeys(text) if not _silent(char)]
    covered = _covered(font_folder, _stamps(font_folder)) if drawn else frozenset[int]()
    return tuple(char for char in drawn if ord(char) not in covered)


def _silent(char: str) -> bool:
    return unicodedata.category(char) in _SILENT or ord(char) in _SILENT_MARKS


def _stamps(folder: Path) -> Stamps:
    found = ((path.relative_to(folder).as_posix(), path.stat()) for path in sorted(folder.rglob("*.ttf")))
    return tuple((name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for name, stat in found)


@lru_cache(maxsize=4)
def _covered(folder: Path, stamps: Stamps) -> frozenset[int]:
    """Return what the files of these stamps have, kept from one process to the next.

    A stamp holds the time of the last change too, which nobody can set back.
    """
    digest = hashlib.sha256(repr((str(folder.resolve()), stamps)).encode())
    kept = cache_folder() / f"coverage-{digest.hexdigest()}.json"
    try:
        ranges = json.loads(kept.read_text(encoding="utf-8"))
        return frozenset(point for first, last in ranges for point in range(first, last + 1))
    except (OSError, ValueError, TypeError):
        covered = _read(folder / name for name, *_ in stamps)
        write(kept, json.dumps(_ranges(covered), separators=(",", ":")).encode())
        return covered


def _read(paths: Iterable[Path]) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    covered: set[int] = set()
    for path in paths:
        with TTFont(path, lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered)


def _ranges(points: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges
