"""Read YAML so that every complaint can name its file and line.

Scalars stay as written (`no` is text). Must not know what a file means: the models say that.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from .errors import Problem, Refused, error, refuse_if_any

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Loc = tuple[str | int, ...]
M = TypeVar("M", bound="BaseModel")
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 50
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Reading:
    """Plain data (dict, list, str) and the line on which each of its parts begins."""

    data: Any
    lines: Mapping[Loc, int]
    label: str
    labels: Mapping[Loc, str] = field(default_factory=dict)
    """The file of each part that was taken in from another."""
    origins: Mapping[Loc, str] = field(default_factory=dict)
    """The name under which each such part was taken in."""

    def where(self, loc: Iterable[str | int] = ()) -> str:
        """Return `file:line` of the part at this path, or of the nearest part around it that was written."""
        known: Loc = ()
        label = self.label
        for key in loc:
            if (*known, key) in self.lines:
                known = (*known, key)
                label = self.labels.get(known, label)
        return f"{label}:{self.lines.get(known, 1)}"

    def origin(self, loc: Loc) -> str:
        """Return the name under which the part at this path was taken in; empty for one written here."""
        return next((self.origins[loc[:end]] for end in range(len(loc) + 1) if loc[:end] in self.origins), "")


def yaml_file(path: Path, label: str) -> Reading:
    """Return what a YAML file says; raises `Refused` when it cannot be read."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise Refused(error("file.too-large", "the file is larger than 1 MB", label))
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused(error("file.not-utf8", "the file is not UTF-8", label, "save it as UTF-8")) from fault
    except OSError as fault:
        raise Refused(error("file.unreadable", f"the file cannot be read: {fault.strerror}", label)) from fault
    return _content(text, label)


@lru_cache(maxsize=512)
def _content(text: str, label: str) -> Reading:
    """Read a file that says the same only once; what is personal comes as text, and is not kept."""
    return yaml_text(text, label)


def yaml_text(text: str, label: str) -> Reading:
    """Return what YAML text says; raises `Refused` with the line of its first fault of syntax."""
    loader = _LOADER(text)
    work = _Plain(iter(loader.get_event, None), label)
    try:
        data = work.document()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"{label}:{mark.line + 1}" if mark else label
        said = getattr(fault, "problem", None) or "this is not YAML"
        hint = "check the indentation; put text that holds ': ' or begins with a special sign in quotes"
        raise Refused(error("yaml.syntax", f"not valid YAML: {said}", where, hint)) from None
    finally:
        loader.dispose()
    refuse_if_any(work.problems)
    return Reading(data, work.lines, label)


class _Plain:
    """Makes plain data of the parser's events as they come, and notes the lines of its parts.

    PyYAML's own composer would crash on what nests without reason. Aliases are refused: they can grow without bound.
    """

    def __init__(self, events: Iterator[Any], label: str) -> None:
        self.lines: dict[Loc, int] = {(): 1}
        self.problems: list[Problem] = []
        self._events, self._label, self._depth = events, label, 0

    def document(self) -> Any:
        """Return the one document, an empty one as no keys."""
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return {}
        data = self._part(next(self._events), ())
        next(self._events)  # the document ends
        more = next(self._events)
        if not isinstance(more, yaml.StreamEndEvent):
            raise yaml.MarkedYAMLError(problem="a second document begins here", problem_mark=more.start_mark)
        return data

    def _part(self, event: Any, loc: Loc) -> Any:
        self.lines[loc] = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.AliasEvent):
            say = "anchors and aliases (& and *) are not allowed"
            return self._complain("yaml.alias", say, event, "write the text out")
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            say, where = f"nested deeper than {_MAX_DEPTH} levels", f"{self._label}:{event.start_mark.line + 1}"
            raise Refused(error("yaml.depth", say, where, "write it flatter"))
        made = self._list(loc) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(loc)
        self._depth -= 1
        return made

    def _list(self, loc: Loc) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._part(event, (*loc, len(result))))
        return result

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        """Return a mapping; a key with nothing behind it counts as not written."""
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, loc)
            below = (*loc, key)
            value = self._part(next(self._events), below)
            if not key:
                self._complain("yaml.key", "a key must be a plain word", event)
            elif key in result:
                self._complain("yaml.duplicate", f"'{key}' stands here twice", event, "keep one of them")
            elif value != "":
                result[key] = value
                self.lines[below] = event.start_mark.line + 1
            elif not key[0].isalpha():  # {mg: 2,5} is {mg: 2} with a key 5: what was written must not shrink
                hint = "between { } and [ ] a comma divides; write a decimal point: 2.5"
                self._complain("yaml.comma", "a number stands here without a key", event, hint)
        return result

    def _key(self, event: Any, loc: Loc) -> str:
        """Return a key; an empty one for what cannot be one, whose parts are read so that what follows is found."""
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._part(event, (*loc, ""))
        return ""

    def _complain(self, code: str, message: str, event: Any, hint: str = "") -> None:
        self.problems.append(error(code, message, f"{self._label}:{event.start_mark.line + 1}", hint))


def merged(readings: Sequence[Reading], joined: Collection[str] = ()) -> Reading:
    """Return readings of files of one kind as one, the first over the others.

    Keys merge, whatever their depth; a list takes the place of the one below it, but the top-level lists that `joined`
    names are put together. A file that is not made of keys is returned alone, for its own complaint.
    """
    flat = next((reading for reading in readings if not isinstance(reading.data, dict)), None)
    if flat is not None:
        return flat
    work = _Merge({}, {}, frozenset(joined))
    data: Any = {}
    for reading in reversed(readings):
        data = work.laid(data, reading.data, (), reading)
    return Reading(data, work.lines, readings[0].label, work.labels)


@dataclass(frozen=True, slots=True)
class _Merge:
    """A reading in the making: where each of its parts is written."""

    lines: dict[Loc, int]
    labels: dict[Loc, str]
    joined: frozenset[str]

    def laid(self, lower: Any, upper: Any, loc: Loc, source: Reading) -> Any:
        """Return what stands at a path when the part of `source` there lies over what was there."""
        self._place(loc, source.lines.get(loc), source.label)
        if isinstance(lower, dict) and isinstance(upper, dict):
            return lower | {key: self.laid(lower.get(key), item, (*loc, key), source) for key, item in upper.items()}
        kept = lower if isinstance(lower, list) and loc in {(name,) for name in self.joined} else []
        below = self._taken(loc)
        for path in (path for path in source.lines if len(path) > len(loc) and path[: len(loc)] == loc):
            self._place(path, source.lines[path], source.label)
        if not kept or not isinstance(upper, list):
            return upper
        for path, (line, label) in below.items():  # what was there before comes after
            moved = (*loc, int(path[len(loc)]) + len(upper), *path[len(loc) + 1 :])
            self._place(moved, line, label)
        return [*upper, *kept]

    def _place(self, loc: Loc, line: int | None, label: str) -> None:
        if line is not None:
            self.lines[loc], self.labels[loc] = line, label

    def _taken(self, loc: Loc) -> dict[Loc, tuple[int, str]]:
        """Return the places of everything below a path, and forget them."""
        below = [path for path in self.lines if len(path) > len(loc) and path[: len(loc)] == loc]
        return {path: (self.lines.pop(path), self.labels.pop(path)) for path in below}


def checked(model: type[M], reading: Reading, inside: str = "") -> M:
    """Return the reading as this model; raises `Refused` with every fault, each with its line.

    `inside` names the one field of a wrapper model that holds the whole reading.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate({inside: reading.data} if inside else reading.data)
    except ValidationError as fault:
        raise Refused(tuple(_complaints(model, fault, reading, inside))) from None


_SAYS = {
    "too_short": "'{name}' needs at least {min_length} entry",
    "tuple_type": "a list is expected here",
    "string_type": "words are expected here",
    "dict_type": "keys with values are expected here",
    "model_type": "keys with values are expected here",
    "model_attributes_type": "keys with values are expected here",
}
"""What a person understands, for the faults whose own words speak of Python."""


def _complaints(model: type[BaseModel], fault: ValidationError, reading: Reading, inside: str) -> Iterable[Problem]:
    found = fault.errors(include_url=False, include_input=False)
    for item in found:
        if item["type"] == "too_short" and any(_is_below(other["loc"], item["loc"]) for other in found):
            continue  # the entries are there, and each that is wrong has its own complaint
        loc = tuple(item["loc"])[1:] if inside else tuple(item["loc"])
        name = str(loc[-1]) if loc else ""
        said = _SAYS.get(item["type"], "").format_map({**item.get("ctx", {}), "name": name})
        message, hint = said or item["msg"].removeprefix("Value error, "), ""
        match item["type"]:
            case "missing":
                message, hint = f"'{name}' is missing", f"add '{name}:'"
            case "extra_forbidden":
                message = f"unknown key '{name}'"
                near = difflib.get_close_matches(name, sorted(_fields(model)), n=1)
                hint = f"did you mean '{near[0]}'?" if near else "remove it; the keys are listed in docs/schema/"
            case "union_tag_invalid" | "union_tag_not_found":
                known_kinds = item.get("ctx", {}).get("expected_tags", "those of docs/schema/module.json")
                message = f"'kind' is missing or unknown; the kinds are {known_kinds}"
        yield error(f"content.{item['type'].replace('_', '-')}", message, reading.where(loc), hint)


def _is_below(loc: Loc, other: Loc) -> bool:
    return len(loc) > len(other) and loc[: len(other)] == other


def _fields(model: type[BaseModel]) -> set[str]:
    """Return the names of all fields that a model and the models in it know."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}
