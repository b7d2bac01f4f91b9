"""A whole draft: what it holds, what it refuses, and that it is good HTML on its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from handouts import topics
from handouts.compose import proof
from handouts.errors import Refused
from handouts.locales import languages
from handouts.model.request import PANEL_FIELDS, Draft, Patient
from handouts.model.walk import parts, texts
from handouts.roots import at
from handouts.workspace import Workspace

BASE = "templates/base.html"
POINTS = "templates/modules/points.html"
PATIENT = Patient(
    name="Maria Example",
    reference="RC-0042",
    date="23 November 2026",
    prescriber="Dr A. Example",
    appointment="7 December, 10:30",
    note="Please bring\nthis sheet.",
)
VOID = {"br", "hr", "img", "meta", "link", "input"}


class Nesting(HTMLParser):
    """Notes every tag that is not closed where it should be, and every heading."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(tag)
        self.ids.extend(value or "" for name, value in attrs if name == "id")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def text_of(draft: Draft) -> str:
    return " ".join(block.text for block in proof.blocks(draft.html))


def lost(problems: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.where.rpartition("/")[2]) for problem in problems]


@pytest.fixture
def refused(workspace: Callable[..., Workspace], composed: Callable[..., Draft], refusal: Any) -> Callable[..., Any]:
    """Return the errors with which a draft is refused in a folder with these files."""
    return lambda files, patient=None, **fields: refusal(Refused, composed, workspace(files), patient, **fields)


def test_a_draft_holds_message_panel_and_modules_in_this_order(small: Workspace, composed: Any) -> None:
    text = text_of(composed(small, PATIENT))
    wanted = [
        "Sample How to take sample safely For adults who take sample. Never stop sample suddenly.",
        "In an emergency call 999",
        "Maria Example",
        "Please bring this sheet.",
        "The most important points",
        "Stopping suddenly can cause great harm. Keep taking it. Call 01632 960321, or 999 in danger.",
        "Using sample",
        "Take 5 mg with food.",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_every_page_repeats_message_numbers_and_draft_line(small: Workspace, composed: Any) -> None:
    repeated = composed(small).expected.every_page
    assert repeated == (
        "Draft. Not yet checked by a clinician.",
        "Never stop sample",
        "Emergency: 999 · Clinic: 01632 960321",
    )


@pytest.mark.parametrize("topic", ["sample", "baclofen"])
def test_a_draft_is_whole_html_with_headings_in_order_and_ids_once(small: Workspace, composed: Any, topic: str) -> None:
    recipe = "full" if topic == "baclofen" else "essential"
    reader = Nesting()
    reader.feed(composed(small, PATIENT, topics=(topic,), recipe=recipe).html)
    assert (reader.faults, reader.open) == ([], [])
    assert reader.headings[0] == "h1"
    assert reader.headings.count("h1") == 1
    steps = [int(tag[1]) for tag in reader.headings]
    assert all(after - before <= 1 for before, after in pairwise(steps))
    assert len(reader.ids) == len(set(reader.ids))


def test_a_draft_says_every_string_of_every_module(small: Workspace, composed: Any) -> None:
    content = topics.load(small, "baclofen")
    names = content.choosable
    draft = composed(small, topics=("baclofen",), modules=names)
    flow = proof.squeezed(text_of(draft))
    said = [message.source for name in names for message in content.whole(name)]
    plain = [re.sub(r"\{[a-z_]+\}|\*\*", "\0", source).split("\0") for source in said]
    unsaid = [piece for pieces in plain for piece in pieces if proof.squeezed(piece) not in flow]
    hidden = {"crisis", "substance-use"}  # this clinic has confirmed no such line
    shown = [piece for piece in unsaid if not any(piece in source for source in hiding(content, hidden))]
    assert shown == []


def hiding(content: Any, services: set[str]) -> list[str]:
    """Return the texts of parts that need a line of these services, or that there be none where there is one."""
    found = []
    for loaded in content.modules.values():
        for _, part in parts(loaded.module):
            abroad = "GB" in part.not_in or (part.only_in and "GB" not in part.only_in)
            if part.line in services or part.no_line in {"poison", "after-hours"} or abroad:
                found += [str(text) for _, text in texts(part)]
        found += [str(text) for loc, text in texts(loaded.module) if loc[-1] == "alt"]  # read out, not printed
    return found


# --- a clinic's template is held to what ours says


def test_a_template_that_drops_a_text_is_refused_with_its_line(refused: Any, swapped: Any) -> None:
    problems = refused(swapped(POINTS, "{{ item.then }}", ""))
    assert lost(problems) == [("draft.lost", "key-points.yaml:11")]
    assert "Keep taking it." in problems[0].message


def test_a_template_that_prints_in_another_order_is_refused(refused: Any, swapped: Any) -> None:
    files = swapped(POINTS, "module.body.groups", "module.body.groups|reverse")
    problems = refused({**files, "topics/sample/key-points.yaml": TWO_GROUPS})
    assert lost(problems) == [("draft.lost", "key-points.yaml:9")]


TWO_GROUPS = """\
format: 1
kind: points
title: "The most important points"
safety: critical
sources: [S1]
body:
  groups:
    - items: [{states: [never-stop], say: "First."}]
    - items: [{states: [kidney], say: "Second."}]
"""


def test_two_groups_in_our_order_are_sound(workspace: Any, composed: Any) -> None:
    draft = composed(workspace({"topics/sample/key-points.yaml": TWO_GROUPS}))
    assert text_of(draft).index("First.") < text_of(draft).index("Second.")


def test_a_module_without_its_heading_is_refused(refused: Any, swapped: Any) -> None:
    files = swapped(BASE, "{{ module.title }}", "")
    assert lost(refused(files)) == [("draft.lost", "key-points.yaml:3"), ("draft.lost", "using.yaml:3")]


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        ("modules", {"draft.lost"}),
        ("hero", {"draft.frame"}),
        ("panel", {"draft.frame"}),
        ("furniture", {"draft.frame"}),
    ],
)
def test_a_template_of_a_clinic_cannot_leave_out_what_every_sheet_must_say(
    refused: Any, block: str, codes: set[str]
) -> None:
    files = {"templates/handout.html": f'{{% extends "base.html" %}}{{% block {block} %}}{{% endblock %}}'}
    problems = refused(files, PATIENT)
    assert {problem.code for problem in problems} == codes
    assert "Maria" not in repr(problems)


@pytest.mark.parametrize("block", ["masthead", "staff"])
def test_the_rest_of_the_frame_is_the_clinics_own(workspace: Any, composed: Any, block: str) -> None:
    text = f'{{% extends "base.html" %}}{{% block {block} %}}<p>Ours.</p>{{% endblock %}}'
    assert "Ours." in text_of(composed(workspace({"templates/handout.html": text}), PATIENT))


def test_an_empty_draft_line_is_refused(refused: Any) -> None:
    (problem,) = refused({"templates/parts/draft-line.html": "<p>Fine.</p>"})
    assert (problem.code, problem.where) == ("draft.frame", "the line for drafts")


def test_a_foot_without_the_numbers_is_refused(refused: Any, swapped: Any) -> None:
    problems = refused(swapped("templates/parts/foot.html", '<div class="strip every-page">', '<div class="strip">'))
    assert [problem.where for problem in problems if problem.code == "draft.frame"] == [
        "hilltop/topics/sample/topic.yaml:10",
        "{emergency_number}",
        "{clinic_phone}",
    ]


def test_a_draft_line_in_one_language_of_two_is_refused(
    workspace: Any, translate: Any, composed: Any, refusal: Any
) -> None:
    one = "<p>{{ _('Draft. Not yet checked by a clinician or a qualified translator.') }}</p>"
    files = {"templates/parts/draft-line.html": one}
    (problem,) = refusal(Refused, composed, translate(workspace(files), "eo"), locale="eo")
    assert (problem.code, problem.where) == ("draft.frame", "the line for drafts")
    assert "Not yet checked" in problem.message


def test_without_a_patient_a_clinic_may_leave_the_panel_out(workspace: Any, composed: Any) -> None:
    files = {"templates/handout.html": '{% extends "base.html" %}{% block panel %}{% endblock %}'}
    assert "Prescriber" not in text_of(composed(workspace(files)))


# --- personal words


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "**bold**", "{clinic_phone}", "&amp;"]
)
def test_what_is_typed_stands_in_the_draft_as_typed(small: Workspace, composed: Any, typed: str) -> None:
    draft = composed(small, Patient(name=typed, note=typed))
    assert [block.text for block in proof.blocks(draft.html) if block.personal] == [typed, typed]
    assert "<script" not in draft.html


def test_personal_words_are_told_apart_for_preflight(small: Workspace, composed: Any) -> None:
    expected = composed(small, PATIENT).expected
    given = [getattr(PATIENT, name) for name in PANEL_FIELDS]
    assert "\n".join(item.text for item in expected.strings if item.personal) == "\n".join(given)
    assert "Maria" not in repr(expected)
    assert "Maria" not in expected.title


def test_personal_words_that_a_template_repeats_stay_personal(workspace: Any, composed: Any) -> None:
    text = '{% extends "base.html" %}{% block hero %}<p>For {{ panel.name.html }}:</p>{{ super() }}{% endblock %}'
    draft = composed(workspace({"templates/handout.html": text}), PATIENT)
    assert next(item.text for item in draft.expected.strings if item.personal) == "For Maria Example:"


def test_a_right_to_left_name_is_isolated(small: Workspace, composed: Any) -> None:
    assert '<bdi dir="rtl" data-personal>ليلى</bdi>' in composed(small, Patient(name="ليلى")).html


# --- languages


def test_an_incomplete_language_is_refused_with_everything_that_is_missing(
    workspace: Any, translate: Any, composed: Any, refusal: Any
) -> None:
    gone = ["Never stop sample suddenly.", "Using sample", "Food protects the stomach.", "Turn over", "Name"]
    space = translate(workspace(), "eo", leave_out=gone)
    problems = refusal(Refused, composed, space, locale="eo")
    assert {problem.code for problem in problems} == {"translation.missing"}
    assert all(any(words in problem.message for problem in problems) for words in gone)
    assert len(problems) == len(set(problems)) == len(gone)
    assert all(problem.where and "Esperanto" in problem.message for problem in problems)


def test_a_module_that_is_not_printed_may_be_incomplete(workspace: Any, translate: Any, composed: Any) -> None:
    space = translate(workspace(), "eo", leave_out=["Sample relaxes tight muscles."])
    assert composed(space, locale="eo").expected.lang == "eo"


def test_fallback_prints_what_is_missing_marked_but_not_in_safety_text(
    workspace: Any, translate: Any, composed: Any, refusal: Any
) -> None:
    space = translate(workspace(), "eo", leave_out=["Food protects the stomach."])
    assert "[angla] Food protects the stomach." in text_of(composed(space, locale="eo", fallback=True))
    critical = translate(workspace(), "eo", leave_out=["Stopping suddenly can cause **great harm**."])
    (problem,) = refusal(Refused, composed, critical, locale="eo", fallback=True)
    assert problem.code == "translation.missing"


def test_a_draft_in_another_language_says_so_in_both(workspace: Any, translate: Any, composed: Any) -> None:
    draft = composed(translate(workspace(), "eo"), locale="eo")
    assert [line for line in draft.expected.every_page if line.startswith("Dr")] == [
        "Drâft. Nôt yêt chêckêd by â clînîcîân ôr â qûâlîfîêd trânslâtôr.",
        "Draft. Not yet checked by a clinician or a qualified translator.",
    ]
    assert '<p lang="en" dir="ltr">Draft.' in draft.html
    assert "Please use an interpreter." in text_of(draft)


def test_a_clinic_that_signed_has_the_line_at_the_foot(workspace: Any, translate: Any, composed: Any) -> None:
    space = translate(workspace(allow_drafts={"by": "Dr A. Example", "date": "2026-11-01"}), "eo")
    html = composed(space, locale="eo").html
    head, _, foot = html.partition('id="page-foot-first"')
    assert "Not yet checked" not in head
    assert foot.count("Not yet checked") == 2


@pytest.mark.parametrize("lang", languages.languages(at(None)))
def test_our_own_languages_are_whole(own: Any, composed: Any, lang: str) -> None:
    draft = composed(at(own / "examples" / "clinic"), topics=("baclofen",), locale=lang, recipe="essential")
    language = languages.language(lang)
    assert f'<html lang="{language.tag}" dir="{language.direction}">' in draft.html
    assert draft.expected.lang == language.tag


def test_the_code_on_the_page_follows_the_words_and_not_the_patient_or_the_day(
    workspace: Any, composed: Any, swapped: Any, asked: Any
) -> None:
    def code(draft: Draft) -> str:
        return re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", draft.html).group()

    first = code(composed(workspace()))
    assert code(composed(workspace(), PATIENT, today=asked().today.replace(month=12))) == first
    assert code(composed(workspace(), recipe="brief")) != first
    assert code(composed(workspace(swapped("topics/sample/using.yaml", "with food", "with milk")))) != first


# --- the clinic


def test_a_clinic_of_a_country_without_a_phone_is_refused_with_the_key_to_add(
    workspace: Any, composed: Any, refusal: Any
) -> None:
    problems = refusal(Refused, composed, workspace(phone=None))
    assert {(problem.code, problem.hint) for problem in problems} == {("clinic.lacks", "add phone: to clinic.yaml")}


def test_a_policy_that_requires_approval_refuses(workspace: Any, composed: Any, refusal: Any) -> None:
    (problem,) = refusal(Refused, composed, workspace(policy={"require_approved": "true"}))
    assert problem.code == "review.source-open"
