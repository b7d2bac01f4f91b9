"""The fonts that a sheet needs: those of its languages, and one that has each letter of the patient's words.

Must not fetch any: what is not here is refused with the one command that gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from . import fonts
from .errors import Problem, error, refuse_if_any
from .locales import languages, scripts
from .model.request import PATIENT_FIELDS, Patient


def font_files(folder: Path, locale_ids: Iterable[str]) -> Path:
    """Return the folder of the font files; raises `Refused` where a language lacks its own.

    `folder` is a `styles/fonts`.
    """
    families = fonts.catalogue(folder)
    written = frozenset(filter(None, map(languages.script, locale_ids)))
    refuse_if_any(
        problem
        for group in fonts.groups(families, written or frozenset({"Latn"}))
        for problem in _not_here(folder, group)
    )
    return fonts.font_folder(folder)


def require_drawable(folder: Path, patient: Patient) -> None:
    """Raise `Refused` where no font that is here has a character of the patient's words."""
    refuse_if_any(undrawable(folder, patient))


def undrawable(folder: Path, patient: Patient) -> Iterator[Problem]:
    """Yield an error for every character of the panel that no font has; it names the character and nothing else."""
    files = fonts.font_folder(folder)
    words = {name: getattr(patient, name) for name in PATIENT_FIELDS}
    if patient.plan:
        words["plan: medicine"] = patient.plan.medicine
    if not fonts.uncovered("".join(words.values()), files):
        return
    for name, said in words.items():
        for char in fonts.uncovered(said, files):
            group = _may_have(char, folder)
            hint = "write it in letters that the fonts have"
            if group:
                hint = f"run '{command(group)}' once; it needs the network and gets {size(folder, group)} MB"
            shown = f"{char} (U+{ord(char):04X})" if char.isprintable() else f"U+{ord(char):04X}"
            yield error("patient.character", f"no font that is here has the character {shown}", name, hint)


def command(group: str) -> str:
    """Return what to type to get a group of fonts."""
    return "handouts fonts" if group == fonts.BASE else f"handouts fonts {group}"


def size(folder: Path, group: str) -> int:
    """Return the megabytes that a group's packages weigh on their way; 0 where that is little."""
    return sum(family.download for family in fonts.catalogue(folder) if family.group == group)


def _not_here(folder: Path, group: str) -> Iterator[Problem]:
    lacking = fonts.missing(folder, group=group)
    if lacking:
        weight = size(folder, group)
        hint = f"run '{command(group)}' once; it needs the network" + (f" and gets {weight} MB" if weight else "")
        say = f"{len(lacking)} font files are not here yet"
        yield error("fonts.missing", say, f"styles/fonts/files/{group}", hint)


def _may_have(char: str, folder: Path) -> str:
    """Return the first group that is not here and is for the script of a character; empty where there is none."""
    codes = scripts.codes_of(char)
    for family in fonts.catalogue(folder):
        if codes & {*family.scripts} and fonts.missing(folder, group=family.group):
            return family.group
    return ""
