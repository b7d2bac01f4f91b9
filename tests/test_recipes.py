"""Recipes: their own order, main message, page limit, and discretion."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from handouts import pipeline, requests, topics
from handouts.batch import sheets
from handouts.errors import Refused
from handouts.model.request import Patient, Request
from handouts.replaced import digest
from handouts.workspace import Workspace

from .conftest import TOPIC, written

RECIPES = """\
recipes:
  quiet:
    discreet: true
    main: {title: "Information for you", message: "Never stop this suddenly."}
    modules: [using, key-points]
  loud: {modules: [about]}
  silent: {discreet: true, modules: [about], pages: {es: 9, other: 1}}
"""
FILES = {"topics/sample/topic.yaml": TOPIC.replace("recipes:\n", RECIPES)}
ANNA = Patient(name="Anna Example", reference="77-13")


@pytest.fixture
def made_of(workspace: Any) -> Workspace:
    return workspace(FILES)


def test_modules_are_printed_in_the_order_of_the_recipe(made_of: Workspace, composed: Any) -> None:
    html = composed(made_of, recipe="quiet").html
    assert html.index('id="using"') < html.index('id="key-points"')


def test_a_recipe_changes_what_it_names_of_the_main_message_and_no_more(made_of: Workspace, composed: Any) -> None:
    html = composed(made_of, recipe="quiet").html
    assert "<title>Sample: Information for you</title>" in html
    assert "Never stop this suddenly." in html
    assert "For adults who take sample." in html
    assert "Never stop sample suddenly." not in html
    assert "<title>Sample: How to take sample safely</title>" in composed(made_of, recipe="loud").html


def test_the_recipes_words_are_messages_of_the_topic_each_once(made_of: Workspace) -> None:
    content = topics.load(made_of, "sample")
    heads = [message.source for message in content.heads()]
    assert heads.count("Information for you") == 1
    assert heads.count("For adults who take sample.") == 1
    (own,) = [m for m in content.head("quiet") if m.source == "Information for you"]
    assert (own.context, own.where.partition(":")[0]) == ("topic", "hilltop/topics/sample/topic.yaml")


def test_what_a_main_message_states_need_not_be_said_again(workspace: Any, composed: Any) -> None:
    assert "With kidney disease call us first." in composed(workspace(FILES), recipe="loud").html
    states = TOPIC.replace('  staff: "Takes', '  states: [kidney]\n  staff: "Takes')
    assert "With kidney disease" not in composed(workspace({"topics/sample/topic.yaml": states}), recipe="brief").html


def test_a_discreet_recipe_leaves_the_name_out_and_says_so(made_of: Workspace, made: Any, pages_of: Any) -> None:
    handout = made(made_of, ANNA, recipe="quiet")
    assert "Anna" not in " ".join(pages_of(handout.document))
    assert "77-13" in " ".join(pages_of(handout.document))
    (said,) = [problem for problem in handout.problems if problem.code == "patient.unnamed"]
    assert "Anna" not in said.message + said.hint


def test_a_discreet_recipe_prints_the_name_when_asked(made_of: Workspace, made: Any, pages_of: Any) -> None:
    handout = made(made_of, ANNA, recipe="quiet", with_name=True)
    assert "Anna Example" in " ".join(pages_of(handout.document))
    assert "patient.unnamed" not in [problem.code for problem in handout.problems]


def test_other_recipes_print_the_name(made_of: Workspace, made: Any, pages_of: Any) -> None:
    assert "Anna Example" in " ".join(pages_of(made(made_of, ANNA, recipe="loud").document))


@pytest.mark.parametrize(
    ("recipe", "name"),
    [
        ("quiet", "sample-information-1-en.pdf"),
        ("silent", "sample-information-2-en.pdf"),
        ("loud", "sample-loud-en.pdf"),
    ],
)
def test_a_file_name_says_nothing_of_what_a_discreet_recipe_is_about(
    made_of: Workspace, recipe: str, name: str
) -> None:
    assert requests.file_name(made_of, Request(("sample",), "en", recipe=recipe)) == name


def test_more_pages_than_a_recipe_promises_are_told(made_of: Workspace, made: Any) -> None:
    (said,) = [p for p in made(made_of, recipe="silent").problems if p.code == "recipe.too-long"]
    assert said.message == "the recipe 'silent' has 2 pages, and is meant to have 1"
    assert said.where.startswith("hilltop/topics/sample/topic.yaml:")
    assert "recipe.too-long" not in [problem.code for problem in made(made_of, recipe="loud").problems]


@pytest.mark.parametrize("opening", ["nowhere", "second"])
def test_a_recipe_opens_only_with_one_that_stands_by_itself(workspace: Any, opening: str) -> None:
    second = "recipes:\n  second: {opens_with: brief, modules: [using]}\n"
    recipes = f"{second}  third: {{opens_with: {opening}, modules: [about]}}\n"
    made = workspace({"topics/sample/topic.yaml": TOPIC.replace("recipes:\n", recipes)})
    with pytest.raises(Refused) as caught:
        topics.load(made, "sample")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("topic.opens-with", "hilltop/topics/sample/topic.yaml:17")


def test_what_opens_is_printed_first_and_what_both_have_once(workspace: Any, composed: Any) -> None:
    recipes = "recipes:\n  more: {opens_with: brief, modules: [using, about]}\n"
    html = composed(workspace({"topics/sample/topic.yaml": TOPIC.replace("recipes:\n", recipes)}), recipe="more").html
    assert html.index('id="about"') < html.index('id="using"')
    assert html.count('id="about"') == 1


def test_the_pump_teams_number_is_printed_or_left_to_a_pen_with_a_warning(workspace: Any, composed: Any) -> None:
    files = {"topics/sample/topic.yaml": TOPIC.replace("{clinic_phone}", "{pump_team_phone}")}
    with_number = composed(workspace(files, pump_team_phone="01632 960999"))
    assert "01632 960999" in with_number.html
    assert "clinic.blank" not in [problem.code for problem in with_number.problems]
    without = composed(workspace(files))
    assert 'Call us before any change: <span class="write-on"></span>' in without.html
    assert [problem.message for problem in without.problems] == ["pump_team_phone is a line to write on"]


def test_a_long_sheet_that_opens_with_short_forms_lists_the_box_among_its_contents(tmp_path: Path, own: Path) -> None:
    """The box "Is this you?" has no title of its own, and a list of contents failed on it."""
    modules = (
        "what-it-is, how-it-works, missed-dose, liquid-strengths, myths, is-it-addictive, misuse, recovery, closing"
    )
    path = own / "topics" / "baclofen" / "topic.yaml"
    text = path.read_text(encoding="utf-8").replace("format: 1\n", f"format: 1\nreplaces: {digest(path)}\n", 1)
    text = text.replace("\nrecipes:\n", f"\nrecipes:\n  long: {{opens_with: essential, modules: [{modules}]}}\n", 1)
    written(tmp_path, {"topics/baclofen/topic.yaml": text})
    request = Request(("baclofen",), "en", recipe="long", today=date(2026, 11, 29))
    html = pipeline.drafted(Workspace((tmp_path, own)), request, Patient()).html
    contents = html.partition('<nav class="contents">')[2].partition("</nav>")[0]
    assert contents.count("<li>") > 14
    assert "Is this you?" in contents


@pytest.mark.parametrize("often", [True, False])
def test_what_the_rows_of_a_list_have_in_common_is_read_once(made_of: Workspace, *, often: bool) -> None:
    def made(row: int) -> sheets.Sheet:
        cells = {"topic": "sample", "recipe": "quiet", "name": f"Patient {row}"}
        return sheets.made(sheets.Order(made_of, datetime(2026, 11, 23, tzinfo=UTC), row, cells, often=often))

    first = made(2)
    (made_of.roots[0] / "topics").rename(made_of.roots[0] / "gone")
    second = made(3)
    assert first.name == second.name == PurePosixPath("sample-information-1-en.pdf")
    assert (second.pages, second.imprinted) == (first.pages, often)
