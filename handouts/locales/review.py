"""The review ledger: whose word each message has, in the root whose messages they are, and whether that is enough.

gettext can't say "translated but not yet approved"; `locales/<lang>/review.yaml` does. Must not approve by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from ..model.clinic import Policy
from ..model.message import DESK, Message, digest
from ..model.parts import Strict
from ..reading import checked, yaml_file
from ..workspace import Workspace
from .catalogs import Translations
from .languages import SOURCE
from .pseudo import PSEUDO

Role = Literal["translator", "reviser", "clinician", "lay-reader"]
NEEDED: dict[bool, tuple[Role, ...]] = {True: ("clinician",), False: ("translator", "reviser", "clinician")}
"""Roles whose words together approve a message: of the source language (True), and of a translation (False)."""
Words = Mapping[str, Mapping[Role, frozenset[str]]]
"""By digest and role, the names (as `same_person` compares them) of those who gave their word."""


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


class Carried(Strict):
    """One person's word that a change of the source was editorial: what held for the old digest holds for the new."""

    by: str = Field(min_length=2)
    date: date
    topic: str
    digests: dict[str, str] = Field(min_length=1)


class Ledger(Strict):
    """All approvals of one language in one root, in the order in which they were given."""

    format: Literal["1"]
    approvals: tuple[Approval, ...] = ()
    carried: tuple[Carried, ...] = ()


def ledger_name(locale_id: str) -> str:
    """Return the ledger's place below a root."""
    return f"locales/{locale_id}/review.yaml"


def ledger(path: Path, label: str) -> Ledger:
    """Return a ledger; an absent file is an empty one."""
    return checked(Ledger, yaml_file(path, label)) if path.is_file() else Ledger(format="1")


def needed(policy: Policy, *, source: bool) -> tuple[Role, ...]:
    """Return the roles whose words approve a message here: ours, and what the clinic's policy adds."""
    return (*NEEDED[source], "lay-reader") if policy.require_lay_reader else NEEDED[source]


def same_person(name: str) -> str:
    """Return a name as it is compared: letters' case and spaces make no other person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def words(known: Ledger, *, carried: bool = True) -> Words:
    """Return whose word each digest has; with `carried`, what was said of its earlier form too."""
    found: dict[str, dict[Role, frozenset[str]]] = {}
    for item in known.approvals:
        for name in item.digests:
            said = found.setdefault(name, {})
            said[item.role] = said.get(item.role, frozenset()) | {same_person(item.by)}
    for old, new in _moves(known) if carried else ():
        there = found.setdefault(new, {})
        for role, people in found.get(old, {}).items():
            there[role] = there.get(role, frozenset()) | people
    return found


def _moves(known: Ledger) -> Iterator[tuple[str, str]]:
    for item in known.carried:
        yield from item.digests.items()


def lacking(said: Mapping[Role, frozenset[str]], wanted: Iterable[Role]) -> tuple[Role, ...]:
    """Return the roles that a message still waits for; nobody's word counts for a text that they translated."""
    authors = said.get("translator", frozenset())
    others = {role: people - authors for role, people in said.items() if role != "translator"}
    return tuple(role for role in wanted if not (authors if role == "translator" else others.get(role)))


def once_approved(workspace: Workspace, locale_id: str) -> dict[str, frozenset[str]]:
    """Return by domain all digests that anybody ever gave their word for, in all roots; of a carried one, the new."""
    result: dict[str, frozenset[str]] = {}
    for found in workspace.every(ledger_name(locale_id)):
        known = ledger(found.path, found.label)
        for item in known.approvals:
            result[item.topic] = result.get(item.topic, frozenset()).union(item.digests)
        for move in known.carried:
            there = result.get(move.topic, frozenset())
            moved = {old for old in move.digests if old in there}
            result[move.topic] = there - moved | {move.digests[old] for old in moved}
    return result


def waiting(
    messages: Iterable[Message], translations: Translations, workspace: Workspace, policy: Policy
) -> dict[Message, tuple[Role, ...]]:
    """Return the messages that are not approved as they now stand, each with the roles that it waits for.

    Words on the staff's screen wait for nobody. Words of another root do not count, and what was carried over
    does not count for a text that safety hangs on.
    """
    wanted = needed(policy, source=translations.language.id == SOURCE)
    printed = (message for message in messages if message.context != DESK)
    if translations.language.id in PSEUDO:
        return dict.fromkeys(printed, wanted)
    known = _Ledgers(workspace, translations.language.id)
    found = ((message, known.lacking(message, translations, wanted)) for message in printed)
    return {message: roles for message, roles in found if roles}


def message_digest(message: Message, translations: Translations) -> str:
    """Return the digest by which an approval names a message in this language."""
    entry = translations.entry(message)
    return digest(f"{message.domain}/{message.context}", message.told, entry.translation if entry else "")


class _Ledgers:
    """The words of one language by root."""

    def __init__(self, workspace: Workspace, locale_id: str) -> None:
        self._roots = [str(root) for root in workspace.roots]
        self._all: dict[str, tuple[Words, Words]] = {}
        for found in workspace.every(ledger_name(locale_id)):
            known = ledger(found.path, found.label)
            self._all[str(found.root)] = words(known), words(known, carried=False)

    def lacking(self, message: Message, translations: Translations, wanted: tuple[Role, ...]) -> tuple[Role, ...]:
        """Return the roles that a message waits for, in the root that says most of it."""
        entry = translations.entry(message)
        if entry is None:
            return wanted
        name = message_digest(message, translations)
        said = (self._all[root] for root in ([entry.root] if entry.root else self._roots) if root in self._all)
        each = (lacking((direct if message.critical else both).get(name, {}), wanted) for both, direct in said)
        return min(each, key=len, default=wanted)
