"""Say what a finished file cannot tell, each matter by itself, and what kind of file it is.

Must not judge the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Problem, note
from .facts import Facts

_MAKE = "`handouts make` checks it before it writes the file"


def limits(facts: Facts) -> Iterator[Problem]:
    """Yield a note for each matter that the file alone leaves open."""
    if facts.print_file:
        said = "the file is for a printer, and not tagged for that reason: readers get the sheet that it was made from"
        yield note("inspect.print-file", said)
    if not facts.ours:
        said = "this program did not make the file: no revision and no reprint code say what it should hold"
        yield note("inspect.not-ours", said)
    yield note("inspect.source-text", "not known: whether all of its source text is there, and nothing else", "", _MAKE)
    yield note("inspect.approval", "not known: whether a clinician and a translator have approved what it says")
    yield note("inspect.currency", "not known: whether what it says is still current")
    yield note("inspect.personal-data", "not known: whether it holds personal data, and whose")
    yield note("inspect.fonts", "not known: whether its fonts are those that the clinic chose", "", _MAKE)
    yield note("inspect.languages", "not known: whether each text is in the language that the file says", "", _MAKE)
    if facts.tagged:
        said = "not known: whether it is read aloud in the order that makes sense; only that there is an order"
        yield note("inspect.reading-order", said)
    said = "not known: whether headings, items and tables are broken well between pages, and whether texts overlap"
    yield note("inspect.layout", said, "", _MAKE)
