"""Approvals and translations are carried over a comma and a space, and over nothing that could change what is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import carry, cli
from handouts.cli import translating
from handouts.errors import ExitCode
from handouts.locales import catalogs, review
from handouts.locales.editorial import refusal
from handouts.locales.glossary import negations
from handouts.model.clinic import Policy
from handouts.model.message import Message
from handouts.roots import at
from handouts.workspace import Workspace

from .content_fixtures import PROPERTY, approve_all, edit, put, tea, translate

TODAY = date(2026, 11, 29)
PO = "locales/es/LC_MESSAGES/tea.po"
OLD, NEW = "Drink it slowly and sit down.", "Drink it slowly, and sit down."
WHERE = "topics/tea/brewing.yaml"
ENGLISH = negations(at(None), "en")


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    edit(made.own, WHERE, "Drink slowly.", OLD)
    put(made.own, "locales/en/glossary.yaml", "format: 1\nnegations: [not, never, no]\n")
    translate(made, made.own, "es")
    approve_all(made, "es")
    return made


def carried(space: Workspace, by: str = "E. Ditor") -> list[tuple[str, str]]:
    return [(move.new, move.refused) for move in carry.carry(space, by, TODAY)]


def open_roles(space: Workspace, message: Message) -> tuple[str, ...]:
    found = catalogs.load(space, "es", ("handouts", "tea"))
    return review.waiting([message], found, space, Policy()).get(message, ())


def text(source: str, *, critical: bool = False) -> Message:
    return Message("tea", "brewing", source, critical=critical)


def test_a_comma_keeps_the_translation_and_its_approvals_and_is_logged(space: Workspace):
    assert open_roles(space, text(OLD)) == ()
    edit(space.own, WHERE, OLD, NEW)
    assert open_roles(space, text(NEW)) == ("translator", "reviser", "clinician")
    assert carried(space) == [(NEW, "")]
    assert open_roles(space, text(NEW)) == ()
    (move,) = review.ledger(space.own / "locales/es/review.yaml", "x").carried
    assert (move.by, move.date, move.topic, len(move.digests)) == ("E. Ditor", TODAY, "tea", 1)
    assert OLD not in (space.own / PO).read_text("utf-8")
    assert carried(space) == []


def test_it_is_carried_twice_in_a_row(space: Workspace):
    edit(space.own, WHERE, OLD, NEW)
    carried(space)
    last = "Drink it slowly – and sit down."
    edit(space.own, WHERE, NEW, last)
    assert carried(space) == [(last, "")]
    assert open_roles(space, text(last)) == ()


def test_nothing_is_gained_by_it_that_was_not_there(space: Workspace):
    path = edit(space.own, PO, "dRINK IT SLOWLY AND SIT DOWN.", "Bébalo.")
    edit(space.own, WHERE, OLD, NEW)
    assert carried(space) == [(NEW, "")]
    assert "Bébalo." in path.read_text("utf-8")
    assert open_roles(space, text(NEW)) == ("translator", "reviser", "clinician")


def test_what_safety_hangs_on_is_never_carried(space: Workspace):
    edit(space.own, "topics/tea/points.yaml", "They keep you safe.", "They keep you, safe.")
    before = (space.own / PO).read_bytes()
    assert carried(space) == [("They keep you, safe.", "safety hangs on it: have it translated and approved again")]
    assert (space.own / PO).read_bytes() == before
    assert "carried" not in (space.own / "locales/es/review.yaml").read_text("utf-8")


def test_a_carried_word_does_not_count_for_a_text_that_safety_comes_to_hang_on(space: Workspace):
    edit(space.own, WHERE, OLD, NEW)
    carried(space)
    assert open_roles(space, text(NEW, critical=True)) == ("translator", "reviser", "clinician")


def test_other_words_are_another_text(space: Workspace):
    edit(space.own, WHERE, OLD, "Drink it quickly and sit down.")
    assert carried(space) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Take 2 tablets and rest.", "Take 2, tablets and rest."),
        ("Take 2.5 mL.", "Take 2,5 mL."),
        ("Keep 5 days apart.", "Keep -5 days apart."),
        ("Wait 5–10 days.", "Wait 5 10 days."),
        ("Take 10 mg.", "Take 1 0 mg."),
        ("No doctors ask that.", "No, doctors ask that."),
        ("Stop not now.", "Stop, not now."),
        ("Do not stop unless we say.", "Do not stop, unless we say."),
        ("You don't stop here.", "You, don't stop here."),
        ("Do not take it. If you are ill, call.", "Do not take it if you are ill. Call."),
        ("You may stop.", "You may stop?"),
        ("Call {clinic_phone} now.", "Call now."),
        ("Call **now** please.", "Call now please."),
        ("Call **us** now please.", "Call us **now** please."),
        ("Ask (always) us.", "Ask always us."),
        ("Ask and/or call.", "Ask and or call."),
        ("Rest or call.", "Rest for call."),
    ],
)
def test_what_could_change_what_is_said_is_refused(old: str, new: str):
    assert refusal(old, new, ENGLISH)
    assert refusal(new, old, ENGLISH)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, NEW),
        ("Ask us - we can help.", "Ask us – we can help."),
        ('Ask "why" first.', "Ask “why” first."),
        ("Don't wait for it, ever.", "Don’t wait for it ever."),
        ("Call us  today.", "Call us today."),
        ("call us today.", "Call us today."),
    ],
)
def test_commas_dashes_quotation_marks_and_spaces_are_editorial(old: str, new: str):
    assert refusal(old, new, ENGLISH) == ""


def test_the_command_says_what_it_did_and_what_it_would_not(space: Workspace, monkeypatch: pytest.MonkeyPatch, capsys):
    edit(space.own, WHERE, OLD, NEW)
    edit(space.own, "topics/tea/points.yaml", "They keep you safe.", "They keep you, safe.")
    monkeypatch.setattr(translating, "workspace_of", lambda *_, **__: space)
    assert cli.run(["catalog", "carry", "--editorial", "--by", "E. Ditor"]) == ExitCode.REFUSED
    out = capsys.readouterr().out
    assert f"{PO}: carried: “{NEW}”" in out
    assert f"{PO}: not carried, safety hangs on it" in out
    assert "1 carried, 1 refused" in out
    assert cli.run(["catalog", "carry", "--by", "E. Ditor"]) == ExitCode.USAGE
    assert cli.run(["catalog", "carry", "--editorial", "--by", " "]) == ExitCode.USAGE


words = st.lists(
    st.sampled_from("take it not never 5 10 mg we {clinic_phone} **now** , . – ( ) only".split()), max_size=9
)


@PROPERTY
@given(words, words)
def test_whatever_is_editorial_has_the_same_words_and_numbers_in_the_same_order(one: list[str], other: list[str]):
    light = {",", "–"}
    if not refusal(" ".join(one), " ".join(other), ENGLISH):
        assert [word for word in one if word not in light] == [word for word in other if word not in light]
