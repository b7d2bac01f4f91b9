"""Ways to write a dose that people have died of: abbreviations, units that read as others, zeros and points.

Must not repeat what it finds: the text is personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNSAFE = (
    (
        "abbreviation",
        re.compile(
            r"(?<![^\W_])(?:TDS|TID|BD|BID|OD|QD|QOD|QDS|QID|PRN|QHS|HS|"
            r"tds|tid|bd|bid|qd|qod|qds|qid|prn|qhs|"
            r"(?:[bqtBQT]\.\s?[dD]|[tqTQ]\.\s?[dD]\.\s?[sS]|[btqBTQ]\.\s?[iI]\.\s?[dD]|[pP]\.\s?[rR]\.\s?[nN])\.?)(?![^\W_])"
        ),
    ),
    ("micrograms", re.compile(r"(?:[µμ]\s?g|(?<![^\W\d_])(?:mcg|ug))(?![^\W\d_])", re.IGNORECASE)),
    ("units", re.compile(r"(?<![^\W\d_])(?:IU|I\.U\.|U|u)(?![^\W_])")),
    ("trailing-zero", re.compile(r"\d[.,](?:0+|\d*[1-9]0+)(?!\d)(?=\s?(?:mg|g|ml|mL)(?![^\W\d_]))")),
    ("naked-point", re.compile(r"(?<![\d.,])[.,]\d")),
)


def unsafe(text: str) -> Iterator[str]:
    """Yield the name of each unsafe way of writing in a text, each once."""
    for name, pattern in _UNSAFE:
        if pattern.search(text):
            yield name
