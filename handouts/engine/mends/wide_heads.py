"""A head over several columns is the head of the cells below each of them: the engine names it in the first alone.

Must not touch a table with cells over several rows, which the engine counts in a way of its own.
"""

from __future__ import annotations

from collections import defaultdict

import pydyf

from .. import boxes
from ..boxes import Laid
from ..written import Written


def mend(written: Written) -> None:
    """Name the heads of every cell, each once."""
    for page in written.pages:
        for box in boxes.descendants(page.box):
            if box.element_tag == "table":
                rows = [row for row in boxes.descendants(box) if row.element_tag == "tr" and boxes.holds(row)]
                if all(cell.rowspan == 1 for row in rows for cell in boxes.children(row)):
                    _name(rows)


def _name(rows: list[Laid]) -> None:
    heads: dict[int, list[pydyf.String]] = defaultdict(list)
    for row in rows:
        column = 0
        for cell in boxes.children(row):
            columns = range(column, column + cell.colspan)
            if cell.element_tag == "th" and cell.element.get("scope") != "row":
                for below in columns:
                    heads[below].append(cell.mark["ID"])
            elif cell.element_tag == "td":
                named = [*cell.mark["A"]["Headers"], *(head for below in columns for head in heads[below])]
                cell.mark["A"]["Headers"] = pydyf.Array({id(head): head for head in named}.values())
            column += cell.colspan
