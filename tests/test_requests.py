"""Options and patient files become a request and a patient; what is wrong is told without repeating it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from handouts import requests
from handouts.errors import Refused, UsageFault
from handouts.model.request import PATIENT_FIELDS, Patient, Request
from handouts.workspace import Workspace

WHEN = datetime(2026, 11, 23)  # noqa: DTZ001 - as Click parses it


def test_what_the_command_line_leaves_open_comes_from_the_clinic(workspace: Any) -> None:
    space = workspace(language="es", paper="letter", recipe="brief", country="US")
    asked = requests.request(space, {"topic": "sample", "today": WHEN})
    assert asked == Request(
        ("sample",), "es", recipe="brief", paper="letter", region="US", edition="standard", today=date(2026, 11, 23)
    )


def test_the_command_line_wins(workspace: Any) -> None:
    options = {
        "topic": "sample",
        "lang": "eo",
        "recipe": "essential",
        "modules": ("about", "using"),
        "concerns": "pump, kidney,",
        "spares": "driving",
        "edition": "standard",
        "paper": "a4",
        "fallback": True,
        "today": WHEN,
    }
    asked = requests.request(workspace(language="es", paper="letter", recipe="brief"), options)
    assert (asked.locale, asked.recipe, asked.modules, asked.paper) == ("eo", "essential", ("about", "using"), "a4")
    assert (asked.concerns, asked.spares, asked.fallback) == (("pump", "kidney"), ("driving",), True)


def test_today_is_today_unless_it_is_said() -> None:
    assert requests.day(None) == datetime.now().astimezone().date()
    assert requests.day(WHEN) == date(2026, 11, 23)


def test_every_unknown_condition_is_told_with_those_there_are(refusal: Any) -> None:
    problems = refusal(UsageFault, requests.conditions, "pump,flying,swimming")
    assert [problem.message for problem in problems] == [
        "there is no condition 'flying'",
        "there is no condition 'swimming'",
    ]
    assert all("pump, kidney" in problem.hint for problem in problems)


def test_the_file_is_named_for_what_it_holds() -> None:
    asked = Request(("sample",), "pt_BR", recipe="essential")
    workspace = Workspace((Path(__file__).parents[1],))
    assert requests.file_name(workspace, asked) == "sample-essential-pt_BR.pdf"
    single = Request(("sample",), "en", modules=("about", "using"))
    assert requests.file_name(workspace, single) == "sample-about-using-en.pdf"


# --- the patient file


def test_every_field_is_read_as_it_is_written() -> None:
    text = (
        "name: no\nreference: 007\ndate: 2026-11-23\nprescriber: 'Dr: A'\nappointment: 12:30\n"
        "note: |\n  one\n  two\ndose: 2 x 10 mg\ncontact: on\n"
    )
    patient = requests.patient_of(text, "the patient file")
    given = [getattr(patient, name).strip() for name in PATIENT_FIELDS]
    assert given == ["no", "007", "2026-11-23", "Dr: A", "12:30", "one\ntwo", "2 x 10 mg", "on"]


@pytest.mark.parametrize("text", ["", "# nobody\n", "name:\nnote:\n"])
def test_every_field_may_be_left_out(text: str) -> None:
    assert requests.patient_of(text, "") == Patient()


def test_an_example_of_a_patient_file_is_sound(own: Any) -> None:
    text = (own / "examples" / "patient.yaml").read_text(encoding="utf-8")
    assert requests.patient_of(text, "").name == "Maria Example"


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("name: [CANARY", "patient.yaml-syntax", "p:2"),
        ("note: 'CANARY", "patient.yaml-syntax", "p:1"),
        ("name: CANARY\n---\nname: CANARY", "patient.yaml-syntax", "p:2"),
        ("name: x\nname: CANARY", "patient.yaml-duplicate", "p:2"),
        ("name: x\nnote: &a [CANARY]\nreference: *a", "patient.yaml-alias", "p:3"),
        ("? [CANARY]\n: x", "patient.yaml-key", "p:1"),
        ("name: x\nCANARY: y", "patient.extra-forbidden", "p:2"),
        ("name: [CANARY]", "patient.string-type", "p:1"),
        ("name: {CANARY: x}", "patient.string-type", "p:1"),
        ("CANARY", "patient.shape", "p"),
        ("- CANARY", "patient.shape", "p"),
        (f"name: {'CANARY ' * 40}", "patient.string-too-long", "p:1"),
        ("note: |\n  a\n  b\n  c\n  d\n  CANARY", "patient.value-error", "p:1"),
    ],
)
def test_a_bad_patient_file_is_refused_and_never_quoted(refusal: Any, text: str, code: str, where: str) -> None:
    problems = refusal(Refused, requests.patient_of, text, "p")
    assert (problems[0].code, problems[0].where) == (code, where)
    assert "CANARY" not in repr(problems)
    assert "name, reference, date, prescriber, appointment, note" in problems[0].hint


def test_the_exception_itself_carries_nothing_of_the_file() -> None:
    with pytest.raises(Refused) as caught:
        requests.patient_of("name: [CANARY]\nCANARY: x", "p")
    fault: BaseException | None = caught.value
    assert fault.__cause__ is None
    assert fault.__suppress_context__
    assert "CANARY" not in f"{fault} {fault!r}"


def test_a_patient_hides_in_every_repr(small: Workspace) -> None:
    patient = Patient(name="CANARY")
    assert "CANARY" not in f"{patient} {patient!r} {[patient]} {(patient,)}"
