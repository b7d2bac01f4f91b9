"""What a style sheet may rely on is what docs/styling.md says, and a clinic's sheet that relies on more is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
import tinycss2

from handouts import clinic as clinics
from handouts import contract, contrast, styles
from handouts.model.request import Sheet
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import OWN, TODAY

STYLING = (OWN / "docs" / "styling.md").read_text(encoding="utf-8")
OURS = at(None)


def part(title: str) -> str:
    return STYLING.partition(f"## {title}\n")[2].partition("\n## ")[0]


def named(text: str) -> set[str]:
    return set(re.findall(r"`([a-z][\w*-]*)`", text))


def told_classes() -> set[str]:
    """The classes of the table and of `body`; what stands in brackets beside a `…-*` names its values."""
    text = part("Classes").partition("\nElements:")[0]
    body = text.partition("On `body`:")[2].partition("\n\n| part")[0]
    values = {"a4", "letter", "brief", "whole", "standard", "emergency", "today", "visit"}
    table = named(text.partition("| part |")[2])
    return (named(body) - values) | table - {"today", "visit"}


def test_every_class_of_the_templates_is_told_and_no_other():
    assert told_classes() == contract.classes(OURS)


def test_every_element_of_the_templates_is_told_and_no_other():
    text = STYLING.partition("\nElements:")[2].partition("Every module")[0]
    assert named(text) == contract.elements(OURS)


def test_every_token_is_told_with_its_value():
    said = {}
    for names, values in re.findall(r"^\| (`--[^|]*) \| ([^|]*) \|", part("Tokens"), re.MULTILINE):
        tokens = re.findall(r"`--([\w-]+)`", names)
        given = re.findall(r"`([^`]+)`", values)
        said |= dict(zip(tokens, given if len(given) == len(tokens) else [""] * len(tokens), strict=True))
    sheet = Sheet("tokens.css", (OWN / "styles" / "tokens.css").read_text(encoding="utf-8"))
    real = {token.name: token.value for token in contrast.tokens([sheet])}
    assert set(said) == set(real)
    assert {name: value for name, value in said.items() if value} == {
        name: value for name, value in real.items() if said[name]
    }
    assert [name for name, value in said.items() if not value] == ["tail-faces"]


def our_sheets() -> Iterator[Sheet]:
    for name in styles.NAMES:
        path = OWN / "styles" / name
        if path.is_file():
            yield Sheet(name, path.read_text(encoding="utf-8"))


def test_tokens_are_declared_in_one_sheet():
    first, *others = our_sheets()
    assert contract.tokens(others) <= contract.tokens([first])


def test_our_own_sheets_name_only_what_there_is():
    known = {".": contract.classes(OURS), "": contract.elements(OURS)}
    lost = [
        f"{sheet.name}: {kind}{name}"
        for sheet in our_sheets()
        for rule in contrast.rules(sheet)
        for kind, name in contract._named(tinycss2.serialize(rule.prelude))
        if not any(fnmatchcase(name, pattern) for pattern in known[kind])
    ]
    assert lost == []


def test_classes_that_no_template_shows_are_those_of_compose():
    source = "".join(path.read_text(encoding="utf-8") for path in (OWN / "handouts" / "compose").glob("*.py"))
    made = {name for value in re.findall(r'class="([^"]*)"', source) for name in value.split()}
    assert made | {"longer"} == set(contract.MADE)


# --- a clinic's sheet -------------------------------------------------------------------------------------------------


@pytest.fixture
def doubts(workspace: Callable[..., Workspace]) -> Callable[..., list[tuple[str, str]]]:
    """Return where and of what a clinic's style sheet is warned."""

    def find(css: str, files: dict[str, str] | None = None) -> list[tuple[str, str]]:
        found = workspace({"styles/clinic.css": css, **(files or {})})
        clinic, _ = clinics.load(found, TODAY)
        problems = contract.problems(found, clinic, "a4")
        return [(item.where.rpartition(":")[2], item.message.rpartition(" ")[2]) for item in problems]

    return find


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (".masthead .clinic-name { margin: 0 }", []),
        (".kind-warning, .level-today, #about h2 > .hang { margin: 0 }", []),
        ("[dir=rtl] .row:not(.opens):has(.who)::before, html:lang(ar) li:first-child { margin: 0 }", []),
        ("@page :first { margin: 2cm }", []),
        (".mast-head { margin: 0 }", [("1", ".mast-head")]),
        ("\n.row:has(.whom) { margin: 0 }", [("2", ".whom")]),
        ("p, article > .why { margin: 0 }", [("1", "article")]),
        (":root { --text: 13pt; --txt: 13pt }", [("1", "--txt")]),
        (":root { --mine: 3mm } .hero { margin: var(--mine) }", []),
        (".hero { margin: var(--heros) }", [("1", "--heros")]),
        (".hero {\n & .act { margin: 0 }\n & .acts { margin: 0 } }", [("3", ".acts")]),
    ],
)
def test_what_nothing_has_is_warned_of(doubts: Any, css: str, said: list[tuple[str, str]]):
    assert doubts(css) == said


def test_a_class_of_the_clinics_own_template_counts(doubts: Any):
    template = '{% extends "base.html" %}{% block panel %}<div class="welcome"></div>{{ super() }}{% endblock %}'
    assert doubts(".welcome { margin: 0 }", {"templates/handout.html": template}) == []


def test_ours_alone_needs_no_look(own: Any):
    found, _ = clinics.load(OURS, TODAY)
    assert list(contract.problems(OURS, found, "a4")) == []
