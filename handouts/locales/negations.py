"""Where a text says not, never, only or unless: the small words that turn a sentence around, as a glossary lists them.

Must not judge a text: it finds words, and a person reads them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_APOSTROPHES = "’‘ʼ"


@dataclass(frozen=True, slots=True)
class Negations:
    """A language's negations: whole words or rows of words; `*` is what else a word may begin or end with."""

    patterns: tuple[str, ...]

    def found(self, text: str) -> Counter[str]:
        """Return the negations of a text as they stand there, in small letters, with how often each does."""
        row = f" {' '.join(words(text))} "
        return Counter(hit for pattern in self.patterns for hit in _regex(pattern).findall(row))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters; vowel signs, joiners and apostrophes are parts of words."""
    return tuple("".join(_letters(text)).split())


def _letters(text: str) -> Iterator[str]:
    for char in unicodedata.normalize("NFC", text.casefold()):
        if char in _APOSTROPHES:
            yield "'"
        else:
            is_part = char == "'" or unicodedata.category(char)[0] in "LMN" or unicodedata.category(char) == "Cf"
            yield char if is_part else " "


def _regex(pattern: str) -> re.Pattern[str]:
    """Return what finds a pattern between spaces; `*…*` is found inside words, for scripts without spaces."""
    spoken = "".join("[^ ]*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", pattern.casefold()))
    if pattern.startswith("*") and pattern.endswith("*"):
        return re.compile(re.escape(pattern.casefold().strip("*")))
    return re.compile(f"(?<= ){spoken}(?= )")


def changes(before: Counter[str], after: Counter[str]) -> tuple[str, ...]:
    """Return what came and went, as `+never` and `-not`, in the order of the words."""
    return (*_signed("-", before - after), *_signed("+", after - before))


def _signed(sign: str, counted: Counter[str]) -> Iterable[str]:
    return (f"{sign}{word}" for word in sorted(counted.elements()))
