"""One handout from what a command line said: understood, made and named in one child process.

The parent loads nothing of what a sheet is made with, since every import would be paid twice. Must not know Click, and
must not write.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import child
from .errors import Problem
from .model.request import Handout, Patient, Request

if TYPE_CHECKING:
    from .fhir import Taken
    from .workspace import Workspace


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What a command line said: the clinic's folder, its options, and the patient, or the YAML that tells of one."""

    clinic: Path | None
    options: Mapping[str, Any]
    patient: Patient | None = None
    yaml: str = ""
    label: str = ""
    """How messages call the place where that YAML stood."""
    bundle: bytes | None = None
    """A FHIR Bundle that chooses and tells of the patient too."""


@dataclass(frozen=True, slots=True, repr=False)
class Single:
    """A finished handout, a name for its file where the command line gave none, and what is to be said besides."""

    handout: Handout
    name: str
    also: tuple[Problem, ...] = ()
    record: bytes = b""
    """What was given, for the patient's record, where it was asked for."""


def make(asked: Asked) -> Single:
    """Return the handout that was asked for; raises as `pipeline.made` and `requests.request` do."""
    return child.run(_made, asked, copied=_is_small())


def again(asked: Asked, code: str) -> Single:
    """Return the handout of a reprint code with what has changed since; raises as `again.again` does."""
    return child.run(_again, asked, code, copied=_is_small())


def _is_small() -> bool:
    """Whether this process has loaded nothing that a sheet is made with, so that a copy of it begins at the beginning.

    A copy saves a twelfth of the time of a cold `make`.
    """
    return "weasyprint" not in sys.modules


def _made(asked: Asked) -> Single:
    from . import requests

    workspace = _workspace(asked)
    taken = _taken(workspace, asked)
    chosen = {"topic": taken.topic, "lang": taken.lang} if taken else {}
    return _single(workspace, requests.request(workspace, {**asked.options, **chosen}), asked, taken=taken)


def _taken(workspace: Workspace, asked: Asked) -> Taken | None:
    """Return what the Bundle says; options that were given win."""
    if asked.bundle is None:
        return None
    from . import fhir, requests
    from .model.editions import EDITIONS

    edition = EDITIONS.get(asked.options["edition"] or "standard")
    wishes = fhir.Wishes(
        today=requests.day(asked.options["today"]),
        topic=asked.options["topic"],
        lang=asked.options["lang"],
        identifier=asked.options["identifier"],
        **({"fields": edition.fields} if edition else {}),
    )
    return fhir.taken(workspace, asked.bundle, wishes)


def _again(asked: Asked, code: str) -> Single:
    from . import again, requests

    workspace = _workspace(asked)
    found = again.again(workspace, code, requests.day(asked.options["today"]))
    return _single(workspace, found.request, asked, found.problems)


def _workspace(asked: Asked) -> Workspace:
    from . import roots

    return roots.at(asked.clinic)


def _single(
    workspace: Workspace,
    request: Request,
    asked: Asked,
    also: tuple[Problem, ...] = (),
    taken: Taken | None = None,
) -> Single:
    from . import pipeline, requests, topics

    load = cache(topics.load)
    patient = asked.patient or requests.patient_of(asked.yaml, asked.label)
    if taken:
        patient, also = requests.joined(patient, taken.fields), taken.problems
    handout = pipeline.made(workspace, request, patient, load)
    title = requests.file_name(workspace, request, load)
    record = _record(workspace, request, handout, asked.options, (title, taken.subject if taken else ""))
    return Single(handout, asked.options.get("output") or title, also, record)


def _record(
    workspace: Workspace, request: Request, handout: Handout, options: Mapping[str, Any], called: tuple[str, str]
) -> bytes:
    """Return what `--record` gets of a finished handout; `called` are its title and the patient's reference."""
    target = options.get("record")
    if not target:
        return b""
    from . import fhir, record

    given = record.given(workspace, request, handout)
    if not target.lower().endswith(".json"):
        return f"{record.line(given)}\n".encode()
    title, subject = called
    with_document = options["record_document"]
    made = fhir.resources(given, handout.document, title=title, subject=subject, with_document=with_document)
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()
