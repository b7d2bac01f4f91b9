"""The review ledger: which messages a named person has approved, in the root whose messages they are.

gettext can't say "translated but not yet approved"; `locales/<lang>/review.yaml` does. Must not approve by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from ..model.message import Message, digest
from ..model.parts import Strict
from ..reading import checked, yaml_file
from ..workspace import Workspace
from .catalogs import Translations

Role = Literal["translator", "reviser", "clinician", "lay-reader"]
APPROVING: dict[bool, tuple[Role, ...]] = {True: ("clinician",), False: ("reviser", "clinician")}
"""Roles whose word makes a message approved: for the source language (True) and for translations (False)."""


class Signature(Strict):
    """Who gives their word, what makes them fit to, and when."""

    by: str = Field(min_length=2)
    role: Role
    qualification: str = Field(min_length=2)
    date: date


class Approval(Signature):
    """One person's word for a set of messages, each named by its digest."""

    topic: str = Field(default="", description="the gettext domain: a topic's id, `shared`, or `handouts`")
    digests: tuple[str, ...] = Field(min_length=1)


class Ledger(Strict):
    """All approvals of one language in one root."""

    format: Literal["1"]
    approvals: tuple[Approval, ...] = ()


def ledger_name(locale_id: str) -> str:
    """Return the ledger's place below a root."""
    return f"locales/{locale_id}/review.yaml"


def ledger(path: Path, label: str) -> Ledger:
    """Return a ledger; an absent file is an empty one."""
    return checked(Ledger, yaml_file(path, label)) if path.is_file() else Ledger(format="1")


def once_approved(workspace: Workspace, locale_id: str) -> dict[str, frozenset[str]]:
    """Return by domain all digests that anybody ever gave their word for, in all roots."""
    result: dict[str, frozenset[str]] = {}
    for found in workspace.every(ledger_name(locale_id)):
        for item in ledger(found.path, found.label).approvals:
            result[item.topic] = result.get(item.topic, frozenset()).union(item.digests)
    return result


def approved(workspace: Workspace, locale_id: str, *, source: bool) -> dict[str, frozenset[str]]:
    """Return the approved digests by root; roles whose word is not enough are left out."""
    result = {}
    for found in workspace.every(ledger_name(locale_id)):
        words = ledger(found.path, found.label).approvals
        good = (item for item in words if item.role in APPROVING[source])
        result[str(found.root)] = frozenset(digest for item in good for digest in item.digests)
    return result


def unapproved(
    messages: Iterable[Message], translations: Translations, workspace: Workspace, *, source: bool
) -> tuple[Message, ...]:
    """Return the messages that nobody has approved as they now stand; approvals of another root do not count."""
    known = approved(workspace, translations.language.id, source=source)
    return tuple(message for message in messages if not _is_approved(message, translations, workspace, known))


def message_digest(message: Message, translations: Translations) -> str:
    """Return the digest by which an approval names a message in this language."""
    entry = translations.entry(message)
    return digest(f"{message.domain}/{message.context}", message.source, entry.translation if entry else "")


def _is_approved(
    message: Message, translations: Translations, workspace: Workspace, known: dict[str, frozenset[str]]
) -> bool:
    entry = translations.entry(message)
    if entry is None:
        return False
    roots = [entry.root] if entry.root else [str(root) for root in workspace.roots]
    name = message_digest(message, translations)
    return any(name in known.get(root, ()) for root in roots)
