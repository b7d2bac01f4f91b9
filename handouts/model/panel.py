"""What the personal panel holds, ready to be set: lines and sizes.

Must not choose either: `compose` does.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """The words of one field of the panel. They are personal, so `repr` hides them."""

    lines: tuple[str, ...]
    """Each stands on a line of its own, cleaned."""
    size: str
    """Empty for the full size, `long` for one line set smaller, `longer` for two lines."""
