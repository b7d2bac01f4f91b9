"""How far a language has come: what is translated, what waits, what an English change has made stale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handouts import topics
from handouts.progress import Progress, progress
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import OWN
from .content_fixtures import approve, approve_all, edit, tea, translate


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    translate(made, made.own, "es")
    return made


def of(space: Workspace, domain: str = "tea", lang: str = "es") -> Progress:
    return next(item for item in progress(space, [lang]) if item.domain == domain)


def test_a_whole_language_has_nothing_to_do(space: Workspace) -> None:
    found = of(space)
    assert (found.translated, found.words, found.fuzzy, found.approved) == (found.texts, 0, 0, 0)
    assert found.texts > 10


def test_an_empty_text_is_counted_with_its_words(space: Workspace) -> None:
    before = of(space)
    path = space.own / "locales/es/LC_MESSAGES/tea.po"
    text = path.read_text()
    start = text.index('msgid "', text.index("msgctxt"))
    source = text[start:].split('"')[1]
    path.write_text(text[:start] + f'msgid "{source}"\nmsgstr ""\n' + text[text.index("\n\n", start) :])
    after = of(space)
    assert (before.translated - after.translated, after.words) == (1, len(source.split()))


def test_a_fuzzy_text_is_not_translated(space: Workspace) -> None:
    path = space.own / "locales/es/LC_MESSAGES/tea.po"
    path.write_text(path.read_text().replace("msgctxt", "#, fuzzy\nmsgctxt", 1))
    found = of(space)
    assert (found.texts - found.translated, found.fuzzy) == (1, 1)


def test_an_approval_counts_until_the_english_changes_and_then_the_text_is_stale(space: Workspace) -> None:
    approve_all(space, "es")
    whole = of(space)
    assert (whole.approved, whole.stale) == (whole.texts, 0)
    edit(space.own, "topics/tea/brewing.yaml", "title: ", "title: New ")
    changed = of(space)
    assert changed.stale >= 1
    assert changed.approved < whole.approved


def test_each_roles_word_is_counted_apart(space: Workspace) -> None:
    approve(space, "es", "translator", by="T. One")
    approve(space, "es", "reviser", by="R. Two", modules=("core",))
    found = of(space)
    assert found.signed == {"translator": found.texts, "reviser": 3, "clinician": 0}
    assert found.approved == 0


def test_what_is_approved_again_is_stale_no_more(space: Workspace) -> None:
    approve_all(space, "es")
    path = space.own / "locales/es/LC_MESSAGES/tea.po"
    text = path.read_text()
    start = text.index('msgstr "', text.index("msgctxt")) + len('msgstr "')
    path.write_text(text[:start] + "x" + text[start:])
    assert of(space).stale == 1
    approve_all(space, "es")
    assert of(space).stale == 0


def test_the_command_says_it_for_people_and_for_programs(handouts: Any, space: Workspace) -> None:
    code, out, _ = handouts("catalog", "status", "--lang", "es")
    assert code == 0
    assert "es/baclofen: " in out
    rows = json.loads(handouts("catalog", "status", "--lang", "es", "--json")[1])
    assert {row["id"] for row in rows} == {f"es/{name}" for name in ("handouts", "shared", *topics.ids(at(OWN)))}
    assert set(rows[0]) >= {"texts", "translated", "fuzzy", "stale", "approved", "words"}
