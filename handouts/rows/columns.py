"""Match the names at the head of a list with the names that are known.

Must not guess: a name that is nearly right is refused, with the right one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence

from ..errors import Problem, error, refuse_if_any

ASIDE = ("_", "#")
"""A column whose name begins so is set aside on purpose."""
_UNNAMED = "_"


def tidy(name: object) -> str:
    """Return a column's name as it is compared: small letters, words joined by a hyphen."""
    text = "" if name is None else str(name).strip().lower()
    return text if text.startswith(ASIDE) else re.sub(r"[\s_]+", "-", text)


def fitting(names: Sequence[object], known: Collection[str]) -> int:
    """Return how many of these names are known."""
    return sum(tidy(name) in known for name in names)


def matched(names: Sequence[object], known: Collection[str]) -> tuple[str, ...]:
    """Return the names of the columns, in order; those that are set aside begin with `_` or `#`.

    Raises `Refused` with every name that is unknown, stands twice or is missing.
    """
    tidied = [tidy(name) or _UNNAMED for name in names]
    refuse_if_any(_faults(tidied, known))
    return tuple(tidied)


def _faults(names: Sequence[str], known: Collection[str]) -> Iterator[Problem]:
    if not fitting(names, known):  # it may be a row of patients: nothing of it is repeated
        hint = f"write the names of the columns into the first row: {', '.join(known)}"
        yield error("list.no-columns", "the first row holds no name of a column", "row 1", hint)
        return
    for index, name in enumerate(names, 1):
        if name.startswith(ASIDE):
            continue
        where = f"row 1, column {index}"
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1)
            hint = f"did you mean '{near[0]}'? " if near else f"columns: {', '.join(known)}. "
            hint += "A column whose name begins with _ is set aside"
            yield error("list.column", f"column {index} has a name that is not known", where, hint)
        elif name in names[: index - 1]:
            yield error("list.column-twice", f"there are two columns '{name}'", where, "keep one of them")
