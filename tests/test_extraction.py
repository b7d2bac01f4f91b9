"""What can be translated is found by us and by plain pybabel alike, with what a translator has to know of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from handouts import topics
from handouts.extraction import comments, domains
from handouts.locales.catalogs import sources_of
from handouts.model.message import TEMPLATES, Message
from handouts.roots import at

from .conftest import OWN


@pytest.fixture(scope="module")
def by_pybabel(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Run plain pybabel over the project."""
    path = tmp_path_factory.mktemp("pot") / "all.pot"
    command = [Path(sys.executable).with_name("pybabel"), "-q", "extract", "-F", "babel.cfg"]
    subprocess.run([*command, "-k", "pgettext:1c,2", "-k", "npgettext:1c,2,3", "-o", path, "."], cwd=OWN, check=True)
    with path.open("rb") as file:
        return {(item.context or "", sources_of(item)[0]) for item in read_po(file) if item.id}


def test_pybabel_finds_the_same_texts(by_pybabel: set[tuple[str, str]]) -> None:
    ours = {(message.context, message.source) for _, messages in domains(at(None)) for message in messages}
    assert by_pybabel == ours


def test_the_command_writes_a_template_for_each_domain(handouts: object, tmp_path: Path) -> None:
    assert handouts("catalog", "extract", "-o", tmp_path)[0] == 0  # type: ignore[operator]
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.pot" for name in ("handouts", "shared", *topics.ids(at(OWN)))
    }
    with (tmp_path / "baclofen.pot").open("rb") as file:
        found = read_po(file)
    for item in (item for item in found if item.id):
        assert not item.string
        if "{emergency_number}" in str(item.id):
            assert "{emergency_number}: the country's emergency number, such as 999" in item.auto_comments
            assert "python-brace-format" in item.flags


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            Message("t", "m", "Stop.", "a:1", True, "body.groups.items.dont"),
            ["safety: every word counts", "something not to do: begins with the negative"],
        ),
        (
            Message("t", "m", "Call {clinic_phone}.", "a:1", False, "body.groups.items.say"),
            ["{clinic_phone}: the clinic's telephone number"],
        ),
        (
            Message("t", "m", "Short.", "a:1", False, "brief.items.text"),
            ["short form, for a sheet of two pages: as short as the English"],
        ),
        (Message("t", "topic", "Never.", "a:1", False, "main.short"), ["on every page: as short as the English"]),
        (Message("t", "m", "A hand.", "a:1", False, "body.pictures.alt"), ["read out in place of a drawing"]),
        (
            Message("t", "m", "Never.", "a:1", False, "body.pictures.text"),
            ["under a drawing, for someone who hardly reads: 8 words or so"],
        ),
        (Message("t", "m", "Takes it.", "a:1", False, "body.staff.text"), ["for staff, in their language"]),
        (
            Message(TEMPLATES, "", "Page {page} of {pages}", "a:1"),
            ["{page}: a page's number", "{pages}: the number of pages"],
        ),
    ],
)
def test_a_translator_is_told(message: Message, said: list[str]) -> None:
    assert list(comments(message)) == said


def test_every_placeholder_of_ours_is_explained() -> None:
    told = [line for _, messages in domains(at(None)) for message in messages for line in comments(message)]
    assert [line for line in told if line.endswith(": a value")] == []
