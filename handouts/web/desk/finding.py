"""Find a topic by what somebody types: a name, a brand, a code, with mistakes.

Must not know where topics come from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

ALIKE = 0.34
"""The share of trigrams from which two words may be the same word, mistyped."""
MOST = 12


class Known(NamedTuple):
    """A topic and everything that it may be looked for by."""

    id: str
    words: tuple[str, ...]


def found(known: Sequence[Known], asked: str) -> tuple[str, ...]:
    """Return the ids of the topics that may be meant, the likeliest first; all of them where nothing is asked."""
    words = _words(asked)
    if not words:
        return tuple(item.id for item in known)
    scored = ((min(_likeness(word, item.words) for word in words), item.id) for item in known)
    good = sorted((-score, name) for score, name in scored if score >= ALIKE)
    return tuple(name for _, name in good[:MOST])


def _likeness(word: str, names: Iterable[str]) -> float:
    """Return how well a word fits the best of these names, from 0 to 1."""
    return max((_alike(word, part) for name in names for part in _words(name)), default=0.0)


def _alike(typed: str, word: str) -> float:
    if typed == word:
        return 1.0
    if word.startswith(typed):
        return 0.95
    if len(typed) > 2 and typed in word:
        return 0.9
    if len(typed) < 3 or any(sign.isdigit() for sign in word):  # a code with a mistake is another code
        return 0.0
    return max(_shared(typed, word), _shared(typed, word[: len(typed) + 1])) * 0.85


def _shared(one: str, other: str) -> float:
    """Return the share of pairs and triples of letters that two words have in common."""
    first, second = _grams(one), _grams(other)
    return 2 * len(first & second) / (len(first) + len(second))


def _grams(word: str) -> frozenset[str]:
    framed = f" {word} "
    spans = (2, 3)
    return frozenset(framed[at : at + span] for span in spans for at in range(len(framed) - span + 1))


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return tuple(letters.split())
