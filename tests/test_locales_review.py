"""The ledger: who approved which words, and what no longer counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.locales import catalogs, review
from handouts.model.message import Message
from handouts.workspace import Workspace

from .content_fixtures import approve, codes, edit, entry, overlaid, place, po, put, refused, said, tea, translate

POINTS = Message("tea", "points", "The points")


def waits(workspace: Workspace, message: Message = POINTS, lang: str = "es") -> bool:
    """Whether a message still waits for somebody."""
    found = catalogs.load(workspace, lang, ("handouts", "tea"))
    return bool(review.unapproved([message], found, workspace, source=lang == "en"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    translate(made, made.own, "es")
    return made


# --- what counts ------------------------------------------------------------------------------------------------------


def test_nothing_is_approved_until_somebody_says_so(workspace: Workspace):
    assert waits(workspace)
    assert waits(workspace, lang="en")


@pytest.mark.parametrize("role", ["reviser", "clinician"])
def test_a_reviser_or_a_clinician_approves_a_translation(workspace: Workspace, role: str):
    approve(workspace, "es", role)
    assert not waits(workspace)


@pytest.mark.parametrize("role", ["translator", "lay-reader"])
def test_the_word_of_another_is_kept_and_does_not_approve(workspace: Workspace, role: str):
    approve(workspace, "es", role)
    assert waits(workspace)


@pytest.mark.parametrize("role", ["reviser", "translator", "lay-reader"])
def test_the_source_needs_a_clinician_whatever_the_ledger_says(workspace: Workspace, role: str):
    approve(workspace, "en", "clinician")
    assert not waits(workspace, lang="en")
    edit(workspace.own, "locales/en/review.yaml", "role: clinician", f"role: {role}")
    assert waits(workspace, lang="en")


def test_an_approval_of_one_language_is_none_of_another(workspace: Workspace):
    translate(workspace, workspace.own, "ar")
    approve(workspace, "es", "reviser")
    assert waits(workspace, lang="ar")
    assert waits(workspace, lang="en")


def test_only_the_module_that_was_named_is_approved(workspace: Workspace):
    approve(workspace, "es", "reviser", modules=("points",))
    assert not waits(workspace)
    assert waits(workspace, Message("tea", "core", "Please also know this"))
    assert waits(workspace, Message("tea", "topic", "Let it cool"))


# --- what no longer counts --------------------------------------------------------------------------------------------


def test_a_translation_that_changes_is_unapproved_and_its_neighbour_is_not(workspace: Workspace):
    approve(workspace, "es", "reviser")
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", "tHE POINTS", "tHE POINTS!")
    assert waits(workspace)
    assert not waits(workspace, Message("tea", "points", "They keep you safe."))
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", "tHE POINTS!", "tHE POINTS")
    assert not waits(workspace)


def test_a_source_that_changes_is_unapproved_though_its_translation_stays(workspace: Workspace):
    approve(workspace, "es", "reviser")
    approve(workspace, "en", "clinician")
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", 'msgid "The points"', 'msgid "The main points"')
    changed = Message("tea", "points", "The main points")
    assert waits(workspace, changed)
    assert waits(workspace, changed, lang="en")


def test_the_same_words_elsewhere_are_another_message(workspace: Workspace):
    approve(workspace, "es", "reviser", modules=("points",))
    po(workspace.own, "es", "handouts", [entry("points", "The points", "tHE POINTS")])
    assert waits(workspace, Message("handouts", "points", "The points"))


def test_a_message_without_a_translation_always_waits(workspace: Workspace):
    approve(workspace, "es", "reviser")
    assert waits(workspace, Message("tea", "points", "Something new"))


# --- whose word counts where ------------------------------------------------------------------------------------------


def test_an_approval_counts_only_in_the_root_of_the_message(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    ours = Workspace((workspace.own,))
    translate(ours, workspace.own, "es")
    approve(ours, "es", "reviser")
    assert not waits(workspace)
    po(clinic, "es", "tea", [entry("points", "The points", "los puntos")])
    assert waits(workspace)
    assert not waits(ours)
    # the same words in the clinic's own catalog: ours approved them, the clinic did not
    po(clinic, "es", "tea", [entry("points", "The points", "tHE POINTS")])
    assert waits(workspace)
    approve(workspace, "es", "reviser", modules=("points",))
    assert not waits(workspace)


def test_a_clinics_word_is_none_for_our_messages(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    translate(Workspace((workspace.own,)), workspace.own, "es")
    approve(workspace, "es", "reviser")
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
