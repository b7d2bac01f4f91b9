"""The fonts of a workspace: which there are, getting them, showing the engine no others.

Must not import the engine, and must not name an address: npm asks whatever registry the machine is set to.
"""

from __future__ import annotations

from .coverage import uncovered
from .families import BASE, Family, catalogue, font_folder, groups, missing
from .fetching import fetch, npm_command
from .fontconfig import fontconfig_file
from .own import FOLDER as OWN_FOLDER
from .own import folders as own_folders
from .own import problems as own_problems

__all__ = [
    "BASE",
    "OWN_FOLDER",
    "Family",
    "catalogue",
    "fetch",
    "font_folder",
    "fontconfig_file",
    "groups",
    "missing",
    "npm_command",
    "own_folders",
    "own_problems",
    "uncovered",
]
