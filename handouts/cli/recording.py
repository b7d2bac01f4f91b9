"""The doors to the record system on the command line: a Bundle that is read, and what was given, written where asked.

Must not repeat a file's name: it may be a patient's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import HandoutsError, Problem, UsageFault, error
from ..model.editions import EDITIONS
from .printing import echo

if TYPE_CHECKING:
    from ..fhir import Taken
    from ..model.request import Handout, Request
    from ..workspace import Workspace

_FORMS = "name a file that ends in .txt for one line, or in .json for FHIR; - prints the line"


def require_possible(options: Mapping[str, Any]) -> None:
    """Raise `UsageFault` with every option about the record that cannot be."""
    problems: list[Problem] = []
    record, output = options["record"], options["output"]
    if record and record != "-" and Path(record).suffix.lower() not in (".txt", ".json"):
        problems.append(error("record.form", "the record is written in no such form", hint=_FORMS))
    if record == "-" and (output == "-" or options["as_json"]):
        hint = "give --record a file"
        problems.append(error("record.stdout", "standard output has the handout or its list already", hint=hint))
    if record and output and record != "-" and Path(record) == Path(output):
        problems.append(error("record.same", "--record and --output name the same file", hint="name two files"))
    if options["record_document"] and not (record and record.lower().endswith(".json")):
        hint = "say --record FILE.json too"
        problems.append(error("record.no-place", "only FHIR can hold the handout itself", hint=hint))
    if options["identifier"] and not options["fhir"]:
        problems.append(error("fhir.none", "--identifier is about a Bundle", hint="give one with --fhir"))
    if options["fhir"] == "-" and options["patient"] == "-":
        hint = "give one of them as a file"
        problems.append(error("fhir.stdin", "--fhir and --patient both read standard input", hint=hint))
    if problems:
        raise UsageFault(problems)


def bundle(workspace: Workspace, options: Mapping[str, Any]) -> Taken:
    """Return what the Bundle of `--fhir` says; options that are given win."""
    from .. import fhir, requests

    edition = EDITIONS.get(options["edition"] or "standard")
    wishes = fhir.Wishes(
        today=requests.day(options["today"]),
        topic=options["topic"],
        lang=options["lang"],
        identifier=options["identifier"],
        **({"fields": edition.fields} if edition else {}),
    )
    return fhir.taken(workspace, _read(options["fhir"]), wishes)


def _read(source: str) -> bytes:
    from ..fhir.parsing import MOST_BYTES

    try:
        if source == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(source).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        say, hint = "the Bundle cannot be read", "name a file with FHIR JSON"
        raise HandoutsError(error("fhir.unreadable", say, hint=hint)) from None


def told(
    workspace: Workspace, request: Request, handout: Handout, options: Mapping[str, Any], subject: str
) -> bytes | None:
    """Return what `--record` gets of a finished handout; None where nothing is asked for."""
    if not options["record"]:
        return None
    from .. import fhir, record, requests

    given = record.given(workspace, request, handout)
    if not options["record"].lower().endswith(".json"):
        return f"{record.line(given)}\n".encode()
    title = requests.file_name(workspace, request)
    with_document = options["record_document"]
    made = fhir.resources(given, handout.document, title=title, subject=subject, with_document=with_document)
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()


def write(target: str, text: bytes) -> None:
    """Write the record's text, whole or not at all, or print it."""
    from .. import output

    if target == "-":
        echo(text.decode().rstrip("\n"))
    else:
        output.write(Path(target), text)
