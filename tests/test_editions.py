"""Editions with words of their own, and print shops' marks: looked at in finished pages, in every language."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts import pipeline, topics
from handouts.errors import Refused, UsageFault
from handouts.locales import languages
from handouts.model.editions import EDITIONS
from handouts.model.laid import LaidImage, LaidPage, Rendering
from handouts.model.parts import MOST_PICTURE_WORDS
from handouts.model.request import PATIENT_FIELDS, Draft, Patient, Request
from handouts.roots import at
from handouts.workspace import Workspace

from . import verapdf
from .conftest import OWN, TODAY, written

LANGUAGES, PAPERS = languages.languages(at(None)), ("a4", "letter")
SAMPLE = {(lang, "a4") for lang in ("en", "ar", "th", "ur", "ja", "hi", "de", "vi")} | {
    ("en", "letter"),
    ("ur", "letter"),
}
"""The tallest and the widest scripts and the longest words, on every run."""
ON_PAPER = [
    pytest.param(lang, paper, marks=() if (lang, paper) in SAMPLE else pytest.mark.soak)
    for lang in LANGUAGES
    for paper in PAPERS
]
MM = 96 / 25.4
CARD = (85.6, 54.0)
"""A credit card, in millimetres (ISO/IEC 7810, ID-1)."""
JUDGED = {("wallet-card", "ar"), ("picture", "en")}
"""By veraPDF on every run; test_every_language.py has it judge more cards."""
PATIENT = Patient(
    name="Margaret Featherstonehaugh-Cholmondeley",
    date="29 November 2026",
    dose="10 mg in the morning, 20 mg at night",
    contact="Her brother, 07700 900123",
)


def example() -> Workspace:
    return at(OWN / "examples" / "clinic")


@pytest.fixture(scope="module")
def clinic_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workspace]:
    """Return the example clinic as one whose staff read another language."""

    def make(lang: str) -> Workspace:
        folder = OWN / "examples" / "clinic"
        facts = (folder / "clinic.yaml").read_text()
        facts = "\n".join([line for line in facts.splitlines() if not line.startswith("language:")])
        files = {"clinic.yaml": f"{facts}\nlanguage: {lang}\n", "logo.svg": (folder / "logo.svg").read_bytes()}
        return at(written(tmp_path_factory.mktemp(lang) / "clinic", files))

    return cache(make)


def drawn(workspace: Workspace, patient: Patient = PATIENT, **fields: Any) -> tuple[Draft, Rendering, list[str]]:
    """Return a sheet with what stands against it, notes left out."""
    asked = {"locale": "en", "today": TODAY, **fields}
    brief, _ = pipeline.prepared(workspace, Request(topics=("baclofen",), **asked), patient)
    composed, rendering = pipeline.rendered(brief)
    wrong = [problem for problem in pipeline.judged(brief, composed, rendering) if problem.severity != "note"]
    return composed, rendering, [f"{problem.code} {problem.where}" for problem in wrong]


@cache
def sheet(edition: str, lang: str = "en", paper: str = "a4", *, bleed: bool = False) -> Any:
    return drawn(example(), edition=edition, locale=lang, paper=paper, bleed=bleed)


# --- the cards


@pytest.mark.parametrize(("lang", "paper"), ON_PAPER)
@pytest.mark.parametrize("edition", ["wallet-card", "picture"])
def test_all_stands_on_one_page_in_every_language(edition: str, lang: str, paper: str) -> None:
    _, rendering, wrong = sheet(edition, lang, paper)
    assert (len(rendering.pages), wrong) == (1, [])


@pytest.mark.parametrize(
    ("staff", "reader"),
    [
        pytest.param(staff, reader, marks=() if (staff, reader) in (("es", "ar"), ("th", "en")) else pytest.mark.soak)
        for staff in ("es", "ar", "th")
        for reader in ("en", "ar")
    ],
)
def test_what_is_for_staff_fits_in_the_clinics_language_too(clinic_in: Any, staff: str, reader: str) -> None:
    _, rendering, wrong = drawn(clinic_in(staff), edition="wallet-card", locale=reader)
    assert (len(rendering.pages), wrong) == (1, [])


def faces(page: LaidPage) -> list[tuple[float, float]]:
    boxes = [panel.box for panel in page.panels if ".face." in panel.element]
    return [((x2 - x1) / MM, (y2 - y1) / MM) for x1, y1, x2, y2 in boxes]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_face_has_the_size_of_a_credit_card_and_each_card_two(lang: str) -> None:
    found = faces(sheet("wallet-card", lang)[1].pages[0])
    assert len(found) == 6
    for width, height in found:
        assert (width, height) == pytest.approx(CARD, abs=0.5)


def said_on(page: LaidPage, face: str) -> Iterator[str]:
    panels = [panel.box for panel in page.panels if face in panel.element]
    for run in page.texts:
        if any(box[0] <= run.box[0] and box[1] <= run.box[1] and run.box[3] <= box[3] + 2 for box in panels):
            yield run.lang


def test_one_face_speaks_the_readers_language_and_one_the_clinics() -> None:
    html = sheet("wallet-card", "ar")[0].html
    assert html.count("أتناول دواء باكلوفين.") == html.count("Takes <strong>baclofen</strong>.") == 3
    assert "I take baclofen" not in html


def test_every_card_bears_the_draft_line_the_numbers_and_what_is_written() -> None:
    html = sheet("wallet-card", "es")[0].html
    cards = html.split('<div class="wallet-card">')[1:]
    assert len(cards) == 3
    for card in cards:
        for words in ("Borrador. ", "Draft. ", "999", "01632 960123", PATIENT.name, PATIENT.dose, PATIENT.contact):
            assert words in card
        assert PATIENT.date not in card


def test_an_empty_field_of_a_card_is_a_line_to_write_on() -> None:
    composed, _, wrong = drawn(example(), Patient(), edition="wallet-card")
    assert wrong == []
    assert "None" not in composed.html


def test_a_field_that_has_no_place_is_told(made: Any) -> None:
    patient = replace(PATIENT, name="Maria Example")
    handout = made(example(), patient, topics=("baclofen",), recipe="essential", today=TODAY)
    told = [problem.message for problem in handout.problems if problem.code == "patient.unprinted"]
    assert told == [f"the edition 'standard' does not print the patient's '{name}'" for name in ("dose", "contact")]
    assert not any(getattr(PATIENT, name) in str(handout.problems) for name in PATIENT_FIELDS if getattr(PATIENT, name))


# --- the drawings


@pytest.mark.parametrize(("lang", "paper"), ON_PAPER)
def test_six_drawings_of_30_mm_or_more(lang: str, paper: str) -> None:
    images: list[LaidImage] = list(sheet("picture", lang, paper)[1].pages[0].images)
    pictures = [image.box for image in images if "picture" in image.element]
    assert len(pictures) == 6
    assert min(min(box[2] - box[0], box[3] - box[1]) / MM for box in pictures) >= 30 - 0.01


def test_each_has_8_words_or_fewer() -> None:
    module = topics.load(example(), "baclofen").modules["pictures"].module
    counts = [len(item.text.split()) for item in module.body.pictures]  # type: ignore[union-attr]
    assert max(counts) <= MOST_PICTURE_WORDS == 8


def test_more_words_are_refused(workspace: Any, refusal: Any) -> None:
    text = (
        (OWN / "topics/baclofen/pictures.yaml")
        .read_text()
        .replace("Get more baclofen before", "Go and get more now before")
    )
    problems = refusal(Refused, topics.load, workspace({"topics/baclofen/pictures.yaml": text}), "baclofen")
    assert any("8 words or fewer" in problem.message for problem in problems)


# --- both


@pytest.mark.parametrize("edition", ["wallet-card", "picture"])
@pytest.mark.parametrize("choice", [{"recipe": "essential"}, {"modules": ("safe-use",)}])
def test_a_recipe_cannot_be_chosen(refusal: Any, made: Any, edition: str, choice: dict[str, Any]) -> None:
    problems = refusal(UsageFault, made, example(), topics=("baclofen",), **{"recipe": None, **choice}, edition=edition)
    assert [problem.code for problem in problems] == ["edition.own-words"]


@pytest.mark.parametrize("edition", ["wallet-card", "picture"])
def test_a_topic_without_such_words_is_refused(small: Workspace, refusal: Any, made: Any, edition: str) -> None:
    problems = refusal(UsageFault, made, small, recipe=None, edition=edition)
    assert [problem.code for problem in problems] == ["edition.no-words"]


@pytest.mark.parametrize("module", ["wallet-card", "pictures"])
def test_their_words_are_no_module_of_a_sheet(refusal: Any, made: Any, module: str) -> None:
    problems = refusal(UsageFault, made, example(), topics=("baclofen",), modules=(module,), recipe=None)
    assert [problem.code for problem in problems] == ["module.unknown"]


def test_a_clinics_card_that_leaves_a_fact_out_is_refused(workspace: Any, refusal: Any) -> None:
    text = (OWN / "topics/baclofen/wallet-card.yaml").read_text().replace("states: [no-antidote]", "states: []")
    problems = refusal(Refused, topics.load, workspace({"topics/baclofen/wallet-card.yaml": text}), "baclofen")
    assert [problem.code for problem in problems] == ["edition.lacks"]


def test_a_clinics_topic_cannot_ask_less_of_an_edition(workspace: Any, refusal: Any) -> None:
    text = (OWN / "topics/baclofen/topic.yaml").read_text().replace(", no-antidote, pump-on-card]", "]")
    problems = refusal(Refused, topics.load, workspace({"topics/baclofen/topic.yaml": text}), "baclofen")
    assert [problem.code for problem in problems] == ["overlay.required"]
    assert "no-antidote (wallet-card), pump-on-card (wallet-card)" in problems[0].message


def test_a_module_of_another_kind_is_refused(workspace: Any, refusal: Any) -> None:
    text = (
        (OWN / "topics/baclofen/topic.yaml")
        .read_text()
        .replace("picture: {module: pictures", "picture: {module: myths")
    )
    problems = refusal(Refused, topics.load, workspace({"topics/baclofen/topic.yaml": text}), "baclofen")
    assert "edition.module" in {problem.code for problem in problems}


def test_the_code_makes_the_same_sheet_again(handouts: Any, tmp_path: Path) -> None:
    code = sheet("wallet-card")[0].html.partition('class="code whole">')[2].partition("<")[0]
    clinic = OWN / "examples" / "clinic"
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    day = ("--today", TODAY.isoformat())
    assert handouts("make", "baclofen", "--edition", "wallet-card", "--clinic", clinic, "-o", first, *day)[0] == 0
    assert handouts("again", code, "--clinic", clinic, "-o", second, *day)[0] == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize(
    ("edition", "lang"),
    [
        pytest.param(edition, lang, marks=() if (edition, lang) in JUDGED else pytest.mark.soak)
        for edition in ("wallet-card", "picture")
        for lang in ("en", "ar", "th")
    ],
)
def test_both_profiles_hold(tmp_path: Path, edition: str, lang: str, profile: str) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet(edition, lang)[1].pdf)
    assert verapdf.failures(path, profile) == {}


# --- for a print shop


def boxes(pdf: bytes) -> list[dict[str, list[float]]]:
    """Return the boxes of each page in millimetres."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        named = ("MediaBox", "BleedBox", "TrimBox")
        return [
            {name: [round(float(edge) * 25.4 / 72, 1) for edge in page[f"/{name}"]] for name in named}  # type: ignore[union-attr]
            for page in document.pages
        ]


@pytest.mark.parametrize(
    "edition", [name for name, edition in EDITIONS.items() if edition.sheets and not edition.folded]
)
def test_bleed_adds_3_mm_and_leaves_the_page_as_it_is(edition: str) -> None:
    _, usual, _ = sheet(edition)
    _, bled, wrong = sheet(edition, bleed=True)
    assert wrong == sheet(edition)[2]
    assert [page.texts for page in bled.pages] == [page.texts for page in usual.pages]
    for page in boxes(bled.pdf):
        assert page["MediaBox"] == page["BleedBox"] == [-3.0, -3.0, 213.0, 300.0]
        assert page["TrimBox"] == [0.0, 0.0, 210.0, 297.0]


@pytest.mark.parametrize(("edition", "made_as"), [("booklet", "pdf"), ("plain", "html")])
def test_what_is_not_cut_has_no_bleed(refusal: Any, made: Any, edition: str, made_as: str) -> None:
    fields = {"topics": ("baclofen",), "recipe": "essential", "edition": edition, "format": made_as}
    problems = refusal(UsageFault, made, example(), **fields, bleed=True)
    assert [problem.code for problem in problems] == ["edition.bleed"]
