"""The style sheets of a handout, in the order of the cascade: ours, the tokens of clinic.yaml, then the clinic's.

Must not lay out; refuses CSS that would put words on the page, since nobody could translate or check them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from markupsafe import Markup

from . import contrast
from .errors import Problem, Refused, error, refuse_if_any
from .model.clinic import Clinic
from .model.editions import EDITIONS
from .model.request import Request, Sheet
from .workspace import Found, Workspace

_ORDER = ("tokens.css", "base.css", "scripts.css")
_LAST = "clinic.css"
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height in millimetres."""
_SCALES = ((1.25, 1.1), (1.5, 1.25), (2.0, 1.4))
"""How many times the text a lead, a heading and a title are up to 16 pt, and from 20 pt on."""
_GROWING = {"box": 4.5, "symbol": 12, "symbol-small": 6}
_WRITE = 9
"""Millimetres at 14 pt of what grows with the text; a line for a hand is never lower."""
_FURNITURE = re.compile(r"(?::root|\[lang\]|(?:html|\.furniture)?:lang\(([\w-]+)\))")
"""Selectors of tokens that hold for what every page repeats: always, or in a language."""
_DRAFTS = (
    ("", 0, 0),
    (":has(#page-head p)", 1, 0),
    (":has(#page-head p + p)", 2, 0),
    (".draft-at-foot", 0, 1),
    (".draft-at-foot:has(.imprint div p + p)", 0, 2),
)
"""How a page tells that it is a draft: in how many languages at its head, and at its foot."""
_MM = 25.4 / 72
_SMALL = 9.5
"""Points of the smallest type where no size is asked for."""
SHELF, PLAIN = "shelf.css", "plain.css"
NAMES = (
    *(*_ORDER, *(f"paper-{name}.css" for name in PAPERS)),
    *dict.fromkeys(name for edition in EDITIONS.values() for name in edition.sheets),
    _LAST,
)
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
    names = (*_ORDER, f"paper-{request.paper}.css", *EDITIONS[request.edition].sheets, _LAST)
    for root in reversed(workspace.roots):
        for name in names:
            found = next((item for item in workspace.every(f"styles/{name}") if item.root == root), None)
            if found is not None:
                yield Sheet(found.label, _read(found)), found
        if root == workspace.own:
            yield from ((sheet, None) for sheet in (*_sized(workspace, request), *_shop(request), *_brand(clinic)))


def _sized(workspace: Workspace, request: Request) -> Iterator[Sheet]:
    """Yield the tokens of an edition in one column, at the size that was asked for.

    The scale narrows as it grows: at 16 pt a title is twice the text, from 20 pt on 1.4 times.
    """
    edition = EDITIONS[request.edition]
    if not edition.flowing:
        return
    text, small = request.size or edition.usual_size or 0, edition.sizes.start or _SMALL
    growth = min(1.0, max(0.0, (text - 16) / 4))
    lead, heading, title = (text * (wide - growth * (wide - narrow)) for wide, narrow in _SCALES)
    sizes = {"text": text, "lead": lead, "heading": heading, "title": title, "call": heading, "quiet": text}
    said = [f"--{name}: {size:.4g}pt;" for name, size in {**sizes, "small": small}.items()]
    grown = [f"--{name}: {size * text / 14:.4g}mm;" for name, size in _GROWING.items()]
    grown.append(f"--write: {_WRITE * max(text / 14, 1):.4g}mm;")
    tokens = ":root, .one-column { --size: " + f"{text}; " + " ".join((*said, *grown)) + " }"
    leadings = _leadings(workspace, request.locale.replace("_", "-"))
    yield Sheet("one-column", "\n".join((tokens, *_pages(text, small, request, leadings))))


def _leadings(workspace: Workspace, tag: str) -> tuple[float, float, float]:
    """Return how far it is from line to line in text, in small type and in the strip at the foot, times the size."""
    said: dict[str, str] = {}
    for name in ("tokens.css", "scripts.css"):
        for found in reversed(tuple(workspace.every(f"styles/{name}"))):
            for rule in contrast.rules(Sheet(found.label, _read(found))):
                if any(_is_for(tag, selector) for selector in tinycss2.serialize(rule.prelude).split(",")):
                    for item in contrast.declarations(rule):
                        said[item.name] = tinycss2.serialize(item.value)
    spare = float(said["--flow-spare"])  # what a line in two fonts takes beyond that
    text, small, strip = (float(said[f"--flow-{name}"]) + spare for name in ("text", "small", "strip"))
    return text, small, strip


def _is_for(tag: str, selector: str) -> bool:
    found = _FURNITURE.fullmatch(selector.strip())
    return found is not None and (not found[1] or f"{tag}-".lower().startswith(f"{found[1]}-".lower()))


def _pages(text: int, small: float, request: Request, leadings: tuple[float, float, float]) -> Iterator[str]:
    """Yield the page margins of an edition in one column: `@page` knows no custom properties, so they are counted here.

    Head and foot have room for a draft line (2 lines in most languages, 1 in English), the message, the numbers, the
    imprint beside the page's number (over it on the first page, whose foot is smaller since the main message must have
    room), 2 lines for each line of the clinic's, and 1 more for a long code. The sides narrow as the text grows.
    """
    folded = EDITIONS[request.edition].folded
    leading, small_leading, strip_leading = leadings
    small_line, number = small * small_leading, text * leading
    strip = strip_leading * (min(text, 20) + min(text, 24))
    first_strip = strip_leading * 2 * small
    edge, sides = (12.0, 13.0) if folded else (15.0, 19 - 3.5 * (text - 16) / 12)
    width, height = PAPERS[request.paper]
    size = f"size: {height / 2:.2f}mm {width:.2f}mm; " if folded else ""
    for (draft, at_head, at_foot), lines, is_long in itertools.product(_DRAFTS, range(3), (False, True)):
        at_all = at_head + at_foot
        drafts = small_line * (at_all + 1 - (at_all == 1 and request.locale == "en" and not folded)) if at_all else 0
        top = edge + 4 + drafts * _MM if at_head else edge
        imprint = number + 2 * small_line + drafts if at_foot else max(number, 2 * small_line)
        turned = imprint if at_foot else number + small_line * (1 if text > 24 else 2)
        rest = 0.7 * text + (2 * lines + is_long) * small_line
        first, other = (edge + 2 + (one + rest) * _MM for one in (first_strip + turned, strip + imprint))
        name = f"flow-{at_head}-{at_foot}-{lines}{'-long' * is_long}"
        chosen = f"{draft}{f'.foot-lines-{lines}' * bool(lines)}{':has(.code.long)' * is_long}"
        yield f"@page {name} {{ {size}margin: {top:.1f}mm {sides:.1f}mm {other:.1f}mm }}"
        yield f"@page {name}:first {{ margin-bottom: {first:.1f}mm }}"
        yield f".one-column{chosen} {{ page: {name} }}"


def _shop(request: Request) -> Iterator[Sheet]:
    """Yield what a print shop needs around the page."""
    if request.bleed:
        yield Sheet("bleed", "@page { bleed: 3mm; marks: crop }")


def on_screen(workspace: Workspace, clinic: Clinic, name: str) -> Markup:
    """Return the style element of a page on a screen (`SHELF`, `PLAIN`): tokens, the clinic's colours, its rules."""
    found = [workspace.find(f"styles/{sheet}") for sheet in ("tokens.css", name)]
    parts = [_read(item) for item in found if item]
    css = "\n".join([parts[0], *(sheet.css for sheet in _brand(clinic)), *parts[1:]])
    return Markup("<style>" + css.replace("<", "\\3c ") + "</style>")  # noqa: S704 - no tag can begin in it


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
