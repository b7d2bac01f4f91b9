"""Bring the PO files of a language up to the source: new texts come in empty, translations stay, gone texts leave.

Never guesses: no fuzzy matching, so nothing unread can reach print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

from . import output
from .errors import Refused, UsageFault
from .extraction import comments, domains
from .locales import catalogs, languages, po
from .model.message import Message
from .workspace import Found, Workspace

_HEADER = """\
# {language} for handouts, domain {domain}.
# DRAFT awaiting a qualified reviewer: not approved unless locales/{locale}/review.yaml says so."""
_LICENCE = "\n# Licence: CC BY 4.0, as LICENSE-CONTENT says."


def update(workspace: Workspace, locale_id: str) -> Iterator[tuple[str, int, int]]:
    """Write a language's catalogs in the first root; yield each file, its count of texts, and of empty ones.

    Raises `UsageFault` on what is no language, and `Refused` on a broken file, which stays as it is.
    """
    try:
        languages.language(locale_id)
    except Refused as fault:
        raise UsageFault(fault.problems) from None
    for domain, path, messages in texts(workspace, locale_id):
        catalog = updated(path, locale_id, domain, messages)
        if len(workspace.roots) == 1:
            catalog.header_comment += _LICENCE
        output.write(path, po.written(catalog))
        found = [message for message in catalog if message.id]
        yield (
            f"locales/{locale_id}/LC_MESSAGES/{domain}.po",
            len(found),
            sum(not all(catalogs.said_in(item)) for item in found),
        )


def texts(workspace: Workspace, locale_id: str) -> Iterator[tuple[str, Path, tuple[Message, ...]]]:
    """Yield each domain with the first root's catalog of it and the messages that belong there.

    All of them in ours, in a clinic's those that the roots below lack, and what it already words in another way.
    """
    root, below = workspace.roots[0], _below(workspace)
    for domain, messages in domains(workspace):
        path = root / f"locales/{locale_id}/LC_MESSAGES/{domain}.po"
        theirs = below.get(domain, frozenset())
        own = [message for message in messages if (message.context, message.source) not in theirs]
        said = _reworded(path, locale_id, theirs) if below else ()
        if not below or own or said:
            kept = (message for message in messages if (message.context, message.source) in said)
            yield domain, path, (*own, *kept)


Texts = frozenset[tuple[str, str]]
"""Context and source of messages of one domain."""


def _below(workspace: Workspace) -> dict[str, Texts]:
    """Return the texts of the roots below the first, by domain; nothing for ours, which has none below."""
    if len(workspace.roots) == 1:
        return {}
    found = domains(Workspace(workspace.roots[1:]))
    return {domain: frozenset((message.context, message.source) for message in texts) for domain, texts in found}


def _reworded(path: Path, locale_id: str, theirs: Texts) -> Texts:
    """Return which texts of the roots below a catalog words in its own way."""
    known = read(path, locale_id) if path.is_file() else ()
    said = (item for item in known if item.id and "".join(catalogs.said_in(item)).strip())
    return frozenset({(item.context or "", catalogs.sources_of(item)[0]) for item in said} & theirs)


def read(path: Path, locale_id: str) -> Catalog:
    """Return a catalog; raises `Refused` with the line where it is broken."""
    return catalogs.catalog(Found(path, path.parent, f"locales/{locale_id}/LC_MESSAGES/{path.name}"), locale_id)


def extract(workspace: Workspace, folder: Path) -> Iterator[tuple[str, int]]:
    """Write a template catalog (POT) for each domain; yield each file and its count of texts."""
    for domain, messages in domains(workspace):
        catalog = Catalog(domain=domain, project="handouts", fuzzy=False, charset="utf-8")
        catalog.header_comment = f"# Source texts of handouts, domain {domain}.{_LICENCE}"
        for message in messages:
            catalog.add(
                source_of(message),
                context=message.context or None,
                locations=_places(message),
                auto_comments=list(comments(message)),
            )
        output.write(folder / f"{domain}.pot", po.written(catalog))
        yield f"{domain}.pot", len(messages)


def source_of(message: Message) -> str | tuple[str, str]:
    """Return a text as a catalog names it: one with a number has two sources."""
    return (message.source, message.plural) if message.plural else message.source


def _room(message: Message, locale_id: str, said: tuple[str, ...]) -> str | tuple[str, ...]:
    """Return a translation as it is said, with an empty line for each form that the language has and nobody said."""
    if not message.plural:
        return said[0] if said else ""
    count = len(po.forms(locale_id))
    return said if len(said) == count else ("",) * count


def _places(message: Message) -> list[tuple[str, int]]:
    """Return where a text stands."""
    file, _, line = message.where.rpartition(":")
    return [(file, int(line))]


def updated(path: Path, locale_id: str, domain: str, messages: Iterable[Message]) -> Catalog:
    """Return the catalog with exactly these messages, in their order, and the translations that it has for them."""
    known = read(path, locale_id) if path.is_file() else Catalog(locale=locale_id)
    fresh = po.like(known, locale_id, domain)
    fresh.header_comment = _HEADER.format(
        language=languages.language(locale_id).english, domain=domain, locale=locale_id
    )
    for message in messages:
        there = known.get(message.source, message.context or None)
        if there is not None and catalogs.sources_of(there) != (message.source, message.plural):
            there = None
        flags = ["fuzzy"] if there is not None and there.fuzzy else []
        fresh.add(
            source_of(message),
            _room(message, locale_id, catalogs.said_in(there) if there is not None else ()),
            flags=flags,
            user_comments=there.user_comments if there is not None else [],
            context=message.context or None,
            locations=_places(message),
            auto_comments=list(comments(message)),
        )
    return fresh
