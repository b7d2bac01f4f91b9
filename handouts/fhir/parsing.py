"""Read a Bundle's JSON as plain data within limits of size and depth, and say which version of FHIR it is not.

Must not know what is taken from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import Problem, Refused, error
from .models import VERSION

MOST_BYTES, DEEPEST, MOST_ENTRIES = 5_000_000, 60, 500
_HINT = f"give one Bundle of {VERSION} as JSON, in UTF-8"
_OTHER_KINDS = ("MedicationOrder", "MedicationPrescription")
"""What a request for a medicine was called before FHIR STU3."""


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One resource of a Bundle. What it says is personal, so `repr` hides it."""

    kind: str
    resource: Mapping[str, Any]
    full_url: str
    where: str
    """Its FHIR path: `Bundle.entry[0].resource`."""


def entries(document: bytes) -> tuple[Entry, ...]:
    """Return the resources of a Bundle; raises `Refused`, and no message repeats anything of it."""
    data = _data(document)
    if not isinstance(data, dict) or data.get("resourceType") != "Bundle":
        raise Refused(error("fhir.not-bundle", "this is no FHIR Bundle", hint=_HINT))
    listed = data.get("entry", [])
    if not isinstance(listed, list):
        raise Refused(error("fhir.invalid", "this element is not a list", "Bundle.entry", _HINT))
    if len(listed) > MOST_ENTRIES:
        say = f"the Bundle has more than {MOST_ENTRIES} entries"
        raise Refused(error("fhir.too-large", say, hint="send the patient and the requests for medicines alone"))
    found: list[Entry] = []
    problems: list[Problem] = []
    for index, item in enumerate(listed):
        where = f"Bundle.entry[{index}]"
        resource = item.get("resource") if isinstance(item, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if isinstance(resource, dict) and isinstance(kind, str):
            full_url = item.get("fullUrl")
            found.append(Entry(kind, resource, full_url if isinstance(full_url, str) else "", f"{where}.resource"))
        else:
            problems.append(error("fhir.invalid", "this entry holds no resource", where, _HINT))
    problems += [problem for entry in found for problem in _other_version(entry)]
    if problems:
        raise Refused(problems)
    return tuple(found)


def _other_version(entry: Entry) -> Iterator[Problem]:
    """Yield an error for what no Bundle of this version has and one of another has."""
    if entry.kind in _OTHER_KINDS:
        yield error("fhir.version", "this resource is of an older version of FHIR", entry.where, _HINT)
    elif entry.kind == "MedicationRequest" and "medication" in entry.resource:
        yield error("fhir.version", "this resource is of FHIR R5 or later", f"{entry.where}.medication", _HINT)
    elif entry.kind == "MedicationRequest" and "agent" in mapping(entry.resource.get("requester")):
        yield error("fhir.version", "this resource is of FHIR STU3", f"{entry.where}.requester", _HINT)


def mapping(value: object) -> dict[str, Any]:
    """Return a value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _data(document: bytes) -> object:
    if len(document) > MOST_BYTES:
        say = f"the Bundle is larger than {MOST_BYTES // 1_000_000} MB"
        raise Refused(error("fhir.too-large", say, hint="send the patient and the requests for medicines alone"))
    deep = Refused(error("fhir.depth", f"the Bundle nests deeper than {DEEPEST} levels", hint=_HINT))
    try:
        data: object = json.loads(
            document.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_number
        )
        if _depth(data) > DEEPEST:
            raise deep
        json.dumps(data, ensure_ascii=False).encode()  # half a character, written as \ud800, is none
    except RecursionError:
        raise deep from None
    except ValueError:
        say = "this is not JSON in UTF-8, or a name stands twice in one object"
        raise Refused(error("fhir.syntax", say, hint=_HINT)) from None
    return data


def _depth(data: object) -> int:
    """Return how many levels nest, counted without recursion, and no further than need be."""
    level, depth = [data], 0
    while level and depth <= DEEPEST:
        inner = (value for value in level if isinstance(value, (dict, list)))
        level = [item for value in inner for item in (value.values() if isinstance(value, dict) else value)]
        depth += 1
    return depth


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of a name that stands twice, readers would take the one or the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("twice")
    return found


def _no_constant(_: str) -> object:
    raise ValueError("not a number of JSON")


def _number(text: str) -> int:
    if len(text) > 20:
        raise ValueError("a number without end")
    return int(text)
