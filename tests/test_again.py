"""`again`: the code on a sheet makes the same sheet from nothing else, and what has changed since is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts import again, pipeline, reprint, topics
from handouts.cli import run
from handouts.errors import Refused, UsageFault
from handouts.model.request import Patient
from handouts.workspace import Workspace

from .conftest import TODAY, TOPIC

WITHDRAWN = 'withdrawn: [{revision: 1, why: "The dose was wrong.", date: 2026-11-20}]\n'


def code_of(html: str) -> str:
    return re.findall(r'class="code whole">([0-9A-Z-]+)<', html)[0]


@pytest.fixture
def coded(composed: Any) -> Any:
    """Compose a sheet and return its code."""
    return lambda space, **asked: code_of(composed(space, **asked).html)


@pytest.mark.parametrize(
    "fields",
    [
        {"recipe": "essential"},
        {"recipe": "brief", "paper": "letter"},
        {"recipe": None, "modules": ("using", "about")},
        {"recipe": "essential", "concerns": ("pump",), "spares": ("kidney", "driving")},
        {"recipe": "essential", "edition": "large-print", "size": 22},
        {"recipe": "essential", "locale": "eo", "fallback": True},
    ],
)
def test_the_code_finds_the_request(workspace: Any, translate: Any, asked: Any, coded: Any, fields: dict[str, Any]):
    space = translate(workspace(), "eo")
    found = again.again(space, coded(space, **fields), TODAY)
    assert found.request == asked(**fields)
    assert found.problems == ()


def test_the_same_bytes_come_out(small: Workspace, asked: Any, tmp_path: Path):
    first = pipeline.made(small, asked(recipe="essential"), Patient(name="Somebody")).document
    (tmp_path / "sheet.pdf").write_bytes(first)
    with pikepdf.open(tmp_path / "sheet.pdf") as opened:
        code = str(opened.docinfo["/Keywords"]).rpartition(" ")[2]
    request = again.again(small, code, TODAY).request
    assert pipeline.made(small, request, Patient(name="Somebody")).document == first


def test_nothing_of_the_patient_or_the_day_is_in_the_code(small: Workspace, composed: Any, asked: Any):
    codes = {
        code_of(composed(small, patient, today=day).html)
        for patient in (Patient(), Patient(name="Maria Example", note="A note"))
        for day in (TODAY, TODAY.replace(month=12))
    }
    assert len(codes) == 1


def changed(space: Workspace, name: str, old: str, new: str) -> None:
    path = space.roots[0] / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_text_that_has_changed_since_is_told(workspace: Any, coded: Any):
    space = workspace()
    code = coded(space, recipe="essential")
    changed(space, "topics/sample/using.yaml", "Take 5 mg with food.", "Take 5 mg with a meal.")
    changed(space, "topics/sample/topic.yaml", "revision: 1", "revision: 2")
    (problem,) = again.again(space, code, TODAY).problems
    assert problem.code == "again.changed"
    assert "revision 1 then, 2 now" in problem.message
    assert again.again(space, coded(space, recipe="brief"), TODAY).problems == ()


def test_a_translation_that_has_changed_since_is_told(workspace: Any, translate: Any, coded: Any):
    space = translate(workspace(), "eo")
    code = coded(space, recipe="essential", locale="eo")
    translate(space, "eo", say={"Take 5 mg with food.": "Prenu 5 mg kun manĝo."})
    (problem,) = again.again(space, code, TODAY).problems
    assert (problem.code, "Esperanto" in problem.message) == ("again.translation", True)


def test_a_change_elsewhere_is_no_change_of_this_sheet(workspace: Any, coded: Any):
    space = workspace()
    code = coded(space, recipe="brief")
    changed(space, "topics/sample/using.yaml", "Take 5 mg with food.", "Take 5 mg with a meal.")
    assert again.again(space, code, TODAY).problems == ()


def test_a_code_that_nothing_fits_is_told(workspace: Any, own: Path, coded: Any, refusal: Any):
    code = coded(workspace(), recipe="essential")
    assert refusal(UsageFault, again.again, Workspace((own,)), code, TODAY)[0].code == "again.unknown"


def test_two_names_of_one_digest_are_told_apart_by_the_text(workspace: Any, coded: Any, refusal: Any):
    names = iter(f"r{number}" for number in range(100_000))
    twin = next(name for name in names if reprint.name_digest(name) == reprint.name_digest("brief"))
    recipes = TOPIC.replace(
        "  brief: {modules: [about]}", f"  brief: {{modules: [about]}}\n  {twin}: {{modules: [using]}}"
    )
    space = workspace({"topics/sample/topic.yaml": recipes})
    for recipe in ("brief", twin):
        assert again.again(space, coded(space, recipe=recipe), TODAY).request.recipe == recipe
    code = coded(space, recipe="brief")
    changed(space, "topics/sample/about.yaml", "It works for hours.", "It works all day.")
    (problem,) = refusal(UsageFault, again.again, space, code, TODAY)
    assert (problem.code, twin in problem.message) == ("again.several", True)


# --- withdrawn --------------------------------------------------------------------------------------------------------


def test_a_withdrawn_revision_is_made_nowhere(workspace: Any, coded: Any, composed: Any, refusal: Any):
    space = workspace()
    code = coded(space, recipe="essential")
    changed(space, "topics/sample/topic.yaml", "revision: 1\n", f"revision: 1\n{WITHDRAWN}")
    for call in (lambda: again.again(space, code, TODAY), lambda: composed(space, recipe="essential")):
        (problem,) = refusal(Refused, call)
        assert (problem.code, "The dose was wrong." in problem.message) == ("topic.withdrawn", True)
    changed(space, "topics/sample/topic.yaml", "revision: 1\n", "revision: 2\n")
    assert composed(space, recipe="essential").html
    assert refusal(Refused, again.again, space, code, TODAY)[0].code == "topic.withdrawn"


def test_inspect_refuses_a_file_of_a_withdrawn_revision(clinic: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    root, pdf = clinic(), tmp_path / "sheet.pdf"
    assert run(["make", "sample", "--clinic", str(root), "--recipe", "brief", "-o", str(pdf)]) == 0
    assert run(["inspect", str(pdf), "--clinic", str(root)]) == 0
    topic = root / "topics/sample/topic.yaml"
    topic.write_text(f"{TOPIC.replace('revision: 1', 'revision: 2')}{WITHDRAWN}", encoding="utf-8")
    capfd.readouterr()
    assert run(["inspect", str(pdf), "--clinic", str(root)]) == 4
    said = capfd.readouterr().err
    assert "revision 1 of sample was withdrawn on 2026-11-20: The dose was wrong. [topic.withdrawn]" in said


def test_build_leaves_a_withdrawn_topic_out_by_failing_it(clinic: Any, tmp_path: Path):
    root = clinic({"topics/sample/topic.yaml": TOPIC + WITHDRAWN})
    code = run(["build", "--topic", "sample", "--lang", "en", "--clinic", str(root), "-o", str(tmp_path / "out")])
    assert code == 3
    assert not list((tmp_path / "out").rglob("*.pdf"))


def test_words_that_are_no_keywords_of_ours_say_nothing(small: Workspace):
    for words in ("", "sample", "sample, revision 1", "other, revision 1, reprint AAAA-BBBB", "a" * 1000):
        assert list(topics.withdrawn_file(small, words)) == []


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_sheet_and_says_what_has_changed(
    clinic: Any, tmp_path: Path, coded: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    root = clinic()
    monkeypatch.chdir(tmp_path)
    code = coded(Workspace((root, Path(again.__file__).parents[1])), recipe="brief").lower().replace("-", " ")
    capfd.readouterr()
    assert run(["again", code, "--clinic", str(root)]) == 0
    assert (tmp_path / "sample-brief-en.pdf").is_file()
    assert "again." not in capfd.readouterr().err
    about = root / "topics/sample/about.yaml"
    about.write_text(about.read_text(encoding="utf-8").replace("for hours", "all day"), encoding="utf-8")
    assert run(["again", code, "--clinic", str(root), "-o", "-"]) == 0
    shown = capfd.readouterr()
    assert "[again.changed]" in shown.err
    assert shown.out.startswith("%PDF")
    assert run(["again", code[:-1], "--clinic", str(root)]) == 2
