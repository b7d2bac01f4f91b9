"""The map of baclofen's facts (docs/content/baclofen.md) and the topic's files say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pytest

from handouts import shared, topics
from handouts.model.walk import facts
from handouts.roots import at

from .content_fixtures import ROOT

MAP = "docs/content/baclofen.md"

SCATTERED = ["stopping-safely", "withdrawal-warnings", "for-family-and-friends"]
"""Ids that the inventory of facts draws from points scattered in the article."""

ADDED = [
    "missed-dose",
    "interactions",
    "kidney-problems",
    "older-adults",
    "driving",
    "pregnancy-and-breastfeeding",
    "pump-users",
    "when-to-call-emergency",
    "mood-and-self-harm",
    "children-and-teens",
    "running-out-travel-and-hospital",
    "liquid-strengths",
    "my-safety-plan",
]
"""Ids that it adds because the article omits them."""

NUMBERED = ["0", "1", "3.1", "3.2", "3.3", "4", "5", "6", "7", "8"]
"""Its sections that have a number and no id."""

HOW = ("idea only", "without figures", "wording", "resolved")
"""How a module may serve what is for staff or authors: it prints no such thing itself."""

AUDIENCE = re.compile(r"(patient|staff|author)([,;] \S.*)?")


class Row(NamedTuple):
    """One line of a table."""

    line: int
    cells: tuple[str, ...]

    @property
    def audience(self) -> str:
        return re.split("[,;]", self.cells[2])[0]

    @property
    def modules(self) -> list[str]:
        return re.findall(r"`([^`]*)`", self.cells[-1])

    @property
    def reasons(self) -> list[str]:
        """What follows each "left out" up to the next one or a semicolon; its colon included."""
        return [rest.split(";")[0] for rest in self.cells[-1].split("left out")[1:]]

    @property
    def reasoned(self) -> bool:
        return all(reason.startswith(": ") and len(reason.split()) > 3 for reason in self.reasons)

    def __str__(self) -> str:
        return f"{MAP}:{self.line}: {' | '.join(self.cells)}"


def table(head: str) -> list[Row]:
    """Return the rows of the table whose first column has this head, its own two lines left out."""
    result: list[Row] = []
    inside = False
    for number, line in enumerate((ROOT / MAP).read_text(encoding="utf-8").splitlines(), start=1):
        cells = tuple(cell.strip() for cell in line[1:].removesuffix("|").split("|"))
        inside = line.startswith("|") and (inside or cells[0] == head)
        if inside:
            result.append(Row(number, cells))
    return result[2:]


def sections() -> list[Row]:
    """Return the first table: a section of the inventory and what it became."""
    return table("no")


def printed() -> list[Row]:
    """Return the second table: a fact and what prints it."""
    return table("inventory section")


def named(rows: Iterable[Row]) -> set[str]:
    return {module for row in rows for module in row.modules}


def shown(rows: Iterable[Row]) -> list[str]:
    return [str(row) for row in rows]


@pytest.fixture(scope="module")
def topic() -> topics.TopicContent:
    return topics.load(at(None), "baclofen")


# --- the tables -------------------------------------------------------------------------------------------------------


def test_every_line_of_a_table_is_read():
    lines = [line for line in (ROOT / MAP).read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert len(lines) == len(sections()) + len(printed()) + 4


def test_every_row_has_four_cells_and_whole_backticks():
    rows = [*sections(), *printed()]
    assert shown(row for row in rows if len(row.cells) != 4 or not row.cells[0] or not row.cells[1]) == []
    assert shown(row for row in rows if row.cells[-1].count("`") % 2 or "" in row.modules) == []
    assert shown(row for row in printed() if not AUDIENCE.fullmatch(row.cells[2])) == []


def test_no_fact_has_two_rows():
    facts_of = [row.cells[:2] for row in printed()]
    assert sorted({fact for fact in facts_of if facts_of.count(fact) > 1}) == []


def test_whatever_is_left_out_says_why():
    assert shown(row for row in [*sections(), *printed()] if not row.reasoned) == []


# --- the sections of the inventory ------------------------------------------------------------------------------------


def test_every_section_of_the_inventory_has_a_row():
    rows = sections()
    assert [row.cells[0] for row in rows if row.cells[0].isdigit()] == [str(number) for number in range(1, 27)]
    assert [row.cells[2] for row in rows if row.cells[0] == "scattered"] == SCATTERED
    assert [row.cells[2] for row in rows if row.cells[0] == "added"] == ADDED
    assert {row.cells[0] for row in rows if not row.cells[0].isdigit()} == {"scattered", "added", "ours"}


def test_every_section_became_a_module_or_says_why_not():
    assert shown(row for row in sections() if not row.modules and not row.reasons) == []


def test_every_section_has_facts_and_every_fact_a_section():
    known = [name for row in sections() for name in row.cells[2].split(", ") if name] + NUMBERED
    used = {row.cells[0].split()[0] for row in printed()}
    assert [name for name in known if name not in used] == []
    assert sorted(used - set(known)) == []


# --- the modules ------------------------------------------------------------------------------------------------------


def test_every_module_that_is_named_is_one(topic: topics.TopicContent):
    rows = [*sections(), *printed()]
    assert shown(row for row in rows if not topic.modules.keys() >= set(row.modules)) == []


def test_every_module_stands_in_both_tables(topic: topics.TopicContent):
    own = [name for name in topic.topic.order if name != topic.topic.core]
    assert [name for name in own if name not in named(sections())] == []
    assert [name for name in own if name not in named(printed())] == []


def test_every_fact_for_patients_is_stated(topic: topics.TopicContent):
    """The core does not count: it is printed only where a fact that every sheet needs is lacking."""
    own = [loaded.module for name, loaded in topic.modules.items() if name != topic.topic.core]
    stated = {fact for module in own for fact in facts(module)} | set(topic.topic.required)
    stated |= facts(shared.load(at(None))["together"].file)  # of several topics on one sheet
    assert [name for name, fact in topic.facts.items() if fact.audience == "patient" and name not in stated] == []


# --- who reads what ---------------------------------------------------------------------------------------------------


def test_what_is_for_patients_is_printed_or_left_out():
    mine = [row for row in printed() if row.audience == "patient"]
    assert shown(row for row in mine if not row.modules and not row.reasons) == []


def test_what_is_for_staff_or_authors_is_left_out_or_says_how_a_module_serves_it():
    others = [row for row in printed() if row.audience != "patient"]
    assert shown(row for row in others if not row.modules and not row.reasons) == []
    assert shown(row for row in others if row.modules and not any(how in row.cells[-1] for how in HOW)) == []


def test_no_fact_is_open():
    assert shown(row for row in printed() if re.search(r"\bOPEN\b", " ".join(row.cells))) == []
