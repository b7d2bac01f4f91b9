"""One translatable text with its place: what topics and templates give, what catalogs are asked for.

Must not know gettext's files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

TEMPLATES = "handouts"
"""The gettext domain of the words in the templates."""
DESK = "desk"
"""The context, in that domain, of the words on the staff's screen."""
SHARED = "shared"
"""The gettext domain of what topics share."""


@dataclass(frozen=True, slots=True)
class Message:
    """A source text, the domain and context that tell it from equal words elsewhere, and where it is written."""

    domain: str
    context: str
    source: str
    where: str = ""
    critical: bool = False
    place: str = ""
    """What part of its file it is, as `body.groups.items.dont`; empty for a template's word."""
    plural: str = ""
    """For a text with a number: what it says for other numbers than one. Its translation has a form for each kind."""

    @property
    def told(self) -> str:
        """All that the source says: what an approval is for."""
        return f"{self.source}\n{self.plural}" if self.plural else self.source


def digest(context: str, source: str, translation: str) -> str:
    """Return the 16 hex digits that an approval names; any change of the three gives others."""
    return hashlib.sha256(f"{context}\0{source}\0{translation}".encode()).hexdigest()[:16]
