"""Recipes made of short forms: what stands in them, what becomes a row of the box, and what they may not lack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from handouts import topics
from handouts.errors import Problem, Refused
from handouts.model.brief import WORDS
from handouts.workspace import Workspace

from .conftest import SAMPLE, TOPIC
from .content_fixtures import edit, put, refused, tea

BRIEF = """\
brief:
  title: "In short"
  symbol: call
  items:
    - states: [never-stop]
      text: "Never stop **suddenly**."
    - {bullet: true, text: "one sign"}
    - {bullet: true, text: "another sign"}
"""
ROW = """\
when: [driving]
brief:
  who: "Drivers:"
  items:
    - text: "Do not drive yet."
"""
RING = """\
brief:
  items:
    - {call: emergency, text: "Danger"}
    - {call: poison, line: poison, text: "Too much"}
    - {call: crisis, line: crisis, text: "Sad"}
"""


@pytest.fixture
def files() -> dict[str, str]:
    """Our sample topic with a recipe of short forms: two sections, a row, and one module that has no short form."""
    recipe = "  short: {form: brief, modules: [key-points, using, numbers, about]}\n"
    key = SAMPLE["topics/sample/key-points.yaml"]
    return {
        "topics/sample/topic.yaml": TOPIC.replace("recipes:\n", "recipes:\n" + recipe),
        "topics/sample/key-points.yaml": key.replace("body:", BRIEF + "body:"),
        "topics/sample/using.yaml": SAMPLE["topics/sample/using.yaml"].replace("body:", ROW + "body:"),
        "topics/sample/numbers.yaml": SAMPLE["topics/sample/numbers.yaml"].replace("body:", RING + "body:"),
    }


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main>")[2]).split())


def test_a_recipe_of_short_forms_prints_short_forms_and_whole_what_has_none(
    workspace: Any, composed: Any, files: dict[str, str]
) -> None:
    told = words(composed(workspace(files), recipe="short").html)
    assert "In short Never stop suddenly . one sign another sign" in told
    assert "Stopping suddenly can cause" not in told
    assert "About sample Sample relaxes tight muscles." in told


def test_the_body_says_its_form_and_whole_modules_leave_their_short_form_out(
    workspace: Any, composed: Any, files: dict[str, str]
) -> None:
    made = workspace(files)
    assert "form-brief" in composed(made, recipe="short").html
    whole = composed(made, recipe="essential").html
    assert "form-whole" in whole
    assert "In short" not in whole


def test_what_concerns_only_some_readers_is_a_row_of_one_box(
    workspace: Any, composed: Any, files: dict[str, str]
) -> None:
    html = composed(workspace(files), recipe="short").html
    assert html.count("kind-box") == 1
    assert "Is this you? Tick what fits. Drivers: Do not drive yet." in words(html)
    assert "Using sample" not in html  # the row says whom it concerns; the module's title would say it again


def test_a_row_that_does_not_concern_the_reader_leaves_and_an_empty_box_with_it(
    workspace: Any, composed: Any, files: dict[str, str]
) -> None:
    html = composed(workspace(files), recipe="short", spares=("driving",)).html
    assert "kind-box" not in html


def test_numbers_to_ring_stand_before_what_they_are_for_and_only_those_there_are(
    workspace: Any, composed: Any, files: dict[str, str]
) -> None:
    told = words(composed(workspace(files), recipe="short").html)
    assert "999 Danger 111 Too much" in told
    assert "Sad" not in told


def test_what_the_short_forms_do_not_state_comes_from_the_core(
    workspace: Any, composed: Any, files: dict[str, str]
) -> None:
    told = words(composed(workspace(files), recipe="short").html)
    assert "With kidney disease call us first." in told  # required, and no short form states it
    assert "Do not stop by yourself." not in told  # the short form of the key points states it


def test_a_clinics_template_that_drops_a_row_is_refused(workspace: Any, composed: Any, files: dict[str, str]) -> None:
    made = workspace({**files, "templates/modules/box.html": "<p>Nothing</p>"})
    with pytest.raises(Refused) as caught:
        composed(made, recipe="short")
    assert {problem.code for problem in caught.value.problems} == {"draft.lost"}


def brief_of(workspace: Workspace, items: str) -> tuple[Problem, ...]:
    path = workspace.own / "topics/tea/brewing.yaml"
    path.write_text(path.read_text() + f"brief:\n  items:\n{items}")
    try:
        return tuple(topics.problems(topics.load(workspace, "tea")))
    except Refused as refusal:
        return refusal.problems


def test_a_short_form_is_40_words_or_fewer(tmp_path: Path) -> None:
    fits = " ".join(["word"] * WORDS)
    assert brief_of(tea(tmp_path / "a"), f'    - text: "{fits}"\n') == ()
    (problem,) = brief_of(tea(tmp_path / "b"), f'    - text: "{fits} more"\n')
    assert (problem.code, problem.message) == ("brief.too-long", "the brief of 'brewing' has 41 words")
    assert problem.where == "topics/tea/brewing.yaml:12"


def test_only_what_one_reader_can_see_together_counts(tmp_path: Path) -> None:
    long = " ".join(["word"] * 30)
    either = f'    - {{line: poison, text: "{long}"}}\n    - {{no_line: poison, text: "{long}"}}\n'
    assert brief_of(tea(tmp_path / "a"), either) == ()
    country = f'    - {{only_in: [AA], text: "{long}"}}\n    - {{not_in: [AA], text: "{long}"}}\n'
    assert brief_of(tea(tmp_path / "b"), country) == ()
    both = f'    - {{line: poison, text: "{long}"}}\n    - {{line: crisis, text: "{long}"}}\n'
    (problem,) = brief_of(tea(tmp_path / "c"), both)
    assert problem.message.endswith("60 words")


def test_a_country_with_a_text_of_its_own_needs_one_for_all_others(tmp_path: Path) -> None:
    made = tea(tmp_path)
    edit(
        made.own,
        "topics/tea/points.yaml",
        "        - states: [ask]\n",
        "        - only_in: [AA]\n          states: [ask]\n",
    )
    (problem,) = refused(lambda: topics.load(made, "tea"))
    assert (problem.code, problem.message) == ("country.no-default", "only AA is told this")
    path = made.own / "topics/tea/points.yaml"
    path.write_text(path.read_text() + '        - {not_in: [AA], say: "Ask somebody."}\n')
    assert tuple(topics.problems(topics.load(made, "tea"))) == ()


@pytest.mark.parametrize(("mark", "sources"), [("recalled", ""), ("article-only", "[T1]"), ("verified", "[T3]")])
def test_a_fact_that_nobody_verified_is_marked_where_it_is_told(tmp_path: Path, mark: str, sources: str) -> None:
    made = tea(tmp_path)
    edit(made.own, "topics/tea/topic.yaml", "  T2:", '  T3: {title: "A rumour", weak: true}\n  T2:')
    said = f'    says: "Boiling tea scalds."\n    mark: {mark}\n    sources: {sources}\n'
    edit(made.own, "topics/tea/facts.yaml", '    says: "Boiling tea scalds."\n    sources: [T1]\n', said)
    found = refused(lambda: topics.load(made, "tea"))
    assert {problem.code for problem in found} == {"fact.unmarked"}
    assert [problem.where.partition(":")[0] for problem in found] == ["topics/tea/core.yaml", "topics/tea/points.yaml"]
    for name in ("core", "points"):
        edit(made.own, f"topics/tea/{name}.yaml", "sources: [T1]", "sources: [T1]\nneeds_clinician: true")
    assert tuple(topics.problems(topics.load(made, "tea"))) == ()


def test_a_mark_on_the_part_or_around_it_is_enough(tmp_path: Path) -> None:
    made = tea(tmp_path)
    put(
        made.own,
        "topics/tea/facts.yaml",
        (made.own / "topics/tea/facts.yaml").read_text().replace("    sources: [T1]\n", "    mark: recalled\n"),
    )
    edit(
        made.own,
        "topics/tea/points.yaml",
        "- states: [let-cool]",
        "- needs_clinician: true\n          states: [let-cool]",
    )
    edit(
        made.own,
        "topics/tea/core.yaml",
        "- states: [let-cool]",
        "- needs_clinician: true\n          states: [let-cool]",
    )
    assert tuple(topics.problems(topics.load(made, "tea"))) == ()


@pytest.mark.parametrize(
    ("change", "code"), [("mark: recalled", "fact.unmarked"), ("audience: staff", "fact.audience")]
)
def test_the_main_message_states_only_what_is_verified_for_patients(tmp_path: Path, change: str, code: str) -> None:
    made = tea(tmp_path)
    edit(made.own, "topics/tea/topic.yaml", '  staff: "Drinks tea."', '  staff: "Drinks tea."\n  states: [clear]')
    edit(made.own, "topics/tea/facts.yaml", "facts:\n", 'facts:\n  clear: {says: "Tea is clear."}\n')
    assert tuple(topics.problems(topics.load(made, "tea"))) == ()
    edit(made.own, "topics/tea/facts.yaml", '{says: "Tea is clear."}', f'{{says: "Tea is clear.", {change}}}')
    (problem,) = refused(lambda: topics.load(made, "tea"))
    assert (problem.code, problem.where) == (code, "topics/tea/topic.yaml:14")


def test_a_main_message_that_waits_for_a_clinician_says_so(tmp_path: Path) -> None:
    made = tea(tmp_path)
    edit(
        made.own,
        "topics/tea/topic.yaml",
        '  staff: "Drinks tea."',
        '  staff: "Drinks tea."\n  states: [clear]\n  needs_clinician: true',
    )
    edit(made.own, "topics/tea/facts.yaml", "facts:\n", 'facts:\n  clear: {says: "Tea is clear.", mark: recalled}\n')
    (problem,) = topics.unconfirmed(topics.load(made, "tea"))
    assert problem.code == "clinician.confirm"
