"""Find English words and phrases in a text, in any of their forms.

Must not know what is wrong with a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern that finds phrases in all their forms, and the phrase that each form belongs to."""

    pattern: re.Pattern[str]
    known: Mapping[str, str]

    def found(self, text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Yield each place where a phrase stands, with the phrase."""
        for match in self.pattern.finditer(text):
            yield match, self.known[_key(match[0])]

    def covers(self, text: str, start: int, end: int) -> bool:
        """Whether these characters of a text belong to one of the phrases."""
        return any(match.start() <= start and end <= match.end() for match in self.pattern.finditer(text))


def phrases(these: Iterable[str]) -> Phrases:
    """Return phrases ready to be found; a phrase that is written out wins over the form of another."""
    every = tuple(these)
    known = {_key(form): phrase for phrase in every for form in _forms(phrase)}
    known.update({_key(phrase): phrase for phrase in every})
    longest_first = sorted(known, key=len, reverse=True)
    either = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+").replace("'", "[’']") for form in longest_first)
    return Phrases(re.compile(rf"\b(?:{either or '(?!)'})(?!\w|-\w)", re.IGNORECASE), known)


def _key(form: str) -> str:
    """Return a form as it is looked up: small letters, one space for hyphens and line ends."""
    return re.sub(r"[\s-]+", " ", form.casefold().replace("’", "'"))


def _forms(phrase: str) -> Iterator[str]:
    """Yield a phrase with its first and its last word in every form that they may have."""
    first, *middle = _key(phrase).split(" ")
    if not middle:
        yield from _inflected(first)
        return
    for head, tail in product(_inflected(first), _inflected(middle[-1])):
        yield " ".join((head, *middle[:-1], tail))


def _inflected(word: str) -> Iterator[str]:
    """Yield a word's regular forms, and some that do not exist and do no harm."""
    stem = word.removesuffix("e") if word.endswith("e") else word
    if re.search(r"(?:[^aeiou]|qu)[aeiou][^aeiouwxy]$", word):
        yield from (word + word[-1] + ending for ending in ("ed", "ing"))
    if word.endswith("y"):
        yield from (word[:-1] + ending for ending in ("ies", "ied"))
    yield from (word, word + "s", word + "es", stem + "ed", stem + "ing")
