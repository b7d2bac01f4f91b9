"""Catalogs are brought up to the source: translations stay, gone texts leave, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from handouts import catalog, topics
from handouts.errors import ExitCode, UsageFault
from handouts.locales import catalogs
from handouts.model.message import Message
from handouts.roots import at
from handouts.workspace import Workspace

from .content_fixtures import PROPERTY, codes, edit, entry, overlaid, po, put, refused, said, tea, translate

PO = "locales/es/LC_MESSAGES/tea.po"


def update(workspace: Workspace, lang: str = "es") -> dict[str, tuple[int, int]]:
    """Bring a language up to the source; return the counts of texts and of empty ones by file."""
    return {name: (texts, empty) for name, texts, empty in catalog.update(Workspace((workspace.own,)), lang)}


def messages(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Return the translations of the topic's catalog."""
    with (workspace.own / PO).open("rb") as file:
        return {(item.context or "", item.id): item.string for item in read_po(file) if item.id}


def test_a_new_language_has_every_text_empty_in_reading_order_with_its_place(tmp_path: Path):
    workspace = tea(tmp_path)
    assert update(workspace) == {"locales/es/LC_MESSAGES/handouts.po": (2, 2), PO: (20, 20)}
    content = topics.load(workspace, "tea")
    wanted = (*content.head(), *(message for name in content.topic.order for message in content.messages(name)))
    assert list(messages(workspace)) == [(message.context, message.source) for message in wanted]
    text = (workspace.own / PO).read_text(encoding="utf-8")
    for message in wanted:
        assert f"#: {message.where}\n" in text
    assert text.count("safety: every word counts") == sum(message.critical for message in wanted)
    assert "DRAFT awaiting a qualified reviewer" in text
    assert set(messages(workspace).values()) == {""}


def test_translations_stay_and_a_second_update_changes_nothing(tmp_path: Path):
    workspace = tea(tmp_path)
    translate(workspace, workspace.own, "es")
    before = messages(workspace)
    assert update(workspace)[PO] == (20, 0)
    assert messages(workspace) == before
    written = (workspace.own / PO).read_bytes()
    update(workspace)
    assert (workspace.own / PO).read_bytes() == written


def test_what_a_translator_wrote_beside_a_text_stays(tmp_path: Path):
    workspace = tea(tmp_path)
    update(workspace)
    own = '# said so in the leaflets\n#, fuzzy\nmsgctxt "points"\nmsgid "The points"\nmsgstr "Los puntos"\n'
    text = (workspace.own / PO).read_text(encoding="utf-8").replace("nobody yet", "A. Person <a@b.example>")
    put(workspace.own, PO, text)
    edit(workspace.own, PO, 'msgctxt "points"\nmsgid "The points"\nmsgstr ""\n', own)
    update(workspace)
    after = (workspace.own / PO).read_text(encoding="utf-8")
    assert "# said so in the leaflets\n" in after
    assert "Last-Translator: A. Person <a@b.example>" in after
    with (workspace.own / PO).open("rb") as file:
        (found,) = [item for item in read_po(file) if item.id == "The points"]
    assert (found.string, found.fuzzy) == ("Los puntos", True)


def test_a_gone_text_leaves_and_a_changed_one_comes_in_empty_never_guessed(tmp_path: Path):
    workspace = tea(tmp_path)
    translate(workspace, workspace.own, "es")
    edit(workspace.own, "topics/tea/points.yaml", "They keep you safe.", "They keep you safer.")
    edit(workspace.own, "topics/tea/brewing.yaml", '      detail: "Not too much."\n', "")
    assert update(workspace)[PO] == (19, 1)
    found = messages(workspace)
    assert found["points", "They keep you safer."] == ""
    text = (workspace.own / PO).read_text(encoding="utf-8")
    assert "fuzzy" not in text
    assert "#~" not in text
    assert "tHEY KEEP YOU SAFE" not in text
    assert "nOT TOO MUCH" not in text


def test_a_text_that_moves_to_another_module_comes_in_empty(tmp_path: Path):
    workspace = tea(tmp_path)
    translate(workspace, workspace.own, "es")
    edit(workspace.own, "topics/tea/core.yaml", "Please also know this", "The points")
    update(workspace)
    found = messages(workspace)
    assert (found["points", "The points"], found["core", "The points"]) == ("tHE POINTS", "")


def test_the_same_words_twice_in_a_module_are_one_text_with_two_places(tmp_path: Path):
    workspace = tea(tmp_path)
    edit(workspace.own, "topics/tea/core.yaml", "Ask us first.", "Let it cool.")
    assert update(workspace)[PO] == (19, 19)
    text = (workspace.own / PO).read_text(encoding="utf-8")
    assert "#: topics/tea/core.yaml:10 topics/tea/core.yaml:12\n" in text


def test_what_is_updated_loads_without_a_fault_once_it_is_filled(tmp_path: Path):
    workspace = tea(tmp_path)
    translate(workspace, workspace.own, "es")
    update(workspace)
    found = catalogs.load(workspace, "es", ("handouts", "tea"))
    for _, domain in catalog.domains(workspace):
        for message in domain:
            assert codes(catalogs.faults(message, found)) == []


def test_a_broken_catalog_is_refused_and_stays_as_it_is(tmp_path: Path):
    workspace = tea(tmp_path)
    translate(workspace, workspace.own, "es")
    path = edit(workspace.own, PO, 'msgstr "tHE POINTS"', 'msgstr "tHE POINTS')
    broken = path.read_bytes()
    (problem,) = refused(lambda: update(workspace))
    assert problem.code == "catalog.syntax"
    assert problem.where.startswith(f"{PO}:")
    assert path.read_bytes() == broken


@pytest.mark.parametrize("lang", ["xx_bogus", "es-MX", "../../es", "", "Spanish"])
def test_what_is_no_language_is_a_fault_of_usage_and_writes_nothing(tmp_path: Path, lang: str):
    workspace = tea(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageFault) as fault:
        update(workspace, lang)
    assert (codes(fault.value.problems), fault.value.exit_code) == (["language.tag"], ExitCode.USAGE)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_broken_topic_is_refused_before_anything_of_it_is_written(tmp_path: Path):
    workspace = tea(tmp_path)
    edit(workspace.own, "topics/tea/points.yaml", "kind: points", "kind: pints")
    assert said(refused(lambda: update(workspace))) == [("content.union-tag-invalid", "topics/tea/points.yaml:1")]
    assert not (workspace.own / PO).exists()


def test_every_topic_and_the_templates_are_a_domain(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(clinic, "templates/parts/foot.html", '{{ _("Come back soon") }}\n{{ _("Your sheet") }}')
    domains = dict(catalog.domains(workspace))
    assert list(domains) == ["handouts", "tea"]
    assert [message.source for message in domains["handouts"]] == [
        "Your sheet",
        "Page {number}",
        "Come back soon",
        "Your sheet",
    ]
    assert domains["handouts"][2] == Message(
        "handouts", "", "Come back soon", "clinic/templates/parts/foot.html:1", True
    )
    assert "baclofen" in dict(catalog.domains(at(None)))


words = st.text(st.characters(exclude_categories=["C"], exclude_characters="{}<&*"), min_size=1, max_size=20).map(
    str.strip
)
texts = st.lists(words.filter(bool), min_size=1, max_size=4, unique=True)


@PROPERTY
@given(texts, texts)
def test_whatever_the_words_known_translations_stay_and_others_are_empty(
    tmp_path_factory: pytest.TempPathFactory, known: list[str], now: list[str]
):
    root = tmp_path_factory.getbasetemp() / "words"
    path = po(root, "es", "tea", [entry("points", source, f"«{source}»") for source in known])
    wanted = [Message("tea", "points", source, "a.yaml:1") for source in now]
    made = {item.id: item.string for item in catalog.updated(path, "es", "tea", wanted) if item.id}
    assert made == {source: f"«{source}»" if source in known else "" for source in now}
