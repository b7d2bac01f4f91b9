"""Find out in which encoding a text file is written.

UTF-8 is proven over the whole file; anything else can only be guessed, and is said. Must not keep what it read.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import Problem, Refused, UsageFault, error, note, warning

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("latin_1", "iso8859_15", "mac_roman", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
"""What spreadsheets and record systems write, beside Unicode."""
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "mac_roman", "cp1258", "latin_1", "iso8859_15")
_SIGNS = "‘’“”–—°€´·"


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look through a file tells."""

    digest: bytes
    lines: int
    encoding: str
    notes: tuple[Problem, ...]


def look(path: Path, told: str | None) -> Looked:
    """Return a file's digest, lines and encoding; `told` is what a person says of it.

    Raises `UsageFault` on an encoding that is not known, `Refused` where the file is not written in it, or in none.
    """
    total, lines, head = hashlib.sha256(), 0, b""
    strange = bytearray()
    tested = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    for block in _blocks(path):
        head = head or block[:4]
        total.update(block)
        lines += block.count(b"\n")
        strange += _beyond_ascii(block, _SAMPLE - len(strange))
        is_utf8 = is_utf8 and _decodes(tested, block)
    is_utf8 = is_utf8 and _decodes(tested, b"", final=True)
    encoding, notes = _named(told) if told else _found(head, bytes(strange), is_utf8=is_utf8)
    return Looked(total.digest(), lines, encoding, notes)


def text(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of a file, their ends as they are; raises `Refused` where it is written otherwise."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield from file
    except (UnicodeDecodeError, UnicodeError):
        hint = "save it as UTF-8 ('CSV UTF-8' in Excel), or name its encoding with --encoding"
        raise Refused(error("list.encoding", f"the list is not written in {encoding}", hint=hint)) from None


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _beyond_ascii(block: bytes, most: int) -> bytes:
    """Return the lines that tell an encoding: with bytes that are not ASCII."""
    if most <= 0 or block.isascii():
        return b""
    return b"\n".join(line for line in block.splitlines() if not line.isascii())[:most]


def _decodes(tested: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        tested.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _named(told: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        name = codecs.lookup(told).name
        return "utf-8-sig" if name == "utf-8" else name, ()
    except LookupError:
        hint = "names: utf-8, utf-16, windows-1252, iso-8859-1, shift_jis …"
        raise UsageFault(error("list.encoding", "there is no encoding of this name", hint=hint)) from None


def _found(head: bytes, strange: bytes, *, is_utf8: bool) -> tuple[str, tuple[Problem, ...]]:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, (note("list.read-as", f"the list is read as {name.removesuffix('-sig')}, as its mark says"),)
    if is_utf8:
        return "utf-8", (note("list.read-as", "the list is read as utf-8"),)
    guessed = _guessed(strange)
    if guessed is None:
        hint = "save it as UTF-8 ('CSV UTF-8' in Excel), or name its encoding with --encoding"
        raise Refused(error("list.encoding", "the encoding of the list cannot be told", hint=hint))
    hint = "look at the names on a few sheets; if letters are wrong, name the encoding with --encoding"
    say = f"the list is not UTF-8; it is read as {guessed}, which is a guess"
    return guessed, (warning("list.encoding-guessed", say, hint=hint),)


def _guessed(strange: bytes) -> str | None:
    """Return the encoding that makes words of these lines.

    A few names do not tell those of Latin letters apart: it is the first, by how common they are, that makes nothing
    but letters of them.
    """
    import charset_normalizer

    best = charset_normalizer.from_bytes(strange, cp_isolation=list(_COMMON)).best()
    if best is None:
        return None
    if best.encoding not in _LATIN:
        return best.encoding
    return next((name for name in _LATIN if _is_letters(strange, name)), best.encoding)


def _is_letters(strange: bytes, encoding: str) -> bool:
    try:
        text = strange.decode(encoding)
    except UnicodeDecodeError:
        return False
    return all(char.isascii() or char.isalpha() or char in _SIGNS for char in text)
