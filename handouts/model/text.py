"""Text that a patient reads: plain strings with `**strong**` and `{placeholders}`, nothing else.

Must not know where a text stands or what language it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

PLACEHOLDERS = (
    "clinic_name",
    "clinic_phone",
    "clinic_hours",
    "after_hours_phone",
    "interpreter_line",
    "pump_team_phone",
    "emergency_number",
    "poison_number",
    "crisis_number",
)
"""Names that a content file may use; every one is filled from a typed value of the clinic, the country or the topic."""

_PIECE = re.compile(r"(\*\*)|\{([a-z_]*)\}|([{}])|([^*{}]+|\*)")
_HTML = re.compile(r"<[/?]?[a-zA-Z]|<!|&#?[a-zA-Z0-9]+;")
_NO_HTML = "HTML is not allowed here; **…** is the only markup"


class Text(str):
    """A message: what extraction lists, translators translate and reviewers approve."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        plain = core_schema.str_schema(strip_whitespace=True, min_length=1)
        return core_schema.no_info_after_validator_function(_checked, plain)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: words, or the name of a placeholder; strong or not."""

    words: str = ""
    placeholder: str = ""
    strong: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """Yield the stretches of a text in order; raises ValueError where its markup is wrong."""
    if _HTML.search(text):
        raise ValueError(_NO_HTML)
    strong = False
    for mark, name, brace, words in _PIECE.findall(text):
        if mark:
            strong = not strong
        elif brace or (not words and not name):
            raise ValueError("a brace stands alone: write {name}, or leave braces out")
        elif name:
            yield Piece(placeholder=name, strong=strong)
        else:
            yield Piece(words=words, strong=strong)
    if strong:
        raise ValueError("the emphasis ** is opened and not closed")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders in a text, sorted, as often as they stand there."""
    return tuple(sorted(piece.placeholder for piece in pieces(text) if piece.placeholder))


def emphases(text: str) -> int:
    """Return how many stretches of a text are strong."""
    return text.count("**") // 2


def _checked(value: str) -> Text:
    """Return the value as a `Text`: one line, known placeholders, closed emphasis, no HTML."""
    words = " ".join(value.split())
    if not words:  # Python's split knows more white space than Pydantic strips
        raise PydanticCustomError("string_too_short", "there are no words here", {"min_length": 1})
    if _HTML.search(words):
        raise PydanticCustomError("text_html", _NO_HTML, {})
    try:
        names = placeholders(words)
    except ValueError as fault:
        raise PydanticCustomError("text_markup", "{fault}", {"fault": str(fault)}) from fault
    for name in names:
        if name not in PLACEHOLDERS:
            known = ", ".join(PLACEHOLDERS)
            raise PydanticCustomError(
                "text_placeholder",
                "unknown placeholder {name}; known are {known}",
                {"name": f"{{{name}}}", "known": known},
            )
    return Text(words)
