"""What is written behind a shell for one patient: an incremental update (ISO 32000-1, 7.5.6), in plain bytes.

Must not know the engine or change a byte of the shell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

from .shell import Patch, Shell, Slot

_WIDTHS = (1, 4, 2)


class Annex:
    """Objects that a patient's file has beyond the shell's, or in place of them; it looks like a file to the engine."""

    def __init__(self, shell: Shell, language: str) -> None:
        self.shell, self.language = shell, language
        self.objects: dict[int, Any] = {}
        self.free = shell.size
        self.reserved: int | None = None
        """Number that the next object takes: of the one it stands in place of."""
        self.page_references = shell.pages
        self.roots: list[bytes] = []
        self.marks: list[bytes] = []
        self.fonts: Mapping[str, bytes] = {}
        self.catalog = {"StructTreeRoot": b"0 0 R"}
        self.objects[0] = {"K": self.roots}

    def add_object(self, item: Any) -> None:
        """Keep an object under the next free number, or the one that is reserved."""
        if self.reserved is None:
            item.number, self.free = self.free, self.free + 1
        else:
            item.number, self.reserved = self.reserved, None
        self.objects[item.number] = item

    def replace(self, number: int, item: Any) -> None:
        """Put an object in the place of one of the shell's."""
        item.number = number
        self.objects[number] = item


def filled(patch: Patch, words: Mapping[str, bytes], frames: Mapping[str, bytes]) -> bytes:
    """Return the content of a patch with a patient's words."""
    said = {"words": words, "frame": frames}
    return b"\n".join(said[part.kind].get(part.name, b"") if isinstance(part, Slot) else part for part in patch.parts)


def file(annex: Annex, words: Mapping[str, bytes], frames: Mapping[str, bytes]) -> bytes:
    """Return the shell with all that is a patient's behind it."""
    shell = annex.shell
    for patch in shell.patches:
        annex.replace(patch.number, pydyf.Stream([filled(patch, words, frames)], compress=True))
    annex.replace(shell.parents, pydyf.Array([*shell.parent_entries, *annex.marks]))
    annex.replace(shell.fonts, pydyf.Dictionary({**shell.font_entries, **annex.fonts}))
    body, places, position = [shell.pdf], {}, len(shell.pdf)
    for number, item in sorted(annex.objects.items()):
        if number:
            data = item.indirect + b"\n"
            places[number] = position
            position += len(data)
            body.append(data)
    digest = hashlib.md5(b"".join(body[1:]), usedforsecurity=False).hexdigest()
    return b"".join((*body, *_ending(shell, places, position, annex.free, digest)))


def _ending(shell: Shell, places: dict[int, int], position: int, free: int, digest: str) -> Iterator[bytes]:
    """Yield the cross-reference of the update, and where it is."""
    places[free] = position
    rows = b"".join(
        b"".join(value.to_bytes(width, "big") for value, width in zip((1, place, 0), _WIDTHS, strict=True))
        for _, place in sorted(places.items())
    )
    index = " ".join(f"{first} {count}" for first, count in _runs(sorted(places)))
    widths = " ".join(map(str, _WIDTHS))
    yield f"{free} 0 obj\n<</Type /XRef /Size {free + 1} /Index [{index}] /W [{widths}] /Prev {shell.xref}".encode()
    yield shell.trailer + f"<{digest}>]/Length {len(rows)}>>\nstream\n".encode() + rows
    yield f"\nendstream\nendobj\nstartxref\n{position}\n%%EOF\n".encode()


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield each run of numbers without a gap, as its first and its length."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], at - start
            start = at
