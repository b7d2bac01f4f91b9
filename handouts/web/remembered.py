"""What a warm worker remembers between two sheets: topics, by the content of the files that they were made of.

Must not remember anything of a patient.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from .. import shared, topics
from ..workspace import Workspace

_topics: dict[tuple[Workspace, str], tuple[str, topics.TopicContent]] = {}


def topic(workspace: Workspace, topic_id: str) -> topics.TopicContent:
    """Return a topic, loaded anew only where its files say something else than before: it is a third of the time."""
    key, now = (workspace, topic_id), _digest(workspace, topic_id)
    before, content = _topics.get(key, ("", None))
    if content is None or before != now:
        content = topics.load(workspace, topic_id)
        _topics[key] = (now, content)
    return content


def _digest(workspace: Workspace, topic_id: str) -> str:
    """Return what names the content of all files that a topic is made of, in whatever root."""
    total = hashlib.sha256()
    for folder in (root / name for root in workspace.roots for name in (f"topics/{topic_id}", shared.FOLDER)):
        for path in sorted(folder.glob("*.yaml")):
            body = path.read_bytes()
            total.update(f"{path}\0{len(body)}\0".encode() + body)
    return total.hexdigest()


@contextmanager
def without_pauses() -> Iterator[None]:
    """Collect no garbage inside the block: it would be a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
