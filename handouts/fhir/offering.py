"""What was given as FHIR R4B: a DocumentReference and a Communication, in a Bundle, checked by the models.

Offered, never sent or kept. Holds no name of a patient; a reference to one only where the record gave it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any

from .. import lookup
from ..errors import refuse_if_any
from ..record import Given, line
from . import models

_TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"}


def resources(
    given: Given, document: bytes, *, title: str, subject: str = "", with_document: bool = False
) -> dict[str, Any]:
    """Return a Bundle of both resources; raises `Refused` if the models do not take it, which is our fault.

    `title` is a file name without anything personal, `subject` the record's own reference to the patient.
    """
    about = {"subject": {"reference": subject}} if subject else {}
    told = json.dumps([line(given), hashlib.sha256(document).hexdigest(), subject])
    reference, communication = (
        f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, kind + told)}" for kind in ("DocumentReference", "Communication")
    )
    found = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": reference,
                "resource": _reference(given, _attachment(given, document, title, with_document)) | about,
            },
            {"fullUrl": communication, "resource": _communication(given, reference) | about},
        ],
    }
    refuse_if_any(models.faults("Bundle", found, "Bundle"))
    return found


def _reference(given: Given, attachment: dict[str, Any]) -> dict[str, Any]:
    day = given.day.isoformat()
    return {
        "resourceType": "DocumentReference",
        "identifier": [{"type": {"text": "reprint code"}, "value": given.code}],
        "status": "current",
        "docStatus": "preliminary" if given.review else "final",
        "type": {"text": "Patient information sheet"},
        "category": _concepts(given),
        **({"author": [{"display": given.clinic}]} if given.clinic else {}),
        "description": line(given),
        "content": [{"attachment": attachment}],
        "context": {"period": {"start": day, "end": day}},
    }


def _communication(given: Given, reference: str) -> dict[str, Any]:
    concepts = _concepts(given)
    topic = concepts[0] if len(concepts) == 1 else {"text": given.name}
    return {
        "resourceType": "Communication",
        "status": "completed",
        "category": [{"text": "Patient information sheet given"}],
        "topic": topic,
        "sent": given.day.isoformat(),
        "payload": [
            {"contentString": line(given)},
            {"contentReference": {"reference": reference}},
        ],
    }


def _attachment(given: Given, document: bytes, title: str, with_document: bool) -> dict[str, Any]:  # noqa: FBT001
    sha1 = hashlib.sha1(document, usedforsecurity=False).digest()
    found = {
        "contentType": _TYPES[given.form],
        "language": given.tag,
        "size": len(document),
        "hash": base64.b64encode(sha1).decode(),
        "title": title,
        "creation": given.day.isoformat(),
    }
    return found | ({"data": base64.b64encode(document).decode()} if with_document else {})


def _concepts(given: Given) -> list[dict[str, Any]]:
    """Return what the sheet is about.

    The codings of one concept mean the same: where a system has several codes, each code is a concept of its own.
    """
    codings = [{"system": lookup.SYSTEMS[system].uri, "code": code} for system, code in given.codes]
    systems = [system for system, _ in given.codes]
    if len(systems) == len(set(systems)):
        return [{**({"coding": codings} if codings else {}), "text": given.name}]
    return [*({"coding": [coding]} for coding in codings), {"text": given.name}]
