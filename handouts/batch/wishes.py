"""What the cells of a row ask for, and for whom: the columns of a list, and which of them a problem is about.

Must not repeat a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from .. import requests
from ..errors import HandoutsError, Problem, UsageFault, error
from ..locales import languages
from ..model.request import PATIENT_FIELDS, Patient, Request
from ..workspace import Workspace

Cells = Mapping[str, str]
Wish = tuple[tuple[str, str], ...]
"""What a row asks for, without whom it is for: column and cell."""
Ask = Callable[[Workspace, datetime, Wish], Request]
_WORDS = ("topic", "lang", "recipe", "edition", "format", "paper", "beside")
_YES_NO = ("bleed", "fallback", "with-name")
COLUMNS = (
    *("topic", "lang", "recipe", "modules", "for", "not-for", "edition", "size", "format", "paper", "beside"),
    *_YES_NO,
    *PATIENT_FIELDS,
)
"""The names that a list's columns may bear."""
_YES, _NO = ("yes", "true", "1", "x"), ("no", "false", "0", "")
_BY_CODE = {
    "topic": "topic",
    "language": "lang",
    "translation": "lang",
    "recipe": "recipe",
    "module": "modules",
    "plan": "modules",
    "edition": "edition",
    "edition.size": "size",
    "edition.format": "format",
    "edition.beside": "beside",
    "edition.bleed": "bleed",
    "paper": "paper",
    "condition": "for",
    "booklet": "edition",
    "beside": "beside",
}
"""The column that a problem is about, by its code or the first word of it."""


def column(problem: Problem) -> str:
    """Return the column that a problem is about; empty where it is about none."""
    if problem.where in COLUMNS:
        return problem.where
    return _BY_CODE.get(problem.code, _BY_CODE.get(problem.code.partition(".")[0], ""))


def wish(cells: Cells) -> Wish:
    """Return what a row asks for; rows that ask for the same have the same."""
    return tuple(sorted((name, cell) for name, cell in cells.items() if name not in PATIENT_FIELDS))


def asked(workspace: Workspace, today: datetime, wish: Wish) -> Request:
    """Return the request of a row; what it leaves open comes from the clinic. Raises `UsageFault`."""
    cells = dict(wish)
    if "topic" not in cells:
        raise UsageFault(error("row.no-topic", "the row names no topic", "topic", "name one: baclofen"))
    options: dict[str, Any] = {name: cells.get(name) for name in _WORDS}
    options |= {name.replace("-", "_"): _yes(name, cells.get(name, "")) for name in _YES_NO}
    options["modules"] = tuple(re.split(r"[,;\s]+", cells["modules"])) if "modules" in cells else ()
    options["concerns"], options["spares"] = (_list(cells.get(name, "")) for name in ("for", "not-for"))
    options["size"] = _points(cells["size"]) if "size" in cells else None
    for name, known in (("for", "concerns"), ("not-for", "spares")):
        _about(name, requests.conditions, options[known])
    if "beside" in cells:
        _about("beside", languages.resolve, workspace, cells["beside"])
    return requests.request(workspace, {**options, "today": today})


def wished(workspace: Workspace, today: datetime, cells: Cells, ask: Ask = asked) -> tuple[Request, Patient]:
    """Return the request and the patient of a row; raises `UsageFault` or `Refused` with all that is wrong.

    `ask` may remember what `asked` has returned before.
    """
    problems: list[Problem] = []
    request: Request | None = None
    try:
        request = ask(workspace, today, wish(cells))
    except HandoutsError as fault:
        problems.extend(fault.problems)
    try:
        patient = whom(cells)
    except HandoutsError as fault:
        raise UsageFault((*problems, *fault.problems)) from None
    if request is None:
        raise UsageFault(problems)
    return request, patient


def whom(cells: Cells) -> Patient:
    """Return the patient of a row; raises `Refused` with the column of each value that has no place on a sheet."""
    return requests.patient_from({name: cells[name] for name in PATIENT_FIELDS if name in cells})


def _about(column: str, function: Callable[..., object], *arguments: object) -> None:
    """Call what may refuse a cell, and say which column it is: others have cells of that kind too."""
    try:
        function(*arguments)
    except HandoutsError as fault:
        raise UsageFault(replace(problem, where=column) for problem in fault.problems) from None


def _list(cell: str) -> str:
    return ",".join(re.split(r"[,;\s]+", cell))


def _yes(name: str, cell: str) -> bool:
    if cell.lower() not in (*_YES, *_NO):
        raise UsageFault(error("row.yes-no", "the cell says neither yes nor no", name, "write yes or no"))
    return cell.lower() in _YES


def _points(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", cell):
        raise UsageFault(error("row.number", "the cell holds no whole number", "size", "write digits: 18"))
    return int(cell)
