"""A record's Bundle gives topic, language and personal fields; what is not sure is refused or left out, and said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle as Model

from handouts import fhir, requests
from handouts.errors import HandoutsError, Refused, Severity
from handouts.fhir import Taken, Wishes, naming
from handouts.model.editions import EDITIONS
from handouts.model.request import PANEL_FIELDS, Patient
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import OWN

BUNDLES = Path(__file__).with_name("bundles")
DAY = date(2026, 11, 23)
MRN = "urn:example:mrn"
PERSONAL = (
    *("Ejemplo", "María", "Luisa", "Antes", "MRN-000417", "INS-99", "1961", "01632 960555", "Example Road", "Spastic"),
    *("Dr A", "10 mg", "Noor", "Ola"),
)


@pytest.fixture(scope="module")
def space() -> Workspace:
    return at(OWN / "examples" / "clinic")


def bundle(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((BUNDLES / f"{name}.json").read_text())
    return found


def take(space: Workspace, data: Any, **wishes: Any) -> Taken:
    return fhir.taken(space, json.dumps(data).encode(), Wishes(DAY, **wishes))


def refused(space: Workspace, data: Any, **wishes: Any) -> list[tuple[str, str]]:
    with pytest.raises(HandoutsError) as caught:
        take(space, data, **wishes)
    said = " ".join(map(str, caught.value.problems))
    assert not [word for word in PERSONAL if word in said]
    return [(problem.code, problem.where) for problem in caught.value.problems]


def codes(taken: Taken, severity: Severity = Severity.WARNING) -> list[str]:
    return [problem.code for problem in taken.problems if problem.severity is severity]


def changed(name: str, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = bundle(name)
    change(data)
    return data


def resource(data: dict[str, Any], index: int) -> dict[str, Any]:
    found: dict[str, Any] = data["entry"][index]["resource"]
    return found


@pytest.mark.parametrize("path", sorted(BUNDLES.iterdir()), ids=lambda path: path.stem)
def test_the_examples_are_sound_by_the_models_of_r4b(path: Path) -> None:
    assert Model.model_validate_json(path.read_text()).entry


def test_everything_that_a_bundle_says_of_a_sheet_is_taken_and_said_by_its_path(space: Workspace) -> None:
    found = take(space, bundle("baclofen-es"), identifier=MRN)
    assert (found.topic, found.lang, found.subject) == ("baclofen", "es", "Patient/p1")
    assert found.fields == {
        "name": "María Luisa Ejemplo",
        "reference": "MRN-000417",
        "prescriber": "Dr A. Example",
        "dose": "10 mg in the morning and 10 mg in the evening",
        "date": "23 de noviembre de 2026",
    }
    said = [(problem.where.removeprefix("Bundle.entry"), problem.message) for problem in found.problems]
    assert codes(found) == []
    assert said == [
        ("[1].resource.medicationCodeableConcept.coding[0]", "taken as topic"),
        ("[0].resource.communication[1].language", "taken as language"),
        ("[0].resource.name[0]", "taken as name"),
        ("[0].resource.identifier", "taken as reference"),
        ("[1].resource.requester.display", "taken as prescriber"),
        ("[1].resource.dosageInstruction[0].text", "taken as dose"),
        ("[0].resource", "not used: active, gender, birthDate, telecom, address"),
        ("[1].resource", "not used: status, intent, subject, authoredOn"),
        ("", "not used: 1 resource of other kinds"),
    ]
    assert not [word for word in PERSONAL if word in f"{found}{found.problems}"]


def test_the_order_of_a_name_is_the_language_of_the_sheet(space: Workspace) -> None:
    found = take(space, bundle("contained-ja"))
    assert (found.topic, found.lang, found.fields["name"]) == ("gabapentinoids", "ja", "例花子")
    assert found.subject == "Patient/p1"
    assert take(space, bundle("contained-ja"), lang="de").fields["name"] == "花子 例"


@pytest.mark.parametrize(
    ("name", "lang", "printed"),
    [
        ({"family": "Example", "given": ["Minh", "An"]}, "vi", "Example Minh An"),
        ({"family": "Example", "given": ["Maria"], "suffix": ["Jr."], "prefix": ["Dr"]}, "en", "Maria Example Jr."),
        ({"family": "김", "given": ["민준"]}, "ko", "김민준"),
        ({"text": "  Ola\n Example "}, "en", "Ola Example"),
        ({"family": "Old", "use": "old"}, "en", ""),
        ({"given": ["Madonna"]}, "en", "Madonna"),
    ],
)
def test_a_name_is_put_in_order(name: dict[str, Any], lang: str, printed: str) -> None:
    assert naming.name_of({"name": [name]}, lang)[0] == printed


def test_a_bundled_medicine_is_found_by_its_words_and_other_medicines_do_not_hinder(space: Workspace) -> None:
    found = take(space, bundle("bundled-text"))
    assert (found.topic, found.lang) == ("antidepressants", "en")
    assert found.fields == {"name": "Ola Example", "date": "23 November 2026"}
    assert codes(found) == ["fhir.no-language"]
    assert "by its status" in next(problem.message for problem in found.problems if problem.where.startswith(M3))


M3 = "Bundle.entry[4]"


def test_several_topics_are_refused_with_the_list_and_one_may_be_named(space: Workspace) -> None:
    with pytest.raises(Refused) as caught:
        take(space, bundle("two-topics"))
    (problem,) = caught.value.problems
    assert problem.code == "fhir.several-topics"
    assert "gabapentinoids, opioids" in problem.message
    assert "gabapentinoids+opioids" in problem.hint
    one = take(space, bundle("two-topics"), topic="opioids", lang="en")
    assert (one.topic, one.fields["prescriber"], one.fields["dose"]) == ("opioids", "Dr O. Example", "5 mg at bedtime")
    both = take(space, bundle("two-topics"), topic="gabapentinoids+opioids", lang="en")
    assert set(both.fields) == {"name", "date"}


def test_no_topic_is_refused_with_those_there_are_and_a_named_one_is_doubted(space: Workspace) -> None:
    data = changed("baclofen-es", lambda d: resource(d, 1).update(medicationCodeableConcept={"text": "Aspirin 10 mg"}))
    assert refused(space, data) == [("fhir.no-topic", "Bundle.entry")]
    found = take(space, data, topic="baclofen")
    assert codes(found) == ["fhir.other-topic"]
    assert "dose" not in found.fields


def test_a_code_that_a_topic_does_not_list_is_not_guessed_at(space: Workspace) -> None:
    coding = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "197391"}  # a tablet, not the substance
    data = changed("baclofen-es", lambda d: resource(d, 1).update(medicationCodeableConcept={"coding": [coding]}))
    assert refused(space, data) == [("fhir.no-topic", "Bundle.entry")]


def test_a_language_that_is_not_ours_is_refused_and_never_replaced(space: Workspace) -> None:
    def speaks(*spoken: Any) -> dict[str, Any]:
        return changed("baclofen-es", lambda d: resource(d, 0).update(communication=list(spoken)))

    where = "Bundle.entry[0].resource.communication"
    swahili = {"language": {"coding": [{"code": "sw"}]}}
    words = {"language": {"text": "Spanish"}}
    french = {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "fr"}]}}
    assert refused(space, speaks(swahili)) == [("fhir.language", f"{where}[0].language")]
    assert refused(space, speaks(words)) == [("fhir.language", f"{where}[0].language")]
    assert refused(space, speaks(french, swahili)) == [("fhir.language", where)]
    assert refused(space, speaks(french, swahili | {"preferred": True})) == [("fhir.language", f"{where}[1].language")]
    assert take(space, speaks(french | {"preferred": True}, swahili)).lang == "fr"
    assert take(space, speaks(swahili), lang="de").lang == "de"


@pytest.mark.parametrize(
    "text",
    [
        "10 mg TDS",
        "10 mg bid",
        "5.0 mg in the morning",
        ".5 mg at noon",
        "10 µg at night",
        "5 mg twice daily",
        "x" * 61,
    ],
)
def test_a_dose_that_can_be_misread_is_left_out(space: Workspace, text: str) -> None:
    data = changed("baclofen-es", lambda d: resource(d, 1)["dosageInstruction"][0].update(text=text))
    found = take(space, data)
    assert "dose" not in found.fields
    assert codes(found) == ["fhir.too-long" if len(text) > 60 else "fhir.dose"]


def test_two_doses_are_none(space: Workspace) -> None:
    lines = [{"text": "10 mg in the morning"}, {"text": "20 mg at night"}]
    data = changed("baclofen-es", lambda d: resource(d, 1).update(dosageInstruction=lines))
    assert codes(take(space, data)) == ["fhir.dose"]


def test_another_way_than_by_mouth_is_pointed_out(space: Workspace) -> None:
    route = {"coding": [{"system": "http://snomed.info/sct", "code": "72607000"}]}
    data = changed("baclofen-es", lambda d: resource(d, 1)["dosageInstruction"][0].update(route=route))
    assert codes(take(space, data)) == ["fhir.route"]


def test_what_the_edition_does_not_print_is_not_taken(space: Workspace) -> None:
    assert "dose" not in take(space, bundle("baclofen-es"), fields=PANEL_FIELDS).fields
    card = take(space, bundle("baclofen-es"), fields=EDITIONS["wallet-card"].fields)
    assert set(card.fields) == {"name", "dose"}


def test_an_identifier_must_be_one(space: Workspace) -> None:
    twice = changed("baclofen-es", lambda d: resource(d, 0)["identifier"][1].update(system=MRN))
    for data, system in ((bundle("baclofen-es"), "urn:other"), (twice, MRN)):
        assert refused(space, data, identifier=system) == [("fhir.identifier", "Bundle.entry[0].resource.identifier")]


# --- two people


def test_two_patients_are_refused(space: Workspace) -> None:
    data = changed("baclofen-es", lambda d: d["entry"].append({"resource": {"resourceType": "Patient", "id": "p2"}}))
    assert refused(space, data) == [("fhir.patients", "Bundle.entry[3].resource")]


@pytest.mark.parametrize(
    "subject",
    [{"reference": "Patient/p2"}, {"display": "María Ejemplo"}, {"identifier": {"system": MRN, "value": "other"}}],
)
def test_a_request_for_somebody_else_is_refused(space: Workspace, subject: dict[str, Any]) -> None:
    data = changed("baclofen-es", lambda d: resource(d, 1).update(subject=subject))
    assert refused(space, data) == [("fhir.subject", "Bundle.entry[1].resource.subject")]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p1"},
        {"reference": "Patient/p1/_history/3"},
        {"reference": "https://ehr.example/fhir/Patient/p1"},
        {"identifier": {"system": MRN, "value": "MRN-000417"}},
    ],
)
def test_a_request_for_the_patient_is_taken(space: Workspace, subject: dict[str, Any]) -> None:
    assert take(space, changed("baclofen-es", lambda d: resource(d, 1).update(subject=subject))).topic == "baclofen"


def test_without_a_patient_the_requests_must_be_of_one(space: Workspace) -> None:
    data = changed("two-topics", lambda d: d["entry"].pop(0))
    found = take(space, data, topic="opioids")
    assert (found.subject, set(found.fields)) == ("Patient/p1", {"date", "prescriber", "dose"})
    resource(data, 0)["subject"] = {"reference": "Patient/p9"}
    assert refused(space, data, topic="opioids") == [("fhir.subject", "Bundle.entry")]


def test_a_patient_file_adds_and_never_contradicts() -> None:
    recorded = {"name": "María Ejemplo", "date": "23 de noviembre de 2026"}
    both = requests.joined(Patient(name="María  Ejemplo", date="today", note="Bring this."), recorded)
    assert both == Patient(name="María  Ejemplo", date="today", note="Bring this.")
    assert requests.joined(Patient(), recorded) == Patient(**recorded)
    with pytest.raises(Refused) as caught:
        requests.joined(Patient(name="Somebody Else"), recorded)
    (problem,) = caught.value.problems
    assert problem.code == "fhir.two-patients"
    assert problem.message.endswith("same: name")
    assert not [word for word in ("Somebody", "María") if word in str(problem)]


# --- what is no Bundle of R4B


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", "fhir.syntax"),
        (b"{", "fhir.syntax"),
        (b"\xff\xfe", "fhir.syntax"),
        (b'{"a": NaN}', "fhir.syntax"),
        (b'{"a": 1, "a": 2}', "fhir.syntax"),
        (b'{"a": "\\ud800"}', "fhir.syntax"),
        (b'{"a": ' + b"9" * 5000 + b"}", "fhir.syntax"),
        (b"[]", "fhir.not-bundle"),
        (b'{"resourceType": "Patient"}', "fhir.not-bundle"),
        (b"[" * 100 + b"]" * 100, "fhir.depth"),
        (b"[" * 900_000, "fhir.depth"),
        (b'{"a":' * 200_000, "fhir.depth"),
        (b'"' + b"\\" * 4_000_000, "fhir.syntax"),
        (b" " * 5_000_001, "fhir.too-large"),
        (json.dumps({"resourceType": "Bundle", "entry": [{}] * 501}).encode(), "fhir.too-large"),
        (b'{"resourceType": "Bundle", "entry": {}}', "fhir.invalid"),
    ],
)
def test_what_is_no_bundle_is_refused(space: Workspace, document: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        fhir.taken(space, document, Wishes(DAY))
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: resource(d, 1).update(resourceType="MedicationOrder"), ""),
        (
            lambda d: resource(d, 1).update(medication={"concept": resource(d, 1).pop("medicationCodeableConcept")}),
            ".medication",
        ),
        (lambda d: resource(d, 1).update(requester={"agent": {"display": "Dr A. Example"}}), ".requester"),
    ],
)
def test_another_version_of_fhir_is_named(space: Workspace, change: Any, where: str) -> None:
    assert refused(space, changed("baclofen-es", change)) == [("fhir.version", f"Bundle.entry[1].resource{where}")]


def test_every_fault_of_a_resource_is_told_at_once_without_what_it_says(space: Workspace) -> None:
    def spoil(data: dict[str, Any]) -> None:
        resource(data, 0).update(birthDate="Ejemplo", María="Luisa")
        resource(data, 1).pop("subject")
        data["entry"].append("Ejemplo")

    assert refused(space, changed("baclofen-es", spoil)) == [("fhir.invalid", "Bundle.entry[3]")]
    data = changed("baclofen-es", spoil)
    data["entry"].pop()
    assert refused(space, data) == [
        ("fhir.invalid", "Bundle.entry[0].resource.birthDate"),
        ("fhir.invalid", "Bundle.entry[0].resource"),
        ("fhir.invalid", "Bundle.entry[1].resource.subject"),
    ]
