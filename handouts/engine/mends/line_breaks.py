"""Sets marks where a line may and may not end, before layout.

Pango has no dictionary but for Thai, and breaks Korean inside words; the engine knows no `word-break: keep-all`.
Works on the engine's own tree, never on the draft, and sets a mark only where Pango would do otherwise. Must not change
what a reader sees or copies: `marks` says what the marks are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from weasyprint.text.line_break import get_log_attrs

from ..breaking import OBJECT, by_icu, forbidden, needs_icu
from ..marks import BREAK, JOIN

INLINE = frozenset("a abbr b bdi bdo cite code data em i mark q s small span strong sub sup time u var".split())
"""Elements that a line runs through."""
UNBROKEN = "whole"
"""The class of an element that no line breaks in."""
UNREAD = frozenset(("head", "script", "style", "title"))
ROUNDS = 3
"""Marks change what Pango's dictionary sees beside them; after so many tries the rest is as it is."""
_THAI = re.compile("[\u0e01-\u0e4e]")
_THAI_FIRST = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44]")
"""Consonants, and the vowels that are written before them."""
_NOT = ("ไม่", "อย่า", "ห้าม")
_SPACES = dict.fromkeys(map(ord, "\t\n\r\f"), " ")


@dataclass(slots=True)
class Run:
    """A text of the tree: what holds it, and what of the paragraph it is."""

    element: Any
    attribute: str
    text: str
    whole: bool


@dataclass(slots=True)
class Paragraph:
    """Texts that follow each other without a block between them."""

    lang: str
    runs: list[Run] = field(default_factory=list)


def mend(root: Any) -> None:
    """Set the marks in every paragraph below the parsed page's root."""
    for paragraph in paragraphs(root):
        _set(paragraph)


def paragraphs(root: Any) -> Iterator[Paragraph]:
    """Yield the paragraphs of a page that hold any text, in order."""
    current = Paragraph("")
    for event in _events(root, "", whole=False):
        if isinstance(event, Run):
            current.runs.append(event)
        else:
            if any(run.text.strip() for run in current.runs):
                yield current
            current = Paragraph(event)
    if any(run.text.strip() for run in current.runs):
        yield current


def _events(element: Any, lang: str, *, whole: bool) -> Iterator[Run | str]:
    """Yield the texts below an element, and where a paragraph ends or begins, the language that goes on there."""
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        return
    inner = element.get("lang", lang)
    is_inline = element.tag in INLINE
    if not is_inline:
        yield inner
    inside = whole or UNBROKEN in element.get("class", "").split()
    yield Run(element, "text", element.text or "", inside)
    if is_inline and not len(element) and not element.text:
        yield Run(None, "", OBJECT, inside)
    for child in element:
        yield from _events(child, inner, whole=inside)
        yield Run(child, "tail", child.tail or "", inside)
    if not is_inline:
        yield lang


def _set(paragraph: Paragraph) -> None:
    runs = [run for run in paragraph.runs if run.text]
    source = [run.text.translate(_SPACES) for run in runs]
    wanted = _wanted(source, runs, paragraph.lang)
    marked = list(source)
    for _ in range(ROUNDS):
        marks = list(_marks(marked, runs, wanted, paragraph.lang))
        if not marks:
            break
        for number, place, mark in reversed(marks):
            marked[number] = marked[number][:place] + mark + marked[number][place:]
    for run, before, after in zip(runs, source, marked, strict=True):
        if before != after and run.element is not None:
            setattr(run.element, run.attribute, after)


@cache
def _lacks_thai() -> bool:
    """Whether this machine's Pango was built without a dictionary for Thai."""
    return not any(attr.is_line_break for attr in get_log_attrs("ประเทศไทย", "th")[1:8])


def _wanted(source: list[str], runs: list[Run], lang: str) -> list[bool]:
    """Return for each letter of the paragraph whether a line may begin with it."""
    text = "".join(source)
    no = forbidden(text)
    if needs_icu(text, _lacks_thai):
        may = _by_icu(source, runs, lang)
    else:
        may = _by_pango(source, lang) | _around_whole(source, runs)
    allowed = [at in may and at not in no for at in range(len(text))]
    start = 0
    for run, part in zip(runs, source, strict=True):
        if run.whole:
            allowed[start + 1 : start + len(part)] = [False] * (len(part) - 1)
        start += len(part)
    return allowed


def _around_whole(source: list[str], runs: list[Run]) -> frozenset[int]:
    """Return the places around whole words of Thai: the engine looks at two letters there, and knows no word by them.

    None is behind a negation, which would be taken for the end of what is said.
    """
    text, found, start = "".join(source), set[int](), 0
    for run, part in zip(runs, source, strict=True):
        end = start + len(part)
        if run.whole and _THAI.match(part[0]):
            found.update(at for at in (start, end) if 0 < at < len(text) and _is_between(text[:at], text[at]))
        start = end
    return frozenset(found)


def _is_between(before: str, letter: str) -> bool:
    """Whether a word of Thai may begin with this letter, behind a letter of Thai that is no negation's last."""
    return bool(_THAI.match(before[-1]) and _THAI_FIRST.match(letter)) and not before.endswith(_NOT)


def _by_icu(source: list[str], runs: list[Run], lang: str) -> frozenset[int]:
    """Return ICU's places; a whole word in a script with a dictionary counts as one thing that it knows."""
    seen: list[str] = []
    places: list[int] = []
    start = 0
    for run, part in zip(runs, source, strict=True):
        shown = OBJECT if run.whole and "\u0e00" <= part[0] <= "\u17ff" else part
        places += range(start, start + len(shown)) if shown is part else [start]
        seen.append(shown)
        start += len(part)
    return frozenset(places[at] for at in by_icu("".join(seen), lang) if at < len(places))


def _by_pango(texts: list[str], lang: str) -> frozenset[int]:
    """Return where the engine would break: within each text as Pango does, between two by the letters that meet."""
    found: set[int] = set()
    start, last = 0, ""
    for text in texts:
        attrs = get_log_attrs(text, lang)
        found.update(start + at for at in range(1, len(text)) if attrs[at].is_line_break)
        if last and get_log_attrs(last + text[0], lang)[1].is_line_break:
            found.add(start)
        start, last = start + len(text), text[-1]
    return frozenset(found)


def _marks(marked: list[str], runs: list[Run], wanted: list[bool], lang: str) -> Iterator[tuple[int, int, str]]:
    """Yield the marks that are still needed: in which text, where, which."""
    pango = _by_pango(marked, lang)
    start = letter = 0
    previous = None
    for number, (run, text) in enumerate(zip(runs, marked, strict=True)):
        for at, char in enumerate(text):
            if char in (BREAK, JOIN):
                previous = char
                continue
            if letter and (start + at in pango) != wanted[letter] and previous not in (BREAK, JOIN):
                mark = BREAK if wanted[letter] else JOIN
                if at == 0 and number and runs[number - 1].element is not None and not runs[number - 1].whole:
                    yield number - 1, len(marked[number - 1]), mark
                elif run.element is not None and not (run.whole and at):
                    yield number, at, mark
            previous, letter = char, letter + 1
        start += len(text)
