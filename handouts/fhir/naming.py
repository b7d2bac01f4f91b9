"""What a sheet prints of a Patient: the name in the order of the sheet's language, one identifier.

Must not choose a language or a topic.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from .parsing import mapping

FAMILY_FIRST = frozenset({"hu", "ja", "ko", "vi", "zh"})
"""Languages in which the family's name comes first."""
_USES = ("official", "usual", "")
"""Which of several names is printed; an old, maiden or temporary one, a nickname and an alias never is."""


def name_of(patient: Mapping[str, Any], locale_id: str) -> tuple[str, int]:
    """Return the name as this language orders it and which of the record's names it is; `("", -1)` where none is."""
    names = [mapping(item) for item in _list(patient.get("name"))]
    for use in _USES:
        for index, name in enumerate(names):
            if name.get("use", "") == use and (said := _said(name, locale_id)):
                return said, index
    return "", -1


def _said(name: Mapping[str, Any], locale_id: str) -> str:
    """Return the parts in their order, without titles; the record's own text where it has no parts."""
    family, given = text(name.get("family")), [text(item) for item in _list(name.get("given"))]
    parts = [part for part in given if part]
    if not family and not parts:
        return text(name.get("text"))
    first = locale_id.partition("_")[0] in FAMILY_FIRST
    parts = [family, *parts] if first else [*parts, family]
    between = "" if first and all(_unspaced(part) for part in parts) else " "
    return " ".join(filter(None, (between.join(filter(None, parts)), *map(text, _list(name.get("suffix"))))))


def _unspaced(part: str) -> bool:
    """Whether a part of a name is in letters between which no space stands."""
    return all(unicodedata.name(char, "").startswith(("CJK", "HANGUL", "HIRAGANA", "KATAKANA")) for char in part)


def identifiers(patient: Mapping[str, Any], system: str) -> tuple[str, ...]:
    """Return the values of the identifiers of a system that are in use."""
    found = (mapping(item) for item in _list(patient.get("identifier")))
    here = (item for item in found if item.get("system") == system and item.get("use") != "old")
    return tuple(value for item in here if (value := text(item.get("value"))))


def text(value: object) -> str:
    """Return a value as one line where it is text, else an empty one."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
