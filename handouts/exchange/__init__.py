"""Texts that go out to translators as one file and come back: spreadsheet, XLIFF, memory (TMX).

Must not approve anything, and writes nothing of a file in which anything is wrong.
"""

from .exporting import FORMATS, export
from .importing import Change, Taken, take

__all__ = ["FORMATS", "Change", "Taken", "export", "take"]
