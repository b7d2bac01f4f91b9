"""The topics of a workspace by name, read without validation because a list must be quick.

Must not be used for anything that is printed on a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .reading import yaml_file
from .workspace import Workspace


class Heading(NamedTuple):
    """A topic's id, what it is about, what its sheet is for, its revision, and by what it is found.

    What is not there is empty.
    """

    id: str
    name: str
    title: str
    revision: str
    category: str
    also: tuple[str, ...]
    """Its other names: on the box, single medicines, brands."""
    codes: tuple[tuple[str, str], ...]
    """Code system and code: `rxnorm`, `atc`, `snomed`."""


def headings(workspace: Workspace) -> Iterator[Heading]:
    """Yield the heading of every topic."""
    for topic in workspace.names("topics"):
        found = workspace.find(f"topics/{topic}/topic.yaml")
        if found is not None:
            yield _heading(topic, _mapping(yaml_file(found.path, found.label).data))


def _heading(topic: str, data: dict[str, object]) -> Heading:
    names, main = _mapping(data.get("names")), _mapping(data.get("main"))
    also = tuple(dict.fromkeys(name for name in (_word(names.get("latin")), *_words(names.get("also"))) if name))
    codes = tuple((system, code) for system, found in _mapping(data.get("codes")).items() for code in _words(found))
    about = (_word(names.get("name")), _word(main.get("title")), _word(data.get("revision")))
    return Heading(topic, *about, _word(data.get("category")), also, codes)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(_word, value)) if isinstance(value, list) else ()
