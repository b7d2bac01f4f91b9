"""Go through content models: list their texts, map them, drop parts. Works on any kind without knowing it.

Must not know what a text says or where it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from .parts import Part
from .text import Text

M = TypeVar("M", bound=BaseModel)
Loc = tuple[str | int, ...]
_LEAVES = frozenset({str, bool, int})
"""Types that hold nothing: most of what stands in a model."""


def texts(value: Any, loc: Loc = ()) -> list[tuple[Loc, Text]]:
    """Return every text in reading order with its path."""
    if isinstance(value, Text):
        return [(loc, value)]
    found: list[tuple[Loc, Text]] = []
    _gather(value, loc, Text, found)
    return found


def _gather(value: Any, loc: Loc, kind: type, found: list[Any]) -> None:
    """Add what is of a kind, outer before inner, with its path. To yield takes several times as long."""
    if isinstance(value, kind):
        found.append((loc, value))
    if isinstance(value, BaseModel):
        inner: Iterable[tuple[str | int, Any]] = value.__dict__.items()  # its fields, in their order
    elif isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, tuple):
        inner = enumerate(value)
    else:
        return
    for name, item in inner:
        if not item or type(item) in _LEAVES:
            continue
        if type(item) is not Text:
            _gather(item, (*loc, name), kind, found)
        elif kind is Text:
            found.append(((*loc, name), item))


def place(loc: Loc) -> str:
    """Return a path without its numbers: what part of its file a text is."""
    return ".".join(name for name in loc if isinstance(name, str))


def parts(value: Any, loc: Loc = ()) -> list[tuple[Loc, Part]]:
    """Return every part, outer before inner, with its path."""
    found: list[tuple[Loc, Part]] = []
    _gather(value, loc, Part, found)
    return found


def facts(value: Any) -> frozenset[str]:
    """Return the ids of all facts that the parts state."""
    return frozenset(fact for _, part in parts(value) for fact in part.states)


def mapped(model: M, change: Callable[[Text], Any]) -> M:
    """Return the model with every text replaced by what `change` makes of it."""
    return cast("M", _rebuilt(model, change, lambda _part: True))


def kept(model: M, keep: Callable[[Part], bool]) -> M:
    """Return the model without the parts that `keep` refuses, and without groups that this leaves empty."""
    return cast("M", _rebuilt(model, lambda text: text, keep))


def marked(model: M, change: Callable[[Part], dict[str, Any]]) -> M:
    """Return the model with the fields of every part replaced that `change` names."""
    return cast("M", _marked(model, change))


def _marked(value: Any, change: Callable[[Part], dict[str, Any]]) -> Any:
    if isinstance(value, BaseModel):
        fields = {name: _marked(getattr(value, name), change) for name in type(value).model_fields}
        own = change(value) if isinstance(value, Part) else {}
        return type(value).model_construct(value.model_fields_set, **{**fields, **own})
    if isinstance(value, tuple):
        return tuple(_marked(item, change) for item in value)
    return value


def _rebuilt(value: Any, change: Callable[[Text], Any], keep: Callable[[Part], bool]) -> Any:
    if isinstance(value, Text):
        return change(value)
    if isinstance(value, BaseModel):
        fields = {name: _rebuilt(getattr(value, name), change, keep) for name in type(value).model_fields}
        fields = {name: None if _refused(item, keep) else item for name, item in fields.items()}
        return type(value).model_construct(value.model_fields_set, **fields)
    if isinstance(value, dict):
        return {name: _rebuilt(item, change, keep) for name, item in value.items()}
    if isinstance(value, tuple):
        rebuilt = (_rebuilt(item, change, keep) for item in value if not _refused(item, keep))
        return tuple(item for item in rebuilt if not _emptied(item))
    return value


def _refused(value: Any, keep: Callable[[Part], bool]) -> bool:
    return isinstance(value, Part) and not keep(value)


def _emptied(value: Any) -> bool:
    """Whether a group lost all its items."""
    return isinstance(value, BaseModel) and getattr(value, "items", None) == ()
