"""A new clinic's folder works at once, teaches by its comments, and overwrites nothing."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from handouts import check, scaffold
from handouts import clinic as clinics
from handouts.errors import OutputFailed, Refused, Severity, UsageFault
from handouts.model.clinic import ClinicFile
from handouts.roots import at
from handouts.workspace import Workspace

TODAY = date(2026, 11, 23)


@pytest.fixture
def new(small: Workspace, tmp_path: Path) -> Any:
    def make(country: str = "GB", name: str | None = None, phone: str | None = None, folder: str = "new") -> Path:
        path, *_ = scaffold.new(Workspace((small.own,)), tmp_path / folder, country, name, phone)
        return Path(path).parent

    return make


def problems(folder: Path) -> list[tuple[str, Severity]]:
    _, said = clinics.load(at(folder), TODAY)
    return [(problem.code, problem.severity) for problem in said if problem.severity is not Severity.NOTE]


def test_it_works_at_once_and_says_what_is_still_to_be_filled_in(new: Any, made: Any) -> None:
    folder = new()
    assert problems(folder) == [("clinic.blank", Severity.WARNING)]
    handout = made(at(folder), topics=("baclofen",), recipe=None, modules=("help-lines",))
    assert "clinic.blank" in {problem.code for problem in handout.problems}


def test_a_name_and_a_phone_are_taken_as_given(new: Any) -> None:
    folder = new(name='The "Old" Mill # 3 \\ 4', phone="01632 960111")
    found, _ = clinics.load(at(folder), TODAY)
    assert (found.facts.name, found.facts.phone) == ('The "Old" Mill # 3 \\ 4', "01632 960111")
    assert problems(folder) == []


def test_every_comment_that_is_a_setting_becomes_a_right_one(new: Any, own: Path, tmp_path: Path) -> None:
    folder = new()
    path = folder / "clinic.yaml"
    text = re.sub(r"^# ?(?=[a-z_]+: |  - \{)", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = text.replace('by: "", date: }', 'by: "A. Tester", date: 2026-11-01}')
    path.write_text(text.replace("________", "01632 960111"), encoding="utf-8")
    shutil.copy(own / "examples" / "clinic" / "logo.svg", folder)
    (tmp_path / "our-group").mkdir()
    (tmp_path / "our-group" / "clinic.yaml").write_text("format: 1\n")
    assert problems(folder) == []
    found, _ = clinics.load(at(folder), TODAY)
    assert set(ClinicFile.model_fields) - {"format"} <= set(found.facts.model_fields_set)
    assert {line.service for line in found.lines} >= {"emergency", "clinic", "after-hours", "interpreter", "crisis"}


def test_a_line_that_is_uncommented_and_not_filled_in_is_told(new: Any, refusal: Any) -> None:
    path = new() / "clinic.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("#  - {service: crisis", "  - {service: crisis", 1))
    (first, *_) = refusal(Refused, clinics.load, at(path.parent), TODAY)
    assert re.fullmatch(r"new/clinic.yaml:\d+", first.where)


def test_every_country_of_the_list_makes_a_folder_that_loads(new: Any, own: Path) -> None:
    rows = (own / "locales" / "help-lines.csv").read_text(encoding="utf-8").splitlines()[1:]
    for country in sorted({row.partition(",")[0] for row in rows}):
        folder = new(country, folder=country)
        assert problems(folder) == [("clinic.blank", Severity.WARNING)], country
        data = yaml.safe_load((folder / "clinic.yaml").read_text(encoding="utf-8"))
        assert data["country"] == country or country == "NO"
        assert data["paper"] == ("letter" if country in {"US", "CA", "MX", "PH", "CO"} else "a4")


@pytest.mark.parametrize("country", ["ZZ", "gb", "", "GBR", "United Kingdom", "country"])
def test_an_unknown_country_makes_nothing(new: Any, refusal: Any, tmp_path: Path, country: str) -> None:
    (problem,) = refusal(UsageFault, new, country)
    assert problem.code == "new.country"
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(new: Any, refusal: Any, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    folder = new()
    before = (folder / "clinic.yaml").read_bytes()
    assert refusal(UsageFault, new, "US")[0].code == "new.exists"
    assert (folder / "clinic.yaml").read_bytes() == before
    (tmp_path / "file").write_text("x")
    assert refusal(UsageFault, new, folder="file")[0].code == "new.exists"
    assert refusal(OutputFailed, new, folder="file/inner")[0].code == "output.failed"


@pytest.mark.parametrize(("name", "phone"), [("x" * 200, None), (None, "1" * 200), ("  ", None)])
def test_a_name_that_a_sheet_cannot_hold_makes_no_folder_that_is_refused_later(
    new: Any, tmp_path: Path, name: str | None, phone: str | None
) -> None:
    try:
        folder = new(name=name, phone=phone)
    except UsageFault:
        assert list(tmp_path.iterdir()) == []
    else:
        clinics.load(at(folder), TODAY)


def test_what_is_set_aside_works_once_it_is_taken_up(new: Any, made: Any, pages_of: Any) -> None:
    """The note and the style sheet of a new folder are right as they stand, and say nothing until they are used."""
    folder = new(name="Riverside Clinic", phone="01632 960111")
    assert [problem for problem in check.problems(at(folder), TODAY) if problem.severity is not Severity.NOTE] == []
    with (folder / "clinic.yaml").open("a", encoding="utf-8") as facts:
        facts.write("languages: [en]\n")
    (folder / "topics/baclofen/_our-words.yaml").rename(folder / "topics/baclofen/our-words.yaml")
    css = folder / "styles/clinic.css"
    css.write_text(css.read_text(encoding="utf-8").replace("change it.\n", "change it. */").rstrip().removesuffix("*/"))
    assert [item for item in check.problems(at(folder), TODAY) if item.code.startswith(("styles.", "contrast."))] == []
    handout = made(at(folder), topics=("baclofen",), recipe=None, modules=("safe-use",))
    assert "Order at our desk 7 days before you run out: 01632 960111." in " ".join(pages_of(handout.document))
