"""The dose that a record states in words, taken only where nobody can misread it, and the way the medicine is taken.

Must not make a dose from numbers, join two, or change a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import wording
from .naming import text
from .parsing import Entry, mapping

_BY_MOUTH = (
    ("http://snomed.info/sct", "26643006"),
    ("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "PO"),
)
_BY_MOUTH_WORDS = ("oral", "oral route", "orally", "by mouth", "po")


def dose_of(related: Sequence[Entry]) -> tuple[str, str, str]:
    """Return the dose in words, where it stands, and why there is none though something is said of it."""
    lines = [line for entry in related for line in _lines(entry)]
    if not lines:
        return "", "", ""
    (where, line), more = lines[0], len(lines) > 1
    if more:
        return "", related[0].where, "the requests give more than one"
    said, place = text(line.get("text")), f"{where}.text"
    if not said:
        return "", where, "it is not given in words"
    if any(problem for form in (said, said.upper()) for problem in wording.dose(form, "")):
        return "", place, "it can be misread, or does not say when"
    return said, place, ""


def not_by_mouth(related: Sequence[Entry]) -> Iterator[str]:
    """Yield where a record says that a medicine is taken otherwise than by mouth."""
    for entry in related:
        for where, line in _lines(entry):
            route = mapping(line.get("route"))
            codings = [mapping(item) for item in route.get("coding") or []]
            named = any((coding.get("system"), coding.get("code")) in _BY_MOUTH for coding in codings)
            words = [text(route.get("text")), *(text(coding.get("display")) for coding in codings)]
            if route and not named and not any(word.casefold() in _BY_MOUTH_WORDS for word in words):
                yield f"{where}.route"


def _lines(entry: Entry) -> list[tuple[str, dict[str, Any]]]:
    found = entry.resource.get("dosageInstruction") or []
    return [(f"{entry.where}.dosageInstruction[{index}]", mapping(item)) for index, item in enumerate(found)]
