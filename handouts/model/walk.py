"""Go through content models: list their texts, map them, drop parts. Works on any kind without knowing it.

Must not know what a text says or where it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from .parts import Part
from .text import Text

M = TypeVar("M", bound=BaseModel)
Loc = tuple[str | int, ...]
_LEAVES = (str, bool, int)
"""Types that hold nothing: most of what stands in a model, so that going through it is half as long."""


def texts(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Text]]:
    """Yield every text in reading order with its path."""
    if isinstance(value, Text):
        yield loc, value
        return
    for name, item in _inner(value):
        yield from texts(item, (*loc, name))


def _inner(value: Any) -> Iterator[tuple[str | int, Any]]:
    """Yield what stands in a model, a dict or a tuple and may hold more, with its name or number."""
    found: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, BaseModel):
        found = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        found = value.items()
    elif isinstance(value, tuple):
        found = enumerate(value)
    return ((name, item) for name, item in found if item is not None and type(item) not in _LEAVES)


def place(loc: Loc) -> str:
    """Return a path without its numbers: what part of its file a text is."""
    return ".".join(name for name in loc if isinstance(name, str))


def parts(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Part]]:
    """Yield every part, outer before inner, with its path."""
    if isinstance(value, Part):
        yield loc, value
    for name, item in _inner(value):
        yield from parts(item, (*loc, name))


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
