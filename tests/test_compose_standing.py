"""Approved or draft, in date or expired, and what a clinic's policy makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handouts import clinic as clinics
from handouts import review, topics
from handouts.compose.standing import Standing, standing
from handouts.errors import Severity
from handouts.locales import catalogs
from handouts.model.message import TEMPLATES
from handouts.workspace import Workspace

TODAY = date(2026, 11, 23)
SIGNED = {"by": "Dr A. Example", "date": "2026-11-01"}


@pytest.fixture
def space(own_copy: Path, clinic: Callable[..., Path], translate: Callable[..., Workspace]) -> Callable[..., Workspace]:
    """Return a workspace on a project's own root that may be written to, with `eo` in that root."""

    def make(**facts: Any) -> Workspace:
        folder = clinic(**facts)
        for path in (folder / "topics" / "sample").iterdir():
            path.unlink()
        made = Workspace((folder, own_copy))
        return translate(made, "eo", root=own_copy)

    return make


def stands(workspace: Workspace, lang: str = "en", today: date = TODAY) -> Standing:
    content = topics.load(workspace, "sample")
    printed = (*content.head(), *content.messages("key-points"))
    found, _ = clinics.load(workspace, today)
    spoken = [(printed, catalogs.load(workspace, lang, (TEMPLATES, "sample")))]
    return standing(workspace, content, spoken, found, today)


def approve(workspace: Workspace, lang: str, role: str, *topics: str) -> None:
    by = f"A. Person, {role}"
    signature = review.signature(by=by, role=role, qualification="made up for a test", date=TODAY)
    for topic in topics or ("sample", TEMPLATES):
        list(review.approve(workspace, lang=lang, topic=topic, modules=(), signature=signature))


def approve_all(workspace: Workspace, lang: str, *roles: str) -> None:
    for role in roles or ("translator", "reviser", "clinician"):
        approve(workspace, lang, role)


def test_nothing_approved_is_a_draft_in_both(space: Any) -> None:
    state = stands(space(), "eo")
    assert (state.source_open, state.translation_open, state.is_draft, state.at_head) == (True, True, True, True)
    assert state.draft_words == "Draft. Not yet checked by a clinician or a qualified translator."
    assert state.problems == ()


def test_the_source_language_waits_for_a_clinician_only(space: Any) -> None:
    state = stands(space())
    assert (state.source_open, state.translation_open) == (True, False)
    assert state.draft_words == "Draft. Not yet checked by a clinician."


def test_an_approved_source_leaves_the_translation_open(space: Any) -> None:
    made = space()
    approve(made, "en", "clinician")
    assert stands(made).is_draft is False
    state = stands(made, "eo")
    assert (state.source_open, state.translation_open) == (True, True)  # a clinician signs the translation too
    approve(made, "eo", "clinician")
    state = stands(made, "eo")
    assert (state.source_open, state.translation_open) == (False, True)
    assert state.draft_words == "Draft. Not yet checked by a qualified translator."


def test_a_translation_that_only_its_clinician_has_not_signed_says_so(space: Any) -> None:
    made = space()
    approve(made, "en", "clinician")
    approve_all(made, "eo", "translator", "reviser")
    assert stands(made, "eo").draft_words == "Draft. Not yet checked by a clinician."


def test_a_policy_can_ask_for_a_lay_reader_too(space: Any) -> None:
    made = space(policy={"require_lay_reader": "true"})
    approve(made, "en", "clinician")
    approve_all(made, "eo")
    assert (stands(made).is_draft, stands(made, "eo").is_draft) == (True, True)
    for lang in ("en", "eo"):
        approve(made, lang, "lay-reader")
    assert stands(made, "eo").is_draft is False


def test_all_approved_is_no_draft(space: Any) -> None:
    made = space()
    approve(made, "en", "clinician")
    approve_all(made, "eo")
    state = stands(made, "eo")
    assert (state.is_draft, state.draft_words) == (False, "")


@pytest.mark.parametrize(
    ("role", "topics"),
    [("lay-reader", ()), ("translator", ()), ("reviser", ()), ("all", ("sample",)), ("all", (TEMPLATES,))],
    ids=["a lay reader", "the translator", "the reviser", "the topic alone", "the words of the templates alone"],
)
def test_half_an_approval_is_none(space: Any, role: str, topics: tuple[str, ...]) -> None:
    made = space()
    for each in ("translator", "reviser", "clinician") if role == "all" else (role,):
        approve(made, "eo", each, *topics)
    assert stands(made, "eo").translation_open


def test_a_text_that_changes_is_unapproved_again(space: Any) -> None:
    made = space()
    approve(made, "en", "clinician")
    path = made.own / "topics" / "sample" / "key-points.yaml"
    path.write_text(path.read_text().replace("great harm", "much harm"))
    assert stands(made).source_open


def test_a_clinics_own_translation_does_not_inherit_our_approval(space: Any, translate: Any) -> None:
    made = space()
    approve(made, "en", "clinician")
    approve_all(made, "eo")
    translate(made, "eo", say={"Never stop sample suddenly.": "Nê ĉêsû sûbîtê."})
    assert stands(made, "eo").translation_open


def test_a_named_signatory_moves_the_line_to_the_foot(space: Any) -> None:
    state = stands(space(allow_drafts=SIGNED), "eo")
    assert (state.is_draft, state.at_head) == (True, False)


def test_a_policy_can_require_approval(space: Any) -> None:
    made = space(policy={"require_approved": "true"})
    told = stands(made, "eo").problems
    assert [(item.code, item.severity) for item in told] == [
        ("review.source-open", Severity.ERROR),
        ("review.translation-open", Severity.ERROR),
    ]
    assert all(item.where for item in told)
    approve(made, "en", "clinician")
    approve_all(made, "eo")
    assert stands(made, "eo").problems == ()


@pytest.mark.parametrize(
    ("policy", "today", "said"),
    [
        ({}, date(2027, 1, 31), []),
        ({}, date(2027, 2, 1), [("topic.expired", Severity.WARNING)]),
        ({"require_unexpired": "true"}, date(2027, 2, 1), [("topic.expired", Severity.ERROR)]),
        ({"require_unexpired": "true"}, date(2027, 1, 31), []),
    ],
)
def test_a_topic_past_its_review_date_warns_or_refuses(
    space: Any, policy: dict[str, str], today: date, said: list[tuple[str, Severity]]
) -> None:
    made = space(policy=policy)
    path = made.own / "topics" / "sample" / "topic.yaml"
    path.write_text(f"{path.read_text()}reviewed: 2026-01-31\nreview_by: 2027-01-31\n")
    found = stands(made, today=today).problems
    assert [(item.code, item.severity) for item in found] == said
    assert all(item.where == "topics/sample/topic.yaml:22" for item in found)
