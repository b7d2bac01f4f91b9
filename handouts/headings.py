"""The topics of a workspace by name, read without validation because a list must be quick.

Must not be used for anything that is printed on a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .reading import yaml_file
from .workspace import Workspace


class Heading(NamedTuple):
    """A topic's id, what it is about, what its sheet is for, and its revision; what is not there is empty."""

    id: str
    name: str
    title: str
    revision: str


def headings(workspace: Workspace) -> Iterator[Heading]:
    """Yield the heading of every topic."""
    for topic in workspace.names("topics"):
        found = workspace.find(f"topics/{topic}/topic.yaml")
        if found is not None:
            data = _mapping(yaml_file(found.path, found.label).data)
            name, title = _mapping(data.get("names")).get("name", ""), _mapping(data.get("main")).get("title", "")
            yield Heading(topic, str(name), str(title), str(data.get("revision", "")))


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
