"""Read JSON Lines: one object on each line, its keys the names of the columns.

Must not repair a line.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import Problem, Refused, error
from . import columns, encoding
from .records import MOST_CHARACTERS, Row, Table

_HINT = 'write one object on each line: {"topic": "baclofen", "lang": "es"}'


def read(path: Path, known: Collection[str], _told: str | None) -> Table:
    """Return the rows of a JSON Lines file; raises `Refused` where it is not UTF-8 or empty."""
    looked = encoding.look(path, "utf-8-sig")
    table = Table(partial(_rows, path, known), looked.digest, max(looked.lines, 1))
    if next(table.rows(), None) is None:
        raise Refused(error("list.empty", "the list is empty", hint=_HINT))
    return table


def _rows(path: Path, known: Collection[str]) -> Iterator[Row]:
    for number, line in enumerate(encoding.text(path, "utf-8-sig"), 1):
        if line.strip():
            yield _row(number, line, known)


def _row(number: int, line: str, known: Collection[str]) -> Row:
    try:
        if len(line) > MOST_CHARACTERS:
            raise ValueError
        pairs = json.loads(line, object_pairs_hook=tuple)
        if not isinstance(pairs, tuple):
            raise TypeError
    except (ValueError, TypeError, RecursionError):
        return Row(number, {}, (error("row.unreadable", "the line is no JSON object", hint=_HINT),))
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in pairs:
        name = columns.tidy(key)
        if name.startswith(columns.ASIDE):
            continue
        text = _text(value)
        if name not in known:
            hint = f"keys: {', '.join(known)}. A key that begins with _ is set aside"
            problems.append(error("row.key", "the line has a key that is not known", hint=hint))
        elif name in found:
            problems.append(error("row.key-twice", "the line has a key twice", name, "keep one of them"))
        elif text is None:
            problems.append(error("row.value", "the value is not text", name, "write it in quotation marks"))
        found[name] = (text or "").strip()
    return Row(number, {} if problems else {name: text for name, text in found.items() if text}, tuple(problems))


def _text(value: Any) -> str | None:
    """Return a value as the text of a cell; None where it has no plain one."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case list() if all(isinstance(item, str) for item in value):
            return ",".join(value)
        case _:
            return None
