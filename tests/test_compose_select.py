"""What is printed: modules in their order, parts that concern the reader, and never less than is required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handouts import clinic as clinics
from handouts import topics
from handouts.compose import select
from handouts.errors import Refused, UsageFault
from handouts.model.walk import texts
from handouts.workspace import Workspace


@pytest.fixture
def chosen(asked: Callable[..., Any]) -> Callable[..., dict[str, list[str]]]:
    """Return the texts of each chosen module."""

    def choose(workspace: Workspace, **fields: Any) -> dict[str, list[str]]:
        request = asked(**fields)
        found, _ = clinics.load(workspace, request.today)
        content = topics.load(workspace, request.topics[0])
        return {
            item.id: [str(text) for _, text in texts(item.module)] for item in select.chosen(content, request, found)
        }

    return choose


def said(modules: dict[str, list[str]]) -> str:
    return " ".join(text for module in modules.values() for text in module)


def test_a_recipe_is_printed_in_the_order_of_the_topic(small: Workspace, chosen: Callable[..., Any]) -> None:
    assert list(chosen(small, recipe="essential")) == ["key-points", "using"]


def test_modules_asked_for_are_printed_in_the_order_of_the_topic(small: Workspace, chosen: Callable[..., Any]) -> None:
    assert list(chosen(small, modules=("about", "key-points"))) == ["key-points", "about"]


def test_nothing_said_shows_every_part(small: Workspace, chosen: Callable[..., Any]) -> None:
    everything = said(chosen(small))
    assert "Do not drive yet." in everything
    assert "Kidney disease" in everything


def test_what_concerns_the_reader_is_shown_and_hides_nothing_else(small: Workspace, chosen: Callable[..., Any]) -> None:
    assert chosen(small, concerns=("driving",)) == chosen(small)


def test_what_does_not_concern_the_reader_is_left_out_with_its_empty_group(
    small: Workspace, chosen: Callable[..., Any]
) -> None:
    rest = said(chosen(small, spares=("driving",)))
    assert "drive" not in rest
    assert "On the road" not in rest
    assert "Take 5 mg with food." in rest


def test_a_part_with_two_conditions_is_hidden_only_when_neither_concerns_the_reader(
    workspace: Callable[..., Workspace], chosen: Callable[..., Any], swapped: Callable[..., dict[str, str]]
) -> None:
    space = workspace(
        swapped("topics/sample/using.yaml", "when: [driving]\n          dont", "when: [driving, pump]\n          dont")
    )
    assert "Do not drive yet." in said(chosen(space, spares=("driving",)))
    assert "Do not drive yet." not in said(chosen(space, spares=("driving", "pump")))


@pytest.mark.parametrize(
    ("fields", "core"),
    [
        ({"recipe": "essential"}, None),
        (
            {"recipe": "brief"},
            ["Do not stop by yourself.", "Call {clinic_phone}.", "With kidney disease call us first."],
        ),
        (
            {"modules": ("using",)},
            ["Do not stop by yourself.", "Call {clinic_phone}.", "With kidney disease call us first."],
        ),
        ({"recipe": "essential", "spares": ("kidney",)}, ["With kidney disease call us first."]),
    ],
    ids=["all is there", "recipe", "module", "condition"],
)
def test_a_required_fact_comes_back_through_the_safety_core_cut_to_what_is_missing(
    small: Workspace, chosen: Callable[..., Any], fields: dict[str, Any], core: list[str] | None
) -> None:
    modules = chosen(small, **fields)
    if core is None:
        assert "safety-core" not in modules
    else:
        assert next(iter(modules)) == "safety-core"
        assert modules["safety-core"] == ["Please also know this", *core]


def test_a_clinics_replacement_without_a_required_fact_brings_the_core_back(
    workspace: Callable[..., Workspace], chosen: Callable[..., Any], swapped: Callable[..., dict[str, str]]
) -> None:
    space = workspace(swapped("topics/sample/key-points.yaml", "- states: [never-stop]\n          say", "- say"))
    assert chosen(space)["safety-core"] == ["Please also know this", "Do not stop by yourself.", "Call {clinic_phone}."]


def test_a_replaced_core_that_lacks_a_fact_is_refused(
    workspace: Callable[..., Workspace],
    chosen: Callable[..., Any],
    swapped: Callable[..., dict[str, str]],
    refusal: Callable[..., Any],
) -> None:
    space = workspace(swapped("topics/sample/safety-core.yaml", "- states: [kidney]\n", "- states: [extra]\n"))
    (problem,) = refusal(Refused, chosen, space)
    assert (problem.code, "'kidney'" in problem.message) == ("safety.core-lacks", True)
    assert "safety-core.yaml" in problem.where


def test_a_core_whose_part_needs_a_line_that_the_clinic_lacks_is_refused(
    workspace: Callable[..., Workspace],
    chosen: Callable[..., Any],
    swapped: Callable[..., dict[str, str]],
    refusal: Callable[..., Any],
) -> None:
    space = workspace(swapped("topics/sample/safety-core.yaml", "when: [kidney]", "line: crisis"))
    assert "safety-core" not in chosen(space)
    (problem,) = refusal(Refused, chosen, space, recipe="brief")
    assert problem.code == "safety.lacks"
    assert "'kidney'" in problem.message


def test_a_line_that_the_clinic_has_confirmed_is_printed_and_its_substitute_is_not(
    workspace: Callable[..., Workspace], chosen: Callable[..., Any]
) -> None:
    with_line = said(chosen(workspace()))
    assert ("{poison_number}" in with_line, "Call {emergency_number} now." in with_line) == (True, False)
    without = said(chosen(workspace(confirmed=[])))
    assert ("{poison_number}" in without, "Call {emergency_number} now." in without) == (False, True)


def test_a_module_with_nothing_left_is_not_printed_as_a_bare_heading(
    workspace: Callable[..., Workspace],
    chosen: Callable[..., Any],
    swapped: Callable[..., dict[str, str]],
    refusal: Callable[..., Any],
) -> None:
    space = workspace(swapped("topics/sample/about.yaml", '- text: "', '- when: [pump]\n      text: "'))
    assert list(chosen(space, modules=("using", "about"))) == ["safety-core", "using", "about"]
    assert list(chosen(space, recipe="brief", spares=("pump",))) == ["safety-core"]
    (problem,) = refusal(UsageFault, chosen, space, modules=("about",), spares=("pump",))
    assert (problem.code, "'about'" in problem.message) == ("module.empty", True)


def test_a_module_that_concerns_few_is_left_out_of_a_recipe_but_not_when_it_is_asked_for(
    workspace: Callable[..., Workspace], chosen: Callable[..., Any], swapped: Callable[..., dict[str, str]]
) -> None:
    space = workspace(swapped("topics/sample/using.yaml", "sources: [S1]\n", "sources: [S1]\nwhen: [pump]\n"))
    assert "using" in chosen(space)
    assert "using" not in chosen(space, spares=("pump",))
    assert "using" in chosen(space, modules=("using",), spares=("pump",))


@pytest.mark.parametrize(
    ("fields", "code", "known"),
    [
        ({"modules": ("nope", "using")}, "module.unknown", "modules of sample: key-points, using, about, numbers"),
        ({"modules": ("safety-core",)}, "module.unknown", "modules of sample: key-points, using, about, numbers"),
        ({"recipe": "nope"}, "recipe.unknown", "recipes of sample: essential, brief"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    small: Workspace,
    chosen: Callable[..., Any],
    refusal: Callable[..., Any],
    fields: dict[str, Any],
    code: str,
    known: str,
) -> None:
    (problem,) = refusal(UsageFault, chosen, small, **fields)
    assert (problem.code, problem.hint) == (code, known)


def test_a_module_for_staff_is_never_chosen(
    workspace: Callable[..., Workspace],
    chosen: Callable[..., Any],
    swapped: Callable[..., dict[str, str]],
    refusal: Callable[..., Any],
) -> None:
    space = workspace(swapped("topics/sample/about.yaml", "kind: prose\n", "kind: prose\naudience: staff\n"))
    assert "about" not in chosen(space)
    (problem,) = refusal(Refused, chosen, space, modules=("about",))
    assert (problem.code, problem.where) == ("module.audience", "hilltop/topics/sample/about.yaml:1")
