"""A draft that lacks a text, or has it in another order, is refused; what preflight must find is listed."""

from __future__ import annotations

import pytest

from handouts.compose import proof
from handouts.model.expected import Sentence

ONE, TWO = Sentence("Never stop suddenly.", "a.yaml:1"), Sentence("Call us first: 01632 960123.", "a.yaml:2")
GOOD = "<main><p>Never <strong>stop</strong> suddenly.</p><p>Call us first: <bdi>01632&nbsp;960123</bdi>.</p></main>"


def lost(html: str, *sentences: Sentence) -> list[str]:
    return [problem.where for problem in proof.proof(html, sentences or (ONE, TWO))]


def test_a_draft_that_says_everything_in_order_is_sound() -> None:
    assert lost(GOOD) == []


@pytest.mark.parametrize(
    "html",
    [
        GOOD.replace("suddenly", "slowly"),
        GOOD.replace("<p>Never", "<!-- <p>Never").replace("suddenly.</p>", "suddenly.</p> -->"),
        GOOD.replace("<p>Never", "<template><p>Never").replace("suddenly.</p>", "suddenly.</p></template>"),
        GOOD.replace("<p>Never", "<script>Never").replace("suddenly.</p>", "suddenly.</script>"),
        GOOD.replace("<p>Never <strong>stop</strong> suddenly.</p>", "<p title='Never stop suddenly.'>Never</p>"),
        f"<title>Never stop suddenly.</title>{GOOD.replace('Never', 'Do not')}",
        GOOD.replace("<p>Never", "<div class='a furniture'><p>Never").replace("suddenly.</p>", "suddenly.</p></div>"),
    ],
    ids=["changed", "comment", "template", "script", "attribute", "head", "furniture"],
)
def test_a_text_that_a_reader_would_not_meet_in_the_flow_is_lost(html: str) -> None:
    assert lost(html) == ["a.yaml:1"]


def test_two_texts_in_the_wrong_order_are_refused() -> None:
    assert lost("<p>Call us first: 01632 960123.</p><p>Never stop suddenly.</p>") == ["a.yaml:2"]


def test_a_text_that_occurs_twice_must_be_there_twice() -> None:
    assert lost("<p>Never stop suddenly.</p>", ONE, ONE) == ["a.yaml:1"]
    assert lost("<p>Never stop suddenly.</p>" * 2, ONE, ONE) == []


def test_other_spaces_and_invisible_signs_are_no_loss() -> None:
    assert lost("<p>Never\u200b stop\n sud\u2060denly.</p>", ONE) == []


def test_a_complaint_quotes_content_and_never_a_patient() -> None:
    told = list(proof.proof("<p></p>", [ONE, Sentence("Maria Example", "name", personal=True)]))
    assert "Never stop" in told[0].message
    assert "Maria" not in repr(told[1])


def test_blocks_split_where_a_reader_would_and_carry_what_they_are() -> None:
    html = """<body><div class="foot furniture"><p class="every-page">Short <b>message</b></p><p>Page</p></div>
    <h1>Name <bdi>Latin</bdi></h1><p>one<br>two</p><p data-personal>Ann</p>
    <p>For <bdi data-personal>Ann</bdi></p>
    <ul><li>first<ul><li>inner</li></ul>tail</li></ul></body>"""
    found = proof.blocks(html)
    assert [(block.text, block.personal, block.furniture, block.every_page) for block in found] == [
        ("Short message", False, True, True),
        ("Page", False, True, False),
        ("Name Latin", False, False, False),
        ("one", False, False, False),
        ("two", False, False, False),
        ("Ann", True, False, False),
        ("For Ann", True, False, False),
        ("first", False, False, False),
        ("inner", False, False, False),
        ("tail", False, False, False),
    ]


def test_a_tag_that_is_never_closed_does_not_swallow_what_follows() -> None:
    assert [block.text for block in proof.blocks("<p>one<p>two</div></p><b>three")] == ["one", "two", "three"]


def test_preflight_gets_every_block_of_the_flow_with_its_place_and_the_furniture_once() -> None:
    furniture = '<div class="furniture every-page"><p>Short</p></div>'
    html = f"{furniture}{furniture}{GOOD}<p data-personal>Ann</p><p>words of the frame</p>"
    assert [(item.text, item.where, item.personal) for item in proof.printed(html, [ONE, TWO])] == [
        (ONE.text, "a.yaml:1", False),
        ("Call us first: 01632 960123.", "a.yaml:2", False),
        ("Ann", "a template", True),
        ("words of the frame", "a template", False),
    ]
    assert proof.every_page(html) == ("Short",)


def test_the_frame_may_stand_anywhere_but_must_stand_there() -> None:
    html = f'<div class="furniture every-page"><p>Short</p></div><p data-personal>Ann</p>{GOOD}'
    ann, short = Sentence("Ann", "name", personal=True), Sentence("Short", "topic.yaml:9")
    assert list(proof.frame_lost(html, [TWO, ONE, ann], [short])) == []
    told = list(proof.frame_lost("<p>Short</p>", [ONE, ann], [short]))
    assert [(item.code, item.where) for item in told] == [
        ("draft.frame", "a.yaml:1"),
        ("draft.frame", "name"),
        ("draft.frame", "topic.yaml:9"),
    ]
    assert "Ann" not in repr(told)
