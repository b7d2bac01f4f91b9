"""What there is: topics, modules, recipes, languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts import listing
from handouts.errors import UsageFault

from .content_fixtures import approve, approve_all, codes, overlaid, po, put, refused, tea, translate


def test_topics(tmp_path: Path):
    assert listing.rows(tea(tmp_path), "topics", None) == [
        {"id": "tea", "name": "Tea", "title": "How to drink tea", "revision": "revision 1", "from": "ours"}
    ]


def test_modules_come_in_their_order_and_say_whose_they_are(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    own = (workspace.own / "topics/tea/brewing.yaml").read_text()
    put(clinic, "topics/tea/brewing.yaml", own.replace("Brewing", "How we brew"))
    rows = listing.rows(workspace, "modules", None)
    assert [(row["id"], row["title"], row["from"]) for row in rows] == [
        ("points", "The points", "ours"),
        ("brewing", "How we brew", "clinic"),
        ("core", "Please also know this", "ours"),
    ]


def test_recipes(tmp_path: Path):
    assert listing.rows(tea(tmp_path), "recipes", "tea") == [
        {"id": "essential", "topic": "tea", "from": "ours", "form": "whole", "modules": "points"},
        {"id": "full", "topic": "tea", "from": "ours", "form": "whole", "modules": "points, brewing"},
    ]


def test_only_the_topic_that_was_asked_for(tmp_path: Path):
    workspace = tea(tmp_path)
    files = {path.name: path.read_text() for path in (workspace.own / "topics/tea").iterdir()}
    for name, text in files.items():
        put(workspace.own, f"topics/coffee/{name}", text.replace("id: tea", "id: coffee"))
    assert {row["topic"] for row in listing.rows(workspace, "recipes", None)} == {"tea", "coffee"}
    assert {row["topic"] for row in listing.rows(workspace, "recipes", "coffee")} == {"coffee"}


@pytest.mark.parametrize("what", ["modules", "recipes", "languages"])
def test_an_unknown_topic_is_a_fault_of_usage(tmp_path: Path, what: str):
    workspace = tea(tmp_path)
    with pytest.raises(UsageFault) as fault:
        listing.rows(workspace, what, "coffee")
    assert codes(fault.value.problems) == ["topic.unknown"]


def test_languages_say_how_much_is_translated_and_approved(tmp_path: Path):
    workspace = tea(tmp_path)
    own = workspace.own
    translate(workspace, own, "es")
    po(own, "ar", "tea", [])
    approve_all(workspace, "es", "tea", "handouts")
    approve(workspace, "en", "clinician", modules=("core",))
    rows = {row["id"]: row for row in listing.rows(workspace, "languages", "tea")}
    assert list(rows) == ["en", "ar", "es"]
    assert (rows["es"]["name"], rows["ar"]["name"]) == ("español", "العربية")
    assert (rows["es"]["translated"], rows["es"]["approved"]) == ("22 of 22 texts", "22 approved")
    assert (rows["ar"]["translated"], rows["ar"]["approved"]) == ("0 of 22 texts", "0 approved")
    assert (rows["en"]["translated"], rows["en"]["approved"]) == ("22 of 22 texts", "3 approved")


def test_a_folder_that_names_no_language_is_refused(tmp_path: Path):
    workspace = tea(tmp_path)
    po(workspace.own, "xx_bogus", "tea", [])
    assert codes(refused(lambda: listing.rows(workspace, "languages", None))) == ["language.tag"]
