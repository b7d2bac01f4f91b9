"""Write a named person's approval into the review ledger of the root whose messages they are.

Must not judge a text; raises when what is to be approved is not there or not whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from . import output, shared, templates, topics
from .errors import UsageFault, error, refuse_if_any
from .locales import catalogs, languages
from .locales.review import APPROVING, Approval, Ledger, Signature, ledger, ledger_name, message_digest
from .model.message import SHARED, TEMPLATES, Message
from .workspace import Workspace


def signature(**given: object) -> Signature:
    """Return who signs; raises `UsageFault` when a name or a qualification is too short to be one."""
    try:
        return Signature.model_validate(given)
    except ValidationError as fault:
        names = [str(item["loc"][0]) for item in fault.errors()]
        problems = tuple(error("review.signature", f"--{name} says too little", hint="write it out") for name in names)
        raise UsageFault(problems) from None


def approve(
    workspace: Workspace,
    *,
    lang: str,
    topic: str,
    modules: tuple[str, ...],
    signature: Signature,
) -> Iterator[tuple[str, int]]:
    """Record the approval; yield each ledger written with its count of texts. Raises `Refused` on incomplete texts."""
    locale_id = languages.resolve(workspace, lang)
    is_source = locale_id == languages.SOURCE
    if is_source and signature.role not in APPROVING[True]:
        say = f"a {signature.role} does not approve the source text"
        raise UsageFault(error("review.role", say, hint="its role is: clinician"))
    messages = tuple(dict.fromkeys(_messages(workspace, topic, modules)))
    translations = catalogs.load(workspace, locale_id, (TEMPLATES, SHARED, topic))
    refuse_if_any(problem for message in messages for problem in catalogs.faults(message, translations))
    for root, digests in _by_root(workspace, messages, translations).items():
        path = root / ledger_name(locale_id)
        label = workspace.label(root, ledger_name(locale_id))
        word = Approval(**signature.model_dump(), topic=topic, digests=digests)
        output.write(path, _text(_added(ledger(path, label), word)))
        yield label, len(digests)


def _messages(workspace: Workspace, topic: str, modules: Iterable[str]) -> Iterator[Message]:
    if topic == TEMPLATES:
        yield from templates.messages(workspace)
        return
    if topic == SHARED:
        yield from shared.messages(shared.load(workspace))
        return
    content = topics.load(workspace, topic)
    unknown = sorted(set(modules) - set(content.modules))
    if unknown:
        hint = f"modules: {', '.join(content.modules)}"
        raise UsageFault(tuple(error("module.unknown", f"there is no module '{name}'", hint=hint) for name in unknown))
    chosen = tuple(modules)
    if not chosen:
        yield from content.heads()
    for name in chosen or content.topic.order:  # what is shared is approved once, by itself
        yield from (message for message in content.messages(name) if message.domain == topic)


def _by_root(
    workspace: Workspace, messages: Iterable[Message], translations: catalogs.Translations
) -> dict[Path, tuple[str, ...]]:
    """Return the digests to approve by the root of their messages; a source text's is that of its file."""
    result: dict[Path, list[str]] = {}
    for message in messages:
        entry = translations.entry(message)
        root = Path(entry.root) if entry and entry.root else workspace.root_of(message.where)
        result.setdefault(root, []).append(message_digest(message, translations))
    return {root: tuple(dict.fromkeys(digests)) for root, digests in result.items()}


def _added(known: Ledger, word: Approval) -> Ledger:
    """Return the ledger with one more approval; what was there stays, it is a record."""
    return Ledger(format="1", approvals=(*known.approvals, word))


def _text(known: Ledger) -> bytes:
    head = "# Who approved which texts. Written by 'handouts approve'; a text that changes since is unapproved again.\n"
    body = yaml.safe_dump(known.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=120)
    return (head + body).encode()
