"""Catalogs: gettext messages of one language, merged over the roots, and whether a message may be printed.

Must not fill placeholders, make HTML or decide what is approved.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from ..digits import WESTERN
from ..errors import Problem, Refused, error
from ..model.message import Message
from ..model.text import emphases, placeholders
from ..workspace import Found, Workspace
from .glossary import whole_words
from .languages import SOURCE, Language, language
from .pseudo import PSEUDO, said

Key = tuple[str, str, str]
"""Domain, context, source."""
_LINE = re.compile(rb'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s*)?"([^"\\]|\\.)*"\s*)?')


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a catalog and the root that it comes from."""

    translation: str
    fuzzy: bool
    where: str
    root: str


@dataclass(frozen=True, slots=True)
class Translations:
    """All catalogs of one language that a handout needs."""

    language: Language
    entries: Mapping[Key, Entry]
    whole: tuple[str, ...] = ()
    """Words that no line may break."""
    zero: str = WESTERN
    """The zero of the digits that this language is printed in."""

    def entry(self, message: Message) -> Entry | None:
        """Return the entry of a message; the source language needs none, though a clinic may reword it."""
        if self.language.id in PSEUDO:
            return Entry(said(self.language.id, message.source), False, message.where, "")
        found = self.entries.get((message.domain, message.context, message.source))
        if found and found.translation.strip():
            return found
        return Entry(message.source, False, message.where, "") if self.language.id == SOURCE else None


def load(workspace: Workspace, locale_id: str, domains: Iterable[str], *, zero: str | None = None) -> Translations:
    """Return the merged catalogs of a language, a clinic's message over ours; raises `Refused` on a broken file."""
    spoken = language(locale_id)
    entries: dict[Key, Entry] = {}
    broken: list[Problem] = []
    for domain in () if locale_id in PSEUDO else domains:
        for found in reversed(tuple(workspace.every(f"locales/{locale_id}/LC_MESSAGES/{domain}.po"))):
            try:
                for key, entry in _entries(found, domain, locale_id):
                    if entry.translation.strip() or key not in entries:
                        entries[key] = entry
            except Refused as fault:
                broken.extend(fault.problems)
    if broken:
        raise Refused(broken)
    return Translations(spoken, entries, whole_words(workspace, locale_id), zero or WESTERN)


def faults(message: Message, translations: Translations) -> Iterator[Problem]:
    """Yield why a message may not be printed in this language; nothing when it may."""
    found, name = translations.entry(message), translations.language.english
    said = f"“{message.source[:60]}{'…' if len(message.source) > 60 else ''}”"
    if found is None:
        hint = f"translate it in locales/{translations.language.id}/LC_MESSAGES/{message.domain}.po"
        yield error("translation.missing", f"no {name} for {said}", message.where, hint)
        return
    if found.fuzzy:
        yield error(
            "translation.fuzzy", f"the {name} is marked fuzzy: {said}", found.where, "check it and take the mark off"
        )
    try:
        same = placeholders(found.translation) == placeholders(message.source)
    except ValueError as fault:
        hint = "use the placeholders and the ** of the source, and no other markup"
        yield error("translation.markup", f"{fault} in the {name} of {said}", found.where, hint)
        return
    if not same:
        named = ", ".join(f"{{{item}}}" for item in placeholders(message.source)) or "none"
        yield error(
            "translation.placeholders", f"the {name} has other placeholders than {said}", found.where, f"use: {named}"
        )
    if emphases(found.translation) != emphases(message.source):
        hint = "put as many stretches between ** and ** as the source has"
        yield error("translation.emphasis", f"the {name} has other **emphasis** than {said}", found.where, hint)


def lacks(messages: Iterable[Message], translations: Translations) -> bool:
    """Whether a language has not begun these messages at all: none of them is translated."""
    return not any(translations.entry(message) for message in messages)


def catalog(found: Found, locale_id: str) -> Catalog:
    """Return a PO file as Babel reads it; raises `Refused` with the line where it is broken."""
    return _read(found.path.read_bytes(), found.label, locale_id)


def _read(data: bytes, label: str, locale_id: str) -> Catalog:
    data = data.removeprefix(BOM_UTF8)
    try:
        for number, line in enumerate(data.splitlines()):
            if not _LINE.fullmatch(line):  # Babel would take an unclosed text and drop its last letter
                raise PoFileError("not a line of a catalog", Catalog(), line.decode("latin-1"), number)
        return read_po(BytesIO(data), locale=locale_id, abort_invalid=True)
    except (PoFileError, ValueError) as fault:
        line_number = (getattr(fault, "lineno", 0) or 0) + 1
        hint = "open it in a PO editor such as Poedit and save it again"
        raise Refused(error("catalog.syntax", "not a valid PO file", f"{label}:{line_number}", hint)) from None


def _entries(found: Found, domain: str, locale_id: str) -> Iterator[tuple[Key, Entry]]:
    for context, source, translation, fuzzy, line in _texts(found.path.read_bytes(), found.label, locale_id):
        yield (domain, context, source), Entry(translation, fuzzy, f"{found.label}:{line}", str(found.root))


@lru_cache(maxsize=128)
def _texts(data: bytes, label: str, locale_id: str) -> tuple[tuple[str, str, str, bool, int], ...]:
    """Return context, source, translation, fuzziness and line of each message; the same bytes are read once."""
    return tuple(
        (message.context or "", message.id, str(message.string or ""), message.fuzzy, message.lineno or 1)
        for message in _read(data, label, locale_id)
        if message.id and isinstance(message.id, str)
    )
