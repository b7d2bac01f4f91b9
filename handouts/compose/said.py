"""Which texts a handout says, and in whose language: the reader's, or the clinic's where they are for staff.

Must not translate or fill them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.message import Message
from ..model.text import Text
from ..model.walk import Loc, texts
from ..topics import TopicContent
from .select import Chosen

_FOR_STAFF = {"card": (("body", "staff"), ("body", "ticks"))}
"""What each kind of module says in the clinic's language."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text with its place in its module."""

    text: Text
    message: Message
    for_staff: bool = False


def said(content: TopicContent, item: Chosen) -> Iterator[Said]:
    """Yield the texts of the parts that are printed, in reading order."""
    known = {message.source: message for message in reversed(content.messages(item.id))}
    for loc, text in texts(item.module):
        yield Said(text, known[str(text)], _for_staff(item.module.kind, loc))


def _for_staff(kind: str, loc: Loc) -> bool:
    return loc[:2] in _FOR_STAFF.get(kind, ())
