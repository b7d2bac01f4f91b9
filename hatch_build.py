"""Puts workspace zero into a wheel: the four content folders with their fonts, and the neutral clinic.

An editable install gets none of it: there the checkout itself is the workspace.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WORKSPACE = ("clinic.yaml", "topics", "templates", "locales", "styles")


class WorkspaceHook(BuildHookInterface):
    """Hatchling's custom build hook of this project."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Include the workspace; refuse to build a wheel that would have no fonts."""
        if version == "editable":
            return
        fonts = Path(self.root, "styles", "fonts", "files")
        if not any(fonts.glob("*.ttf")):
            raise FileNotFoundError(f"{fonts} has no fonts: run 'sh script/setup' first")
        for name in WORKSPACE:
            build_data["force_include"][str(Path(self.root, name))] = f"handouts/_workspace/{name}"
