"""A record system's question is understood by its codes; what it says of a person is not repeated."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from handouts import infobutton, lookup
from handouts.infobutton import Asked
from handouts.roots import at
from handouts.workspace import Workspace

SPACE: Workspace = at(None)
RX, SCT, ATC = (lookup.SYSTEMS[name].oid for name in ("rxnorm", "snomed", "atc"))
CRITERION = "mainSearchCriteria.v."
WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ask(**more: str) -> Asked:
    return asked(f"{CRITERION}c=1292&{CRITERION}cs={RX}", **more)


def asked(query: str, **more: str) -> Asked:
    return infobutton.asked(SPACE, [*parse_qsl(query), *more.items()])


def codes(said: Asked) -> list[str]:
    return [problem.code for problem in said.problems]


def test_a_whole_question_of_the_url_form() -> None:
    said = asked(
        "representedOrganization.id.root=1.3.6.1.4.1.3768&patientPerson.administrativeGenderCode.c=F&age.v.v=67"
        f"&age.v.u=a&{CRITERION}c=1292&{CRITERION}cs={RX}&{CRITERION}dn=Baclofen&performer=PROV"
        "&informationRecipient=PAT&informationRecipient.languageCode.c=es-MX&performer.languageCode.c=en"
        "&taskContext.c.c=MLREV&knowledgeResponseType=application/json"
    )
    assert said == Asked(("baclofen",), (("rxnorm", "1292"),), "es", "patient", "application/json", "MLREV", ())
    assert said.topic == "baclofen"


@pytest.mark.parametrize(
    ("query", "topics"),
    [
        (f"{CRITERION}c=387342009&{CRITERION}cs={SCT}", ("baclofen",)),
        (f"{CRITERION}c=N02AX02&{CRITERION}cs={ATC}", ("opioids",)),
        (f"{CRITERION}dn=Lyrica+75+mg", ("gabapentinoids",)),
        (f"{CRITERION}ot=Alcohol+withdrawal", ("alcohol-withdrawal",)),
        (f"{CRITERION}c1=1292&{CRITERION}cs1={RX}&{CRITERION}c=7804&{CRITERION}cs={RX}", ("opioids", "baclofen")),
        (f"{CRITERION}c0=1292&{CRITERION}cs0={RX}&{CRITERION}dn1=Valium", ("baclofen", "benzodiazepines")),
        (f"{CRITERION}c=1292&{CRITERION}cs={SCT}", ()),
        (f"{CRITERION}c=1292", ()),
        (f"{CRITERION}c=197391&{CRITERION}cs={RX}", ()),
        (f"{CRITERION}c=E11&{CRITERION}cs=2.16.840.1.113883.6.90&{CRITERION}dn=Type+2+Diabetes", ()),
        ("", ()),
    ],
)
def test_topics_are_found_by_code_then_by_name(query: str, topics: tuple[str, ...]) -> None:
    said = asked(query)
    assert said.topics == topics
    assert said.topic == (topics[0] if len(topics) == 1 else "")
    assert codes(said) == (["infobutton.no-topic"] if query and not topics else [])


def test_the_code_counts_more_than_the_name() -> None:
    assert asked(f"{CRITERION}c=1292&{CRITERION}cs={RX}&{CRITERION}dn=Valium").topics == ("baclofen",)


@pytest.mark.parametrize(
    ("more", "view"),
    [
        ({}, "patient"),
        ({"informationRecipient": "PROV"}, "provider"),
        ({"performer": "PROV"}, "provider"),
        ({"informationRecipient": "PAT", "performer": "PROV"}, "patient"),
    ],
)
def test_for_whom_it_is(more: dict[str, str], view: str) -> None:
    assert (ask(**more).view, codes(ask(**more))) == (view, [])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"informationRecipient": "PAYOR"}, "infobutton.recipient"),
        ({"knowledgeResponseType": "text/xml"}, "infobutton.answer"),
        ({"informationRecipient.languageCode.c": "sw"}, "infobutton.language"),
        ({"performer.languageCode.c": "en_XA"}, "infobutton.language"),
        ({"long": "x" * 501}, "infobutton.too-much"),
    ],
)
def test_what_is_not_there_is_said(more: dict[str, str], code: str) -> None:
    said = ask(**more)
    assert (codes(said), said.topic, said.view, said.answer, said.locale) == (
        [code],
        "baclofen",
        "patient",
        "text/html",
        None,
    )


def answer(said: Asked) -> dict[str, Any]:
    found: dict[str, Any] = infobutton.feed(said, lookup.table(SPACE).topics, "https://desk.example/", WHEN)["feed"]
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def test_an_answer_is_a_feed_with_an_entry_for_each_topic() -> None:
    found = answer(
        asked(f"{CRITERION}c=1292&{CRITERION}cs={RX}&{CRITERION}dn1=tramadol&performer.languageCode.c=ar&age.v.v=67")
    )
    assert [entry["title"]["_value"] for entry in found["entry"]] == [
        "Baclofen: How to take baclofen safely",
        "Oxycodone, tramadol: How to take your opioid pain medicine safely",
    ]
    first = found["entry"][0]
    assert first["link"][0]["href"] == "https://desk.example/?topic=baclofen&lang=ar&view=patient"
    assert first["updated"] == found["updated"] == {"_value": "2026-11-23T12:00:00+00:00"}
    assert {"scheme": f"urn:oid:{RX}", "term": "1292"} in first["category"]
    assert found["category"] == [
        {"scheme": f"{CRITERION}c", "term": "1292"},
        {"scheme": f"{CRITERION}cs", "term": RX},
        {"scheme": "informationRecipient", "term": "PAT"},
        {"scheme": "informationRecipient.languageCode.c", "term": "ar"},
    ]
    assert "67" not in json.dumps(found).replace("387342009", "").replace("386858008", "")


def test_an_unknown_code_has_an_honest_empty_answer() -> None:
    found = answer(asked(f"{CRITERION}c=Zelda&{CRITERION}cs={RX}&{CRITERION}ot=Zelda"))
    assert found["entry"] == []
    assert "Nothing is found" in found["subtitle"]["_value"]
    assert "Baclofen" in found["subtitle"]["_value"]
    assert "Zelda" not in json.dumps(found)
