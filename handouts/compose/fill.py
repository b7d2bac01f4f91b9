"""Make HTML of a text: escape it, set its emphasis, put typed values where its placeholders stand, isolate directions.

Must not choose texts or translate them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from ..digits import WESTERN, in_digits
from ..model.text import pieces

_DOSE = r"(?P<amount>\d[\d.,]*)[ \u00a0\u202f]?(?P<unit>mg|mcg|g|mL|ml|%)(?!\w)"
_TIMES = r"\d{1,2}[:.]\d\d ?[-\u2013] ?\d{1,2}[:.]\d\d"
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True)
class Value:
    """What stands for a placeholder: a number to call, or words in a language; a line to write on where it is empty."""

    text: str
    number: bool = True
    lang: str = ""
    lacking: bool = False
    """Whether nobody supplied it, as against a line to write on that the clinic wants."""

    def html(self, zero: str = WESTERN) -> Markup:
        """Return it isolated from the direction of the text around it; a number in the digits of `zero`."""
        if not self.text:
            return Markup('<span class="write-on"></span>')
        if self.number:
            return Markup('<bdi dir="ltr" class="number whole">{}</bdi>').format(in_order(self.said(zero)))
        return Markup('<bdi dir="{}" lang="{}">{}</bdi>').format(direction(self.text), self.lang, _words(self.text))

    def said(self, zero: str) -> str:
        """Return it as it reads, without markup."""
        return in_digits(self.text, zero) if self.number else self.text


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a template hands to a word: a number, or HTML that it made itself."""

    value: object

    def html(self, zero: str = WESTERN) -> Markup:
        """Return it escaped, unless it is HTML already; a number in the digits of `zero`."""
        return escape(self.said(zero) if isinstance(self.value, int) else self.value)

    def said(self, zero: str) -> str:
        """Return it without markup."""
        if isinstance(self.value, int):
            return in_digits(str(self.value), zero)
        return self.value.striptags() if isinstance(self.value, Markup) else str(self.value)


def filled(text: str, values: Mapping[str, Value | Given], whole: tuple[str, ...] = (), zero: str = WESTERN) -> Markup:
    """Return a text as HTML, in the digits of `zero`; the words in `whole` are never broken at the end of a line."""
    result = Markup()
    for piece in pieces(text):
        words = in_digits(piece.words, zero)
        inner = values[piece.placeholder].html(zero) if piece.placeholder else _words(words, whole)
        result += Markup("<strong>{}</strong>").format(inner) if piece.strong else inner
    return result


def plain(text: str, values: Mapping[str, Value | Given], zero: str = WESTERN) -> str:
    """Return a text as a reader sees it, without markup, in the digits of `zero`."""
    return "".join(
        values[piece.placeholder].said(zero) if piece.placeholder else in_digits(piece.words, zero)
        for piece in pieces(text)
    )


def in_order(number: str) -> Markup:
    """Return a number whose groups stand as written: Arabic digits would otherwise put the last group first."""
    if all(unicodedata.bidirectional(char) != "AN" for char in number):
        return escape(number)
    return Markup("\u202d{}\u202c").format(number)


def personal(text: str) -> Markup:
    """Return personal words (what a clinic typed) isolated, without control characters, line ends kept."""
    made = (Markup('<bdi dir="{}" data-personal>{}</bdi>').format(direction(line), line) for line in lines(text))
    return Markup("<br>").join(made)


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of personal words that hold something, each cleaned."""
    return tuple(line for line in map(clean, text.splitlines()) if line)


def clean(text: str) -> str:
    """Return words as NFC without control and direction characters."""
    return " ".join(_CONTROLS.sub("", unicodedata.normalize("NFC", text)).split())


def direction(text: str) -> str:
    """Return the direction of the first letter that has one."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _words(words: str, whole: tuple[str, ...] = ()) -> Markup:
    """Return words escaped; a dose and a span of time stay whole and left to right, and so do the words in `whole`."""
    result, end = Markup(), 0
    for match in _pattern(whole).finditer(words):
        result += escape(words[end : match.start()]) + _kept_whole(match)
        end = match.end()
    return result + escape(words[end:])


def _kept_whole(match: re.Match[str]) -> Markup:
    if match["word"]:
        return Markup('<span class="whole">{}</span>').format(match["word"])
    inner = in_order(match["times"] or f"{match['amount']}\u00a0{match['unit']}")
    return Markup('<bdi dir="ltr" class="whole">{}</bdi>').format(inner)


@cache
def _pattern(whole: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, whole)) or "(?!)"
    return re.compile(rf"(?P<word>{words})|(?<![\w.])(?:{_DOSE}|(?P<times>{_TIMES}))")
