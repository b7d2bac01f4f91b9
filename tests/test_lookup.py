"""Topics are found by the codes that they list and by whole names, and by nothing that only resembles them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import lookup, topics
from handouts.errors import Refused
from handouts.lookup import SYSTEMS, Table
from handouts.workspace import Workspace

OWN = Workspace((Path(__file__).resolve().parents[1],))


@pytest.fixture(scope="module")
def table() -> Table:
    return lookup.table(OWN)


def test_every_code_of_our_topics_finds_its_topic_and_no_other(table: Table) -> None:
    said = [(system, code, topic.id) for topic in table.topics for system, code in topic.codes]
    assert len(said) > 15
    assert {system for system, _, _ in said} == set(SYSTEMS)
    for system, code, topic in said:
        assert table.by_code(system, code) == (topic,)


def test_the_quick_reading_is_that_of_the_model(table: Table) -> None:
    for heading in table.topics:
        topic = topics.load(OWN, heading.id).topic
        listed = {(system, code) for system, found in topic.codes.model_dump().items() for code in found}
        assert set(heading.codes) == listed
        assert set(topic.names.also) <= set(heading.also)
        assert heading.category == topic.category


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Baclofen 10 mg oral tablet", ("baclofen",)),
        ("LIORESAL", ("baclofen",)),
        ("escitalopram", ("antidepressants",)),
        ("oxycodone/tramadol", ("opioids",)),
        ("gabapentin, tramadol", ("gabapentinoids", "opioids")),
        ("arbaclofen", ()),
        ("lyrical", ()),
        ("alcohol swab", ()),
        ("", ()),
        ("…", ()),
    ],
)
def test_a_name_is_found_as_whole_words(table: Table, text: str, found: tuple[str, ...]) -> None:
    assert table.by_name(text, ["medicine"]) == found


def test_a_condition_is_found_where_conditions_are_asked_for(table: Table) -> None:
    assert table.by_name("Alcohol withdrawal") == ("alcohol-withdrawal",)


@pytest.mark.parametrize("code", ["1292 ", "01292", "12", "", "M03BX01"])
def test_a_code_that_is_not_listed_finds_nothing(table: Table, code: str) -> None:
    assert table.by_code("rxnorm", code) == ()


def test_a_system_is_known_by_its_address_and_by_its_number() -> None:
    for name, system in SYSTEMS.items():
        assert lookup.system_of(system.uri) == lookup.system_of(system.oid) == name
        assert lookup.system_of(f"urn:oid:{system.oid}") == name
    assert lookup.system_of("http://hl7.org/fhir/sid/ndc") is None


@given(st.text())
def test_any_text_and_any_system_can_be_asked(text: str) -> None:
    found = lookup.table(OWN)
    assert set(found.by_name(text)) <= {topic.id for topic in found.topics}
    assert found.by_code(text, text) == ()
    assert lookup.system_of(text) in {None, *SYSTEMS}


@pytest.mark.parametrize("codes", ['rxnorm: "1, 2"', 'rxnorm: ["1, 2"]', 'atc: ["m03"]', 'icd: ["G80"]', "snomed: [1]"])
def test_a_list_of_codes_that_is_none_is_refused(workspace, codes: str) -> None:
    from .conftest import TOPIC

    space = workspace({"topics/sample/topic.yaml": TOPIC + f"codes: {{{codes}}}\n"})
    with pytest.raises(Refused) as refused:
        topics.load(space, "sample")
    assert "topic.yaml" in refused.value.problems[0].where
