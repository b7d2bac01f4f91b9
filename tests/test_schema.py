"""The JSON Schemas in docs/schema say what the models say today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from handouts import schema
from handouts.model.clinic import ClinicFile

from .content_fixtures import ROOT

DOCS = ROOT / "docs" / "schema"


def stale(folder: Path) -> list[str]:
    """Return the schemas that are missing, other than the models, or of no model."""
    made = schema.schemas()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def test_the_schemas_are_those_of_the_models():
    assert stale(DOCS) == [], "write them anew: python -m handouts.schema"


def test_a_stale_schema_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Changed(ClinicFile):
        fax: Literal["yes"] | None = Field(default=None)

    schema.write(tmp_path / "made")
    assert stale(tmp_path / "made") == []
    monkeypatch.setitem(schema.MODELS, "clinic", Changed)
    assert stale(tmp_path / "made") == ["clinic.json"]
    monkeypatch.undo()
    (tmp_path / "made" / "topic.json").unlink()
    (tmp_path / "made" / "old.json").write_text("{}")
    assert stale(tmp_path / "made") == ["old.json", "topic.json"]


@pytest.mark.parametrize("name", schema.MODELS)
def test_a_schema_allows_no_other_key_and_says_what_it_is(name: str):
    said = json.loads(schema.schemas()[f"{name}.json"])
    assert said["title"] == f"handouts {name}"
    closed = [part for part in [said, *said.get("$defs", {}).values()] if part.get("type") == "object"]
    assert closed
    assert all(part.get("additionalProperties") is False for part in closed)


def test_the_schema_of_a_module_tells_the_kinds_apart():
    said = json.loads(schema.schemas()["module.json"])
    assert set(said["discriminator"]["mapping"]) == {
        *("points", "prose", "checklist", "warning", "steps", "myths", "contacts", "comparison", "table", "options"),
        *("diary", "questions", "plan", "teach-back", "references", "glossary", "card", "pictures", "note"),
    }
    assert "properties" not in said
