"""The words of a dose plan: messages of the templates' domain with a context of their own, some with a number.

No sheet without a plan needs them, so a language may lack them. Must not compose or translate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from .model.message import TEMPLATES, Message
from .reading import Reading, yaml_text
from .workspace import Workspace

CONTEXT = "dose-plan"
FILE = "templates/dose-plan.yaml"


def words(workspace: Workspace) -> Mapping[str, Message]:
    """Return the messages by the keys of our file; a clinic words them in another way in its catalogs."""
    path = workspace.own / FILE
    return _words(path.read_text(encoding="utf-8")) if path.is_file() else {}


@lru_cache(maxsize=4)
def _words(text: str) -> Mapping[str, Message]:
    return dict(_messages(yaml_text(text, FILE)))


def _messages(reading: Reading) -> Iterator[tuple[str, Message]]:
    for key, said in reading.data.items():
        one, other = (said["one"], said["other"]) if isinstance(said, dict) else (said, "")
        yield key, Message(TEMPLATES, CONTEXT, one, reading.where((key,)), critical=True, place=key, plural=other)
