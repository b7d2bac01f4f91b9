"""One text as it travels: what it is called, what it says, and what a translator has to know and has to say of it.

Must not know a file format.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import catalog
from ..extraction import comments
from ..locales import catalogs, po
from ..model.message import Message, digest
from ..workspace import Workspace

_BREAKS = re.compile(r"[ \t\r\n]+")
"""No-break spaces are letters here: Arabic and French need them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text of a catalog as it stands."""

    message: Message
    path: Path
    """Of its catalog."""
    translation: str
    fuzzy: bool
    remark: str
    """What translators have written beside it, in lines."""
    of: Message | None = None
    """The text with a number of which this is a form; `message` stands for the form alone."""
    form: int = 0
    numbers: tuple[int, ...] = ()
    """The first numbers that the form is for."""

    @property
    def id(self) -> str:
        """The name of the source text, in 16 hex digits."""
        return source_id(self.message.domain, self.message.context, self.message.source)

    @property
    def ref(self) -> str:
        """The id with 8 digits that tell whether the translation has changed since."""
        return f"{self.id}-{_short(self.translation)}"

    @property
    def place(self) -> str:
        """Domain, context and part, as `baclofen / safe-use / body.groups.title`."""
        return " / ".join(filter(None, (self.message.domain, self.message.context, self.message.place)))

    @property
    def notes(self) -> str:
        """What a translator has to know of it."""
        numbers = [f"for numbers such as {', '.join(map(str, self.numbers))}"] if self.numbers else []
        return "\n".join((*comments(self.message), *numbers))


@dataclass(frozen=True, slots=True)
class Returned:
    """A text that came back; `where` is its place in the file."""

    ref: str
    source: str | None
    """None where the file does not show it beside the translation."""
    translation: str
    remark: str
    where: str
    domain: str = ""
    context: str = ""
    fuzzy: bool = False


def rows(workspace: Workspace, locale_id: str, only: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the texts of the first root in a language, all domains or those that are named, each once."""
    for domain, path, messages in catalog.texts(workspace, locale_id):
        if only and domain not in only:
            continue
        known = catalog.read(path, locale_id) if path.is_file() else None
        once = {(message.context, message.source): message for message in reversed(messages)}
        for message in reversed(once.values()):
            there = known.get(message.source, message.context or None) if known is not None else None
            said = catalogs.said_in(there) if there is not None else ("",)
            notes = "\n".join(there.user_comments) if there is not None else ""
            row = Row(message, path, said[0], bool(there is not None and there.fuzzy), notes)
            yield from _forms(row, locale_id, said) if message.plural else (row,)


def _forms(row: Row, locale_id: str, said: Sequence[str]) -> Iterator[Row]:
    """Yield a row for each form that a language has of a text with a number."""
    whole, kinds = row.message, po.forms(locale_id)
    there = said if len(said) == len(kinds) else ("",) * len(kinds)
    for form, kind in enumerate(kinds):
        source = whole.source if kind == "one" else whole.plural
        own = replace(whole, source=source, plural="", context=f"{whole.context}#{kind}")
        numbers = po.examples(locale_id, form)
        yield replace(row, message=own, translation=there[form], of=whole, form=form, numbers=numbers)


def source_id(domain: str, context: str, source: str) -> str:
    """Return the name of a source text."""
    return digest(f"{domain}/{context}", source, "")


def is_as_sent(ref: str, translation: str) -> bool:
    """Whether a translation is still the one that the file was written with."""
    return ref.partition("-")[2] == _short(translation)


def tidy(text: str) -> str:
    """Return a text on one line, as catalogs have it."""
    return _BREAKS.sub(" ", text).strip(" ")


def _short(text: str) -> str:
    return hashlib.sha256(tidy(text).encode()).hexdigest()[:8]
