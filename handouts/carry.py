"""Carry translations and what was approved of them over an editorial change of the source: a comma, a space, a quote.

Never over a number, a negation, a placeholder or text that safety hangs on. Must not judge a translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from . import catalog, output, review
from .errors import UsageFault, error
from .extraction import SAFETY, domains
from .locales import languages, po
from .locales.editorial import refusal, skeleton
from .locales.glossary import negations
from .locales.negations import Negations
from .locales.review import Carried, ledger, ledger_name, same_person
from .model.message import Message, digest
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Move:
    """A source text that has changed, and what becomes of its translation."""

    file: str
    old: str
    new: str
    refused: str = ""
    """Why the translation is not carried over; empty when it is."""


def carry(workspace: Workspace, by: str, today: date, only: Sequence[str] = ()) -> Iterator[Move]:
    """Carry over in the first root's catalogs and ledgers; yield what was carried and what was refused, and why.

    Comes before `catalog update`, which takes the old texts away. Raises `UsageFault` on a name that is none.
    """
    if len(same_person(by)) < 2:
        raise UsageFault(error("review.signature", "--by says too little", hint="write it out"))
    source_words = negations(workspace, languages.SOURCE)
    everything = tuple(domains(workspace))
    for locale_id in [languages.resolve(workspace, tag) for tag in only] or languages.languages(workspace)[1:]:
        for domain, messages in everything:
            name = f"locales/{locale_id}/LC_MESSAGES/{domain}.po"
            path = workspace.roots[0] / name
            if path.is_file():
                known = catalog.read(path, locale_id)
                moves = [(old, new, _refused(old, new, source_words)) for old, new in _pairs(known, messages)]
                if digests := _replaced(known, domain, moves):
                    output.write(path, po.written(known))
                    _log(workspace, locale_id, Carried(by=by, date=today, topic=domain, digests=digests))
                label = workspace.label(workspace.roots[0], name)
                yield from (Move(label, str(old.id), new.source, why) for old, new, why in moves)


def _pairs(catalog: Catalog, messages: Iterable[Message]) -> Iterator[tuple[Entry, Message]]:
    """Yield each translation whose source is gone with the new text of the same context that has the same words."""
    now = {(message.context, message.source): message for message in messages if not message.plural}
    known = [entry for entry in catalog if isinstance(entry.id, str)]  # a text with a number is translated again
    gone = [entry for entry in known if entry.id and entry.string and (entry.context or "", entry.id) not in now]
    there = {(entry.context or "", entry.id) for entry in known if entry.id and entry.string}
    fresh = [message for key, message in now.items() if key not in there]
    for entry in gone:
        like = [message for message in fresh if _like(entry, message)]
        if len(like) == 1 and sum(_like(other, like[0]) for other in gone) == 1:
            yield entry, like[0]


def _like(entry: Entry, message: Message) -> bool:
    """Whether a text may be an earlier form of another: the same letters and digits in the same order."""
    return (entry.context or "") == message.context and _letters(str(entry.id)) == _letters(message.source)


def _letters(text: str) -> str:
    return "".join(char for token in skeleton(text) for char in token if char.isalnum())


def _refused(old: Entry, new: Message, words: Negations) -> str:
    if new.critical or SAFETY in old.auto_comments:
        return "safety hangs on it: have it translated and approved again"
    return refusal(str(old.id), new.source, words)


def _replaced(known: Catalog, domain: str, moves: Iterable[tuple[Entry, Message, str]]) -> dict[str, str]:
    """Put each new text in the place of its old one; return the old digests with the new."""
    digests = {}
    for old, new, why in moves:
        if why:
            continue
        said = str(old.string)
        before, after = (digest(f"{domain}/{new.context}", text, said) for text in (str(old.id), new.source))
        digests[before] = after
        known.delete(old.id, old.context)
        known.delete(new.source, new.context or None)
        known.add(
            new.source,
            said,
            context=new.context or None,
            flags=old.flags,
            user_comments=old.user_comments,
            auto_comments=old.auto_comments,
            locations=old.locations,
        )
    return digests


def _log(workspace: Workspace, locale_id: str, moved: Carried) -> None:
    root, name = workspace.roots[0], ledger_name(locale_id)
    record = ledger(root / name, workspace.label(root, name))
    review.write(root / name, record.model_copy(update={"carried": (*record.carried, moved)}))
