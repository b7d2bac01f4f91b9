"""What templates see: plain values and finished HTML, in the right language, and nothing that a clinic lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handouts import clinic as clinics
from handouts import topics
from handouts.compose import clinic_views, views
from handouts.compose.voices import Voices
from handouts.compose.words import Words
from handouts.locales import catalogs
from handouts.model.clinic import Clinic, HelpLine
from handouts.model.message import TEMPLATES, Message
from handouts.model.request import PATIENT_FIELDS, Patient, Request
from handouts.workspace import Workspace


@pytest.fixture
def clinic_of(asked: Callable[..., Any]) -> Callable[[Workspace], Clinic]:
    return lambda workspace: clinics.load(workspace, asked().today)[0]


def words(workspace: Workspace, lang: str, clinic: Clinic) -> Words:
    return Words(catalogs.load(workspace, lang, (TEMPLATES, "sample")), clinic_views.values(clinic))


def test_placeholders_are_filled_from_the_clinic_and_its_country(small: Workspace, clinic_of: Any) -> None:
    filled = clinic_views.values(clinic_of(small))
    assert {name: value.text for name, value in filled.items()} == {
        "pump_team_phone": "",
        "clinic_name": "Hilltop Clinic",
        "clinic_phone": "01632 960321",
        "clinic_hours": "",
        "after_hours_phone": "01632 960654",
        "interpreter_line": "",
        "emergency_number": "999",
        "poison_number": "111",
        "crisis_number": "",
    }
    assert [name for name, value in filled.items() if value.lacking] == [
        "clinic_hours",
        "interpreter_line",
        "crisis_number",
    ]


def test_a_needed_value_that_a_clinic_with_a_country_lacks_is_an_error(
    workspace: Callable[..., Workspace], clinic_of: Any
) -> None:
    said = [Message("sample", "about", "Call {clinic_phone} at {clinic_hours}.", "about.yaml:7")]
    told = list(clinic_views.lacking(clinic_of(workspace(phone=None)), said))
    assert [(item.code, item.where, item.hint) for item in told] == [
        ("clinic.lacks", "about.yaml:7", "add hours: to clinic.yaml"),
        ("clinic.lacks", "about.yaml:7", "add phone: to clinic.yaml"),
    ]
    whole = clinic_of(workspace(hours="Monday to Friday"))
    assert list(clinic_views.lacking(whole, said)) == []
    (crisis,) = clinic_views.lacking(whole, [Message("sample", "about", "{crisis_number}", "about.yaml:8")])
    assert "line:" in crisis.hint


def test_a_number_that_the_clinic_leaves_to_a_pen_is_no_error(
    workspace: Callable[..., Workspace], clinic_of: Any
) -> None:
    clinic = clinic_of(workspace(phone="________"))
    assert list(clinic_views.lacking(clinic, [Message("sample", "about", "Call {clinic_phone}.")])) == []
    assert clinic_views.values(clinic)["clinic_phone"].html() == '<span class="write-on"></span>'


def test_the_neutral_clinic_has_lines_to_write_on(own: Any, clinic_of: Any) -> None:
    neutral = clinic_of(Workspace((own,)))
    assert {value.text for value in clinic_views.values(neutral).values()} == {""}
    assert list(clinic_views.lacking(neutral, [Message("sample", "about", "Call {clinic_phone}.")])) == []


def test_an_empty_panel_has_every_field(small: Workspace) -> None:
    panel = views.panel(Patient(), Request(("sample",), "en"), "whole")
    assert tuple(panel) == PATIENT_FIELDS
    assert {field.html for field in panel.values()} == {""}


def test_the_longer_a_name_the_smaller_it_is_set_and_a_note_never() -> None:
    long = "Wilhelmina Margaretha Montgomery-Campbell van den Berghe"
    given = Patient(name=long, prescriber="Dr A. Example", appointment="7 December 2026, 10:30", note=long)
    panel = views.panel(given, Request(("sample",), "en"), "whole")
    assert {name: field.size for name, field in panel.items() if field.html} == {
        "name": "longer",
        "prescriber": "",
        "appointment": "long",
        "note": "",
    }


def test_a_name_on_several_lines_is_one_line_and_a_note_keeps_its_lines() -> None:
    panel = views.panel(Patient(name="Maria\nExample", note="one\ntwo"), Request(("sample",), "en"), "whole")
    assert panel["name"].html.striptags() == "Maria Example"
    assert panel["note"].html.count("<br>") == 1


def test_the_frame_knows_reader_and_staff(
    workspace: Callable[..., Workspace], translate: Callable[..., Workspace], clinic_of: Any, asked: Any
) -> None:
    space = translate(workspace(), "fa")
    clinic = clinic_of(space)
    content = topics.load(space, "sample")
    here, there = words(space, "fa", clinic), words(space, "en", clinic)
    page = views.page(asked(locale="fa"), content, Voices(here, there), "ABCD-1234")
    assert {
        name: page[name] for name in ("lang", "dir", "staff_lang", "staff_dir", "for_staff", "reader_language")
    } == {
        "lang": "fa",
        "dir": "rtl",
        "staff_lang": "en",
        "staff_dir": "ltr",
        "for_staff": True,
        "reader_language": "Persian",
    }
    assert views.page(asked(), content, Voices(there, there), "")["for_staff"] is False
    assert clinic_views.clinic(clinic, here)["language"] == "انگلیسی"


def test_the_name_on_the_box_is_printed_only_where_it_is_another(
    workspace: Callable[..., Workspace], translate: Callable[..., Workspace], clinic_of: Any
) -> None:
    space = translate(workspace(), "eo")
    clinic, content = clinic_of(space), topics.load(space, "sample")
    there = words(space, "en", clinic)
    assert views.topic(content, None, Voices(there, there))["latin"] == ""
    assert views.topic(content, None, Voices(words(space, "eo", clinic), there))["latin"] == "Sample"
    assert views.title(content, None, words(space, "eo", clinic), None) == "Sâmplê: Hôw tô tâkê sâmplê sâfêly"


def test_a_help_line_is_made_ready_in_the_readers_language(small: Workspace, clinic_of: Any) -> None:
    line = HelpLine(
        "crisis", "Line\u202e", "116 123", "08:00-20:00", ("call", "text:85 258"), ("en", "cy"), "Wales", "adults"
    )
    clinic = clinic_of(small)
    (view,) = clinic_views.lines(Clinic(clinic.facts, (line,)), words(small, "en", clinic))["crisis"]
    assert (view.name, view.channels, view.text_number) == ("Line", ("call", "text"), "85 258")
    assert (view.hours, view.hours_range.striptags(), view.languages) == ("range", "08:00–20:00", "English and Welsh")
    assert view.number == '<bdi dir="ltr" class="number whole">116 123</bdi>'


def test_a_name_on_a_sheet_of_short_forms_goes_into_two_lines_sooner() -> None:
    long = Patient(name="Bartholomew Featherstonehaugh")
    asked = Request(("sample",), "en")
    assert [views.panel(long, asked, form)["name"].size for form in ("whole", "brief")] == ["", "long"]
