"""Which script a letter is of, and which scripts a language is written in (CLDR).

Must not know a page or judge a text.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

from babel.core import get_global

RIGHT_TO_LEFT = frozenset({"ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO", "ADLAM"})
_SCRIPTS = {
    "Adlm": "ADLAM",
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Beng": "BENGALI",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Gujr": "GUJARATI",
    "Guru": "GURMUKHI",
    "Hang": "HANGUL",
    "Hani": "CJK BOPOMOFO",
    "Hans": "CJK BOPOMOFO",
    "Hant": "CJK BOPOMOFO",
    "Hebr": "HEBREW",
    "Jpan": "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA",
    "Khmr": "KHMER",
    "Knda": "KANNADA",
    "Kore": "HANGUL CJK",
    "Laoo": "LAO",
    "Latn": "LATIN",
    "Mlym": "MALAYALAM",
    "Mymr": "MYANMAR",
    "Nkoo": "NKO",
    "Orya": "ORIYA",
    "Sinh": "SINHALA",
    "Syrc": "SYRIAC",
    "Taml": "TAMIL",
    "Telu": "TELUGU",
    "Thaa": "THAANA",
    "Thai": "THAI",
    "Tibt": "TIBETAN",
}
"""The scripts of ISO 15924 that are judged, with the words by which Unicode's names of their letters begin."""
_WIDE = ((0x3000, 0x303F), (0xFF00, 0xFFEF))
"""Signs beside Han letters, of their width."""
_WORDS = frozenset(word for words in _SCRIPTS.values() for word in words.split())


@cache
def script_of(char: str) -> str:
    """Return the first word of a letter's name, `LATIN`, where that is a script that is judged; else nothing."""
    word = unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""
    return word if word in _WORDS else ""


def codes_of(char: str) -> frozenset[str]:
    """Return the scripts (ISO 15924) that a letter may be of; a sign of full width is of every one that has Han."""
    word = script_of(char) or ("CJK" if any(first <= ord(char) <= last for first, last in _WIDE) else "")
    return frozenset(code for code, words in _SCRIPTS.items() if word in words.split())


@cache
def scripts(lang: str) -> frozenset[str]:
    """Return the scripts that a language (a BCP 47 tag) is written in; none when they are not known."""
    named, *others = lang.split("-")
    language, *implied = get_global("language_aliases").get(named.lower(), named).split("_")
    others += implied
    said = [part.title() for part in others if len(part) == 4 and part.isalpha()]
    places = [part.upper() for part in others if (len(part) == 2 and part.isalpha()) or part.isdigit()]
    likely = get_global("likely_subtags")
    found = (likely.get(tag) for tag in (*(f"{language.lower()}_{place}" for place in places), language.lower()))
    said += [full.split("_")[1] for full in found if full]
    return frozenset(_SCRIPTS.get(said[0], "").split()) if said else frozenset()


def language_of(text: str, lang: str) -> str:
    """Return the language (a BCP 47 tag) of words that somebody typed: `lang`, unless that has other letters.

    Then no language is known, and the tag says the script alone: `und-Arab`.
    """
    letters = Counter(filter(None, map(script_of, text)))
    own = scripts(lang)
    if not letters or not own or 2 * sum(letters[word] for word in own) >= letters.total():
        return lang
    (mostly, _), *_ = letters.most_common(1)
    if mostly == "CJK":  # a Japanese or Korean name shows by its other letters whose Han letters it has
        mostly = next((word for word in ("HIRAGANA", "KATAKANA", "HANGUL") if letters[word]), mostly)
    return next(f"und-{code}" for code, words in _SCRIPTS.items() if mostly in words.split())
