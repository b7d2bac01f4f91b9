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
from babel.messages.catalog import Message as Item
from babel.messages.pofile import PoFileError, read_po

from ..digits import WESTERN
from ..errors import Problem, Refused, error
from ..model.message import Message
from ..model.text import emphases, placeholders
from ..workspace import Found, Workspace
from . import po
from .glossary import whole_words
from .languages import SOURCE, Language, language
from .pseudo import PSEUDO, base_of, said

Key = tuple[str, str, str]
"""Domain, context, source."""
_LINE = re.compile(rb'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s*)?"([^"\\]|\\.)*"\s*)?')


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a catalog and the root that it comes from."""

    translation: str
    """Of a text with a number all its forms, each on a line."""
    fuzzy: bool
    where: str
    root: str
    plural: str = ""
    """The source for other numbers than one, as `Message.plural`."""

    @property
    def forms(self) -> tuple[str, ...]:
        """What it says for each kind of number; of a text without a number, what it says."""
        return tuple(self.translation.split("\n")) if self.plural else (self.translation,)


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
            return self._own(message, [said(self.language.id, text) for text in self._sources(message)])
        found = self.entries.get((message.domain, message.context, message.source))
        if found and found.plural == message.plural and all(form.strip() for form in found.forms):
            return found
        return self._own(message, self._sources(message)) if self.language.id == SOURCE else None

    def form(self, number: int) -> int:
        """Return which form of a text says a whole number."""
        return po.form_of(base_of(self.language.id), number)

    def _sources(self, message: Message) -> tuple[str, ...]:
        """Return the source of each form that this language needs of a message."""
        kinds = po.forms(base_of(self.language.id)) if message.plural else ("one",)
        return tuple(message.source if kind == "one" else message.plural for kind in kinds)

    def _own(self, message: Message, forms: Iterable[str]) -> Entry:
        return Entry("\n".join(forms), False, message.where, "", message.plural)


def load(workspace: Workspace, locale_id: str, domains: Iterable[str], *, zero: str | None = None) -> Translations:
    """Return the merged catalogs of a language, a clinic's message over ours; raises `Refused` on a broken file."""
    spoken = language(locale_id)
    entries: dict[Key, Entry] = {}
    broken: list[Problem] = []
    for domain in () if locale_id in PSEUDO else domains:
        for found in reversed(tuple(workspace.every(f"locales/{locale_id}/LC_MESSAGES/{domain}.po"))):
            try:
                for key, entry in _entries(found, domain, locale_id):
                    if all(form.strip() for form in entry.forms) or key not in entries:
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
    needed = po.forms(base_of(translations.language.id))
    if message.plural and len(found.forms) != len(needed):
        hint = f"{name} has a form for each of: {', '.join(needed)}; 'handouts catalog update' makes room for them"
        yield error("translation.forms", f"the {name} has {len(found.forms)} forms of {said}", found.where, hint)
        return
    for form in found.forms:
        yield from _unlike(message, form, f"the {name}", said, found.where)


def _unlike(message: Message, form: str, which: str, said: str, where: str) -> Iterator[Problem]:
    """Yield where a translation, or a form of it, has other marks than its source."""
    try:
        same = placeholders(form) == placeholders(message.source)
    except ValueError as fault:
        hint = "use the placeholders and the ** of the source, and no other markup"
        yield error("translation.markup", f"{fault} in {which} of {said}", where, hint)
        return
    if not same:
        named = ", ".join(f"{{{item}}}" for item in placeholders(message.source)) or "none"
        yield error("translation.placeholders", f"{which} has other placeholders than {said}", where, f"use: {named}")
    if emphases(form) != emphases(message.source):
        hint = "put as many stretches between ** and ** as the source has"
        yield error("translation.emphasis", f"{which} has other **emphasis** than {said}", where, hint)


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
    except (PoFileError, ValueError, LookupError) as fault:  # the last for an encoding that nobody knows
        line_number = (getattr(fault, "lineno", 0) or 0) + 1
        hint = "open it in a PO editor such as Poedit and save it again"
        raise Refused(error("catalog.syntax", "not a valid PO file", f"{label}:{line_number}", hint)) from None


def _entries(found: Found, domain: str, locale_id: str) -> Iterator[tuple[Key, Entry]]:
    for context, (source, plural), forms, fuzzy, line in _texts(found.path.read_bytes(), found.label, locale_id):
        yield (
            (domain, context, source),
            Entry("\n".join(forms), fuzzy, f"{found.label}:{line}", str(found.root), plural),
        )


_Text = tuple[str, tuple[str, str], tuple[str, ...], bool, int]


@lru_cache(maxsize=128)
def _texts(data: bytes, label: str, locale_id: str) -> tuple[_Text, ...]:
    """Return context, source, translation, fuzziness and line of each message; the same bytes are read once."""
    return tuple(
        (message.context or "", sources_of(message), said_in(message), message.fuzzy, message.lineno or 1)
        for message in _read(data, label, locale_id)
        if message.id
    )


def sources_of(entry: Item) -> tuple[str, str]:
    """Return the source of a catalog's entry, and the one for other numbers than one; empty where it has none."""
    return (str(entry.id), "") if isinstance(entry.id, str) else (str(entry.id[0]), str(entry.id[1]))


def said_in(entry: Item) -> tuple[str, ...]:
    """Return the translation of a catalog's entry, form by form; empty words where it has none."""
    if isinstance(entry.id, str):
        return (str(entry.string or ""),)
    forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    return tuple(" ".join(str(form or "").split("\n")) for form in forms) or ("",)
