"""Topics by name, quickly and without judging them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handouts.headings import headings
from handouts.roots import at

from .content_fixtures import edit, overlaid, put, refused, said, tea


def test_every_topic_with_its_title_and_revision(tmp_path: Path):
    workspace = tea(tmp_path)
    put(workspace.own, "topics/coffee/topic.yaml", "main:\n  title: Coffee\nrevision: 07\n")
    put(workspace.own, "topics/shared/notes.txt", "no topic")
    found = [item[:4] for item in headings(workspace)]
    assert found == [("coffee", "", "Coffee", "07"), ("tea", "Tea", "How to drink tea", "1")]


def test_a_clinics_topic_is_named_before_ours(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(clinic, "topics/tea/topic.yaml", "main: {title: Our tea}\n")
    assert [item[:4] for item in headings(workspace)] == [("tea", "", "Our tea", "")]


@pytest.mark.parametrize(
    "text", ["words", "- a", "main: words", "main: [a]", "main: {}", "names: [a]", "revision: 1", ""]
)
def test_a_topic_of_another_shape_is_named_without_a_title(tmp_path: Path, text: str):
    workspace = tea(tmp_path)
    put(workspace.own, "topics/tea/topic.yaml", text)
    (found,) = headings(workspace)
    assert found[:3] == ("tea", "", "")


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path):
    workspace = tea(tmp_path)
    edit(workspace.own, "topics/tea/topic.yaml", "id: tea", "id: 'tea")
    assert said(refused(lambda: list(headings(workspace))))[0][0] == "yaml.syntax"


def test_the_projects_own_topic_is_among_them():
    assert "baclofen" in [topic.id for topic in headings(at(None))]


def test_nothing_heavy_is_imported():
    code = (
        "import sys; from handouts import headings, roots; list(headings.headings(roots.at(None)));"
        "print({'pydantic', 'babel', 'jinja2', 'weasyprint'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
