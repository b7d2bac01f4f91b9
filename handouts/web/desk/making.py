"""What runs in a warm worker: make the sheet of some choices, whole and judged, as the command line would.

Must not know threads or HTTP, nor keep anything between two calls but topics.
"""

from __future__ import annotations

import gc
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pypdfium2

from ... import pipeline, record, requests, roots, topics
from ...errors import HandoutsError, refuse_if_any
from ...model.editions import EDITIONS
from ...model.request import Handout, Patient, Request
from ...workspace import Workspace
from .. import remembered
from .records import PARTS, Choices, Made


def make(folder: Path | None, choices: Choices) -> Made:
    """Return the finished document; raises as `pipeline.made` does."""
    with remembered.without_pauses():
        workspace = roots.at(folder)
        request = asked(workspace, choices)
        handout = _handout(workspace, request, choices.patient)
        sizes, texts = _seen(handout.document)
        recipes = remembered.topic(workspace, choices.topic).topic.recipes
    name = requests.name_of(request, [name for name, recipe in recipes.items() if recipe.discreet])
    return Made(handout.document, name, sizes, texts, handout.problems, handout.review, handout.code)


def told(folder: Path | None, choices: Choices, made: Made) -> tuple[str, str]:
    """Return what the patient's record is told of a sheet, without anything of the patient: one line, and FHIR."""
    from ... import fhir  # its models take a second to load

    workspace = roots.at(folder)
    handout = Handout(made.pdf, len(made.sizes), (), made.review, made.code)
    said = record.given(workspace, asked(workspace, choices.impersonal), handout)
    resources = fhir.resources(said, made.pdf, title=made.name)
    return record.line(said), json.dumps(resources, ensure_ascii=False, indent=1)


def asked(workspace: Workspace, choices: Choices) -> Request:
    """Return the request that the command line would make of the same choices."""
    own_words = EDITIONS[choices.edition].own_words
    recipe = None if choices.recipe == PARTS else choices.recipe
    content = {} if own_words else {"recipe": recipe, "modules": choices.modules}
    return requests.request(
        workspace,
        {
            "topic": choices.topic,
            "lang": choices.language,
            **content,
            "edition": choices.edition,
            "size": choices.size,
            "paper": choices.paper,
            "beside": choices.beside or None,
            "spares": ",".join(choices.spares),
            "with_name": choices.with_name,
            "for_carer": choices.for_carer,
            "patient_agrees": choices.agrees,
        },
    )


def _handout(workspace: Workspace, request: Request, patient: Patient) -> Handout:
    brief, said = pipeline.prepared(workspace, request, patient, remembered.topic)
    composed, rendering = pipeline.rendered(brief)
    problems = (*said, *composed.problems, *pipeline.judged(brief, composed, rendering))
    refuse_if_any(problems)
    return replace(pipeline.finished(brief, rendering, problems), review=composed.review, code=composed.code)


def _seen(pdf: bytes) -> tuple[tuple[tuple[float, float], ...], tuple[str, ...]]:
    """Return the size of each page of the finished file, and what it says."""
    sizes, texts = [], []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            words = page.get_textpage()
            sizes.append(page.get_size())
            texts.append("\n".join(line.strip() for line in words.get_text_bounded().splitlines() if line.strip()))
            words.close()
            page.close()
    return tuple(sizes), tuple(texts)


def tidy() -> None:
    """Throw away what the last sheet left, while nobody waits."""
    gc.collect()


def practise(folder: Path | None) -> None:
    """Make a sheet that nobody has asked for, so that the first who asks finds the engine warm."""
    with suppress(HandoutsError):
        workspace = roots.at(folder)
        first = next(iter(topics.ids(workspace)), "")
        asked = requests.request(workspace, {"topic": first})
        _handout(workspace, asked, Patient())
    gc.collect()
