"""The ledger: who approved which words, and what no longer counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.locales import catalogs, review
from handouts.model.clinic import Policy
from handouts.model.message import Message
from handouts.workspace import Workspace

from .content_fixtures import (
    approve,
    approve_all,
    codes,
    edit,
    entry,
    overlaid,
    place,
    po,
    put,
    refused,
    said,
    tea,
    translate,
)

POINTS = Message("tea", "points", "The points")


def waits(workspace: Workspace, message: Message = POINTS, lang: str = "es") -> bool:
    """Whether a message still waits for somebody."""
    found = catalogs.load(workspace, lang, ("handouts", "tea"))
    return bool(review.waiting([message], found, workspace, Policy()))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    translate(made, made.own, "es")
    return made


# --- what counts ------------------------------------------------------------------------------------------------------


def test_nothing_is_approved_until_somebody_says_so(workspace: Workspace):
    assert waits(workspace)
    assert waits(workspace, lang="en")


def test_translator_reviser_and_clinician_together_approve_a_translation(workspace: Workspace):
    for role, by in (("translator", "T. One"), ("reviser", "R. Two"), ("clinician", "Dr C. Three")):
        assert waits(workspace)
        approve(workspace, "es", role, by=by)
    assert not waits(workspace)


def test_one_person_may_revise_and_sign(workspace: Workspace):
    approve(workspace, "es", "translator", by="T. One")
    approve(workspace, "es", "reviser", by="Dr C. Three")
    approve(workspace, "es", "clinician", by="Dr C. Three")
    assert not waits(workspace)


@pytest.mark.parametrize("left_out", ["translator", "reviser", "clinician"])
def test_no_role_stands_in_for_another(workspace: Workspace, left_out: str):
    for role in {"translator", "reviser", "clinician", "lay-reader"} - {left_out}:
        approve(workspace, "es", role, by=f"A. {role}")
    assert waits(workspace)


def test_a_ledger_written_by_hand_does_not_let_anybody_approve_their_own_work(workspace: Workspace):
    approve_all(workspace, "es")
    assert not waits(workspace)
    edit(workspace.own, "locales/es/review.yaml", "by: R. Two", "by: ' t.   ONE'")
    assert waits(workspace)


def test_a_policy_asks_for_a_lay_reader_who_did_not_translate(workspace: Workspace):
    approve_all(workspace, "es")
    found = catalogs.load(workspace, "es", ("handouts", "tea"))
    strict = Policy(require_lay_reader=True)
    assert review.waiting([POINTS], found, workspace, strict) == {POINTS: ("lay-reader",)}
    approve(workspace, "es", "lay-reader", by="L. Four")
    assert review.waiting([POINTS], found, workspace, strict) == {}


@pytest.mark.parametrize("role", ["reviser", "translator", "lay-reader"])
def test_the_source_needs_a_clinician_whatever_the_ledger_says(workspace: Workspace, role: str):
    approve(workspace, "en", "clinician")
    assert not waits(workspace, lang="en")
    edit(workspace.own, "locales/en/review.yaml", "role: clinician", f"role: {role}")
    assert waits(workspace, lang="en")


def test_an_approval_of_one_language_is_none_of_another(workspace: Workspace):
    translate(workspace, workspace.own, "ar")
    approve_all(workspace, "es")
    assert waits(workspace, lang="ar")
    assert waits(workspace, lang="en")


def test_only_the_module_that_was_named_is_approved(workspace: Workspace):
    approve_all(workspace, "es", modules=("points",))
    assert not waits(workspace)
    assert waits(workspace, Message("tea", "core", "Please also know this"))
    assert waits(workspace, Message("tea", "topic", "Let it cool"))


# --- what no longer counts --------------------------------------------------------------------------------------------


def test_a_translation_that_changes_is_unapproved_and_its_neighbour_is_not(workspace: Workspace):
    approve_all(workspace, "es")
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", "tHE POINTS", "tHE POINTS!")
    assert waits(workspace)
    assert not waits(workspace, Message("tea", "points", "They keep you safe."))
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", "tHE POINTS!", "tHE POINTS")
    assert not waits(workspace)


def test_a_source_that_changes_is_unapproved_though_its_translation_stays(workspace: Workspace):
    approve_all(workspace, "es")
    approve(workspace, "en", "clinician")
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", 'msgid "The points"', 'msgid "The main points"')
    changed = Message("tea", "points", "The main points")
    assert waits(workspace, changed)
    assert waits(workspace, changed, lang="en")


def test_the_same_words_elsewhere_are_another_message(workspace: Workspace):
    approve_all(workspace, "es", modules=("points",))
    po(workspace.own, "es", "handouts", [entry("points", "The points", "tHE POINTS")])
    assert waits(workspace, Message("handouts", "points", "The points"))


def test_a_message_without_a_translation_always_waits(workspace: Workspace):
    approve_all(workspace, "es")
    assert waits(workspace, Message("tea", "points", "Something new"))


# --- whose word counts where ------------------------------------------------------------------------------------------


def test_an_approval_counts_only_in_the_root_of_the_message(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    ours = Workspace((workspace.own,))
    translate(ours, workspace.own, "es")
    approve_all(ours, "es")
    assert not waits(workspace)
    po(clinic, "es", "tea", [entry("points", "The points", "los puntos")])
    assert waits(workspace)
    assert not waits(ours)
    # the same words in the clinic's own catalog: ours approved them, the clinic did not
    po(clinic, "es", "tea", [entry("points", "The points", "tHE POINTS")])
    assert waits(workspace)
    approve_all(workspace, "es", modules=("points",))
    assert not waits(workspace)


def test_a_clinics_word_is_none_for_our_messages(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    translate(Workspace((workspace.own,)), workspace.own, "es")
    approve_all(workspace, "es")
    (workspace.own / "locales/es/review.yaml").rename(clinic / "review.yaml")
    put(clinic, "locales/es/review.yaml", (clinic / "review.yaml").read_text())
    assert waits(workspace)


# --- broken ledgers ---------------------------------------------------------------------------------------------------

LEDGER = """\
format: "1"
approvals:
- by: A. Person
  role: reviser
  qualification: sworn translator
  date: 2026-01-02
  digests: [0123456789abcdef]
"""


def test_an_absent_ledger_is_an_empty_one(tmp_path: Path):
    assert review.ledger(tmp_path / "none.yaml", "x").approvals == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("role: reviser", "role: friend", "content.literal-error", "friend"),
        ("by: A. Person", "by: A", "content.string-too-short", "by: A"),
        ("date: 2026-01-02", "date: today", "content.date-from-datetime-parsing", "today"),
        ("digests: [0123456789abcdef]", "digests: []", "content.too-short", "digests"),
        ("qualification:", "qualified:", "content.extra-forbidden", "qualified"),
        ('format: "1"', "format: 2", "content.literal-error", "format"),
    ],
)
def test_a_broken_ledger_is_refused_with_its_line(workspace: Workspace, old: str, new: str, code: str, words: str):
    put(workspace.own, "locales/es/review.yaml", LEDGER)
    assert waits(workspace)
    edit(workspace.own, "locales/es/review.yaml", old, new)
    found = refused(lambda: waits(workspace))
    assert (code, place(workspace.own, "locales/es/review.yaml", words)) in said(found)


def test_a_ledger_of_nothing_is_refused(workspace: Workspace):
    put(workspace.own, "locales/es/review.yaml", "# nothing\n")
    assert codes(refused(lambda: waits(workspace))) == ["content.missing"]
