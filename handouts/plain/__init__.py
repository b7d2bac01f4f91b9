"""The plain edition: one file of HTML that needs nothing else, and its text for Braille translation or reading aloud.

Must not choose or translate words: it takes a draft as it was composed.
"""

from __future__ import annotations

from .document import document
from .spoken import text

__all__ = ["document", "text"]
