"""Works out the direction of `bdi` and `dir="auto"`: the engine ignores both, and a phone number is turned round.

Works on the engine's own tree, never on the draft. Must not overrule a direction that the page states.
"""

from __future__ import annotations

import unicodedata
from typing import Any

STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def mend(root: Any) -> None:
    """State the direction of each such element below the parsed page's root: its first strong letter's."""
    for element in root.iter():
        stated = str(element.get("dir", "auto" if element.tag == "bdi" else ""))
        if stated.lower() == "auto":
            element.set("dir", first_direction("".join(element.itertext())) or "ltr")


def first_direction(text: str) -> str | None:
    """Return `ltr` or `rtl` by the first letter that has a direction."""
    return next((STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in STRONG), None)
