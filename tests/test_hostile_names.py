"""No name leads out of the folder that it belongs to, or makes the program fail (S4): 200 of them at every door.

Columns of a list and the names of its files come with batch.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handouts import child, engine, output, pipeline, requests, roots, templates
from handouts.cli import run
from handouts.errors import OutputFailed, Refused, UsageFault
from handouts.locales import languages
from handouts.model.clinic import ClinicFile
from handouts.model.parts import Id
from handouts.model.request import Patient
from handouts.workspace import Workspace

from .pages import FONTCONFIG

LISTED = json.loads(Path(__file__).with_name("hostile").joinpath("names.json").read_text("utf-8"))
NAMES = [item if isinstance(item, str) else item[0] * item[1] for item in LISTED]
SECRET = "NAMECANARY"  # noqa: S105 - only a word to look for


def test_there_are_two_hundred() -> None:
    assert len(set(NAMES)) == 200


@pytest.fixture
def surrounded(tmp_path: Path, workspace: Callable[..., Workspace]) -> Workspace:
    """A workspace with files around it and a link that leads to them."""
    space = workspace()
    for name in ("x", "x.html", "secret/x", "secret/clinic.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SECRET)
    for folder in ("styles", "templates", "locales"):
        (space.roots[0] / folder).mkdir(exist_ok=True)
        (space.roots[0] / folder / "out").symlink_to(tmp_path / "secret")
    return space


def test_no_name_finds_a_file_outside_its_root(surrounded: Workspace) -> None:
    for name in (*NAMES, "out/x", "out"):
        for form in (
            "{}",
            "styles/{}",
            "templates/{}",
            "topics/{}/topic.yaml",
            "locales/{}/x",
            "topics/sample/{}.yaml",
        ):
            found = surrounded.find(form.format(name))
            if found is not None:
                assert found.root.resolve() in found.path.resolve().parents, ascii(name)


def test_no_asset_is_had_by_a_name_that_leads_elsewhere(surrounded: Workspace) -> None:
    engine.start(FONTCONFIG)
    from handouts.engine.fetcher import SCHEME, asset_name

    for name in (*NAMES, "out/x"):
        with pytest.raises(Refused):
            surrounded.asset(name)
        asked = asset_name(SCHEME + name)
        assert asked is None or not {"..", "."} & set(asked.split("/")), ascii(name)
        if asked is not None:
            with pytest.raises(Refused):
                surrounded.asset(asked)


def test_no_template_is_had_by_a_name_that_leads_elsewhere(surrounded: Workspace) -> None:
    for name in (*NAMES, "out/x", "../x.html"):
        source = f"{{% include {json.dumps(name)} %}}"
        (surrounded.roots[0] / "templates" / "mine.html").write_text(source, "utf-8", "surrogatepass")
        with pytest.raises(Refused) as refusal:
            templates.rendered(surrounded, "mine.html", {})
        assert SECRET not in repr(refusal.value.problems)


def test_extends_leads_to_a_clinic_or_is_refused(clinic: Any, tmp_path: Path) -> None:
    for name in NAMES:
        folder = clinic(extends=name)
        try:
            found = roots.at(folder).roots
        except (Refused, UsageFault):
            continue
        assert all((root / "clinic.yaml").is_file() for root in found)


def test_what_a_file_calls_a_part_is_a_plain_word_or_refused() -> None:
    kinds: dict[str, tuple[Any, str]] = {
        "an id": (TypeAdapter(Id), r"[a-z0-9]+(-[a-z0-9]+)*"),
        "a logo": (TypeAdapter(ClinicFile.model_fields["logo"].rebuild_annotation()), r"logo\.(svg|png|jpg|jpeg)"),
    }
    for kind, (adapter, form) in kinds.items():
        for name in NAMES:
            try:
                taken = adapter.validate_python(name)
            except ValidationError:
                continue
            assert taken is None or re.fullmatch(form, taken), (kind, ascii(name))


def test_a_language_is_a_plain_word_or_refused(small: Workspace) -> None:
    for name in (*NAMES, *(f"en{name}" for name in NAMES), "en.x/../../x", "en@x/../../x"):
        try:
            found = languages.resolve(small, name)
        except UsageFault:
            continue
        assert found in languages.languages(small)
        assert re.fullmatch(r"[\w-]+", name), ascii(name)


def test_a_recipe_or_a_module_is_known_or_refused(small: Workspace, asked: Any) -> None:
    brief, _ = pipeline.prepared(small, asked(), Patient())
    for name in NAMES:
        for wanted in ({"recipe": name}, {"modules": (name,)}):
            if name:
                with pytest.raises(UsageFault):
                    pipeline.draft(replace(brief, request=asked(**wanted)))


# --- the command line


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, deep enough that no name leads out of what the test owns; nothing is rendered apart."""
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(child, "run", lambda function, *arguments, **_: function(*arguments))
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # hundreds of files that nobody will miss
    return folder


def given(name: str) -> bool:
    """Whether a program can be given it as an argument: no NUL and no half of a character."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("option", ["", "--lang", "--edition", "--for", "--not-for", "--clinic"])
def test_a_name_on_the_command_line_is_known_or_refused(
    here: Path, tmp_path: Path, clinic: Any, capfd: pytest.CaptureFixture[str], option: str
) -> None:
    folder = clinic()
    before = everything(tmp_path)
    for name in (*NAMES, "en./../../x"):
        if not given(name) or not name.strip():  # the latter are the default
            continue
        topic = name if not option else "sample"
        more = [f"{option}={name}"] if option else []
        named = [] if option == "--clinic" else [f"--clinic={folder}"]
        code = run(["make", *more, *named, "--today=2026-11-23", "--", topic])
        assert code in {2, 4}, ascii(name)
    capfd.readouterr()
    assert everything(tmp_path) == before


def test_a_file_is_written_where_it_was_asked_for_or_nowhere(here: Path, tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    for name in NAMES:
        path = here / name.lstrip("/")
        inside = not given(name) or os.path.commonpath([os.path.realpath(path), root]) == root
        if not inside or path == here:
            continue
        before = everything(tmp_path)
        try:
            output.write(path, b"%PDF")
        except OutputFailed:
            found = everything(tmp_path)
            assert found == before, ascii(name)
        else:
            assert path.read_bytes() == b"%PDF"
            assert set(everything(tmp_path)) - set(before) <= {str(path), os.path.realpath(path)}
            path.unlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
@pytest.mark.parametrize("kind", ["pipe", "link to a file", "link to nothing"])
def test_what_is_no_file_is_left_as_it_is(tmp_path: Path, refusal: Any, kind: str) -> None:
    """A rename would put a file in its place: as root, `-o /dev/null` would end the device for the whole machine."""
    path = tmp_path / "sheet.pdf"
    (tmp_path / "old").write_bytes(b"old")
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / ("old" if kind == "link to a file" else "gone"))
    before = path.lstat()
    (problem,) = refusal(OutputFailed, output.write, path, b"%PDF")
    assert (problem.code, "a link, a device or a pipe" in problem.message) == ("output.failed", True)
    assert path.lstat() == before
    assert (tmp_path / "old").read_bytes() == b"old"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["old", "sheet.pdf"]


def test_no_name_of_a_new_folder_makes_it_fail(here: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in NAMES:
        path = here / name.lstrip("/")
        if given(name) and os.path.realpath(path).startswith(os.path.realpath(tmp_path)):
            assert run(["new", "--country=GB", "--", str(path)]) in {0, 2, 4, 5}, ascii(name)
    capfd.readouterr()


def test_the_name_of_a_file_is_one_plain_word(small: Workspace, asked: Any) -> None:
    for recipe in ("essential", "brief"):
        name = requests.file_name(small, asked(recipe=recipe, locale="en"))
        assert re.fullmatch(r"[a-z0-9+-]+-[A-Za-z_]+\.pdf", name)
