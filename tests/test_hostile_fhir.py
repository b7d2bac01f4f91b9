"""Whatever stands in a Bundle or an Infobutton address: our own errors, and no word of it in any of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts import fhir, infobutton, lookup
from handouts.errors import HandoutsError, Problem
from handouts.fhir import Wishes
from handouts.roots import at

from .test_fhir import BUNDLES

SPACE = at(None)
CANARY = "Qanary"
DAY = date(2026, 11, 23)
NAMES = [path.stem for path in BUNDLES.iterdir()]
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ODD = st.recursive(
    LEAVES | st.text(max_size=5).map(lambda text: CANARY + text) | st.sampled_from(["", CANARY, "Patient/p1", "es"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([CANARY, "coding", "text", "language", "reference", "resourceType", "id"]), inner
        )
    ),
    max_leaves=6,
)


def outcome(call: Callable[[], Any]) -> tuple[Problem, ...]:
    try:
        found = call()
    except HandoutsError as fault:
        return fault.problems
    return tuple(found.problems)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return every place of a Bundle that holds something."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


@FUZZ
@given(st.sampled_from(NAMES), st.data())
def test_a_bundle_with_anything_anywhere(name: str, data: st.DataObject) -> None:
    spoiled = json.loads((BUNDLES / f"{name}.json").read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        *outer, key = data.draw(st.sampled_from(places(spoiled)[1:] or [("entry",)]))
        part = spoiled
        for step in outer:
            part = part[step]
        if isinstance(part, dict) and data.draw(st.booleans()):
            part[CANARY] = data.draw(ODD)
        else:
            part[key] = data.draw(ODD)
    document = json.dumps(spoiled).encode()
    problems = outcome(lambda: fhir.taken(SPACE, document, Wishes(DAY, identifier="urn:example:mrn")))
    assert CANARY not in str(problems)
    assert all(problem.code.startswith("fhir.") for problem in problems)


@FUZZ
@given(st.binary(max_size=300) | ODD.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(document: bytes) -> None:
    problems = outcome(lambda: fhir.taken(SPACE, document, Wishes(DAY)))
    assert problems
    assert CANARY not in str(problems)


PARAMETERS = st.sampled_from(
    [f"mainSearchCriteria.v.{kind}{index}" for kind in ("c", "cs", "dn", "ot") for index in ("", "0", "1", "77")]
) | (
    st.sampled_from(["informationRecipient", "performer", "taskContext.c.c", "knowledgeResponseType", "age.v.v"])
    | st.sampled_from(["informationRecipient.languageCode.c", "performer.languageCode.c", "patientPerson.name"])
    | st.text(max_size=20)
)


@FUZZ
@given(
    st.lists(
        st.tuples(
            PARAMETERS, st.text(max_size=30).map(lambda text: CANARY + text) | st.sampled_from(["1292", "PROV", "es"])
        ),
        max_size=30,
    )
)
def test_any_question(parameters: list[tuple[str, str]]) -> None:
    said = infobutton.asked(SPACE, parameters)
    answer = infobutton.feed(
        said, lookup.table(SPACE).topics, "https://desk.example/", datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert CANARY not in str(said) + json.dumps(answer)
