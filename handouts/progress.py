"""How far each language has come: texts translated, fuzzy, stale and approved, and the words that are still to do.

Must not change a catalog or a ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import clinic
from .extraction import domains
from .locales import catalogs, languages, review
from .model.message import DESK, Message
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Progress:
    """One domain in one language."""

    language: str
    domain: str
    texts: int
    translated: int
    """Whole: with the source's placeholders and emphasis, and not fuzzy."""
    fuzzy: int
    stale: int
    """Texts, at the most, that somebody had approved, that have changed since, or their source has, and wait again."""
    approved: int
    """With every role's word that they need."""
    signed: dict[review.Role, int]
    """Texts that have each role's word; no role stands in for another."""
    words: int
    """English words in what is not translated, or is not whole."""


def progress(workspace: Workspace, only: Sequence[str] = ()) -> Iterator[Progress]:
    """Yield each language's state by domain; all languages, or those that are named."""
    everything, policy = tuple(domains(workspace)), clinic.policy(workspace)
    chosen = [languages.resolve(workspace, tag) for tag in only] or languages.languages(workspace)
    for locale_id in dict.fromkeys(chosen):
        once = review.once_approved(workspace, locale_id)
        found = catalogs.load(workspace, locale_id, [domain for domain, _ in everything])
        now = {review.message_digest(message, found) for _, messages in everything for message in messages}
        for domain, messages in everything:
            gone = len(once.get(domain, frozenset()) - now)
            texts = _once(messages)
            waiting = review.waiting(texts, found, workspace, policy)
            roles = review.needed(policy, source=locale_id == languages.SOURCE)
            printed = sum(message.context != DESK for message in texts)  # nobody approves words of the staff's screen
            signed = {role: printed - sum(role in lacking for lacking in waiting.values()) for role in roles}
            yield _of(found, domain, texts, min(gone, len(waiting)), printed - len(waiting), signed)


def _once(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return each text once, as a catalog has it, however often it is printed."""
    return tuple({(message.context, message.source): message for message in reversed(messages)}.values())[::-1]


def _of(
    found: catalogs.Translations,
    domain: str,
    messages: tuple[Message, ...],
    stale: int,
    approved: int,
    signed: dict[review.Role, int],
) -> Progress:
    """Return the state of a domain."""
    entries = {message: found.entry(message) for message in messages}
    open_texts = [message for message in messages if any(True for _ in catalogs.faults(message, found))]
    return Progress(
        language=found.language.id,
        domain=domain,
        texts=len(messages),
        translated=len(messages) - len(open_texts),
        fuzzy=sum(bool(entry and entry.fuzzy) for entry in entries.values()),
        stale=stale,
        approved=approved,
        signed=signed,
        words=sum(len(message.source.replace("**", "").split()) for message in open_texts),
    )
