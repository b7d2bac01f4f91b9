"""The words of the desk, the page on the staff's screen: messages of the templates' domain with a context of their own.

They stand in the desk's Jinja templates alone and no sheet prints them, so that none of them can stand against a sheet
and nobody approves them. Must not know Flask.
"""

from __future__ import annotations

import io
import string
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from jinja2.ext import babel_extract

from .model.message import DESK, TEMPLATES, Message

FOLDER = Path(__file__).resolve().parent / "web" / "desk" / "templates"
_LABEL = "handouts/web/desk/templates"
Word = Callable[..., str]


@lru_cache(maxsize=1)
def messages() -> tuple[Message, ...]:
    """Return every word of the desk, with its place."""
    return tuple(_messages())


def _messages() -> Iterator[Message]:
    for path in sorted(FOLDER.rglob("*.html")):
        label = f"{_LABEL}/{path.relative_to(FOLDER).as_posix()}"
        for line, _, said, _ in babel_extract(io.BytesIO(path.read_bytes()), ("_",), (), {"trimmed": "true"}):
            text = said[0] if isinstance(said, tuple) else said  # a call with values gives a tuple
            yield Message(TEMPLATES, DESK, str(text), f"{label}:{line}")


def filled(text: str, values: dict[str, object]) -> str:
    """Return a text with its placeholders filled; nothing of a value is looked into."""
    parts = string.Formatter().parse(text)
    return "".join(before + (str(values.get(name, "")) if name else "") for before, name, _, _ in parts)
