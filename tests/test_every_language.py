"""The whole of baclofen in every language, edition and paper: it passes preflight, PDF/UA-1 and PDF/A-3a.

`script/test` makes a named sample, `make soak` all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from handouts import pipeline
from handouts.locales.languages import languages
from handouts.model.request import Patient, Request
from handouts.roots import at

from . import verapdf

CLINIC = Path(__file__).parents[1] / "examples" / "clinic"
TODAY = date(2026, 11, 29)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet: what is asked for besides topic and language."""

    name: str
    recipe: str | None = "full"
    paper: str = "a4"
    edition: str = "standard"
    beside: str | None = None


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet("full-a4"),
        Sheet("full-letter", paper="letter"),
        Sheet("essential-beside-english", recipe="essential", beside="en"),
        Sheet("large-print", recipe="essential", edition="large-print"),
        Sheet("wallet-card", recipe=None, edition="wallet-card"),
    )
}
SAMPLE = {
    ("ja", "essential-beside-english"),
    ("zh_Hans", "essential-beside-english"),
    ("ar", "essential-beside-english"),
    ("ko", "large-print"),
    ("ur", "large-print"),
    ("th", "wallet-card"),
    ("ja", "wallet-card"),
}
"""Made on every run: each script that is set by rules of its own, each sheet; the whole topic in test_handouts.py."""


def cases() -> list[object]:
    all_of_it = [
        (lang, name)
        for lang in languages(at(CLINIC))
        for name in SHEETS
        if (lang, name) != ("en", "essential-beside-english")
    ]
    assert set(all_of_it) >= SAMPLE
    return [
        pytest.param(*case, marks=() if case in SAMPLE else pytest.mark.soak, id="-".join(case)) for case in all_of_it
    ]


@pytest.mark.parametrize(("lang", "name"), cases())
def test_the_sheet_passes_preflight_and_conforms(lang: str, name: str, tmp_path: Path) -> None:
    sheet = SHEETS[name]
    asked = Request(
        ("baclofen",),
        lang,
        recipe=sheet.recipe,
        edition=sheet.edition,
        paper=sheet.paper,
        beside=sheet.beside,
        today=TODAY,
    )
    made = pipeline.made(at(CLINIC), asked, Patient())
    assert [problem.code for problem in made.problems if problem.refuses] == []
    path = tmp_path / "sheet.pdf"
    path.write_bytes(made.document)
    assert verapdf.failures(path, "ua1") == {}
    assert verapdf.failures(path, "3a") == {}
