"""The clinical safety file and the tests hold together: each control names tests, and each test that is named is there.

The file gives evidence and claims nothing; a clinician signs it, by hand.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "safety" / "hazards.md").read_text(encoding="utf-8")
HEAD, *PARTS = re.split(r"^## (?=H)", TEXT, flags=re.MULTILINE)
HAZARDS = {part.split(maxsplit=1)[0]: part for part in PARTS}
ID = re.compile(r"`(tests/test_\w+\.py)::(test_\w+)`")
CLAIMS = re.compile(r"(?i)complian|complies|certif|conforms to|meets the standard|is safe\b|guarante|approved by the")


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests in a file, without running it."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def gone(text: str) -> list[str]:
    """Return every test that a text names and no file has."""
    return [f"{file}::{name}" for file, name in ID.findall(text) if not there(file, name)]


def there(file: str, name: str) -> bool:
    return (ROOT / file).is_file() and name in names_in(file)


def controls(part: str) -> list[str]:
    return re.findall(r"^- .*$", part.partition("Controls:")[2].partition("Left to the clinic:")[0], re.MULTILINE)


def test_the_hazards_are_numbered_and_the_seven_that_started_it_are_there() -> None:
    assert list(HAZARDS) == [f"H{number}" for number in range(1, len(HAZARDS) + 1)]
    for number, words in enumerate(
        ("patient", "language", "text", "Outdated", "rows", "override removes safety text", "Personal data"), 1
    ):
        assert words in HAZARDS[f"H{number}"].splitlines()[0]


@pytest.mark.parametrize("name", HAZARDS)
def test_each_hazard_says_what_why_and_what_is_left(name: str) -> None:
    part = HAZARDS[name]
    heads = ("What could happen: ", "Causes: ", "Controls:", "Left to the clinic: ")
    places = [part.find(f"\n{words}") for words in heads]
    assert places == sorted(places)
    assert min(places) > 0
    assert controls(part)


@pytest.mark.parametrize("name", HAZARDS)
def test_every_control_is_shown_by_a_test(name: str) -> None:
    assert [line for line in controls(HAZARDS[name]) if not ID.search(line)] == []


@pytest.mark.parametrize("name", HAZARDS)
def test_every_test_that_is_named_is_there(name: str) -> None:
    assert gone(HAZARDS[name]) == []


def test_what_is_in_backticks_and_looks_like_a_test_is_one() -> None:
    named = re.findall(r"`([^`]*::[^`]*)`", TEXT)
    assert [name for name in named if not ID.fullmatch(f"`{name}`") and name != "file::test"] == []


def test_it_is_evidence_and_unsigned() -> None:
    assert "This page gives evidence." in HEAD
    assert "Nobody has signed it yet." in HEAD
    assert len(re.findall(r"^\| [A-Z][^|]* \| _+ \|$", HEAD, re.MULTILINE)) == 4
    assert CLAIMS.findall(TEXT) == []


def test_a_test_that_is_gone_and_a_claim_would_be_seen() -> None:
    planted = "`tests/test_hazards.py::test_nothing_of_this_name` `tests/test_gone.py::test_x`"
    assert len(gone(planted)) == 2
    assert gone("`tests/test_hazards.py::test_it_is_evidence_and_unsigned`") == []
    assert CLAIMS.search("This program is DCB0129 compliant.")
