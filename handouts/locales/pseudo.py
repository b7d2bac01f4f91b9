"""Languages that nobody speaks, for designers: English made long and accented, or turned to run from the right.

Made from the source in memory, so every text is there from the start; CLDR's names for them. Never approved, and never
for a patient: `make` and `preview` alone have them, and every page says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGER = 0.37
"""How much longer than the English a text gets: German and French are about as long."""
MARK = "Pseudo-language {tag}: for designers, never for patients."
"""Stands on every page, in plain English: it is no word that a patient or the clinic's staff ever reads."""
_KEPT = re.compile(r"\{[a-z_]*\}|\*\*|\d+(?:[.,:/–-]\d+)*(?:[\s\u00a0\u202f]?(?:mg|mcg|mL|ml|g)\b)?")
"""Placeholders, emphasis, numbers with their units."""
_VOWELS = frozenset("aeiouyAEIOUY")


@dataclass(frozen=True, slots=True)
class Pseudo:
    """One of them: the language whose rules it borrows, its name, and what stands for each sign."""

    base: str
    name: str
    signs: dict[int, str]


_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒğĥíĵķłɱñóþǫřšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶŁṀÑÓÞǪŘŠŤÚṼŴẊÝŽ",
)
_FROM_RIGHT = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,;?",
    "ابچدهفگحيجکلمنوپقرستعڤوخيزابچدهفگحيجکلمنوپقرستعڤوخيز،؛؟",
)
PSEUDO = {
    "en_XA": Pseudo("en", "Pseudo: long and accented", {key: chr(value) for key, value in _ACCENTED.items()}),
    "ar_XB": Pseudo("ar", "Pseudo: from right to left", {key: chr(value) for key, value in _FROM_RIGHT.items()}),
}


def pseudo_id(asked: str) -> str:
    """Return the id of the pseudo-language that was asked for (`en-XA`); empty where it is none."""
    return next((name for name in PSEUDO if name.casefold() == asked.replace("-", "_").casefold()), "")


def base_of(locale_id: str) -> str:
    """Return the language whose dates, names and plurals a language has: its own, or that of a pseudo-language."""
    return PSEUDO[locale_id].base if locale_id in PSEUDO else locale_id


def mark_of(locale_id: str) -> str:
    """Return what every page in a pseudo-language says; empty for a language."""
    return MARK.format(tag=locale_id.replace("_", "-")) if locale_id in PSEUDO else ""


def said(locale_id: str, source: str) -> str:
    """Return a source text in a pseudo-language, in brackets that show where it begins and ends."""
    pieces = tuple(_pieces(source))
    letters = [index for index, (char, kept) in enumerate(pieces) if not kept and char in _VOWELS]
    extra = max(round(LONGER * len(source.replace("**", ""))) - 2, 1)
    copies = {index: extra * (at + 1) // len(letters) - extra * at // len(letters) for at, index in enumerate(letters)}
    signs = PSEUDO[locale_id].signs
    words = (
        char if kept else char.translate(signs) + char.lower().translate(signs) * copies.get(index, 0)
        for index, (char, kept) in enumerate(pieces)
    )
    return f"[{''.join(words)}]"


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces: what is kept as it is, and single signs."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for kept in _KEPT.finditer(text):
        pieces += [(char, False) for char in text[end : kept.start()]]
        pieces.append((kept[0], True))
        end = kept.end()
    return pieces + [(char, False) for char in text[end:]]
