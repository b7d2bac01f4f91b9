"""What is imprinted equals the whole render, holds one patient's words and no other's, or is rendered whole."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from handouts import imprint, pipeline, press, roots
from handouts.compose import views
from handouts.errors import Refused
from handouts.imprint import Unfit, reading_back
from handouts.model.panel import Entry
from handouts.model.request import Patient, Request
from handouts.preflight import same_pages
from handouts.press import Press
from handouts.workspace import Workspace

from . import tags, verapdf
from .awkward import canary, patients
from .sheets import start_engine

COUNT = int(os.environ.get("AWKWARD", "6"))
CANARIES = int(os.environ.get("CANARIES", "40"))
WHO = Patient(name="Amina Haddad", reference="R-1", date="1 May 2026", prescriber="Dr Who", note="Take care.\nCall us")


@pytest.fixture(scope="module", params=("en", "ar"))
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def sheet(own: Path) -> Callable[[str], Press]:
    """Return a press for the real topic's two pages in the example clinic, one for each language."""
    made: dict[str, Press] = {}

    def get(lang: str) -> Press:
        if lang not in made:
            workspace = roots.at(own / "examples" / "clinic")
            made[lang] = press.ready(workspace, Request(("baclofen",), lang, recipe="essential"))
        return made[lang]

    return get


def whole(ready: Press, patient: Patient) -> bytes:
    brief, _ = pipeline.for_patient(ready.brief, patient)
    composed, rendering = pipeline.rendered(brief)
    errors = [problem for problem in pipeline.judged(brief, composed, rendering) if problem.refuses]
    if errors:
        raise Refused(errors)
    return rendering.pdf


def test_the_engine_is_the_version_that_the_inside_was_written_for() -> None:
    start_engine()
    from handouts.imprint import inside

    told = "read handouts/imprint/inside.py against the new engine before you raise its VERSION"
    assert version("weasyprint") == inside.VERSION, told


def test_another_engine_version_is_not_imprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    start_engine()
    from handouts.imprint import inside

    monkeypatch.setattr("weasyprint.__version__", "70.1")
    with pytest.raises(Unfit, match="engine-version"):
        inside.require_version()


@pytest.mark.slow
def test_awkward_patients_get_the_same_pages_as_by_the_whole_render(sheet: Any, lang: str) -> None:
    ready = sheet(lang)
    done = refused = 0
    for patient in patients(COUNT):
        before = ready.imprinted
        try:
            made = ready.handout(patient).document
        except Refused:
            refused += 1
            with pytest.raises(Refused):
                whole(ready, patient)
            continue
        if ready.imprinted > before:
            done += 1
            assert same_pages(made, whole(ready, patient)), patients(COUNT).index(patient)
    assert done >= COUNT / 2, (done, refused, ready.whole)


def test_the_tags_are_those_of_the_whole_render(sheet: Any, lang: str) -> None:
    def told(tag: tags.Tag) -> list[object]:
        kids = [
            told(kid) if isinstance(kid, tags.Tag) else kid.shown if hasattr(kid, "shown") else "" for kid in tag.kids
        ]
        return [tag.kind, tag.lang, tag.alt, tag.stands_for, kids]

    ready = sheet(lang)
    patient = Patient(
        name="שרה Smith", date="1 May 2026", note="A note of two lines.\nAnd its second line, which is long"
    )
    made, reference = (tags.read(pdf) for pdf in (ready.handout(patient).document, whole(ready, patient)))
    assert told(made.root) == told(reference.root)
    assert (made.orphans, made.unreached, made.unmarked) == ((), (), ())


def test_imprinted_files_are_pdf_ua_and_pdf_a(sheet: Any, lang: str, tmp_path: Path) -> None:
    ready = sheet(lang)
    before = ready.imprinted
    awkward = Patient(
        name="Zoë (Łuk) O’Connor", reference="(12/34) [x]", prescriber="د. ليلى", note="Call us.\nשלום עולם"
    )
    (tmp_path / "a.pdf").write_bytes(ready.handout(awkward).document)
    assert ready.imprinted == before + 1
    assert [verapdf.failures(tmp_path / "a.pdf", name) for name in ("ua1", "3a")] == [{}, {}]


def test_the_same_row_gives_the_same_bytes(sheet: Any) -> None:
    ready = sheet("en")
    one = ready.handout(WHO).document
    ready.handout(replace(WHO, name="Somebody Else"))
    assert ready.handout(WHO).document == one


def test_no_word_or_letter_of_one_patient_is_in_the_file_of_another(sheet: Any) -> None:
    ready = sheet("en")
    ready.handout(canary(0))
    (kept,) = (kept for noted, kept in ready._shells.items() if noted)
    for number in range(CANARIES):
        patient = canary(number)
        pdf = ready.handout(patient).document
        tail = pdf[len(kept.shell.pdf) :]
        assert pdf.startswith(kept.shell.pdf)
        objects = reading_back._objects(pdf, kept.shell)
        letters = "".join("".join(font.texts.values()) for _, font in reading_back._fonts(objects, kept.shell))
        assert set(letters) <= set(f"{patient.name}{patient.reference}{patient.note}")
        assert canary(number + 1).reference.encode() not in tail
        page = text_of(pdf)
        assert page.count(patient.reference) == 1
        assert re.findall(r"Qq[A-Z]{5}", page) == [patient.name[:7]] * 3


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_what_does_not_fit_is_rendered_whole_and_counted(sheet: Any) -> None:
    ready = sheet("en")
    before = ready.whole.copy()
    with pytest.raises(Refused, match="fit"):
        ready.handout(replace(WHO, note="\n".join(map(str, range(12)))))
    assert ready.whole["outgrown"] == before["outgrown"] + 1


def test_a_note_whose_lines_the_engine_steers_is_imprinted_too(sheet: Any) -> None:
    """A dose and a number get marks that no line breaks at; they are nobody’s letters."""
    ready = sheet("en")
    before, patient = ready.imprinted, replace(WHO, note="Take 5 mg (half) at 8:00. Ring 01632 960123 « today ».")
    made = ready.handout(patient).document
    assert ready.imprinted == before + 1, ready.whole
    assert same_pages(made, whole(ready, patient))


def test_a_character_that_no_font_has_is_refused_as_ever(sheet: Any) -> None:
    with pytest.raises(Refused, match="no font that is here has the character"):
        sheet("en").handout(replace(WHO, name="\U0001f600"))


# --- reading back: each guard seen failing ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(sheet: Any) -> tuple[bytes, imprint.Shell, dict[str, Entry]]:
    ready = sheet("en")
    pdf = ready.handout(WHO).document
    return pdf, ready._shells[True].shell, views.entries(WHO, "standard", ready.form)


def test_a_right_file_is_found_right(printed: Any) -> None:
    reading_back.require(*printed)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("name", "Amina Haddap"),
        ("name", ""),
        ("name", "Amina Haddad R-1"),
        ("reference", "R-2"),
        ("note", "Take care."),
    ],
)
def test_other_words_than_the_rows_are_found(printed: Any, name: str, words: str) -> None:
    pdf, shell, entries = printed
    other = {**entries, name: Entry((words,) if words else (), "")}
    with pytest.raises(Unfit, match=r"check-(words|letters)"):
        reading_back.require(pdf, shell, other)


@pytest.mark.parametrize("at", [100, -1])
def test_a_changed_byte_is_found(printed: Any, at: int) -> None:
    """In the shell, and in the streams behind it (whose checksums zlib tests)."""
    pdf, shell, entries = printed
    place = at if at > 0 else pdf.index(b"stream\n", len(shell.pdf)) + 60
    changed = pdf[:place] + bytes([pdf[place] ^ 255]) + pdf[place + 1 :]
    with pytest.raises(Unfit):
        reading_back.require(changed, shell, entries)


def test_an_object_that_the_reference_does_not_name_is_found(printed: Any) -> None:
    pdf, shell, entries = printed
    end = len(shell.pdf)
    with pytest.raises(Unfit, match="check-shape"):
        reading_back.require(pdf[:end] + b"9999 0 obj\n(x)\nendobj\n" + pdf[end:], shell, entries)


def test_words_in_another_patients_place_are_found(sheet: Any, printed: Any) -> None:
    pdf, shell, _ = printed
    other = views.entries(replace(WHO, name="Zed Zulu"), "standard", sheet("en").form)
    with pytest.raises(Unfit, match="check-"):
        reading_back.require(pdf, shell, other)


def test_a_glyph_without_an_outline_is_found(printed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stock = reading_back._outlines
    monkeypatch.setattr(
        reading_back, "_outlines", lambda *given: (frozenset(list(stock(*given)[0])[1:]), stock(*given)[1])
    )
    with pytest.raises(Unfit, match="check-glyphs"):
        reading_back.require(*printed)


# --- what a clinic's template or style sheet may do -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("templates/parts/hero.html", '<p class="for-whom">{{ panel["name"].html }}</p>'),
        ("templates/parts/hero.html", '{% if panel["date"].html %}<p class="for-whom">.</p>{% endif %}'),
        ("styles/clinic.css", ".field .value { height: auto } .panel, .field { height: auto !important }"),
        ("styles/clinic.css", ".field .value bdi { background: url(asset:symbols/do.svg) }"),
    ],
)
def test_a_sheet_whose_other_parts_hang_on_the_patient_is_rendered_whole(
    workspace: Callable[..., Workspace], asked: Any, own: Path, file: str, text: str
) -> None:
    stock = own / file
    before = stock.read_text("utf-8") if stock.exists() else ""
    ready = press.ready(workspace({file: f"{before}{text}"}), asked(recipe="essential"))
    made = ready.handout(replace(WHO, note=""))
    assert ready.imprinted == 0 or same_pages(made.document, whole(ready, replace(WHO, note="")))
    assert ready.imprinted + ready.whole.total() == 1


def test_an_edition_without_such_a_panel_is_rendered_whole(own: Path) -> None:
    ready = press.ready(roots.at(own / "examples" / "clinic"), Request(("baclofen",), "en", edition="booklet"))
    with pytest.raises(Unfit, match="edition"):
        ready._shell(noted=False)


@pytest.mark.parametrize(
    ("edition", "recipe"),
    [
        ("standard", "essential"),
        ("large-print", "essential"),
        pytest.param("standard", "alcohol-treatment", marks=pytest.mark.soak),
    ],
)
def test_the_panel_has_one_height_whatever_it_holds(own: Path, sheet: Any, edition: str, recipe: str) -> None:
    """A press is ready only if all around the panel is drawn the same with full and with empty fields."""
    ready = sheet("en")
    if (edition, recipe) != ("standard", "essential"):
        asked = Request(("baclofen",), "en", recipe=recipe, edition=edition)
        ready = press.ready(roots.at(own / "examples" / "clinic"), asked)
    assert ready._shell(noted=False).pages == ready._shell(noted=True).pages


def test_long_names_stand_in_the_panel_of_short_forms(sheet: Any) -> None:
    for name in (
        "Bartholomew Featherstonehaugh",
        "Bartholomew Featherstonehaugh-Cholmondeley",
        "A" * 20 + " " + "B" * 28,
    ):
        assert whole(sheet("en"), Patient(name=name))
