"""Words that are nobody's, to fill a panel with: a sample shows how a field of each size and direction is set.

Must not hold anything that could be read as a name.
"""

from __future__ import annotations

from typing import Any

from ..model.editions import EDITIONS
from ..model.request import Patient
from .views import widths

_LETTERS = {"ltr": "il ", "rtl": "וי "}
"""Narrow letters, so that a sample always fits."""


def sample(
    edition: str, form: str, size: str = "", direction: str = "ltr", *, noted: bool = True, shift: int = 0
) -> Patient:
    """Return a patient whose every field has this size and direction; the note stays in its full size, on two lines.

    Another `shift` gives other words of the same look.
    """
    words = _LETTERS[direction][shift:] + _LETTERS[direction][:shift]
    fields: dict[str, Any] = {
        name: (words * 99)[: _length(widths(name, edition, form), size)].strip() for name in EDITIONS[edition].fields
    }
    if "note" in fields:
        fields["note"] = f"{words.strip()}\n{words.strip()}" if noted else ""
    return Patient(**fields)


def _length(widths: tuple[int, int], size: str) -> int:
    full, smaller = widths
    return {"": 5, "long": full + 2, "longer": smaller + 2}[size]
