"""What each topic offers, remembered by the digest of its files: reading topics takes longer than all else.

Must not remember a topic that is at fault.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ..cache import cache_folder, write
from ..errors import UsageFault, error
from ..inputs import Inputs
from ..workspace import Workspace
from .leaflets import Offer

Known = dict[str, tuple[str, Offer]]
"""By topic: the digest of its files, and what it offers."""


def offers(workspace: Workspace, known: Inputs, only: Sequence[str]) -> tuple[Offer, ...]:
    """Return what these topics offer, or all; raises `UsageFault` on one unknown, `Refused` on one at fault."""
    there = workspace.names("topics")
    ids = tuple(name for name in there if workspace.find(f"topics/{name}/topic.yaml"))
    unknown = [name for name in only if name not in ids]
    if unknown:
        hint = f"topics: {', '.join(ids)}"
        raise UsageFault([error("topic.unknown", f"there is no topic '{name}'", hint=hint) for name in unknown])
    path = cache_folder() / f"offers-{_of(workspace)}.json"
    try:
        before = dict(_read(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        before = {}
    now = dict(_found(workspace, known, only or ids, before))
    kept = {name: [digest, asdict(offer)] for name, (digest, offer) in (before | now).items()}
    write(path, json.dumps(kept).encode())
    return tuple(offer for _, offer in now.values())


def _found(
    workspace: Workspace, known: Inputs, ids: Sequence[str], before: Known
) -> Iterator[tuple[str, tuple[str, Offer]]]:
    for name in dict.fromkeys(ids):
        digest = known.of(name).hex()
        kept = before.get(name)
        yield name, kept if kept and kept[0] == digest else (digest, _loaded(workspace, name))


def _loaded(workspace: Workspace, name: str) -> Offer:
    from .. import topics  # its models take longer to define than all that is known to be read

    topic = topics.load(workspace, name).topic
    return Offer(
        topic=name,
        revision=topic.revision,
        review_by=topic.review_by.isoformat() if topic.review_by else "",
        recipes=tuple(topic.recipes),
        discreet=tuple(key for key, recipe in topic.recipes.items() if recipe.discreet),
        own_editions=tuple(topic.editions),
    )


def _read(text: str) -> Iterator[tuple[str, tuple[str, Offer]]]:
    for name, (digest, fields) in json.loads(text).items():
        told: dict[str, Any] = {key: tuple(item) if isinstance(item, list) else item for key, item in fields.items()}
        yield name, (digest, Offer(**told))


def _of(workspace: Workspace) -> str:
    return hashlib.sha256("\n".join(map(str, workspace.roots)).encode()).hexdigest()[:16]
