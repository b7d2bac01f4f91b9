"""Starting the engine: our fonts' configuration first, WeasyPrint after it.

Must not look for fonts or write their configuration: `handouts.fonts` does.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
from pathlib import Path

from ..errors import Problem, Refused, error
from .importing import import_engine

VARIABLE = "FONTCONFIG_FILE"
INSTALL = {
    "debian": "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "sudo dnf install -y pango",
    "alpine": "sudo apk add pango harfbuzz-subset",
    "arch": "sudo pacman -S pango",
    "darwin": "brew install pango",
    "windows": "pacman -S mingw-w64-ucrt-x86_64-pango   (in the MSYS2 UCRT64 shell)",
}
"""The one command that brings WeasyPrint's system libraries, by kind of system."""
_started: list[Path] = []


def start(fontconfig: Path) -> None:
    """Make the engine see the fonts of this fontconfig file and no others; a second call with the same is free.

    Raises `Refused` when WeasyPrint already runs with other fonts or the system lacks its libraries.
    """
    wanted = fontconfig.resolve()
    if _started == [wanted]:
        return
    if _started or "weasyprint" in sys.modules:
        raise Refused(
            error(
                "engine.other-fonts",
                "The engine already runs with other fonts in this process.",
                hint="Start a new process for another set of fonts.",
            )
        )
    os.environ[VARIABLE] = str(wanted)
    logging.getLogger("weasyprint").propagate = False  # its lines may quote the text of the page
    try:
        import_engine()
    except OSError as fault:
        raise Refused(missing_library(system())) from fault
    from .mends import AT_START

    for apply in AT_START:
        apply()
    _started.append(wanted)


def require_started() -> None:
    """Raise when `start` has not been called: our own mistake, never the user's."""
    if not _started:
        raise RuntimeError("handouts.engine.start must run before anything is laid out")


def system() -> str:
    """Return the key of `INSTALL` for this machine, or an empty string."""
    name = platform.system().lower()
    if name != "linux":
        return name if name in INSTALL else ""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    kinds = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((kind for kind in kinds if kind in INSTALL), "")


def missing_library(kind: str) -> Problem:
    """Return the problem of a system that lacks Pango, with the command that brings it."""
    command = INSTALL.get(kind, "")
    return error(
        "engine.missing-library",
        "The page engine needs Pango, a system library that pip does not bring.",
        hint=f"Run: {command}" if command else "Install Pango 1.44 or later and HarfBuzz with its subset library.",
    )
