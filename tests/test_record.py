"""What was given, as a line and as FHIR: what the sheet is, and nothing of whom it was for; and both doors' options."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.communication import Communication
from fhir.resources.R4B.documentreference import DocumentReference

from handouts import fhir, pipeline, press, record
from handouts.model.request import PATIENT_FIELDS, Handout, Patient, Request
from handouts.record import Given
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import OWN, TODAY
from .test_fhir import BUNDLES

EXAMPLE = OWN / "examples" / "clinic"
CANARY = "Qanary"
FULL = Patient(**dict.fromkeys(PATIENT_FIELDS, CANARY))


@pytest.fixture(scope="module")
def space() -> Workspace:
    return at(EXAMPLE)


def request(**asked: Any) -> Request:
    return Request(**{"topics": ("baclofen",), "locale": "es_MX", "region": "GB", "today": TODAY, **asked})


@pytest.fixture(scope="module")
def handout(space: Workspace) -> Handout:
    return pipeline.made(space, request(recipe="essential"), FULL)


@pytest.fixture(scope="module")
def given(space: Workspace, handout: Handout) -> Given:
    return record.given(space, request(recipe="essential"), handout)


def test_the_line_says_what_was_given_and_nothing_of_whom(given: Given, handout: Handout) -> None:
    assert record.line(given) == (
        "2026-11-23: patient information given; baclofen (essential); revision 1; Spanish (es); edition standard; "
        f"reprint code {handout.code}; not yet checked by a clinician, translation not yet checked"
    )
    with pypdfium2.PdfDocument(handout.document) as opened:
        assert handout.code in opened[0].get_textpage().get_text_bounded()
    assert CANARY not in f"{given}"


def test_the_line_of_other_choices(space: Workspace, handout: Handout) -> None:
    def line(**asked: Any) -> str:
        return record.line(record.given(space, request(**asked), handout))

    assert "; baclofen (safe-use, driving);" in line(modules=("safe-use", "driving"))
    assert "; edition large-print 20 pt;" in line(edition="large-print", size=20)
    assert "; Spanish (es) with en beside it;" in line(beside="en")
    assert "; baclofen; revision" in line(edition="wallet-card")
    assert "; copy for a carer;" in line(for_carer=True)


def resources(given: Given, handout: Handout, **how: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    made = fhir.resources(given, handout.document, title="baclofen-essential-es.pdf", **how)
    Bundle.model_validate(made)
    reference, communication = (entry["resource"] for entry in made["entry"])
    DocumentReference.model_validate(reference)
    Communication.model_validate(communication)
    assert CANARY not in json.dumps(made)
    return reference, communication


def test_fhir_says_the_same(given: Given, handout: Handout) -> None:
    reference, communication = resources(given, handout)
    (content,) = reference["content"]
    assert content["attachment"] == {
        "contentType": "application/pdf",
        "language": "es",
        "size": len(handout.document),
        "hash": base64.b64encode(hashlib.sha1(handout.document).digest()).decode(),  # noqa: S324 - FHIR asks for it
        "title": "baclofen-essential-es.pdf",
        "creation": "2026-11-23",
    }
    assert (reference["status"], reference["docStatus"]) == ("current", "preliminary")
    assert reference["identifier"][0]["value"] == handout.code
    assert reference["description"] == communication["payload"][0]["contentString"] == record.line(given)
    assert [coding["code"] for coding in communication["topic"]["coding"]] == ["1292", "M03BX01", "387342009"]
    assert (communication["status"], communication["sent"]) == ("completed", "2026-11-23")
    assert "subject" not in reference | communication
    assert "data" not in content["attachment"]


def test_a_reference_that_the_record_gave_and_the_handout_are_there_when_asked(given: Given, handout: Handout) -> None:
    made = fhir.resources(given, handout.document, title="x", subject="Patient/p1", with_document=True)
    reference, communication = (entry["resource"] for entry in made["entry"])
    assert reference["subject"] == communication["subject"] == {"reference": "Patient/p1"}
    assert base64.b64decode(reference["content"][0]["attachment"]["data"]) == handout.document
    assert made == fhir.resources(given, handout.document, title="x", subject="Patient/p1", with_document=True)


def test_codes_of_several_medicines_are_not_said_to_mean_the_same(space: Workspace, handout: Handout) -> None:
    said = record.given(space, request(topics=("opioids",), locale="en"), handout)
    reference, communication = resources(said, handout)
    assert [len(concept.get("coding", [])) for concept in reference["category"]] == [1] * 6 + [0]
    assert communication["topic"] == {"text": "Oxycodone, tramadol"}


def test_what_is_reviewed_is_final(given: Given, handout: Handout) -> None:
    from dataclasses import replace

    reference, _ = resources(replace(given, review=""), handout)
    assert reference["docStatus"] == "final"
    assert record.line(replace(given, review="")).endswith(handout.code)


def test_an_imprinted_sheet_knows_its_code_and_that_it_waits_for_review(small: Workspace) -> None:
    asked = Request(("sample",), "en", recipe="essential", region="GB", today=TODAY)
    ready = press.ready(small, asked)
    whole = pipeline.made(small, asked, FULL)
    printed = ready.handout(Patient(name="Maria Example"))
    assert (printed.code, printed.review) == (whole.code, whole.review) != ("", "")


# --- the command line


def test_a_bundle_makes_a_sheet_and_its_record(handouts: Any, tmp_path: Path) -> None:
    sheet, told = tmp_path / "sheet.pdf", tmp_path / "told.json"
    given = ("make", "--fhir", BUNDLES / "baclofen-es.json", "--clinic", EXAMPLE, "--today", "2026-11-23")
    code, out, err = handouts(*given, "-o", sheet, "--record", told, "--identifier", "urn:example:mrn")
    assert (code, out) == (0, f"{sheet} (3 pages)\n")
    with pypdfium2.PdfDocument(sheet.read_bytes()) as opened:
        text = opened[0].get_textpage().get_text_bounded()
    for word in ("María Luisa Ejemplo", "MRN-000417", "Dr A. Example", "23 de noviembre de 2026"):
        assert word in text
        assert word not in out + err + told.read_text()
    assert "note: Bundle.entry[0].resource.name[0]: taken as name [fhir.taken]" in err
    made = json.loads(told.read_text())
    assert Bundle.model_validate(made).entry
    assert [entry["resource"]["subject"] for entry in made["entry"]] == [{"reference": "Patient/p1"}] * 2


def test_the_line_is_printed_or_written(handouts: Any, clinic: Any, tmp_path: Path) -> None:
    given = ("make", "sample", "--clinic", clinic(), "--today", "2026-11-23", "-o", tmp_path / "s.pdf")
    code, out, _ = handouts(*given, "--record", "-")
    assert code == 0
    assert out.splitlines()[1].startswith("2026-11-23: patient information given; sample (essential); revision 1;")
    assert handouts(*given, "--record", tmp_path / "told.txt")[0] == 0
    assert (tmp_path / "told.txt").read_text() == out.splitlines()[1] + "\n"
    assert handouts(*given, "--record", tmp_path / "told.JSON", "--record-document", "--edition", "plain")[0] == 0
    attachment = json.loads((tmp_path / "told.JSON").read_text())["entry"][0]["resource"]["content"][0]["attachment"]
    assert attachment["contentType"] == "text/html; charset=utf-8"
    assert base64.b64decode(attachment["data"]) == (tmp_path / "s.pdf").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--record", "told.doc"), "record.form"),
        (("--record", "-", "-o", "-"), "record.stdout"),
        (("--record", "-", "--json"), "record.stdout"),
        (("--record", "a.json", "-o", "a.json"), "record.same"),
        (("--record", "-", "--record-document"), "record.no-place"),
        (("--identifier", "urn:x"), "fhir.none"),
        (("--fhir", "-", "--patient", "-"), "fhir.stdin"),
    ],
)
def test_options_that_do_not_go_together_are_2(handouts: Any, clinic: Any, arguments: Any, code: str) -> None:
    status, out, err = handouts("make", "sample", "--clinic", clinic(), *arguments)
    assert (status, out, f"[{code}]" in err) == (2, "", True)


def test_a_bundle_that_cannot_be_read_is_4_and_its_name_is_not_told(handouts: Any, clinic: Any, tmp_path: Path) -> None:
    code, _, err = handouts("make", "--fhir", tmp_path / f"{CANARY}.json", "--clinic", clinic())
    assert (code, "[fhir.unreadable]" in err, CANARY in err) == (4, True, False)


def test_the_day_given_is_the_day_of_the_record(given: Given) -> None:
    assert given.day == date(2026, 11, 23)
