"""The pieces of modules of several topics, and which of them more than one topic says: what a joint sheet says once.

A piece is a part that stands by itself: an item, a level with its signs and what to do, a sentence with its bullets.
Must not know which topics these are or what a piece says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ..model.brief import Brief, BriefItem
from ..model.kinds import Level
from ..model.parts import Entry, Line, Part
from ..model.walk import parts, texts


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: its parts as they stand in their module, and by what it is known."""

    key: tuple[object, ...]
    parts: tuple[Part, ...]


Shared = Mapping[tuple[object, ...], Mapping[int, Piece]]
"""By key: the piece of each topic that has it."""


def of_body(body: BaseModel) -> Iterator[Piece]:
    """Yield the pieces of a module's body: its outermost parts."""
    inside: set[int] = set()
    for _, part in parts(body):
        if id(part) not in inside:
            inside.update(id(inner) for _, inner in parts(part))
            yield Piece(_key(part), (part,))


def of_brief(brief: Brief) -> Iterator[Piece]:
    """Yield the pieces of a short form: a sentence, with the bullets after it."""
    row: list[BriefItem] = []
    for item in brief.items:
        if row and not item.bullet:
            yield _led(row, brief)
            row = []
        row.append(item)
    yield _led(row, brief)


def _led(row: list[BriefItem], brief: Brief) -> Piece:
    return Piece((str(brief.who or ""), *_key(row[0])), tuple(row))


def _key(part: Part) -> tuple[object, ...]:
    """Return what makes two parts the same: a level its heading, a word its entry, any other all that it says."""
    if isinstance(part, Level):
        return ("level", part.level, str(part.title), str(part.lead), part.symbol, *_when(part))
    if isinstance(part, Entry):
        return ("entry", str(part.term))
    service = part.service if isinstance(part, Line) else getattr(part, "call", None)
    if service:  # one number, once
        return ("call", service, *_when(part))
    said = tuple((loc, str(text)) for loc, text in texts(part))
    return (type(part).__name__, said, *_when(part))


def _when(part: Part) -> tuple[object, ...]:
    return (part.when, part.line, part.no_line, part.only_in, part.not_in)


def shared(found: Mapping[int, Iterable[Piece]]) -> Shared:
    """Return every piece of several topics by its key, in reading order, the first topic's first."""
    result: dict[tuple[object, ...], dict[int, Piece]] = {}
    for index, pieces in found.items():
        for piece in pieces:
            result.setdefault(piece.key, {}).setdefault(index, piece)
    return result


def joined(pieces: Iterable[Piece]) -> tuple[Part, ...]:
    """Return the parts of one piece as several topics have it: what one of them adds stands after the first's."""
    first, *others = (piece.parts for piece in pieces)
    result = list(first)
    for other in others:
        result[0] = _both(result[0], other[0])
        for part in other[1:]:
            _add(result, part, 1)
    return tuple(result)


def _both(one: Part, other: Part) -> Part:
    """Return a part with all that two state and cite; a level with the signs and the actions of both.

    Of two uses of one number, and of two meanings of one word, the one that says more stands.
    """
    if isinstance(one, Line | Entry) or getattr(one, "call", None):
        return max(one, other, key=lambda part: sum(len(text.split()) for _, text in texts(part)))
    update: dict[str, Any] = {
        "states": _once((*one.states, *other.states)),
        "sources": _once((*one.sources, *other.sources)),
        "needs_clinician": one.needs_clinician or other.needs_clinician,
    }
    if isinstance(one, Level) and isinstance(other, Level):
        for name in ("signs", "act"):
            items = list(getattr(one, name))
            for part in getattr(other, name):
                _add(items, part, 0)
            update[name] = tuple(items)
    return one.model_copy(update=update)


def _add(items: list[Any], part: Part, start: int) -> None:
    """Put a part at the end, or with the one that says the same."""
    for index, there in enumerate(items[start:], start):
        if _key(there) == _key(part):
            items[index] = _both(there, part)
            return
    items.append(part)


def _once(names: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(names))
