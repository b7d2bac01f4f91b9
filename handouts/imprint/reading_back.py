"""Reads a finished file back from its bytes: it holds its own row's words, each with its glyphs, and no other's.

The shell's bytes are known and were judged once; this reads what stands behind them. Must not trust what the writing
kept in memory, and must not quote a word.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .. import glyphs
from ..model.panel import Entry
from .shell import Shell, Slot, Unfit

_STREAM = re.compile(rb"^(\d+) 0 obj\n(<<.*?>>)\nstream\n(.*)\nendstream\nendobj\n$", re.DOTALL)
_MARK = re.compile(rb"/(\w+)\s+<<(.*?)>>\s+BDC\s(.*?)EMC", re.DOTALL)
_SHOWN = re.compile(rb"/([A-Z]{6}) \S+ Tf|\[(.*?)\] TJ", re.DOTALL)
_HEX = re.compile(rb"<([0-9a-f]*)>")
_MCID = re.compile(rb"/MCID (\d+)")
_KID = re.compile(rb"/K \[(\d+)\]")
_SAYS = re.compile(rb"/ActualText (?:<([0-9a-f]+)>|\(((?:[^()\\]|\\.)*)\))", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_CHARS = re.compile(rb"beginbfchar\n(.*?)\nendbfchar", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letters:
    """A font of the file: the text of each of its glyphs, those that it has an outline for, and parts of used ones."""

    texts: Mapping[int, str]
    drawn: frozenset[int]
    parts: frozenset[int]


def require(pdf: bytes, shell: Shell, entries: Mapping[str, Entry]) -> None:
    """Raise `Unfit` unless the file is the shell with exactly these words in its panel, each with its glyphs."""
    try:
        _require(pdf, shell, entries)
    except (ValueError, LookupError, TypeError, struct.error, zlib.error):
        raise Unfit("check-shape") from None


def _require(pdf: bytes, shell: Shell, entries: Mapping[str, Entry]) -> None:
    if not pdf.startswith(shell.pdf):
        raise Unfit("check-shell")
    objects = _objects(pdf, shell)
    own = _folded("".join(line for entry in entries.values() for line in entry.lines)) | {" "}
    fonts = {name: font for name, font in _fonts(objects, shell) if name}
    for font in fonts.values():
        if not all(_folded(text) <= own for text in font.texts.values()):
            raise Unfit("check-letters")
        if not font.drawn <= {0, *font.texts, *font.parts}:
            raise Unfit("check-letters")
    said = dict(_said(objects, shell, fonts))
    for name in shell.fields:
        lines = entries[name].lines if name in entries else ()
        if said.get(name, "") != _bare("".join(lines)):
            raise Unfit("check-words")


def _objects(pdf: bytes, shell: Shell) -> dict[int, bytes]:
    """Return the objects behind the shell by their cross-reference, which must name each of them."""
    place = int(pdf[pdf.rindex(b"startxref") + 10 :].split()[0])
    head, _, rest = pdf[place:].partition(b"\nstream\n")
    index = [int(word) for word in _found(rb"/Index \[([\d ]+)\]", head).split()]
    numbers = [n for first, count in zip(index[::2], index[1::2], strict=True) for n in range(first, first + count)]
    rows = struct.iter_unpack(">BIH", rest[: 7 * len(numbers)])
    ordered = sorted(zip((place for _, place, _ in rows), numbers, strict=True))
    if ordered[0][0] != len(shell.pdf) or ordered[-1][0] != place:
        raise Unfit("check-shape")
    ends = [start for start, _ in ordered[1:]]
    return {number: pdf[start:end] for (start, number), end in zip(ordered, ends, strict=False)}


def _stream(data: bytes) -> bytes:
    found = _STREAM.match(data)
    if found is None:
        raise Unfit("check-shape")
    return zlib.decompress(found[3])


def _fonts(objects: Mapping[int, bytes], shell: Shell) -> Iterator[tuple[str, Letters]]:
    """Yield the fonts that the file has beyond the shell's."""
    entries = re.findall(rb"/([A-Z]{6}) (\d+) 0 R", objects[shell.fonts])
    for name, number in entries:
        if int(number) >= shell.size:
            font = objects[int(number)]
            unicodes = _stream(objects[_reference(font, b"ToUnicode")])
            texts = _texts(unicodes)
            for key in (b"DescendantFonts", b"FontDescriptor", b"FontFile2"):
                font = objects[_reference(font, key)]
            file = _stream(font)
            if glyphs.wrong(file, unicodes):
                raise Unfit("check-glyphs")
            yield name.decode(), Letters(texts, *_outlines(file, texts))


def _reference(data: bytes, key: bytes) -> int:
    return int(_found(rb"/" + key + rb" \[?(\d+) 0 R", data))


def _found(pattern: bytes, data: bytes) -> bytes:
    """Return what a pattern's group matches; raises `Unfit` where nothing does."""
    found = re.search(pattern, data)
    if found is None:
        raise Unfit("check-shape")
    return found[1]


def _texts(cmap: bytes) -> dict[int, str]:
    pairs = (_HEX.findall(block) for block in _CHARS.findall(cmap))
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for found in pairs
        for glyph, text in zip(found[::2], found[1::2], strict=True)
    }


def _outlines(file: bytes, used: Mapping[int, str]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the glyphs of a TrueType file that have an outline, and those that used ones are put together from."""
    tables = {
        file[at : at + 4]: struct.unpack_from(">II", file, at + 8)
        for at in range(12, 12 + 16 * struct.unpack_from(">H", file, 4)[0], 16)
    }
    is_long = struct.unpack_from(">h", file, tables[b"head"][0] + 50)[0]
    start, length = tables[b"loca"]
    places = struct.unpack_from(f">{length // (4 if is_long else 2)}{'I' if is_long else 'H'}", file, start)
    ends = [place * (1 if is_long else 2) + tables[b"glyf"][0] for place in places]
    waiting = list(used)
    parts: set[int] = set()
    while waiting:
        glyph = waiting.pop()
        if glyph + 1 < len(ends) and ends[glyph + 1] > ends[glyph]:
            found = set(_components(file, ends[glyph])) - parts
            parts |= found
            waiting += found
    return frozenset(at for at in range(len(ends) - 1) if ends[at + 1] > ends[at]), frozenset(parts)


def _components(file: bytes, at: int) -> Iterator[int]:
    """Yield the glyphs that a composite one is made of (OpenType, table `glyf`)."""
    if struct.unpack_from(">h", file, at)[0] >= 0:
        return
    at, flags = at + 10, 0x20
    while flags & 0x20:  # more components
        flags, glyph = struct.unpack_from(">HH", file, at)
        yield glyph
        at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)


def _said(objects: Mapping[int, bytes], shell: Shell, fonts: Mapping[str, Letters]) -> Iterator[tuple[str, str]]:
    """Yield what each field says, bare."""
    in_tags = {int(kid[1]): data for data in objects.values() if (kid := _KID.search(data))}
    for patch in shell.patches:
        content = _stream(objects[patch.number])
        for name, words in _filled(content, patch.parts, shell):
            yield name, "".join(_bare(_piece(mark, fonts, in_tags)) for mark in _MARK.finditer(words))


def _filled(content: bytes, parts: tuple[bytes | Slot, ...], shell: Shell) -> Iterator[tuple[str, bytes]]:
    """Yield what stands in each gap for words; all around must be the shell's, and each frame one that was learnt."""
    frames = tuple(sorted({(name, mould.frame) for (name, _), mould in shell.moulds.items()}))
    found = _pattern(parts, frames).fullmatch(content)
    if found is None:
        raise Unfit("check-shape")
    yield from found.groupdict().items()


@lru_cache(maxsize=256)
def _pattern(parts: tuple[bytes | Slot, ...], frames: tuple[tuple[str, bytes], ...]) -> re.Pattern[bytes]:
    """Return what a patch must look like; a group for each field's words."""
    made = []
    for part in parts:
        if not isinstance(part, Slot):
            made.append(re.escape(part))
        elif part.kind == "words":
            made.append(b"(?P<%s>.*?)" % part.name.encode())
        else:
            made.append(b"(?:%s)" % b"|".join(re.escape(frame) for name, frame in frames if name == part.name))
    return re.compile(b"\n".join(made), re.DOTALL)


def _piece(mark: re.Match[bytes], fonts: Mapping[str, Letters], in_tags: Mapping[int, bytes]) -> str:
    """Return what a piece of marked content says: as its tag or itself states, or by its glyphs."""
    glyph_text = "".join(_shown(mark[3], fonts))
    number = _MCID.search(mark[2])
    if number is None or int(number[1]) not in in_tags:
        raise Unfit("check-tags")
    stated = _SAYS.search(mark[2]) or _SAYS.search(in_tags[int(number[1])])
    return _string(stated) if stated else glyph_text


def _shown(content: bytes, fonts: Mapping[str, Letters]) -> Iterator[str]:
    font: Letters | None = None
    for name, string in _SHOWN.findall(content):
        if name:
            font = fonts.get(name.decode())
        if font is None:
            raise Unfit("check-glyphs")
        codes = b"".join(_HEX.findall(string)).decode()
        for at in range(0, len(codes), 4):
            glyph = int(codes[at : at + 4], 16)
            text = font.texts.get(glyph)
            if text is None or (glyph not in font.drawn and _inked(text)):
                raise Unfit("check-glyphs")
            yield text


def _inked(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" for char in text[:1])


def _string(stated: re.Match[bytes]) -> str:
    if stated[1] is not None:
        return bytes.fromhex(stated[1].decode()).decode("utf-16")
    return _ESCAPED.sub(rb"\1", stated[2]).decode("latin-1")


def _bare(text: str) -> str:
    """Return the text as both sides are compared: without white space and characters that have no shape."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"))


def _folded(text: str) -> set[str]:
    return set(unicodedata.normalize("NFKD", text))
