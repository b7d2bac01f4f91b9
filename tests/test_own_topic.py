"""docs/content.md, followed to the letter: its files are written, its commands are typed, and a sheet comes out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from .conftest import OWN

GUIDE = (OWN / "docs" / "content.md").read_text(encoding="utf-8").partition("## The files in full")[0]
BLOCK = re.compile(r"(?:^`([\w./-]+)`\n\n)?```(sh|yaml)\n(.*?)```", re.MULTILINE | re.DOTALL)


Done = list[tuple[str, subprocess.CompletedProcess[str]]]
"""Each block of commands with what came of it."""


def follow(folder: Path) -> Done:
    """Do what the guide says, from top to bottom, in one folder."""
    done: Done = []
    here = folder
    places = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for name, language, text in BLOCK.findall(GUIDE):
        if language == "yaml":
            assert name, f"a file without a name: {text[:40]}"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            continue
        answer = subprocess.run(
            ["sh", "-ec", text], cwd=here, env={**os.environ, **places}, capture_output=True, text=True, check=False
        )
        for step in re.findall(r"^cd (\S+)$", text, re.MULTILINE):
            here /= step
        done.append((text, answer))
    return done


@pytest.fixture(scope="module")
def followed(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Done]:
    folder = tmp_path_factory.mktemp("guide")
    return folder, follow(folder)


def test_every_command_does_what_it_says(followed: tuple[Path, Done]):
    _, done = followed
    assert len(done) >= 4
    assert [(text, answer.returncode, answer.stderr[-600:]) for text, answer in done if answer.returncode] == []


def test_check_finds_nothing_amiss(followed: tuple[Path, Done]):
    _, done = followed
    (answer,) = (answer for text, answer in done if "handouts check" in text)
    assert "0 errors, 0 warnings" in answer.stdout


def test_the_sheet_says_what_was_written(followed: tuple[Path, Done]):
    folder, done = followed
    with pypdfium2.PdfDocument(folder / "my-clinic" / "first-visit-essential-en.pdf") as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    for said in (
        "Your first visit",
        "Keep taking your medicines on the day",
        "Bring all your medicines",
        "01632 960123",
    ):
        assert said in text
    assert "approved in my-clinic/locales/en/review.yaml" in "".join(answer.stdout for _, answer in done)
    assert (folder / "my-clinic/locales/es/LC_MESSAGES/first-visit.po").is_file()


def test_a_word_changed_in_the_guide_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(globals(), "GUIDE", GUIDE.replace("states: [bring-medicines]", "states: [bring-medicine]"))
    assert [answer.returncode for text, answer in follow(tmp_path) if "handouts check" in text] == [4]
