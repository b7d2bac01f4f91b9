"""A fault of a plan: which field, and its name.

Must not hold a value.
"""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, or does not go together with others."""

    path: Path
    name: str

    @property
    def place(self) -> str:
        """The path as a person counts: `plan.steps.1.morning`."""
        return ".".join(("plan", *(str(key + 1) if isinstance(key, int) else key for key in self.path)))
