"""Whether a change of a source text is editorial: the same words, and nothing that could turn what they say around.

Looks at signs alone. Must not know catalogs or approvals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..model.text import emphases, placeholders
from .negations import Negations

_TOKEN = re.compile(r"\{[a-z_]*\}|\*\*|[+-]?\d+(?:[.,:/–-]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|[^\s\w]|_")
_FIRM = frozenset(".?!:;()[]/%<>=+&")
"""Marks that end a sentence, open a list or belong to a number: where they stand changes what is said."""
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "\u00ad": None})


def skeleton(text: str) -> tuple[str, ...]:
    """Return what an editorial change leaves alone: words, numbers, placeholders, emphasis and the firm marks."""
    return tuple(token for token in _tokens(text) if not _light(token))


def refusal(old: str, new: str, negations: Negations) -> str:
    """Return why a change is more than editorial; empty when it is not."""
    if placeholders(old) != placeholders(new) or emphases(old) != emphases(new):
        return "placeholders or emphasis are not the same"
    if _numbers(old) != _numbers(new):
        return "numbers are not the same, or stand beside other signs"
    if skeleton(old) != skeleton(new):
        return "words or the ends of sentences are not the same"
    if _company(old, negations) != _company(new, negations):
        return "a sign has changed beside a 'not', 'no', 'never', 'only' or the like"
    return ""


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text).translate(_SAME).casefold())


def _light(token: str) -> bool:
    """Whether a token is a mark that a careful reader may set or leave out: a comma, a dash, a quotation mark."""
    return len(token) == 1 and not token.isalnum() and token not in _FIRM


def _numbers(text: str) -> list[tuple[str, str, str]]:
    """Return each number with the signs around it."""
    tokens = ["", *_tokens(text), ""]
    return [tuple(_beside(tokens, at)) for at, token in enumerate(tokens) if token[-1:].isdigit()]  # type: ignore[misc]


def _company(text: str, negations: Negations) -> list[tuple[str, ...]]:
    """Return each negation with the light marks before and after it."""
    tokens = ["", *_tokens(text), ""]
    return [tuple(_beside(tokens, at)) for at, token in enumerate(tokens) if token and negations.found(token)]


def _beside(tokens: list[str], at: int) -> Iterator[str]:
    before, after = tokens[at - 1], tokens[at + 1]
    yield before if _light(before) else ""
    yield tokens[at]
    yield after if _light(after) else ""
