"""Characters that steer the lines and that nobody reads: a template's `<wbr>` makes one, the engine may add more.

Must not change what a reader sees or copies.
"""

from __future__ import annotations

BREAK = "\u200b"
"""A line may break here."""
JOIN = "\u2060"
"""A line may not break here."""
_MARKS = {ord(BREAK): None, ord(JOIN): None}
_CONTROLS = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Direction marks: they order the line, and a reader of the text has no use for them."""


def without_marks(text: str) -> str:
    """Return the text as the draft has it."""
    return text.translate(_MARKS)


def read_aloud(text: str) -> str:
    """Return what a screen reader or a search should find."""
    return text.translate(_MARKS | _CONTROLS)
