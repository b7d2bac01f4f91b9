"""A copy for a carer holds nothing that is the patient's own, in any edition, unless the patient agrees."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from handouts import carer, pipeline
from handouts.compose.frame import CARERS_COPY
from handouts.errors import Refused, Severity, UsageFault
from handouts.model.editions import EDITIONS
from handouts.model.request import PATIENT_FIELDS, Patient, Request
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import OWN, TODAY

CANARIES = {name: f"Qz{number}{name[:4]}vx" for number, name in enumerate(PATIENT_FIELDS)}
FULL = Patient(**CANARIES)
FORMS = [(name, form) for name, edition in EDITIONS.items() for form in edition.formats]
CONDITIONS = {"concerns": ("kidney",), "spares": ("driving", "pregnancy", "older-adult", "pump")}


@pytest.fixture(scope="module")
def example() -> Workspace:
    return at(OWN / "examples" / "clinic")


def request(edition: str = "standard", form: str = "pdf", **asked: Any) -> Request:
    recipe = None if EDITIONS[edition].own_words or asked.get("modules") else "essential"
    size = EDITIONS[edition].usual_size if EDITIONS[edition].sizes else None
    usual = {"recipe": recipe, "edition": edition, "format": form, "size": size, "region": "GB", "for_carer": True}
    return Request(("baclofen",), "en", **{**usual, "today": TODAY, **asked})


def readings(document: bytes) -> Iterator[str]:
    """Yield a file as it is, and as PDF its text, its metadata and every stream unpacked."""
    yield document.decode("latin-1")
    if not document.startswith(b"%PDF"):
        yield document.decode()
        return
    with pypdfium2.PdfDocument(document) as opened:
        yield " ".join(page.get_textpage().get_text_bounded() for page in opened)
        yield str(opened.get_metadata_dict())
    with pikepdf.open(io.BytesIO(document)) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Stream):
                yield item.read_bytes().decode("latin-1") if _readable(item) else ""
            else:
                yield repr(item)


def _readable(stream: pikepdf.Stream) -> bool:
    try:
        stream.read_bytes()
    except pikepdf.PdfError:  # a picture
        return False
    return True


def held(document: bytes) -> set[str]:
    """Return the fields whose words are somewhere in a file; letters as glyph numbers are read by the text layer."""
    read = list(readings(document))
    forms = {name: (word, word.encode("utf-16-be").decode("latin-1")) for name, word in CANARIES.items()}
    return {name for name, words in forms.items() if any(word in text for word in words for text in read)}


@pytest.mark.parametrize(("edition", "form"), FORMS)
def test_a_carers_copy_holds_no_field_but_the_date_and_says_what_it_is(
    example: Workspace, edition: str, form: str
) -> None:
    bare = pipeline.made(example, request(edition, form, **CONDITIONS), FULL)
    printed = set(EDITIONS[edition].fields)
    assert held(bare.document) == printed & {"date"}
    assert CARERS_COPY.replace(" ", "") in "".join("".join(text.split()) for text in readings(bare.document))
    codes = {problem.code: problem.message for problem in bare.problems}
    assert "conditions of --for and --not-for" in codes["carer.conditions"]
    assert codes["carer.left-out"].endswith(", ".join(name for name in PATIENT_FIELDS if name != "date"))
    assert not held(" ".join(str(problem) for problem in bare.problems).encode())
    agreed = pipeline.made(example, request(edition, form, patient_agrees=True), FULL)
    assert held(agreed.document) == printed
    assert CARERS_COPY.replace(" ", "") in "".join("".join(text.split()) for text in readings(agreed.document))
    if edition == "picture":
        assert (bare.page_count, agreed.page_count) == (1, 1)


def test_what_is_chosen_for_one_reader_is_not_in_the_copy(example: Workspace) -> None:
    def copy(**asked: Any) -> bytes:
        return pipeline.made(example, request("plain", "html", recipe="full", **asked), Patient()).document

    everybody = copy()
    assert copy(**CONDITIONS) == everybody
    agreed = copy(patient_agrees=True, **CONDITIONS)
    assert agreed != everybody


def test_a_field_that_comes_later_is_dropped_too() -> None:
    @dataclasses.dataclass(frozen=True, slots=True, repr=False)
    class Later(Patient):
        plan: str = ""

    kept, (said,) = carer.without_fields(request(), Later(date="today", plan="Qplan"))
    assert kept == Patient(date="today")
    assert said.severity is Severity.WARNING
    assert said.message == "left out of the carer's copy: plan"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"modules": ("kidney-problems",)}, "carer.modules"),
        ({"recipe": "misuse"}, "carer.discreet"),
        ({"recipe": "alcohol-treatment", "patient_agrees": False}, "carer.discreet"),
        ({"for_carer": False, "patient_agrees": True}, "carer.agrees"),
    ],
)
def test_a_choice_that_would_tell_is_refused(example: Workspace, refusal: Any, asked: Any, code: str) -> None:
    (problem,) = refusal(UsageFault, pipeline.drafted, example, request(**asked), Patient())
    assert problem.code == code
    assert "--patient-agrees" in problem.message + problem.hint


def test_with_the_patients_word_it_is_made(example: Workspace) -> None:
    for asked in ({"modules": ("kidney-problems",)}, {"recipe": "misuse"}):
        draft = pipeline.drafted(example, request(patient_agrees=True, **asked), Patient())
        assert CARERS_COPY in draft.html


@pytest.mark.parametrize("part", ["panel", "carer"])
def test_a_clinics_template_that_does_not_say_it_is_refused(workspace: Any, refusal: Any, part: str) -> None:
    text = (OWN / "templates" / "parts" / f"{part}.html").read_text()
    silent = text.replace('{% include "parts/carer.html" %}', "") if part == "panel" else ""
    space = workspace({f"templates/parts/{part}.html": silent})
    asked = Request(("sample",), "en", recipe="essential", region="GB", today=TODAY, for_carer=True)
    problems = refusal(Refused, pipeline.drafted, space, asked, Patient())
    assert [problem.code for problem in problems] == ["draft.frame"]
    assert "carer" in str(problems[0])


def test_the_words_of_the_template_are_those_that_are_proven() -> None:
    assert CARERS_COPY in (OWN / "templates" / "parts" / "carer.html").read_text()


def test_on_the_command_line(handouts: Any, clinic: Any, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("".join(f"{name}: {word}\n" for name, word in CANARIES.items()))
    target = tmp_path / "sheet.pdf"
    given = ("make", "sample", "--clinic", clinic(), "--patient", tmp_path / "p.yaml", "-o", target)
    code, out, err = handouts(*given, "--for-carer", "--for", "kidney")
    assert (code, "[carer.left-out]" in err, "[carer.conditions]" in err) == (0, True, True)
    assert held(target.read_bytes()) == {"date"}
    assert not held((out + err).encode())
    assert handouts(*given, "--patient-agrees")[0] == 2
