"""The import contracts of pyproject.toml hold, and each is seen failing on a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts."""
    shutil.copytree(
        ROOT / "handouts", tmp_path / "handouts", ignore=shutil.ignore_patterns("__pycache__", "_workspace")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path, contract: str = "") -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache", *(["--contract", contract] if contract else [])],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def plant(folder: Path, module: str, line: str) -> None:
    path = folder / "handouts" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\ndef _planted() -> None:\n    {line}\n", encoding="utf-8")


def test_the_contracts_hold(copy: Path):
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "5 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line", "said"),
    [
        (
            "layers",
            "errors.py",
            "from . import workspace",
            "handouts.errors is not allowed to import handouts.workspace",
        ),
        ("layers", "topics.py", "from . import clinic", "handouts.topics is not allowed to import handouts.clinic"),
        ("layers", "new.py", "pass", "- handouts.new"),
        ("engine", "topics.py", "import weasyprint", "handouts.topics -> weasyprint"),
        ("engine", "cli/group.py", "from weasyprint import HTML", "handouts.cli.group -> weasyprint"),
        ("terminal", "errors.py", "import click", "handouts.errors -> click"),
        ("pages", "errors.py", "import flask", "handouts.errors -> flask"),
        ("cluster", "batch/bench.py", "import distributed", "handouts.batch.bench -> distributed"),
    ],
)
def test_a_planted_violation_is_seen(copy: Path, contract: str, module: str, line: str, said: str):
    (copy / "handouts" / module).touch()
    plant(copy, module, line)
    done = lint(copy, contract)
    assert done.returncode == 1
    assert said in done.stdout
