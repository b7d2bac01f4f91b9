"""Where the file of a row lies: by its number and the run's token, so that no name says whose it is.

Must not put a cell into a name.
"""

from __future__ import annotations

import re
import secrets
import string
from pathlib import PurePosixPath

from ..errors import UsageFault, error

USUAL = "{row}-{run}"
FIELDS = ("row", "run", "sheet")
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_FOLDER = 1000
"""Files in one folder."""
_SAFE = re.compile(r"[A-Za-z0-9+_.-]{0,60}")


def token() -> str:
    """Return a token for a run, which sets its files apart from those of every other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6))


def require_pattern(pattern: str) -> None:
    """Raise `UsageFault` where a pattern could name two files alike, or leave its folder."""
    hint = "put {row} and {run} into it, and {sheet} if you like: {row}-{sheet}-{run}; else letters, digits, - _ + ."
    try:
        pieces = list(string.Formatter().parse(pattern))
    except ValueError:
        pieces = []
    names = [name for _, name, _, _ in pieces if name is not None]
    plain = all(_SAFE.fullmatch(text) and not form and not turned for text, _, form, turned in pieces)
    if not plain or len(pattern) > 60 or not {"row", "run"} <= set(names) <= set(FIELDS) or pattern.startswith("."):
        raise UsageFault(error("batch.names", "this pattern names no files", hint=hint))


def path(pattern: str, number: int, run: str, sheet: PurePosixPath) -> str:
    """Return where the file of a row lies in the folder of the run; `sheet` is what `make` would call it."""
    first = (number - 1) // _FOLDER * _FOLDER + 1
    name = pattern.format(row=row(number), run=run, sheet=sheet.stem)
    return f"{first:06}-{first + _FOLDER - 1:06}/{name}{sheet.suffix}"


def row(number: int) -> str:
    """Return how names write the number of a row."""
    return f"{number:06}"


def parts(name: str) -> list[str]:
    """Return the parts of a file's name; one of them is the token of its run."""
    return re.split(r"[^0-9a-z]+", name)
