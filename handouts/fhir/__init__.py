"""FHIR R4B (4.3.0): take topic, language and personal fields from a Bundle, and offer what was given for the record.

`fhir.resources` is imported in `models.py` alone, when it is needed. No message repeats a value of a record.
"""

from .offering import resources
from .taking import Taken, Wishes, taken

__all__ = ["Taken", "Wishes", "resources", "taken"]
