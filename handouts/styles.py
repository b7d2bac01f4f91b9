"""The style sheets of a handout, in the order of the cascade: ours, then the clinic's, then its colours.

Must not lay out; refuses CSS that would put words on the page, since nobody could translate or check them.
"""

from __future__ import annotations

from collections.abc import Iterator

import tinycss2

from .errors import Problem, error, refuse_if_any
from .model.clinic import Clinic
from .model.request import Request, Sheet
from .workspace import Found, Workspace

_ORDER = ("tokens.css", "base.css", "scripts.css")
EDITIONS = ("standard",)
PAPERS = ("a4", "letter")


def sheets(workspace: Workspace, request: Request, clinic: Clinic) -> tuple[Sheet, ...]:
    """Return all sheets that apply; raises `Refused` with `file:line` where a clinic's CSS makes text."""
    names = (*_ORDER, f"paper-{request.paper}.css", f"edition-{request.edition}.css", "clinic.css")
    result, problems = [], list[Problem]()
    for root in reversed(workspace.roots):
        for name in names:
            found = next((item for item in workspace.every(f"styles/{name}") if item.root == root), None)
            if found is None:
                continue
            css = found.path.read_text(encoding="utf-8-sig")
            if root != workspace.own:
                problems.extend(_made_text(css, found))
            result.append(Sheet(f"styles/{name}", css))
    refuse_if_any(problems)
    colours = clinic.facts.colours
    brand = f":root {{ --brand: {colours.brand}; --warning: {colours.warning} }}"
    return (*result, Sheet("styles/clinic-colours.css", brand))


def _made_text(css: str, found: Found) -> Iterator[Problem]:
    """Yield an error for every `content` that makes words: they would be untranslated, unchecked and unsaid in HTML."""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        for declaration in _declarations(rule):
            if declaration.lower_name == "content" and any(_makes_text(token) for token in declaration.value):
                hint = "write words into a topic module or a template; CSS may only draw"
                where = f"{found.label}:{declaration.source_line}"
                yield error("styles.made-text", "this style sheet puts text on the page", where, hint)


def _declarations(node: object) -> Iterator[tinycss2.ast.Declaration]:
    """Yield the declarations of a rule and of the rules inside it (@page, @media, nesting)."""
    content = getattr(node, "content", None)
    if not content:
        return
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            yield item
        else:
            yield from _declarations(item)


def _makes_text(token: object) -> bool:
    kind = getattr(token, "type", "")
    if kind == "string":
        return bool(getattr(token, "value", "").strip())
    return kind == "function" and getattr(token, "lower_name", "") not in ("url", "var", "linear-gradient")
