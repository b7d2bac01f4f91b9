"""The questions at the terminal, with scripted answers; `test_cli` asks them on a real one."""

from __future__ import annotations

from typing import Any

import pytest

from handouts import asking
from handouts.model.request import Patient
from handouts.workspace import Workspace


class Person:
    """Answers in order; an empty answer takes what is offered. Remembers what was asked and said."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked, self.said = list(answers), [], []

    def ask(self, text: str, *, default: str, **_how: Any) -> str:
        self.asked.append((text, default))
        return self.answers.pop(0) or default

    def say(self, text: str) -> None:
        self.said.append(text)


def options(**given: Any) -> dict[str, Any]:
    names = ("topic", "lang", "recipe", "patient", "output", "today", "modules", "concerns", "spares", "paper")
    return {**dict.fromkeys(names), **given}


def test_the_answers_complete_the_options(small: Workspace) -> None:
    person = Person("sample", "en", "brief", " Maria Example ", "mine.pdf")
    result = asking.answers(small, options(paper="letter"), person.ask, person.say)
    assert {name: result[name] for name in ("topic", "lang", "recipe", "output", "paper")} == {
        "topic": "sample",
        "lang": "en",
        "recipe": "brief",
        "output": "mine.pdf",
        "paper": "letter",
    }
    assert result["person"] == Patient(name="Maria Example")
    assert person.answers == []


def test_what_is_offered_comes_from_options_and_clinic_and_the_file_holds_no_name(
    workspace: Any, translate: Any
) -> None:
    person = Person("sample", "", "", "Maria Example", "")
    space = translate(workspace(language="eo", recipe="brief"), "eo")
    result = asking.answers(space, options(), person.ask, person.say)
    assert (result["lang"], result["recipe"], result["output"]) == ("eo", "brief", "sample-brief-eo.pdf")
    again = Person("sample", "", "", "", "")
    result = asking.answers(space, options(lang="en", recipe="essential", output="x.pdf"), again.ask, again.say)
    assert (result["lang"], result["recipe"], result["output"]) == ("en", "essential", "x.pdf")
    assert not result["person"].name
    assert "Maria" not in repr((again.asked, again.said, person.asked, person.said, result))


def test_an_answer_that_is_none_of_them_is_asked_again(small: Workspace) -> None:
    person = Person("tea", "sample", "xx", "en", "all", "brief", "", "")
    asking.answers(small, options(), person.ask, person.say)
    assert [said for said in person.said if "none of them" in said] == [
        "‘tea’ is none of them.",
        "‘xx’ is none of them.",
        "‘all’ is none of them.",
    ]


def test_a_patient_file_is_not_asked_for_again(small: Workspace) -> None:
    person = Person("sample", "en", "brief", "")
    result = asking.answers(small, options(patient="p.yaml"), person.ask, person.say)
    assert "person" not in result
    assert not any("name (leave" in text for text, _ in person.asked)


def test_every_question_names_what_there_is(small: Workspace) -> None:
    person = Person("sample", "en", "brief", "", "")
    asking.answers(small, options(), person.ask, person.say)
    questions = [text for text, _ in person.asked]
    assert "sample" in questions[0]
    assert "en" in questions[1]
    assert questions[2] == "Recipe (essential, brief)"
    assert any("en English" in said for said in person.said)


@pytest.mark.parametrize("lang", ["es_MX", "en_GB"])
def test_a_regional_language_given_as_an_option_is_offered_as_the_one_that_serves_it(
    small: Workspace, lang: str
) -> None:
    person = Person("sample", "", "brief", "", "")
    asking.answers(small, options(lang=lang), person.ask, person.say)
    assert person.asked[1][1] == lang.partition("_")[0]
