"""How hard English is to read: sentences, words, syllables, and the Flesch–Kincaid grade.

Must not know a topic or a rule of style, nor judge: it counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

_MARKS = re.compile(r"\*\*")
_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
_SHORT = r"(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)"
_END = re.compile(rf"{_SHORT}(?:[.!?…][)”’\"']*)+\s+", re.IGNORECASE)
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[’'‑-][^\W\d_]+)*")
_JOINT = re.compile(r"[’'‑-]")

_LESS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=[aeiouy])[^aeiouy]*(?:[^aeiouyl]|(?<=[aeiouy])l|ll)(?<![^aeiouyr]r)es?$(?<!ches)(?<!shes)(?<![sxzcg]es)",
        r"(?<=[aeiouy])[^aeiouy]*(?:[^aeiouyltd]|(?<=[aeiouy])l|ll)(?<![^aeiouyr]r)ed$",
        r"(?<=[aeiouy])[^aeiouy]*(?:[^aeiouyl]|(?<=[aeiouy])l)e(?:ly|ful|less|ment|ness|some|thing|time)",
        r"(?<=[aeiouy])[^aeiouy]*[gq]ues?$",
    )
)
"""Vowels that are written and not spoken: makes, called, safely, fatigue; but not muscle, nurses, hundred, needed."""

_MORE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![ctsxg])(?<!sh)(?<!ll)(?<!n)i(?:a(?!ge)|o|u)",
        r"iet",
        r"(?<![ctg])ien[tc]|scien",
        r"(?<=[aeiouy])[^aeiouy]+ie(?:r|st)$",
        r"(?<=[aeiouy])[^aeiouy]+eas?$|oea|creat|^react",
        r"(?:^g|[drnt]|th)eo(?!n[ae])",
        r"(?<![qg])ua|[lrn]ue(?:n[tc]|l)|[lr]ui[dn]|suici",
        r"oe[mt]",
        r"[aeiouy]ing",
        r"[ao]y[aeo]|(?<![aeiouy])yer|eyo",
        r"(?:s|th)ms?$",
    )
)
"""Two syllables in one group of vowels, or one without a vowel: media, quiet, earlier, idea, usual, being, spasm."""

_ODD = {
    "anyone": 3, "argue": 2, "business": 2, "element": 3, "every": 2, "evening": 2, "eye": 1, "eyes": 1,
    "headache": 2, "headaches": 3, "soldier": 2, "therefore": 2, "everyone": 3, "everything": 3,
}  # fmt: skip
"""Common words that no rule fits."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What some texts measure together, and the words that the grade leaves out, sorted."""

    grade: float
    words: int
    sentences: int
    left_out: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Return a text without emphasis; a placeholder is a number, as it will be on the page."""
    return _PLACEHOLDER.sub("0", _MARKS.sub("", text))


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text that have a word in them; a text without a full stop is one."""
    said, start = plain(text), 0
    for stop in (*(match.end() for match in _END.finditer(said)), len(said)):
        if _WORD.search(said, start, stop):
            yield said[start:stop].strip()
        start = stop


def words(sentence: str) -> list[str]:
    """Return the words and numbers of a sentence; `life-threatening` and `don’t` are one word each."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """Return how many syllables an English word has, at least 1: a guess by its letters, right for about 19 in 20."""
    return max(1, sum(_spoken(part) for part in _JOINT.split(word.lower())))


def _spoken(part: str) -> int:
    """Return the syllables of a part of a word; 0 where it has no vowel."""
    if part in _ODD:
        return _ODD[part]
    groups = len(re.findall(r"[aeiouy]+", part))
    silent = sum(len(rule.findall(part)) for rule in _LESS)
    split = sum(len(rule.findall(part)) for rule in _MORE)
    return max(min(groups, 1), groups - silent + split)


def measured(texts: Iterable[str], known: Collection[str] = ()) -> Measure:
    """Return the Flesch–Kincaid grade of English texts with its counts; 0 where there is no word.

    0.39 · words/sentences + 11.8 · syllables/words − 15.59 (Kincaid, Fishburne, Rogers and Chissom, 1975: Derivation of
    new readability formulas, Naval Technical Training Command, Research Branch Report 8-75).

    `known` are words that the reader is told or that are names, in lower case. They, numbers and placeholders make a
    sentence longer as any word does, but how long they are themselves does not count.
    """
    found = [words(sentence) for text in texts for sentence in sentences(text)]
    every = [word for sentence in found for word in sentence]
    spoken = [word for word in every if not word[0].isdigit()]
    left_out = {word: name for word in spoken if (name := _named(word, known))}
    counted = [syllables(word) for word in spoken if word not in left_out]
    if not counted:
        return Measure(0.0, len(every), len(found), tuple(sorted(set(left_out.values()))))
    grade = 0.39 * len(every) / len(found) + 11.8 * sum(counted) / len(counted) - 15.59
    return Measure(round(grade, 1), len(every), len(found), tuple(sorted(set(left_out.values()))))


def _named(word: str, known: Collection[str]) -> str:
    """Return the known word that this is a form of, or nothing."""
    base = re.sub(r"[’']s?$", "", word.lower())
    return next((form for form in (base, base.removesuffix("s"), base.removesuffix("es")) if form in known), "")
