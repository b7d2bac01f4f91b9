"""A handout that would look finished and is not is refused (S11): no PDF, exit 4, and what was there stays (H2–H4, H6).

Through the command line; the child is left out, since its part is shown elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from handouts import child
from handouts.cli import run
from handouts.errors import ExitCode
from handouts.workspace import Workspace

OURS = Path(__file__).parents[1]
USING, TOPIC = (f"topics/sample/{name}.yaml" for name in ("using", "topic"))
SAID = "Stopping suddenly can cause **great harm**."
CRITICAL = "topics/baclofen/key-points.yaml"
OLD = b"%PDF-old"


@dataclass(frozen=True)
class Case:
    """A clinic's folder in which one thing is wrong: the code that says so, and what is changed."""

    code: str
    swap: tuple[str, str, str] = ("", "", "")
    """A file of ours or of the made-up topic, and the words in it that give way to others."""
    files: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    translation: Mapping[str, Any] | None = None
    """How the catalogs of a made-up language are written; None leaves them out."""
    patient: str = "name: Zelda"
    arguments: tuple[str, ...] = ("sample",)


EO = ("sample", "--lang=eo")
CASES = {
    "a letter that no font has": Case("preflight.missing-glyph", (USING, "with food", "with \U0001f600 food")),
    "a name that no font can write": Case("patient.character", patient="name: Zelda \U0001f600"),
    "a picture that is not there": Case(
        "asset.missing", ("templates/parts/hero.html", "<section", '<img src="asset:gone.svg" alt="x"><section')
    ),
    "a text without translation": Case("translation.missing", translation={"leave_out": [SAID]}, arguments=EO),
    "a translation to be checked": Case("translation.fuzzy", translation={"fuzzy": [SAID]}, arguments=EO),
    "a translation without its number": Case(
        "translation.placeholders",
        translation={"say": {"Call us before any change: {clinic_phone}.": "Voku nin."}},
        arguments=EO,
    ),
    "safety text that would fall back": Case(
        "translation.missing", translation={"leave_out": [SAID]}, arguments=(*EO, "--fallback")
    ),
    "a number that nobody gave": Case("clinic.lacks", facts={"phone": None}),
    "a source that nobody approved": Case("review.source-open", facts={"policy": {"require_approved": "true"}}),
    "a translation that nobody approved": Case(
        "review.translation-open", facts={"policy": {"require_approved": "true"}}, translation={}, arguments=EO
    ),
    "content whose time is over": Case(
        "topic.expired",
        (TOPIC, "revision: 1", "revision: 1\nreviewed: 2025-01-01\nreview_by: 2026-11-22"),
        facts={"policy": {"require_unexpired": "true"}},
    ),
    "a template without the safety text": Case("draft.lost", files={"templates/modules/points.html": "<p></p>"}),
    "a template without the draft line": Case("draft.frame", files={"templates/parts/draft-line.html": ""}),
    "a style that whitens the safety text": Case("contrast.low", files={"styles/clinic.css": "li { color: white }"}),
    "a style that fades the safety text": Case("preflight.no-ink", files={"styles/clinic.css": "li { opacity: 0 }"}),
    "a style that cuts the safety text off": Case(
        "preflight.clipped", files={"styles/clinic.css": "li { height: 2pt; overflow: hidden }"}
    ),
    "a style that takes the safety text away": Case(
        "preflight.lost-text", files={"styles/clinic.css": "li { display: none }"}
    ),
    "a module that is no longer critical": Case(
        "overlay.safety", (CRITICAL, "safety: critical\n", ""), arguments=("baclofen",)
    ),
    "words of the patient that do not fit": Case("preflight.panel-overflow", patient=f"name: {'W' * 95}"),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_printed_and_what_was_there_stays(
    clinic: Callable[..., Path],
    swapped: Callable[..., dict[str, str]],
    translate: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
) -> None:
    case = CASES[name]
    folder = clinic({**case.files, **(swapped(*case.swap) if case.swap[0] else {})}, **case.facts)
    if case.translation is not None:
        translate(Workspace((folder, OURS)), "eo", **case.translation)
    there = tmp_path / "there"
    there.mkdir()
    (there / "sheet.pdf").write_bytes(OLD)
    (there / "patient.yaml").write_text(case.patient, encoding="utf-8")
    monkeypatch.chdir(there)
    monkeypatch.setattr(child, "run", lambda function, *arguments, **_: function(*arguments))
    more = ("--clinic", str(folder), "--patient", "patient.yaml", "-o", "sheet.pdf", "--today", "2026-11-23")
    code = run(["make", *case.arguments, *more])
    out, err = capfd.readouterr()
    assert (code, out) == (ExitCode.REFUSED, "")
    assert f"[{case.code}]" in err
    assert "Zelda" not in err
    assert (there / "sheet.pdf").read_bytes() == OLD
    assert sorted(path.name for path in there.iterdir()) == ["patient.yaml", "sheet.pdf"]


def test_the_same_folder_prints_when_nothing_is_wrong(
    clinic: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(child, "run", lambda function, *arguments, **_: function(*arguments))
    assert run(["make", "sample", "--clinic", str(clinic()), "-o", str(tmp_path / "a.pdf")]) == ExitCode.DONE
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    capfd.readouterr()
