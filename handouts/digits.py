"""The digits of a language: western, or its own where a clinic chooses them.

Must not decide where digits stand: pages, items and codes keep western ones, so that staff can point at them.
"""

from __future__ import annotations

import unicodedata

from babel import Locale, UnknownLocaleError

WESTERN = "0"
"""The zero of western digits; a zero stands for its whole row of ten."""
_ZEROS = {
    "arab": "\u0660",
    "arabext": "\u06f0",
    "beng": "\u09e6",
    "deva": "\u0966",
    "gujr": "\u0ae6",
    "guru": "\u0a66",
    "khmr": "\u17e0",
    "laoo": "\u0ed0",
    "mymr": "\u1040",
    "tamldec": "\u0be6",
    "thai": "\u0e50",
}
"""CLDR's numbering systems of ten digits in a row."""


def own_zero(locale_id: str) -> str | None:
    """Return the zero of a language's own digits; None where it has none but western ones, or is no language.

    >>> own_zero("fa")
    '۰'
    """
    try:
        return _ZEROS.get(Locale.parse(locale_id).other_numbering_systems.get("native", ""))
    except (ValueError, UnknownLocaleError):
        return None


def in_digits(text: str, zero: str) -> str:
    """Return a text with every decimal digit, of whichever script, as one of the row that begins with `zero`."""
    return "".join(chr(ord(zero) + unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
