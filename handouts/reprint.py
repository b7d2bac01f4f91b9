"""The reprint code in a sheet's foot: its choices and what its content was, in 16 letters and digits or a few more.

Holds no patient and no clock. Names (topic, language, recipe, modules) are in it as short digests, so whoever reads one
finds the names that fit. Must not know a workspace.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import UsageFault, error
from .model.request import Request

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread; read with I and L as 1, and O as 0."""
EDITIONS = ("standard", "large-print", "plain", "wallet-card", "picture", "booklet", "interpreter")
PAPERS = ("a4", "letter")
CONDITIONS = (
    *("pump", "kidney", "driving", "pregnancy", "older-adult", "carer", "alcohol-treatment", "liquid"),
    "other-sedatives",
)
"""These three lists are part of the code: add at the end, never take away."""
_VERSION, _WITH_BESIDE, _VERSION_BITS = 0, 1, 2
_NAME, _CONTENT, _CHECK = 8, 16, 10
_SMALLEST_SIZE = 16


@dataclass(frozen=True, slots=True)
class Printed:
    """What a code says; names are digests of `_NAME` bits."""

    topic: int
    locale: int
    recipe: int | None
    modules: tuple[int, ...]
    revision: int
    source: int
    """Of the text in the source language, 16 bits."""
    translation: int
    """Of the same in the reader's language."""
    edition: str = "standard"
    size: int | None = None
    paper: str = "a4"
    fallback: bool = False
    with_name: bool = False
    concerns: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    beside: int | None = None
    """The second language."""


def name_digest(name: str) -> int:
    """Return the short digest by which a code holds a name."""
    return hashlib.sha256(name.encode()).digest()[0]


def content_digest(texts: Iterable[str]) -> int:
    """Return the short digest of texts in their order."""
    whole = hashlib.sha256("\0".join(texts).encode()).digest()
    return int.from_bytes(whole[:2], "big")


def printed(request: Request, revision: int, source: int, translation: int) -> Printed:
    """Return what the code of a sheet says."""
    return Printed(
        topic=name_digest(request.subject),
        locale=name_digest(request.locale),
        recipe=None if request.modules or request.recipe is None else name_digest(request.recipe),
        modules=tuple(name_digest(name) for name in request.modules),
        revision=revision,
        source=source,
        translation=translation,
        edition=request.edition,
        size=request.size,
        paper=request.paper,
        fallback=request.fallback,
        with_name=request.with_name,
        concerns=request.concerns,
        spares=request.spares,
        beside=name_digest(request.beside) if request.beside else None,
    )


def encode(said: Printed) -> str:
    """Return the code in groups of four."""
    bits = _Bits()
    for value, width in _fields(said):
        bits.put(value, width)
    letters = bits.letters()
    letters += _letters(_check(letters), _CHECK)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def decode(text: str) -> Printed:
    """Return what a code says, however it is spaced; raises `UsageFault` on one that was mistyped or cut."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("ILO", "110"))
    body, check = letters[:-2], letters[-2:]
    hint = "type it as it stands at the foot of the sheet: letters and digits, in groups of four"
    if len(letters) < 8 or any(letter not in ALPHABET for letter in letters):
        raise UsageFault(error("code.unreadable", "this is no reprint code", hint=hint))
    if _number(check) != _check(body):
        raise UsageFault(error("code.mistyped", "a letter of this code is wrong or missing", hint=hint))
    bits = _Bits(_number(body), len(body) * 5)
    version = bits.take(_VERSION_BITS)
    if version not in (_VERSION, _WITH_BESIDE):
        say = "this code was printed by a newer version of the program"
        raise UsageFault(error("code.newer", say, hint="install the newer version"))
    try:
        return _read(bits, with_beside=version == _WITH_BESIDE)
    except (ValueError, IndexError):
        raise UsageFault(error("code.unreadable", "this is no reprint code", hint=hint)) from None


def _fields(said: Printed) -> Iterator[tuple[int, int]]:
    """Yield every value with its width in bits; `_read` takes them in the same order."""
    yield _VERSION if said.beside is None else _WITH_BESIDE, _VERSION_BITS
    yield said.topic, _NAME
    yield said.locale, _NAME
    yield said.recipe is not None, 1
    if said.recipe is not None:
        yield said.recipe, _NAME
    else:
        yield len(said.modules), 6
        yield from ((name, _NAME) for name in said.modules)
    yield min(said.revision, 63), 6
    yield said.source, _CONTENT
    yield said.translation, _CONTENT
    yield PAPERS.index(said.paper), 1
    plain = (said.edition, said.fallback, said.with_name) == ("standard", False, False)
    yield not plain, 1
    if not plain:
        yield EDITIONS.index(said.edition), 4
        yield 0 if said.size is None else said.size - _SMALLEST_SIZE + 1, 4
        yield said.fallback, 1
        yield said.with_name, 1
    yield bool(said.concerns or said.spares), 1
    if said.concerns or said.spares:
        for names in (said.concerns, said.spares):
            yield sum(1 << index for index, name in enumerate(CONDITIONS) if name in names), len(CONDITIONS)
    if said.beside is not None:
        yield said.beside, _NAME


def _read(bits: _Bits, *, with_beside: bool) -> Printed:
    topic, locale = bits.take(_NAME), bits.take(_NAME)
    by_recipe = bits.take(1)
    recipe = bits.take(_NAME) if by_recipe else None
    modules = () if by_recipe else tuple(bits.take(_NAME) for _ in range(bits.take(6)))
    revision, source, translation = bits.take(6), bits.take(_CONTENT), bits.take(_CONTENT)
    paper, edition, size, fallback, with_name = PAPERS[bits.take(1)], "standard", None, False, False
    if bits.take(1):
        edition, step = EDITIONS[bits.take(4)], bits.take(4)
        size = step + _SMALLEST_SIZE - 1 if step else None
        fallback, with_name = bool(bits.take(1)), bool(bits.take(1))
    concerns, spares = (_conditions(bits), _conditions(bits)) if bits.take(1) else ((), ())
    beside = bits.take(_NAME) if with_beside else None
    bits.require_end()
    return Printed(
        *(topic, locale, recipe, modules, revision, source, translation),
        *(edition, size, paper, fallback, with_name, concerns, spares),
        beside=beside,
    )


def _conditions(bits: _Bits) -> tuple[str, ...]:
    mask = bits.take(len(CONDITIONS))
    return tuple(name for index, name in enumerate(CONDITIONS) if mask >> index & 1)


class _Bits:
    """A row of bits that is written and read from its front."""

    def __init__(self, value: int = 0, length: int = 0) -> None:
        self._value, self._length = value, length

    def put(self, value: int, width: int) -> None:
        """Add a value at the end; raises `ValueError` where it needs more bits."""
        if not 0 <= value < 1 << width:
            raise ValueError(value)
        self._value, self._length = self._value << width | value, self._length + width

    def take(self, width: int) -> int:
        """Return the next value; raises `ValueError` at the end."""
        if width > self._length:
            raise ValueError(width)
        self._length -= width
        value, self._value = self._value >> self._length, self._value & ((1 << self._length) - 1)
        return value

    def require_end(self) -> None:
        """Raise `ValueError` where more than the filling of the last letter is left."""
        if self._length >= 5 or self._value:
            raise ValueError(self._length)

    def letters(self) -> str:
        """Return the bits as letters, the last one filled up with zeros."""
        filling = -self._length % 5
        return _letters(self._value << filling, self._length + filling)


def _letters(value: int, width: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range(width - 5, -1, -5))


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value << 5 | ALPHABET.index(letter)
    return value


def _check(letters: str) -> int:
    return int.from_bytes(hashlib.sha256(letters.encode()).digest()[:2], "big") >> (16 - _CHECK)
