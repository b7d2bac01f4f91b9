"""The wheel and the source distribution: whole, and at work far from any checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pikepdf
import pytest

from handouts import fonts

ROOT = Path(__file__).parents[1]
FONTS = "handouts/_workspace/styles/fonts"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder, "-t", "wheel", "-t", "sdist"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of a fresh environment with the wheel; the libraries are this environment's, without our checkout."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=os.name != "nt")
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = dist.glob("*.whl")
    python = binaries / "python"
    command = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(command, check=True, capture_output=True)
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    libraries = subprocess.check_output(asked, text=True).strip()
    Path(libraries, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return binaries / "handouts"


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "HANDOUTS_CLINIC"}}
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_all_content_and_every_font(dist: Path):
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    families = fonts.catalogue(ROOT / "styles" / "fonts")
    base = [family for family in families if family.group == "base"]
    wanted = {f"{FONTS}/files/base/{name}" for family in base for name in (*family.files(), family.licence())}
    wanted |= {f"{FONTS}/{name}" for name in ("fonts.yaml", ".npmrc")}
    for group in fonts.groups(families):
        wanted |= {f"{FONTS}/groups/{group}/{name}" for name in ("package.json", "package-lock.json")}
    assert {name.split("/")[5] for name in names if name.startswith(f"{FONTS}/files/")} == {"base"}
    for folder in ("topics", "templates", "locales", "styles"):
        paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "fonts" not in path.parts)
        wanted |= {f"handouts/_workspace/{path.relative_to(ROOT).as_posix()}" for path in paths}
    assert wanted - names == set()
    assert "handouts/_workspace/clinic.yaml" in names
    assert {name.rpartition("/")[2] for name in names} >= {"LICENSE", "LICENSE-CONTENT", "CREDITS.md"}
    assert not [name for name in names if "node_modules" in name or name.startswith("tests")]


def test_the_source_holds_what_a_wheel_is_made_of(dist: Path):
    (source,) = dist.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "hatch_build.py", "clinic.yaml", "script/setup", "styles/fonts/fonts.yaml"} <= names
    assert "styles/fonts/files/base/NotoSans_400Regular.ttf" in names
    assert not [name for name in names if name.startswith((".venv", "out/", "dist/"))]


def test_the_wheel_works_from_an_empty_folder(installed: Path, tmp_path: Path):
    listed = run(installed, tmp_path, "list", "topics")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "baclofen" in listed.stdout
    made = run(installed, tmp_path, "make", "baclofen", "-o", "sheet.pdf")
    assert made.returncode == 0, made.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]
    with pikepdf.open(tmp_path / "sheet.pdf") as pdf:
        assert len(pdf.pages) >= 1


def test_the_installed_program_is_the_wheels_own(installed: Path, tmp_path: Path):
    place = run(installed.with_name("python"), tmp_path, "-c", "import handouts; print(handouts.__file__)").stdout
    assert str(installed.parent.parent) in place
    assert str(ROOT) not in place


def test_a_wheel_without_fonts_is_not_built(tmp_path: Path):
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-CONTENT", "CREDITS.md"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "handouts").mkdir()
    (tmp_path / "handouts" / "__init__.py").write_bytes((ROOT / "handouts" / "__init__.py").read_bytes())
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "run 'sh script/setup' first" in done.stderr
