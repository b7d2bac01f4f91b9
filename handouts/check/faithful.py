"""Say where a translation may not say what the source says: numbers, units, end marks, words left in English, length.

Looks at signs alone and knows no language but by its script and glossary; must not judge how a translation reads.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..errors import Problem, error, note, warning
from ..locales.catalogs import Entry, Translations
from ..locales.glossary import Glossary, Term
from ..locales.scripts import script_of, scripts
from ..model.message import SHARED, Message

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DOSE = re.compile(r"\d[\d.,]*[\s\u00a0\u202f]?(mg|mcg|mL|ml|g)(?!\w)")
_WORD = re.compile(r"[A-Za-z][a-z’'-]+")
_ENDS = {".": ".。।۔։།።", "?": "?？؟;፧", "!": "!！", ":": ":：፥"}
"""What may stand for each end mark, in whatever script."""
_CLOSING = "”“»«’‘)]*\u201d\u300d\u300f）"
_OPENING = '“«„「『”‘‹"'
_WITHOUT_STOP = frozenset({"th", "lo", "km", "my"})
"""Languages that end no sentence with a mark."""
_LEFT_OVER = 4
"""English words in a row, as the source has them, that no translation has by chance."""
_FOREIGN = 12
"""Latin letters in a translation for another script, from which they are more than a name or a unit."""
_LONG_ENOUGH = 25
"""Letters of a source text whose translation's length says something."""
_SHORT, _LONG = 0.4, 2.4
"""How many times the usual ratio of lengths is too little and too much."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A message and its translation, without placeholders and marks of emphasis."""

    message: Message
    entry: Entry
    source: str
    said: str


def problems(
    messages: Iterable[Message], found: Translations, glossary: Glossary, medicines: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield what a reader of both languages should look at; where a number is not the same, an error.

    `medicines` are names, as the source has them, that no text of all topics may bring in.
    """
    names = tuple(term for term in glossary.terms if term.source.casefold() in medicines)
    pairs = tuple(_pairs(messages, found))
    lang = found.language
    for pair in pairs:
        yield from _numbers(pair, lang.english, glossary)
        yield from _terms(pair, lang.english, glossary)
        yield from _medicine(pair, lang.english, names)
        yield from _marks(pair, lang.english)
        if lang.id.partition("_")[0] not in _WITHOUT_STOP:
            yield from _end(pair, lang.english)
        yield from _english(pair, lang.tag, lang.english)
    yield from _lengths(pairs, lang.english)


def _pairs(messages: Iterable[Message], found: Translations) -> Iterator[Pair]:
    for message in dict.fromkeys(messages):
        entry = found.entry(message)
        if entry is not None and entry.where:
            for form in entry.forms:
                yield Pair(message, replace(entry, translation=form, plural=""), _bare(message.source), _bare(form))


def _bare(text: str) -> str:
    return _PLACEHOLDER.sub(" ", text).replace("**", "")


def _numbers(pair: Pair, name: str, glossary: Glossary) -> Iterator[Problem]:
    """Yield an error where a number of the source is not in the translation, in whichever digits, or another is."""
    there, here = figures(pair.source), figures(pair.said)
    in_words = {str(number) for number in glossary.in_words}
    lost = [number for number in there - here if number not in in_words]
    more = [number for number in here if number not in there and number not in in_words]
    if lost or more:
        named = "; ".join(filter(None, (_listed("lacks", lost), _listed("adds", more))))
        hint = "write the numbers of the source in digits; what the grammar must say in words stands in in_words:"
        yield error("translation.numbers", f"the {name} {named}: {_quoted(pair)}", pair.entry.where, hint)
    units = Counter(_DOSE.findall(pair.source))
    if units and units != Counter(_DOSE.findall(_western(pair.said))):
        hint = "keep the unit as it stands on the box, a space after its number"
        yield error("translation.units", f"the {name} has other units: {_quoted(pair)}", pair.entry.where, hint)


def _listed(what: str, numbers: list[str]) -> str:
    return f"{what} {', '.join(sorted(numbers))}" if numbers else ""


def figures(text: str) -> Counter[str]:
    """Return the numbers of a text in western digits, with how often each stands there."""
    return Counter(number.replace(",", ".") for number in _NUMBER.findall(_western(text)))


class _Western(dict[int, str]):
    """What `str.translate` writes for each character: a western digit for a digit of another script."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        return self[code]


_WESTERN = _Western()


def _western(text: str) -> str:
    """Return a text with each digit of another script as the western one."""
    return text if text.isascii() else text.translate(_WESTERN)


def _terms(pair: Pair, name: str, glossary: Glossary) -> Iterator[Problem]:
    """Yield a warning for a word that the glossary fixes and that is said in another way."""
    said = pair.said.casefold()
    for term in glossary.terms:
        if (
            term.stems
            and _named(term.source).search(pair.source)
            and not any(stem.casefold() in said for stem in term.stems)
        ):
            say = f"the {name} says “{term.source}” in words that the glossary does not have: {_quoted(pair)}"
            yield warning("translation.term", say, pair.entry.where, f"glossary: {', '.join(term.stems)}")


def _medicine(pair: Pair, name: str, medicines: Iterable[Term]) -> Iterator[Problem]:
    """Yield an error for a text of all topics that names a medicine of one: another medicine's sheet prints it too."""
    said = pair.said.casefold()
    for term in medicines if pair.message.domain == SHARED else ():
        named = any(stem.casefold() in said for stem in term.stems or (term.term,))
        if named and not _named(term.source).search(pair.source):
            hint = "every topic prints this text: say “this medicine”"
            say = f"the {name} names {term.source}, and the source does not: {_quoted(pair)}"
            yield error("translation.medicine", say, pair.entry.where, hint)


def _marks(pair: Pair, name: str) -> Iterator[Problem]:
    """Yield a warning for quotation marks around a whole text whose source has none: the template sets its own."""
    bare = [text.strip().rstrip(".").strip() for text in (pair.message.source, pair.entry.translation)]
    source, said = (bool(text) and text[0] in _OPENING and text[-1] in _CLOSING for text in bare)
    if said and not source:
        say = f"the {name} has quotation marks around it, and the source has not: {_quoted(pair)}"
        yield warning("translation.marks", say, pair.entry.where, "take them out: where they belong, they are printed")


@cache
def _named(source: str) -> re.Pattern[str]:
    """Return what finds a glossary's English word: `overdose, too much` is either, what stands in brackets explains."""
    words = re.sub(r"\s*\([^)]*\)", "", source).split(", ")
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, filter(None, words)))})(?:s|es)?\b", re.IGNORECASE)


def _end(pair: Pair, name: str) -> Iterator[Problem]:
    """Yield a warning for a translation that does not end as its source does, in the marks of its script."""
    texts = (_PLACEHOLDER.sub("x", text) for text in (pair.message.source, pair.entry.translation))
    source, said = (text.rstrip().rstrip(_CLOSING).rstrip() for text in texts)
    mark = source[-1:] if source[-1:] in _ENDS else ""
    ends_so = said[-1:] in _ENDS[mark] if mark else not any(said.endswith(tuple(ends)) for ends in _ENDS.values())
    if source and said and not ends_so:
        wanted = f"with “{mark}” or what its script has for it" if mark else "without a mark, as the source does"
        yield warning("translation.end", f"the {name} does not end {wanted}: {_quoted(pair)}", pair.entry.where)


def _english(pair: Pair, tag: str, name: str) -> Iterator[Problem]:
    """Yield a warning for English: words in a row as the source has them, or letters that the language has not."""
    left = not _rows(pair.said).isdisjoint(_rows(pair.source))
    foreign = "LATIN" not in scripts(tag) and _latin(pair.said) >= _FOREIGN
    if left or foreign:
        hint = "translate it; names and units may stay"
        yield warning("translation.english", f"the {name} has English in it: {_quoted(pair)}", pair.entry.where, hint)


@lru_cache(maxsize=8192)
def _rows(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text)
    return frozenset(tuple(words[at : at + _LEFT_OVER]) for at in range(len(words) - _LEFT_OVER + 1))


def _latin(text: str) -> int:
    """Return the Latin letters of a text; what stands in brackets is a name as on the box."""
    return sum(script_of(char) == "LATIN" for char in re.sub(r"\([^)]*\)", "", text))


def _lengths(pairs: Iterable[Pair], name: str) -> Iterator[Problem]:
    """Yield a note for each text that is far shorter or longer than the language's usual."""
    ratios = {pair: len(pair.said) / len(pair.source) for pair in pairs if len(pair.source) >= _LONG_ENOUGH}
    usual = statistics.median(ratios.values()) if ratios else 1.0
    for pair, ratio in ratios.items():
        if not _SHORT * usual <= ratio <= _LONG * usual:
            how = "shorter" if ratio < usual else "longer"
            yield note(
                "translation.length", f"the {name} is much {how} than the source: {_quoted(pair)}", pair.entry.where
            )


def _quoted(pair: Pair) -> str:
    text = pair.message.source
    return f"“{text[:50]}{'…' if len(text) > 50 else ''}”"
