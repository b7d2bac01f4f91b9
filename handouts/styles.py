"""The style sheets of a handout, in the order of the cascade: ours, then the clinic's, then its colours.

Must not lay out; refuses CSS that would put words on the page, since nobody could translate or check them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2

from .errors import Problem, Refused, error, refuse_if_any
from .model.clinic import Clinic
from .model.request import Request, Sheet
from .workspace import Found, Workspace

_ORDER = ("tokens.css", "base.css", "scripts.css")
_LAST = ("brief.css", "clinic.css")
EDITIONS = ("standard",)
PAPERS = ("a4", "letter")
_SAYING = frozenset(
    "content quotes string-set list-style list-style-type bookmark-label hyphenate-character block-ellipsis"
    " text-overflow".split()
)
"""Properties whose strings are printed."""
_DRAWING = ("url", "element", "linear-gradient", "radial-gradient")
_COUNTERS = ("page", "pages", "step")
_UNSEEN = {
    "import": ("this style sheet loads another, which nobody looks through", "write the rules into this file"),
    "counter-style": ("this style sheet makes counters that print words", "CSS may only draw"),
}


def sheets(workspace: Workspace, request: Request, clinic: Clinic) -> tuple[Sheet, ...]:
    """Return all sheets that apply; raises `Refused` with `file:line` where a clinic's CSS makes text."""
    names = (*_ORDER, f"paper-{request.paper}.css", f"edition-{request.edition}.css", *_LAST)
    result, problems = [], list[Problem]()
    for root in reversed(workspace.roots):
        for name in names:
            found = next((item for item in workspace.every(f"styles/{name}") if item.root == root), None)
            if found is None:
                continue
            css = _read(found)
            if root != workspace.own:
                problems.extend(_made_text(css, found))
            result.append(Sheet(f"styles/{name}", css))
    refuse_if_any(problems)
    colours = clinic.facts.colours
    brand = f":root {{ --brand: {colours.brand}; --warning: {colours.warning} }}"
    return (*result, Sheet("styles/clinic-colours.css", brand))


def _read(found: Found) -> str:
    try:
        return found.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused(error("file.not-utf8", "the file is not UTF-8", found.label, "save it as UTF-8")) from fault


def _made_text(css: str, found: Found) -> Iterator[Problem]:
    """Yield an error for everything that makes words: they would be untranslated, unchecked and unsaid in HTML."""
    for node in _nodes(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)):
        where = f"{found.label}:{node.source_line}"
        if node.type == "at-rule" and node.lower_at_keyword in _UNSEEN:
            say, hint = _UNSEEN[node.lower_at_keyword]
            yield error("styles.made-text", say, where, hint)
        elif node.type == "declaration" and _says(node):
            hint = "write words into a topic module or a template; CSS may only draw"
            yield error("styles.made-text", "this style sheet puts text on the page", where, hint)


def _nodes(nodes: Iterable[Any]) -> Iterator[Any]:
    """Yield the rules and declarations, and those inside them (@page, @media, nesting)."""
    for node in nodes:
        yield node
        inner = getattr(node, "content", None)
        if inner:
            yield from _nodes(tinycss2.parse_blocks_contents(inner, skip_comments=True, skip_whitespace=True))


def _says(declaration: tinycss2.ast.Declaration) -> bool:
    name = declaration.lower_name.removeprefix("-weasy-")
    return name in _SAYING and any(_makes_text(token) for token in declaration.value)


def _makes_text(token: Any) -> bool:
    """Whether a value prints words, or might: a variable can hold any, and a counter any number."""
    if token.type == "string":
        return bool(token.value.strip())
    if token.type != "function" or token.lower_name in _DRAWING:
        return False
    names = [getattr(item, "value", "") for item in token.arguments if item.type != "whitespace"]
    return token.lower_name != "counter" or len(names) != 1 or names[0] not in _COUNTERS
