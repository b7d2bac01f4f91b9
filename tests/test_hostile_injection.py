"""No template injection leaves the sandbox from a clinic's template, and none runs from where words belong (S3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from handouts import pipeline
from handouts.compose.fill import clean
from handouts.compose.proof import squeezed
from handouts.errors import Refused
from handouts.model.request import PANEL_FIELDS, Patient
from handouts.workspace import Workspace

from .hostile.words import about, text_at, words

CANARY = "SSTICANARY"
TEXTS: list[str] = yaml.safe_load(Path(__file__).with_name("hostile").joinpath("injection.yaml").read_text("utf-8"))
HARMLESS = {
    0: "49",
    31: "[Undefined]",
    32: "[Undefined]",
    34: "[(Undefined, [&#39;&#39;])]",
    35: "[&#39;&#39;]",
    57: "${T(java.lang.Runtime).getRuntime()",
    58: "<%= File.open(",
}
"""What a template may say, by the place in the list: how its words begin on the page."""


@pytest.fixture
def payloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("HANDOUTS_TEST", CANARY)
    (tmp_path / "secret").write_text(f"{CANARY}\n")
    assert len(set(TEXTS)) == 60
    names = {"{secret}": str(tmp_path / "secret"), "{made}": str(tmp_path / "made")}
    return [text.replace("{secret}", names["{secret}"]).replace("{made}", names["{made}"]) for text in TEXTS]


def test_a_template_is_refused_or_says_only_what_it_may(
    payloads: list[str], workspace: Any, asked: Any, tmp_path: Path
) -> None:
    space = workspace()
    brief, _ = pipeline.prepared(space, asked(), Patient(name="Zelda"))
    path = space.roots[0] / "templates" / "handout.html"
    path.parent.mkdir()
    said = {}
    for place, text in enumerate(payloads):
        path.write_text(f'{{% extends "base.html" %}}{{% block hero %}}{text}{{{{ super() }}}}{{% endblock %}}')
        try:
            html = pipeline.draft(brief).html
        except Refused as refusal:
            problems = refusal.problems
            assert problems[0].code.startswith("template."), text
            html = repr(problems)
        else:
            said[place] = html.partition("<main>")[2].strip()
            html = html.replace("Zelda", "")
        assert not any(word in html for word in ("Zelda", CANARY)), text
    assert {place: html[: len(HARMLESS.get(place, ""))] for place, html in said.items()} == HARMLESS
    assert not (tmp_path / "made").exists()


def test_a_patients_field_is_printed_and_not_run(payloads: list[str], small: Workspace, asked: Any) -> None:
    brief, _ = pipeline.prepared(small, asked(), Patient())
    for text in payloads:
        html = pipeline.draft(replace(brief, patient=Patient(**dict.fromkeys(PANEL_FIELDS, text)))).html
        assert words(html).count(squeezed(clean(text))) >= len(PANEL_FIELDS), text
        assert CANARY in text or CANARY not in html


def test_a_topics_text_is_refused_or_printed_and_not_run(
    payloads: list[str], workspace: Any, composed: Any, refusal: Any
) -> None:
    files = about(payloads)
    refused = {text_at(files, problem.where) for problem in refusal(Refused, composed, workspace(files))}
    kept = [text for text in payloads if text not in refused]
    assert not any("{" in text for text in kept)
    html = composed(workspace(about([*kept, "x"])), recipe="brief").html
    assert all(squeezed(text) in words(html) for text in kept)


def test_a_translation_is_refused_and_not_run(
    payloads: list[str], workspace: Any, translate: Any, composed: Any, refusal: Any
) -> None:
    says = {f"Sentence {number} of many.": text for number, text in enumerate(payloads)}
    space = translate(workspace(about(says)), "eo", say=says)
    found = refusal(Refused, composed, space, locale="eo", recipe="brief")
    assert sum(problem.code.startswith("translation.") for problem in found) == len(payloads)
    assert CANARY not in repr(found)
