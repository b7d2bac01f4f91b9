"""What a style sheet may rely on: the elements and classes that the templates give, and the tokens of our style sheets.

Read from the templates and sheets themselves, so that it can't say what is not there. Must not judge looks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial

import tinycss2

from . import contrast, styles
from .errors import Problem, warning
from .model.clinic import Clinic
from .model.request import Request, Sheet
from .workspace import Workspace

MADE = ("fallback", "here", "longer", "number", "page-counter", "pages-counter", "pair", "twin", "whole", "write-on")
"""Classes of what is filled in, which no template shows."""
ON_SCREEN = ("shelf.html", "plain.html")
_FILLED = frozenset(("span", "strong", "svg"))
"""Elements of what is filled in."""
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_VALUE, _TAG = re.compile(r"\{\{.*?\}\}"), re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ELEMENT = re.compile(r"<([a-z][a-z0-9]*)\b")
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]")
_PARTS = re.compile(r"::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?|[.#][\w-]+")
"""A pseudo-class or -element with what it holds, a class, an id."""
_CLASS, _NAME = re.compile(r"\.(-?[A-Za-z_][\w-]*)"), re.compile(r"(?:^|[\s>+~,(])([a-z][a-z0-9]*)\b(?!\()")


def classes(workspace: Workspace) -> frozenset[str]:
    """Return every class that an element can have; `kind-*` stands for one that ends in a value."""
    found = set(MADE)
    for text in _templates(workspace):
        for value in _CLASSES.findall(_TAG.sub(" ", _VALUE.sub("*", text))):
            found.update(value.split())
    return frozenset(found - {"*"})


def elements(workspace: Workspace) -> frozenset[str]:
    """Return every element that the templates hold."""
    return frozenset(name for text in _templates(workspace) for name in _ELEMENT.findall(text)) | _FILLED


def tokens(sheets: Iterable[Sheet]) -> frozenset[str]:
    """Return every custom property that these sheets declare, wherever."""
    return frozenset(name for sheet in sheets for name in re.findall(r"(?<![\w-])--([\w-]+)\s*:", sheet.css))


def problems(workspace: Workspace, clinic: Clinic, paper: str) -> Iterator[Problem]:
    """Yield a warning for everything that a clinic's style sheet names and nothing has."""
    sheets = styles.sheets(workspace, Request((), clinic.facts.language, paper=paper), clinic)
    ours = tuple(sheet for sheet in sheets if (workspace.own / sheet.name).is_file())
    theirs = tuple(sheet for sheet in sheets if sheet not in ours and sheet.name != "clinic.yaml")
    if not theirs:
        return
    known = {".": classes(workspace), "": elements(workspace), "--": tokens(ours)}
    for sheet in theirs:
        mine = tokens([sheet])
        for rule in contrast.rules(sheet):
            where = f"{sheet.name}:{rule.source_line}"
            for kind, name in _named(tinycss2.serialize(rule.prelude)):
                yield from _unknown(kind, name, known[kind], where)
            for item in contrast.declarations(rule):
                used = re.findall(r"var\(\s*--([\w-]+)", tinycss2.serialize(item.value))
                set_ = [item.name[2:]] if item.name.startswith("--") and item.name[2:] not in _used(theirs) else []
                for name in [*used, *set_]:
                    line = f"{sheet.name}:{item.source_line}"
                    yield from _unknown("--", name, known["--"] | (mine if name in used else frozenset()), line)


def _used(sheets: Iterable[Sheet]) -> frozenset[str]:
    return frozenset(name for sheet in sheets for name in re.findall(r"var\(\s*--([\w-]+)", sheet.css))


def _named(selector: str) -> Iterator[tuple[str, str]]:
    """Yield the classes and elements that a selector names, each with its sign."""
    bare = _STRINGS.sub(" ", selector)
    yield from ((".", name) for name in _CLASS.findall(bare))
    yield from (("", name) for name in _NAME.findall(_plain(bare)))


def _plain(selector: str) -> str:
    """Return a selector's elements alone."""
    return _PARTS.sub(lambda match: _inside(match[0]), selector)


def _inside(pseudo: str) -> str:
    """Return what a pseudo-class like `:has(…)` looks at; nothing of one like `:lang(…)`."""
    return _plain(pseudo.partition("(")[2][:-1]) if pseudo.startswith((":has", ":is", ":not", ":where")) else ""


def _unknown(kind: str, name: str, known: frozenset[str], where: str) -> Iterator[Problem]:
    if any(map(partial(fnmatchcase, name), known)):
        return
    what = {".": "class", "": "element", "--": "token"}[kind]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {kind}{near[0]}? " if near else ""
    say = f"nothing has the {what} {kind}{name}"
    yield warning("styles.unknown", say, where, f"{hint}docs/styling.md lists what a style sheet may rely on")


def _templates(workspace: Workspace) -> Iterator[str]:
    """Yield the templates of a sheet; pages for a screen are none."""
    paths = (path for root in workspace.roots for path in sorted((root / "templates").rglob("*.html")))
    for path in paths:
        if path.name not in ON_SCREEN:
            yield path.read_text(encoding="utf-8", errors="replace")
