"""Where a line may end: ICU's rules and dictionaries for scripts without spaces, Pango's for the others; and ours.

Knows no page: a text goes in, places come out. Must not change a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

OBJECT = "\ufffc"
"""Stands for what is no text, and for a word that is whole."""
_UNSPACED = re.compile(
    "[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff]"
)
"""Lao, Burmese, Khmer; Han, kana, Hangul."""
_THAI = re.compile("[\u0e01-\u0e5b]")
_HAN = re.compile("[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]")
_STRICT = "-u-lb-strict-lw-phrase"
"""No small kana at a line's head; Japanese by phrases, Korean by words."""
_UNIT = "mcg|mg|µg|μg|kg|g|mL|ml|dL|L|IU|%|мкг|мг|мл|г"
_WHOLE = (
    re.compile(rf"\d[\d.,\u066b]*[ \u00a0\u202f]*(?:{_UNIT})(?!\w)"),
    re.compile(r"(?<!\w)(?:\+ ?)?(?:\(\d+\) ?)?\d+(?:[ \u00a0\u202f./-]\d+)*(?!\w)"),
)
"""A dose; the groups of a telephone number."""
_CLOSING = "。、，．！？；：）」』】〕〉》〗〙”’»›,.!?;:)]}…؟،؛۔।॥%％"
"""No line begins with one of these, a space before it or not."""
_OPENING = "（「『【〔〈《〖〘“‘«‹([{¿¡"
"""No line ends with one of these, a space after it or not."""
_SPACES = " \u00a0\u202f"
_BESIDE_CLOSING = re.compile(rf"(?<=\S) +(?=[{re.escape(_CLOSING)}](?:[\s{re.escape(_CLOSING)}]|$))")
_BESIDE_OPENING = re.compile(rf"(?:(?<=[{re.escape('«‹¿¡')}])|(?<=[（「『【〔〈《〖〘])) +(?=\S)")
_LONGEST_COUNTER = 4
"""Letters of the longest word that a number counts and that stays on its line."""


def needs_icu(text: str, lacks_thai: Callable[[], bool]) -> bool:
    """Whether it has letters that Pango has no dictionary for, or breaks by other rules; Thai where that lacks too.

    Pango's own dictionary for Thai cuts fewer of the words that our translators want whole than ICU's does.
    """
    return _UNSPACED.search(text) is not None or (_THAI.search(text) is not None and lacks_thai())


@lru_cache(maxsize=4096)
def by_icu(text: str, lang: str) -> frozenset[int]:
    """Return the places before which a line may begin; `lang` is a BCP 47 tag."""
    from icu4py.breakers import LineBreaker  # most sheets need no ICU

    ends: list[int] = []
    place = 0
    for part in LineBreaker(text, _locale(text, lang)):
        place += len(part)
        ends.append(place)
    return frozenset(ends[:-1]) - _before_counters(text, lang)


def forbidden(text: str) -> frozenset[int]:
    """Return the places where no line may end in any language: in a dose or a number to call, before a closing mark."""
    found: set[int] = set()
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            found.update(range(match.start() + 1, match.end()))
    for pattern in (_BESIDE_CLOSING, _BESIDE_OPENING):
        for match in pattern.finditer(text):
            found.update(range(match.start(), match.end() + 1))
    found.update(at for at in range(1, len(text)) if text[at] in _CLOSING[:25] or text[at - 1] in _OPENING[:10])
    return frozenset(found)


def _locale(text: str, lang: str) -> str:
    """Return the language with ICU's key words; where the text is Korean in another language's place, Korean."""
    own = lang.partition("-u-")[0] or "und"
    return (own if not _HANGUL.search(text) or own.startswith("ja") else "ko") + _STRICT


def _before_counters(text: str, lang: str) -> set[int]:
    """Return the places between a number and the word that it counts (`5 毫克`), and inside that word."""
    found: set[int] = set()
    if not _HAN.search(text):
        return found
    from icu4py.breakers import WordBreaker

    start, was_number = 0, -1
    for word in WordBreaker(text, lang or "und"):
        end = start + len(word)
        if was_number >= 0 and _HAN.match(word) and len(word) <= _LONGEST_COUNTER:
            found.update(range(was_number, end))
        if word.strip():
            was_number = end if word[-1].isdigit() else -1
        start = end
    return found
