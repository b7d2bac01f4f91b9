"""The style sheets of a handout, in the order of the cascade: ours, the tokens of clinic.yaml, then the clinic's.

Must not lay out; refuses CSS that would put words on the page, since nobody could translate or check them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from markupsafe import Markup

from . import contrast
from .errors import Problem, Refused, error, refuse_if_any
from .model.clinic import Clinic
from .model.request import Request, Sheet
from .workspace import Found, Workspace

_ORDER = ("tokens.css", "base.css", "scripts.css")
_LAST = ("brief.css", "clinic.css")
EDITIONS = ("standard",)
PAPERS = ("a4", "letter")
SHELF = "shelf.css"
NAMES = (*_ORDER, *(f"paper-{name}.css" for name in PAPERS), *(f"edition-{name}.css" for name in EDITIONS), *_LAST)
"""Every sheet that is read, in the order of the cascade."""
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
    found = tuple(gathered(workspace, request, clinic))
    theirs = [(sheet, file) for sheet, file in found if file and file.root != workspace.own]
    problems = [problem for sheet, file in theirs for problem in _made_text(sheet.css, file)]
    if theirs:
        problems.extend(contrast.problems((sheet for sheet, _ in found), (sheet for sheet, _ in theirs)))
    refuse_if_any(problems)
    return tuple(sheet for sheet, _ in found)


def gathered(workspace: Workspace, request: Request, clinic: Clinic) -> Iterator[tuple[Sheet, Found | None]]:
    """Yield all sheets that apply, in the order of the cascade, each with its file; nobody has judged them."""
    names = (*_ORDER, f"paper-{request.paper}.css", f"edition-{request.edition}.css", *_LAST)
    for root in reversed(workspace.roots):
        for name in names:
            found = next((item for item in workspace.every(f"styles/{name}") if item.root == root), None)
            if found is not None:
                yield Sheet(found.label, _read(found)), found
        if root == workspace.own:
            yield from ((sheet, None) for sheet in _brand(clinic))


def shelf(workspace: Workspace, clinic: Clinic) -> str:
    """Return the CSS of the shelf's page: our tokens, the clinic's colours, the rules; ready to stand in HTML."""
    found = [workspace.find(f"styles/{name}") for name in ("tokens.css", SHELF)]
    parts = [_read(item) for item in found if item]
    css = "\n".join([parts[0], *(sheet.css for sheet in _brand(clinic)), *parts[1:]])
    return Markup(css.replace("<", "\\3c "))  # noqa: S704 - no tag can begin in it


def _brand(clinic: Clinic) -> Iterator[Sheet]:
    """Yield what clinic.yaml says of colours and fonts as tokens: over ours, under the clinic's own sheets."""
    facts = clinic.facts
    said = {name: getattr(facts.colours, name) for name in sorted(facts.colours.model_fields_set)}
    if facts.fonts:
        said["face"] = f'"{facts.fonts[0].family}"'
    if said:
        yield Sheet("clinic.yaml", ":root { " + " ".join(f"--{name}: {value};" for name, value in said.items()) + " }")


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
