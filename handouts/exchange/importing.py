"""Take a file of translations back: all of it or nothing, each fault told by its cell, each change listed for the eye.

Must not approve anything; a changed translation is unapproved by being changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog

from .. import catalog, output
from ..check import faithful
from ..errors import Problem, Severity, UsageFault, error, refuse_if_any, warning
from ..extraction import comments
from ..locales import catalogs, languages, po
from ..locales.catalogs import Entry, Translations
from ..locales.glossary import glossary, negations
from ..locales.negations import Negations, changes
from ..workspace import Workspace
from . import toolkit, workbook
from .rows import Returned, Row, is_as_sent, rows, tidy


@dataclass(frozen=True, slots=True)
class Change:
    """A translation that is not as it was, with what a person must look at."""

    row: Row
    returned: Returned
    numbers: tuple[str, ...]
    """Numbers that went and came: `-2`, `+3`."""
    words: tuple[str, ...]
    """Negations that went and came: `-nunca`, `+no`."""
    without: tuple[str, ...]
    """Negations of the English, where the translation has none of its language's."""

    @property
    def to_look_at(self) -> bool:
        """Whether a number or a negation has changed, or seems to be missing."""
        return bool(self.numbers or self.words or self.without)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file."""

    changes: tuple[Change, ...]
    remarks: int
    problems: tuple[Problem, ...]
    written: tuple[str, ...]


def take(workspace: Workspace, lang: str, path: Path, by: str, *, dry_run: bool = False) -> Taken:
    """Write what a file says into the first root's catalogs; raises `Refused` with every fault, and writes nothing."""
    locale_id = languages.resolve(workspace, lang)
    if locale_id == languages.SOURCE or len(by.strip()) < 2:
        raise UsageFault(error("import.usage", "name the language, and who has translated", hint="--lang es --by NAME"))
    known = {row.id: row for row in rows(workspace, locale_id)}
    came = _read(path, locale_id)
    refuse_if_any(_misplaced(came, known))
    pairs = [(known[item.ref.partition("-")[0]], item) for item in came]
    changed = [(row, item) for row, item in pairs if _is_new(row, item)]
    remarked = [(row, item) for row, item in pairs if item.remark and item.remark != row.remark]
    told = tuple(_unfit(workspace, locale_id, pairs, changed))
    refuse_if_any(told)
    words = {tag: negations(workspace, tag) for tag in (languages.SOURCE, locale_id)}
    found = tuple(_change(row, item, words[languages.SOURCE], words[locale_id]) for row, item in changed)
    files = () if dry_run else tuple(_write(workspace, locale_id, by, changed, remarked))
    return Taken(found, len(remarked), told, files)


def _read(path: Path, locale_id: str) -> tuple[Returned, ...]:
    if path.suffix.lower() == ".xlsx":
        return workbook.read(path)
    if path.suffix.lower() in (".xlf", ".xliff"):
        return toolkit.read(path, locale_id)
    say, hint = "this is neither XLSX nor XLIFF", "name a file that ends in .xlsx, .xlf or .xliff"
    raise UsageFault(error("import.format", say, path.name, hint))


def _is_new(row: Row, item: Returned) -> bool:
    """Whether a translation was changed in the file; what was left as it was sent changes nothing."""
    said = item.translation
    return bool(said) and said != tidy(row.translation) and not is_as_sent(item.ref, said)


def _misplaced(came: Iterable[Returned], known: Mapping[str, Row]) -> Iterator[Problem]:
    """Yield an error for each text whose place in the catalogs is not, or no longer, there."""
    seen: dict[str, str] = {}
    for item in came:
        name = item.ref.partition("-")[0]
        row = known.get(name)
        if row is None:
            hint = "export again: the English may have changed since; then move the translation over"
            yield error("import.unknown", f"no text here has the id '{item.ref[:40]}'", item.where, hint)
            continue
        if name in seen:
            yield error("import.twice", f"this text stands at {seen[name]} too", item.where, "keep one of them")
        seen[name] = item.where
        if item.source is not None and tidy(item.source) != tidy(row.message.source):
            yield error("import.source", "the English beside it is not ours", item.where, "leave the English as it is")
        if _is_new(row, item) and not is_as_sent(item.ref, row.translation):
            hint = "compare the two, and write the one that holds into a new export"
            yield error("import.conflict", "the catalog has changed since this file was written", item.where, hint)


def _unfit(
    workspace: Workspace,
    locale_id: str,
    pairs: Sequence[tuple[Row, Returned]],
    changed: Sequence[tuple[Row, Returned]],
) -> Iterator[Problem]:
    """Yield what is wrong with the translations that changed, as `handouts check` would say it, by their cells."""
    entries = {
        (row.message.domain, row.message.context, row.message.source): Entry(item.translation, False, item.where, "")
        for row, item in changed
    }
    found = Translations(languages.language(locale_id), entries)
    messages = [row.message for row, _ in changed]
    broken = tuple(problem for message in messages for problem in catalogs.faults(message, found))
    yield from broken
    marked = {problem.where for problem in broken if problem.code == "translation.markup"}
    sound = [row.message for row, item in changed if item.where not in marked]
    for problem in faithful.problems(sound, found, glossary(workspace, locale_id)):
        if problem.severity is not Severity.NOTE:
            yield problem
    for row, item in pairs:
        if row.translation and not item.translation:
            yield warning("import.emptied", "the cell is empty, and the catalog's translation stays", item.where)


def _change(row: Row, item: Returned, english: Negations, words: Negations) -> Change:
    before, after = (faithful.figures(text) for text in (row.translation, item.translation))
    numbers = changes(before, after) if row.translation else ()
    said = words.found(item.translation)
    turned = changes(words.found(row.translation), said) if row.translation else ()
    without = tuple(english.found(row.message.source)) if not said else ()
    return Change(row, item, numbers, turned, without)


def _write(
    workspace: Workspace,
    locale_id: str,
    by: str,
    changed: Sequence[tuple[Row, Returned]],
    remarked: Sequence[tuple[Row, Returned]],
) -> Iterator[str]:
    """Write each catalog that has something new; yield its name."""
    for path in dict.fromkeys(row.path for row, _ in (*changed, *remarked)):
        domain = path.stem
        known = catalog.read(path, locale_id) if path.is_file() else catalog.updated(path, locale_id, domain, ())
        for row, item in (*changed, *remarked):
            if row.path == path:
                _set(known, row, item)
        if any(row.path == path for row, _ in changed):
            known.last_translator, known.revision_date = by, datetime.now(UTC)
        output.write(path, po.written(known))
        yield workspace.label(workspace.roots[0], f"locales/{locale_id}/LC_MESSAGES/{path.name}")


def _with_form(said: tuple[str, ...], row: Row, item: Returned, known: Catalog) -> tuple[str, ...]:
    """Return the forms of a text with the one that came."""
    forms = list(said) if len(said) == known.num_plurals else [""] * known.num_plurals
    forms[row.form] = item.translation
    return tuple(forms)


def _set(known: Catalog, row: Row, item: Returned) -> None:
    message = row.of or row.message
    entry = known.get(message.source, message.context or None)
    source = catalog.source_of(message)
    if entry is None or catalogs.sources_of(entry) != (message.source, message.plural):
        entry = known.add(source, context=message.context or None, auto_comments=list(comments(message)))
    if _is_new(row, item):
        entry.string = _with_form(catalogs.said_in(entry), row, item, known) if row.of else item.translation
        entry.flags.discard("fuzzy")
        if item.fuzzy:
            entry.flags.add("fuzzy")
    if item.remark:
        entry.user_comments = item.remark.splitlines()
