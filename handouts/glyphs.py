"""Say whether the glyphs that a file draws are those of the text that it claims for them.

An engine that takes one font file for another draws other letters, and extraction still reads the right ones. Only
letters and digits of the Latin, Greek and Cyrillic scripts are held against the font's own character map: elsewhere
shaping gives one glyph to many texts. Must not raise on a damaged font: what cannot be read is not judged.
"""

from __future__ import annotations

import re
import struct
import unicodedata

_SIMPLE_SCRIPTS_END = 0x0590
_MOST_IN_A_ROW = 0x10000
_DOTLESS = str.maketrans("ıȷ", "ij")
_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")


def wrong(font_file: bytes, to_unicode: bytes) -> tuple[str, ...]:
    """Return the characters for which another glyph is drawn, by a TrueType or OpenType file and a ToUnicode map."""
    try:
        own = _own_texts(font_file)
        claimed = _claimed_texts(to_unicode)
    except (struct.error, ValueError, IndexError, OverflowError):
        return ()
    return tuple(sorted({text for glyph, text in claimed.items() if _differ(text, own.get(glyph))}))


def _differ(text: str, own: set[str] | None) -> bool:
    if not own or len(text) != 1 or ord(text) >= _SIMPLE_SCRIPTS_END or not text.isalnum():
        return False
    return _base(text) not in {_base(char) for char in own}


def _base(char: str) -> str:
    """Return the letter without case, marks and form: small capitals, superscripts and local forms are the same."""
    return unicodedata.normalize("NFKD", char).translate(_DOTLESS).casefold()[:1]


def _claimed_texts(to_unicode: bytes) -> dict[int, str]:
    """Return the text of each glyph by the single entries of a ToUnicode map."""
    texts: dict[int, str] = {}
    for kind, block in _BLOCK.findall(to_unicode):
        codes = _HEX.findall(block)
        if kind == b"char":
            for glyph, text in zip(codes[::2], codes[1::2], strict=False):
                texts[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    return texts


def _own_texts(font: bytes) -> dict[int, set[str]]:
    """Return the characters of each glyph by the font's Unicode character maps of formats 4 and 12."""
    start = _table(font, b"cmap")
    texts: dict[int, set[str]] = {}
    for index in range(struct.unpack_from(">H", font, start + 2)[0] if start else 0):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            for char, glyph in _mapped(font, start + offset):
                texts.setdefault(glyph, set()).add(chr(char))
    return texts


def _table(font: bytes, name: bytes) -> int:
    for index in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == name:
            return int(offset)
    return 0


def _mapped(font: bytes, start: int) -> list[tuple[int, int]]:
    form = struct.unpack_from(">H", font, start)[0]
    if form == 12:
        return _groups(font, start)
    return _segments(font, start) if form == 4 else []


def _groups(font: bytes, start: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for index in range(struct.unpack_from(">I", font, start + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", font, start + 16 + 12 * index)
        pairs += [(char, glyph + char - first) for char in range(first, min(last, first + _MOST_IN_A_ROW) + 1)]
    return pairs


def _segments(font: bytes, start: int) -> list[tuple[int, int]]:
    double = struct.unpack_from(">H", font, start + 6)[0]
    pairs: list[tuple[int, int]] = []
    for place in range(start + 14, start + 14 + double, 2):
        last = struct.unpack_from(">H", font, place)[0]
        first, delta, offset = (struct.unpack_from(">H", font, place + 2 + double * step)[0] for step in (1, 2, 3))
        for char in range(first, last + 1):
            glyph = char
            if offset:
                glyph = struct.unpack_from(">H", font, place + 2 + double * 3 + offset + 2 * (char - first))[0]
            if glyph or not offset:
                pairs.append((char, (glyph + delta) & 0xFFFF))
    return pairs
