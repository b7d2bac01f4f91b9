"""Revisions that must not be printed or handed out any more, and what was printed of them.

Must not withdraw anything: `topic.yaml` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Problem, error
from ..workspace import Workspace
from .content import TopicContent
from .loading import ids, load

_KEYWORDS = re.compile(r"([a-z0-9+-]+), revision ([\d +]+), reprint ([0-9A-Z-]+)")
"""As templates/base.html writes them into a sheet."""


def withdrawn(content: TopicContent, revision: int) -> Iterator[Problem]:
    """Yield an error when this revision of a topic was withdrawn."""
    for index, item in enumerate(content.topic.withdrawn):
        if item.revision == revision:
            say = f"revision {revision} of {content.topic.id} was withdrawn on {item.date}: {item.why}"
            where = content.reading.where(("withdrawn", index))
            hint = "ask for what was handed out back, and print a revision that holds"
            yield error("topic.withdrawn", say, where, hint)


def of_file(workspace: Workspace, keywords: str) -> Iterator[Problem]:
    """Yield an error when a finished sheet, by the keywords in it, is of a withdrawn revision of a topic here."""
    found = _KEYWORDS.search(keywords)
    told = zip(found[1].split("+"), found[2].split("+"), strict=False) if found else ()
    for topic, revision in told:
        if topic in ids(workspace):
            yield from withdrawn(load(workspace, topic), int(revision))
