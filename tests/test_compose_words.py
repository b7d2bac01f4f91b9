"""The words of a handout in one language: translated, filled, marked or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handouts import topics
from handouts.compose.fill import Value
from handouts.compose.words import Words
from handouts.locales import catalogs
from handouts.model.message import TEMPLATES, Message
from handouts.workspace import Workspace

VALUES = {"clinic_phone": Value("01632 960321"), "emergency_number": Value("999")}
ABOUT, CRITICAL = "Sample relaxes tight muscles.", "Stopping suddenly can cause **great harm**."


@pytest.fixture
def words(workspace: Callable[..., Workspace], translate: Callable[..., Workspace]) -> Callable[..., Words]:
    """Return the words of the made-up topic in a language whose catalogs are `change`d."""

    def load(lang: str = "eo", *, fallback: bool = False, **change: Any) -> Words:
        space = translate(workspace(), lang, **change)
        return Words(catalogs.load(space, lang, (TEMPLATES, "sample")), VALUES, fallback)

    return load


@pytest.fixture
def message(small: Workspace) -> Callable[[str], Message]:
    """Return the message of the made-up topic that has this source text."""
    content = topics.load(small, "sample")
    found = [*content.head(), *(item for module in content.topic.order for item in content.messages(module))]
    return lambda source: next(item for item in found if item.source == source)


def codes(words: Words) -> list[str]:
    return [problem.code for problem in words.problems]


def test_a_message_is_said_in_the_language_with_its_markup(words: Any, message: Any) -> None:
    spoken = words()
    assert spoken.say(message(CRITICAL)) == "Stôppîng sûddênly cân câûsê <strong>grêât hârm</strong>."
    assert spoken.sentence(message(CRITICAL)).text == "Stôppîng sûddênly cân câûsê grêât hârm."
    assert (spoken.problems, [item.source for item in spoken.used]) == ([], [CRITICAL])


def test_what_must_be_found_in_print_carries_its_place(words: Any, message: Any) -> None:
    sentence = words().sentence(message(ABOUT))
    assert (sentence.where, sentence.personal) == ("hilltop/topics/sample/about.yaml:7", False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"leave_out": [ABOUT]}, "translation.missing"),
        ({"fuzzy": [ABOUT]}, "translation.fuzzy"),
        ({"say": {ABOUT: "Vôrtôj {clinic_phone}."}}, "translation.placeholders"),
        ({"say": {ABOUT: "**Vôrtôj**."}}, "translation.emphasis"),
        ({"say": {ABOUT: "Vôrtôj {."}}, "translation.markup"),
        ({"say": {ABOUT: "Vôrtôj <b>x</b>."}}, "translation.markup"),
    ],
)
def test_a_fault_is_kept_and_the_source_stands_in_its_place(
    words: Any, message: Any, change: dict[str, Any], code: str
) -> None:
    spoken = words(**change)
    assert code not in codes(spoken)
    html = spoken.say(message(ABOUT))
    assert codes(spoken) == [code]
    assert html in (ABOUT, "")
    assert spoken.sentence(message(ABOUT)).text == ABOUT


def test_every_fault_is_told_and_not_only_the_first(words: Any, message: Any) -> None:
    spoken = words(leave_out=[ABOUT, CRITICAL])
    for source in (ABOUT, CRITICAL):
        spoken.say(message(source))
    assert codes(spoken) == ["translation.missing"] * 2


def test_fallback_prints_the_source_marked_in_the_readers_language(words: Any, message: Any) -> None:
    spoken = words("fa", fallback=True, leave_out=[ABOUT])
    html = spoken.say(message(ABOUT))
    assert html == f'<span class="fallback">[انگلیسی]</span> <bdi lang="en" dir="ltr">{ABOUT}</bdi>'
    assert spoken.problems == []


def test_fallback_never_reaches_safety_text_or_the_words_of_the_templates(words: Any, message: Any) -> None:
    spoken = words(fallback=True, leave_out=[CRITICAL, "Never stop sample suddenly.", "Turn over"])
    spoken.say(message(CRITICAL))
    spoken.say(message("Never stop sample suddenly."))
    spoken.word("Turn over")
    assert codes(spoken) == ["translation.missing"] * 3


def test_the_source_language_needs_no_catalog_and_a_clinic_may_reword_it(
    words: Any, message: Any, small: Workspace
) -> None:
    plain = Words(catalogs.load(small, "en", (TEMPLATES, "sample")), VALUES)
    assert plain.say(message(ABOUT)) == ABOUT
    assert words("en", say={ABOUT: "It loosens muscles."}).say(message(ABOUT)) == "It loosens muscles."


def test_a_template_fills_its_words_with_values_that_are_escaped(words: Any) -> None:
    spoken = words()
    assert spoken.word("Revision {number}", number="<3>") == "Rêvîsîôn &lt;3&gt;"
    assert spoken.word("Phone: {clinic_phone}").endswith('<bdi dir="ltr" class="number whole">01632 960321</bdi>')
    assert [item.source for item in spoken.used] == ["Revision {number}", "Phone: {clinic_phone}"]
