"""Approving: a named person's word is written beside the messages, and what stood there stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from handouts import review
from handouts.errors import ExitCode, HandoutsError, OutputFailed, UsageFault
from handouts.locales import catalogs
from handouts.locales.review import ledger, waiting
from handouts.model.clinic import Policy
from handouts.model.message import Message
from handouts.workspace import Workspace

from .content_fixtures import approve, codes, edit, entry, overlaid, po, refused, tea, translate

LEDGER = "locales/es/review.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    translate(made, made.own, "es")
    return made


def written(workspace: Workspace, lang: str = "es"):
    return ledger(workspace.own / f"locales/{lang}/review.yaml", "x").approvals


# --- what is written --------------------------------------------------------------------------------------------------


def test_the_word_of_a_person_is_written_with_a_digest_for_every_text(workspace: Workspace):
    assert approve(workspace, "es", "reviser") == {LEDGER: 20}
    (word,) = written(workspace)
    assert (word.by, word.role, word.qualification) == ("A. Person", "reviser", "sworn translator")
    assert (word.date.isoformat(), len(set(word.digests))) == ("2026-01-02", 20)
    text = (workspace.own / LEDGER).read_text(encoding="utf-8")
    assert text.startswith("# Who approved which texts.")
    assert yaml.safe_load(text)["format"] == "1"


def test_a_second_word_keeps_the_first(workspace: Workspace):
    approve(workspace, "es", "translator", by="First Person")
    first = written(workspace)
    approve(workspace, "es", "reviser", by="Second Person", modules=("points",))
    assert written(workspace)[:1] == first
    assert [(word.by, len(word.digests)) for word in written(workspace)] == [("First Person", 20), ("Second Person", 6)]
    approve(workspace, "es", "reviser", by="Second Person", modules=("points",))
    assert len(written(workspace)) == 3


def test_the_source_is_approved_in_its_own_ledger(workspace: Workspace):
    assert approve(workspace, "en", "clinician", modules=("points", "core")) == {"locales/en/review.yaml": 9}
    assert len(written(workspace, "en")) == 1
    assert not (workspace.own / LEDGER).exists()


def test_the_words_of_the_templates_are_a_topic_called_handouts(workspace: Workspace):
    assert approve(workspace, "es", "reviser", topic="handouts") == {LEDGER: 2}
    found = catalogs.load(workspace, "es", ("handouts",))
    sheet = Message("handouts", "", "Your sheet")
    assert waiting([sheet], found, workspace, Policy()) == {sheet: ("translator", "clinician")}


def test_a_regional_form_approves_the_language_that_serves_it(workspace: Workspace):
    assert approve(workspace, "es_MX", "reviser") == {LEDGER: 20}


def test_each_root_gets_the_word_for_its_own_messages(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    translate(workspace, workspace.own, "es")
    po(clinic, "es", "tea", [entry("points", "The points", "Los puntos"), entry("core", "Let it cool.", "Espere.")])
    assert approve(workspace, "es", "reviser") == {LEDGER: 18, f"clinic/{LEDGER}": 2}
    assert len(written(workspace)[0].digests) == 18
    assert len(ledger(clinic / LEDGER, "x").approvals[0].digests) == 2


# --- nobody approves their own work ---


@pytest.mark.parametrize("role", ["reviser", "clinician", "lay-reader"])
def test_who_translated_a_text_does_not_approve_it_nor_the_other_way_round(workspace: Workspace, role: str):
    approve(workspace, "es", "translator", by="Ana Pérez")
    with pytest.raises(HandoutsError) as fault:
        approve(workspace, "es", role, by="  ANA  pe\u0301rez ")
    (problem,) = fault.value.problems
    assert (problem.code, "20 of these texts" in problem.message) == ("review.own-work", True)
    assert len(written(workspace)) == 1
    approve(workspace, "es", role, by="Another Person")
    with pytest.raises(HandoutsError) as fault:
        approve(workspace, "es", "translator", by="another person", modules=("core",))
    assert codes(fault.value.problems) == ["review.own-work"]
    assert len(written(workspace)) == 2


def test_what_one_translated_in_one_module_does_not_hinder_them_in_another(workspace: Workspace):
    approve(workspace, "es", "translator", by="Ana", modules=("points",))
    assert approve(workspace, "es", "reviser", by="Ana", modules=("core",)) == {LEDGER: 3}


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["translator", "reviser"])
def test_only_a_clinician_approves_the_source(workspace: Workspace, role: str):
    with pytest.raises(UsageFault) as fault:
        approve(workspace, "en", role)
    assert (codes(fault.value.problems), fault.value.exit_code) == (["review.role"], ExitCode.USAGE)
    assert not (workspace.own / "locales/en/review.yaml").exists()


def test_what_is_not_whole_is_not_approved(workspace: Workspace):
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", 'msgstr "tHE POINTS"', 'msgstr ""')
    edit(workspace.own, "locales/es/LC_MESSAGES/tea.po", 'msgstr "aSK US: {clinic_phone}."', 'msgstr "x"')
    found = refused(lambda: approve(workspace, "es", "reviser"))
    assert codes(found) == ["translation.missing", "translation.placeholders"]
    assert not (workspace.own / LEDGER).exists()
    assert approve(workspace, "es", "reviser", modules=("core",)) == {LEDGER: 3}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"lang": "ar"}, "language.unknown"),
        ({"topic": "coffee"}, "topic.unknown"),
        ({"modules": ("points", "milk")}, "module.unknown"),
        ({"modules": ("../points",)}, "module.unknown"),
    ],
)
def test_what_is_not_there_is_a_fault_of_usage(workspace: Workspace, given: dict[str, object], code: str):
    with pytest.raises(UsageFault) as fault:
        approve(workspace, **{"lang": "es", "role": "reviser", **given})
    assert codes(fault.value.problems) == [code]
    assert not (workspace.own / LEDGER).exists()


def test_a_name_that_says_nothing_is_a_fault_of_usage():
    with pytest.raises(UsageFault) as fault:
        review.signature(by="", role="reviser", qualification="x", date="2026-01-02")
    assert [(problem.code, problem.message) for problem in fault.value.problems] == [
        ("review.signature", "--by says too little"),
        ("review.signature", "--qualification says too little"),
    ]


def test_a_broken_ledger_is_refused_and_stays_as_it_is(workspace: Workspace):
    approve(workspace, "es", "reviser")
    path = edit(workspace.own, LEDGER, "role: reviser", "role: friend")
    before = path.read_bytes()
    assert codes(refused(lambda: approve(workspace, "es", "reviser"))) == ["content.literal-error"]
    assert path.read_bytes() == before


def test_a_ledger_that_cannot_be_written_is_a_fault_of_output(workspace: Workspace):
    (workspace.own / LEDGER).mkdir()
    with pytest.raises(OutputFailed) as fault:
        approve(workspace, "es", "reviser")
    assert codes(fault.value.problems) == ["output.failed"]
