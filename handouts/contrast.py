"""Whether the colours of the style sheets can be read: text at 7:1, large text and lines at 4.5:1 (WCAG 2.1, 1.4.3).

Judges what the sheets declare, in their cascade order. Must not lay anything out or know where a rule applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import tinycss2

from .errors import Problem, error
from .model.request import Sheet

if TYPE_CHECKING:
    from coloraide import Color

TEXT, LINES = 7.0, 4.5
"""The least ratio for text, and for large text and lines."""
NEEDS = {"ink": TEXT, "brand": LINES, "warning": LINES}
"""Our colour tokens; `paper` is what they stand on."""
_LARGE = re.compile(r"\bh1\b|\bh2\b|\.(message|purpose|call-number|emergency-number|latin|lead)\b")
_LARGE_SIZE = re.compile(r"font-size:\s*(\d+(?:\.\d+)?)pt")
_LINE = re.compile(r"(border|outline|column-rule|text-decoration)(-[a-z-]+)?")
_DRAWN = re.compile(r"::(before|after)\s*$")
"""Boxes that hold no text: CSS may not make any."""
_NONE = ("transparent", "currentcolor", "inherit", "initial", "none")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_LIGHT = (0.21263900587151024, 0.7151686787677559, 0.07219231536073371)
"""The shares of red, green and blue in luminance, as Color Level 4 has them."""
_VARIABLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")


@dataclass(frozen=True, slots=True)
class Token:
    """One custom property of the style sheets as the cascade leaves it; the last three are for colours only."""

    name: str
    value: str
    where: str
    needs: float | None = None
    contrast: float | None = None
    nearest: str | None = None
    """The nearest colour that passes; None where this one does, or where it is no colour."""


@dataclass(frozen=True, slots=True)
class Use:
    """A colour that a rule declares: what for, on which ground, and where."""

    name: str
    value: str
    ground: str
    needs: float
    where: str


def tokens(sheets: Iterable[Sheet]) -> tuple[Token, ...]:
    """Return every token in the order of its first declaration, the colours with their contrast on paper."""
    found: dict[str, tuple[str, str]] = {}
    for sheet in sheets:
        for rule in rules(sheet):
            if re.fullmatch(r"\s*(:root|html)(\s*,\s*\[lang\])?\s*", tinycss2.serialize(rule.prelude)):
                for item in declarations(rule):
                    if item.name.startswith("--"):
                        value = tinycss2.serialize(item.value).strip()
                        found[item.name[2:]] = (value, f"{sheet.name}:{item.source_line}")
    paper = found.get("paper", ("#FFFFFF", ""))[0]
    return tuple(_token(name, value, where, paper) for name, (value, where) in found.items())


def _token(name: str, value: str, where: str, paper: str) -> Token:
    if _colour(value) is None or name == "paper":
        return Token(name, value, where)
    needs, has = NEEDS.get(name, LINES), ratio(value, paper)
    return Token(name, value, where, needs, has, None if has >= needs else nearest(value, paper, needs))


def problems(sheets: Iterable[Sheet], judged: Iterable[Sheet]) -> Iterator[Problem]:
    """Yield an error for each token and each colour that one of the `judged` sheets declares and that can't be read."""
    judged = tuple(judged)
    known = tokens(sheets)
    values = {token.name: token.value for token in known}
    for token in (token for token in known if token.where.rpartition(":")[0] in {sheet.name for sheet in judged}):
        if token.nearest is not None and token.contrast is not None and token.needs is not None:
            yield _unreadable(f"--{token.name}", token.value, token.contrast, token.needs, token.nearest, token.where)
    for use in (use for sheet in judged for use in _uses(sheet, values)):
        has = ratio(use.value, use.ground)
        if has < use.needs:
            near = nearest(use.value, use.ground, use.needs)
            yield _unreadable(use.name, use.value, has, use.needs, near, use.where)


def _unreadable(name: str, value: str, has: float, needs: float, near: str, where: str) -> Problem:
    say = f"{name} {value} has a contrast of {has:.1f} to 1, and needs {needs:g}"
    return error("contrast.low", say, where, f"the nearest colour that passes is {near}")


def _uses(sheet: Sheet, values: Mapping[str, str]) -> Iterator[Use]:
    """Yield the colours that the rules of a sheet declare, each on the ground that its own rule gives it."""
    for rule in rules(sheet):
        selector, block = tinycss2.serialize(rule.prelude), tinycss2.serialize(rule.content)
        said = {item.lower_name: item for item in declarations(rule) if not item.name.startswith("--")}
        ground, paper = _ground(said, values), values.get("paper", "#FFFFFF")
        ink = values.get("ink", "#000000")
        is_drawn = all(_DRAWN.search(part) for part in selector.split(","))
        for name, item in said.items():
            where = f"{sheet.name}:{item.source_line}"
            for colour in _colours(item, values):
                if name == "color":
                    yield Use(name, colour, ground, LINES if _is_large(selector, block) else TEXT, where)
                elif name.startswith("background") and is_drawn and ratio(colour, paper) == 1:
                    continue  # a gap cut out of a line, such as the one for the scissors
                elif _LINE.fullmatch(name) or (name.startswith("background") and is_drawn):
                    yield Use(name, colour, paper, LINES, where)
                elif name.startswith("background") and "color" not in said:
                    yield Use(name, colour, ink, TEXT, where)


def _ground(said: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """Return the colour that a rule's text stands on: its own background, or paper."""
    own = (said[name] for name in ("background-color", "background") if name in said)
    found = (colour for item in own for colour in _colours(item, values))
    return next(found, values.get("paper", "#FFFFFF"))


def _is_large(selector: str, block: str) -> bool:
    """Whether all that a rule is about is large: 18 pt and more, or one of our headings."""
    size = _LARGE_SIZE.search(block)
    if size:
        return float(size[1]) >= 18
    return all(_LARGE.search(part) for part in selector.split(","))


def _colours(declaration: Any, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the colours in a value, those behind variables too."""
    text = tinycss2.serialize(declaration.value)
    for _ in range(4):  # a token may name another
        text = _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)
    for token in tinycss2.parse_component_value_list(text):
        said = tinycss2.serialize([token]).strip()
        if token.type in ("hash", "ident", "function") and said.lower() not in _NONE and _colour(said) is not None:
            yield said


def rules(sheet: Sheet) -> Iterator[Any]:
    """Yield the style rules of a sheet, those inside others too."""
    yield from _inner(tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True))


def _inner(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        content = getattr(node, "content", None)
        if content:
            yield from _inner(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def declarations(rule: Any) -> Iterator[Any]:
    """Yield the declarations of a rule."""
    nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return (node for node in nodes if node.type == "declaration")


@cache
def _colour(text: str) -> Color | None:
    """Return a CSS colour as it prints; None where the text is none."""
    from coloraide import Color

    if len(text) > 60 or not re.fullmatch(r"[#\w(), ./%+-]+", text):
        return None
    try:
        found = Color(text)
    except ValueError:
        return None
    return found.convert("srgb").fit()


def ratio(colour: str, ground: str) -> float:
    """Return the contrast of two CSS colours, 1 to 21; anything that is no colour counts as black on white."""
    if _HEX.fullmatch(colour) and _HEX.fullmatch(ground):  # most are such: a tenth of a second less in a new process
        dark, light = sorted(map(_luminance, (colour, ground)))
        return round((light + 0.05) / (dark + 0.05), 6)
    from coloraide import Color

    back = Color.layer([_colour(ground) or Color("white"), Color("white")], space="srgb")
    front = Color.layer([_colour(colour) or Color("black"), back], space="srgb")
    return round(float(front.contrast(back, method="wcag21")), 6)


def _luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.1)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip(_LIGHT, linear, strict=True))


def nearest(colour: str, ground: str, needs: float) -> str:
    """Return the colour of the same hue, as near as can be in lightness (OKLCH), that stands out enough."""
    from coloraide import Color

    start = Color.layer([_colour(colour) or Color("black"), Color("white")], space="srgb").convert("oklch")
    towards = 0.0 if ratio("#000000", ground) >= ratio("#FFFFFF", ground) else 1.0
    far, near = 0.0, 1.0  # shares of the way to black or white: `near` passes
    for _ in range(20):
        middle = (far + near) / 2
        tried = start.clone().set("lightness", start["lightness"] * (1 - middle) + towards * middle)
        if ratio(_hex(tried), ground) >= needs:
            near = middle
        else:
            far = middle
    return _hex(start.set("lightness", start["lightness"] * (1 - near) + towards * near))


def _hex(colour: Color) -> str:
    return str(colour.convert("srgb").fit().to_string(hex=True)).upper()
