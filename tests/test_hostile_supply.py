"""What the program is made of is pinned by hash, looked up for known holes and listed for whoever installs it (S9).

The look-up itself needs the network: `make audit`. So does the tool that writes the list: `make dist`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-npm.lock")
FLOORS = {"weasyprint": (70,), "jinja2": (3, 1, 6)}
"""The versions that closed the holes of reliability.md, section 2."""


def locked(name: str) -> dict[str, list[str]]:
    """Return the packages of a lock, each as it is pinned, with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(" ; ")[0] + " " + line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split()[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines}


def recipe(target: str) -> str:
    """Return the lines of a target of the Makefile."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_to_a_version_and_its_hashes(name: str) -> None:
    packages = locked(name)
    assert packages
    assert [pin for pin, hashes in packages.items() if not re.fullmatch(r"[\w.-]+==[\w.!+-]+", pin) or not hashes] == []


def test_the_floors_are_above_the_known_holes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = dict(pin.split("==") for pin in locked("requirements.lock"))
    for name, floor in FLOORS.items():
        (asked,) = (item for item in project["dependencies"] if re.match(rf"{name}\b", item))
        least = re.search(r">=([\d.]+)", asked)
        assert least
        assert tuple(map(int, least[1].split("."))) >= floor
        assert tuple(map(int, pins[name].split("."))) >= floor


def test_the_audit_looks_at_every_lock_and_fails_where_it_cannot() -> None:
    assert set(locked("requirements.lock")) <= set(locked("requirements-test.lock"))
    assert all(word in recipe("audit") for word in ("pip-audit --strict", *(f"-r {name}" for name in LOCKS[1:])))


def test_the_bill_of_materials_is_of_what_is_installed() -> None:
    assert re.search(r"cyclonedx-py requirements .*\n?.*dist/handouts\.cdx\.json requirements\.lock\n", recipe("dist"))
