"""The roots: a clinic's file before ours, and no name or link that leads out of a root."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import ExitCode, UsageFault
from handouts.roots import at
from handouts.workspace import FOLDERS, Workspace, nearest_clinic, own_root

from .content_fixtures import PROPERTY, ROOT, codes, overlaid, put, refused, said


def found(workspace: Workspace, name: str) -> str | None:
    """Return the label of the file that a name finds."""
    hit = workspace.find(name)
    return hit.label if hit else None


# --- which root ------------------------------------------------------------------------------------------------------


def test_a_clinics_file_is_found_before_ours_and_ours_where_it_has_none(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(clinic, "topics/tea/points.yaml", "format: 1\n")
    assert found(workspace, "topics/tea/points.yaml") == "clinic/topics/tea/points.yaml"
    assert found(workspace, "topics/tea/brewing.yaml") == "topics/tea/brewing.yaml"
    assert found(workspace, "topics/tea/none.yaml") is None
    assert found(workspace, "topics/tea") is None
    assert [hit.root for hit in workspace.every("topics/tea/points.yaml")] == list(workspace.roots)


def test_names_come_from_all_roots_once_sorted_and_without_hidden_ones(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    for name in ("points.yaml", "added.yaml", ".hidden.yaml", "_draft.yaml", "notes.txt"):
        put(clinic, f"topics/tea/{name}", "")
    names = workspace.names("topics/tea", ".yaml")
    assert names == ("added.yaml", "brewing.yaml", "core.yaml", "facts.yaml", "points.yaml", "topic.yaml")
    assert "notes.txt" in workspace.names("topics/tea")
    assert workspace.names("topics/none") == ()


def test_an_asset_is_a_file_below_styles_or_the_logo(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(clinic, "logo.svg", "<svg/>")
    put(clinic, "secret.txt", "no")
    put(workspace.own, "styles/symbols/pill.svg", "<svg>pill</svg>")
    assert workspace.asset("logo.svg") == b"<svg/>"
    assert workspace.asset("symbols/pill.svg") == b"<svg>pill</svg>"
    for name in ("secret.txt", "../secret.txt", "clinic.yaml", "symbols/none.svg", ""):
        assert codes(refused(lambda name=name: workspace.asset(name))) == ["asset.missing"]


# --- which folder ----------------------------------------------------------------------------------------------------


def test_the_project_has_the_four_folders():
    assert own_root() == ROOT
    assert all((own_root() / folder).is_dir() for folder in FOLDERS)


def test_a_clinics_folder_lies_on_top_of_ours(tmp_path: Path):
    put(tmp_path, "clinic.yaml", "format: 1\n")
    assert at(tmp_path).roots == (tmp_path.resolve(), own_root())
    assert at(None).roots == at(own_root()).roots == (own_root(),)


def test_a_folder_without_clinic_yaml_is_none(tmp_path: Path):
    with pytest.raises(UsageFault) as fault:
        at(tmp_path)
    assert codes(fault.value.problems) == ["clinic.no-folder"]
    assert fault.value.exit_code is ExitCode.USAGE
    assert "handouts new" in fault.value.problems[0].hint


def test_the_nearest_folder_above_is_the_clinics_and_ours_is_never(tmp_path: Path):
    put(tmp_path, "here/clinic.yaml", "format: 1\n")
    deep = tmp_path / "here" / "out" / "today"
    deep.mkdir(parents=True)
    assert nearest_clinic(deep) == nearest_clinic(tmp_path / "here") == tmp_path / "here"
    assert nearest_clinic(tmp_path) is None
    assert nearest_clinic(ROOT / "examples" / "clinic") == ROOT / "examples" / "clinic"
    assert nearest_clinic(ROOT / "topics") is None


# --- nothing outside -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("../outside.yaml", "topics/../../outside.yaml", "topics/../clinic.yaml", "..", "", "/etc/passwd", "a\0b"),
        *("topics\\..\\..\\outside.yaml", "..\\outside.yaml"),
    ],
)
def test_a_name_that_leads_out_of_its_root_finds_nothing(tmp_path: Path, name: str):
    workspace, _ = overlaid(tmp_path)
    put(tmp_path, "outside.yaml", "secret: 1\n")
    assert found(workspace, name) is None
    assert found(workspace, "clinic.yaml") == "clinic/clinic.yaml"


def test_an_absolute_name_finds_nothing_though_the_file_is_there(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    assert found(workspace, str(clinic / "clinic.yaml")) is None


def test_a_link_that_leads_out_of_its_root_finds_nothing_and_one_inside_does(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(tmp_path, "outside/points.yaml", "secret: 1\n")
    (clinic / "topics").mkdir()
    (clinic / "topics" / "coffee").symlink_to(tmp_path / "outside")
    (clinic / "logo.svg").symlink_to(tmp_path / "outside" / "points.yaml")
    (clinic / "same.yaml").symlink_to("clinic.yaml")
    (clinic / "loop.yaml").symlink_to("loop.yaml")
    assert found(workspace, "topics/coffee/points.yaml") is None
    assert found(workspace, "logo.svg") is None
    assert found(workspace, "loop.yaml") is None
    assert found(workspace, "same.yaml") == "clinic/same.yaml"


def test_a_root_beside_one_with_a_longer_name_is_another_root(tmp_path: Path):
    put(tmp_path, "clinic/clinic.yaml", "")
    put(tmp_path, "clinic-two/other.yaml", "")
    (tmp_path / "clinic" / "other.yaml").symlink_to(tmp_path / "clinic-two" / "other.yaml")
    assert found(Workspace((tmp_path / "clinic",)), "other.yaml") is None


def test_a_root_that_is_itself_a_link_works(tmp_path: Path):
    put(tmp_path, "real/clinic.yaml", "")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert found(Workspace((tmp_path / "link",)), "clinic.yaml") == "clinic.yaml"


@PROPERTY
@given(st.text(alphabet="a./\\~\0 :", max_size=12) | st.text(max_size=12))
def test_no_name_leads_out_of_its_root(tmp_path_factory: pytest.TempPathFactory, name: str):
    folder = tmp_path_factory.getbasetemp() / "names" / "root"
    if not folder.exists():
        put(folder, "a/a", "")
        put(folder.parent, "a", "")
    hit = Workspace((folder,)).find(name)
    assert hit is None or folder.resolve() in hit.path.resolve().parents


def test_messages_call_a_file_by_its_short_name(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    assert workspace.label(clinic, "clinic.yaml") == "clinic/clinic.yaml"
    assert workspace.label(workspace.own, "clinic.yaml") == "clinic.yaml"
    assert said(refused(lambda: workspace.asset("x.svg"))) == [("asset.missing", "")]
