"""Write a named person's approval into the review ledger of the root whose messages they are.

Must not judge a text; raises when what is to be approved is not there or not whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from . import output, plan_words, shared, template_words, topics
from .errors import Problem, UsageFault, error, refuse_if_any
from .locales import catalogs, languages
from .locales.review import (
    Approval,
    Ledger,
    Signature,
    ledger,
    ledger_name,
    message_digest,
    same_person,
    words,
)
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
    if is_source and signature.role not in ("clinician", "lay-reader"):
        say = f"the source text has no {signature.role}"
        raise UsageFault(error("review.role", say, hint="its roles are: clinician, lay-reader"))
    translations = catalogs.load(workspace, locale_id, (TEMPLATES, SHARED, topic))
    messages = tuple(dict.fromkeys(_messages(workspace, topic, modules, translations)))
    refuse_if_any(problem for message in messages for problem in catalogs.faults(message, translations))
    found = _by_root(workspace, messages, translations)
    name = ledger_name(locale_id)
    known = {root: ledger(root / name, workspace.label(root, name)) for root in found}
    refuse_if_any(_own_work(signature, (item for root in found for item in _own(signature, known[root], found[root]))))
    for root, digests in found.items():
        word = Approval(**signature.model_dump(), topic=topic, digests=digests)
        write(root / name, known[root].model_copy(update={"approvals": (*known[root].approvals, word)}))
        yield workspace.label(root, name), len(digests)


def _own(signature: Signature, known: Ledger, digests: Iterable[str]) -> Iterator[str]:
    """Yield the texts that this person has had a hand in from the other side: who translates does not approve."""
    person, said, translates = same_person(signature.by), words(known), signature.role == "translator"
    for name in digests:
        others = (people for role, people in said.get(name, {}).items() if (role == "translator") != translates)
        if any(person in people for people in others):
            yield name


def _own_work(signature: Signature, digests: Iterable[str]) -> Iterator[Problem]:
    count = len(set(digests))
    if count and signature.role == "translator":
        say = f"{signature.by} has already approved {count} of these texts, and can't be their translator too"
        yield error("review.own-work", say, hint="have somebody else approve what this person translated")
    elif count:
        say = f"{signature.by} has translated {count} of these texts, and nobody approves their own work"
        yield error("review.own-work", say, hint=f"a second person must be the {signature.role}")


def _of_plans(workspace: Workspace, translations: catalogs.Translations) -> Iterator[Message]:
    """Yield the words of dose plans where the language has them whole; no other sheet waits for them."""
    found = tuple(plan_words.words(workspace).values())
    if not any(True for message in found for _ in catalogs.faults(message, translations)):
        yield from found


def _messages(
    workspace: Workspace, topic: str, modules: Iterable[str], translations: catalogs.Translations
) -> Iterator[Message]:
    if topic == TEMPLATES:
        yield from template_words.messages(workspace)
        yield from _of_plans(workspace, translations)
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


def write(path: Path, known: Ledger) -> None:
    """Write a ledger with what was there before and what has come to it; it is a record."""
    head = "# Who approved which texts. Written by 'handouts'; a text that changes since is unapproved again.\n"
    said = known.model_dump(mode="json", exclude_defaults=True)
    body = yaml.safe_dump({"format": "1", **said}, allow_unicode=True, sort_keys=False, width=120)
    output.write(path, (head + body).encode())
