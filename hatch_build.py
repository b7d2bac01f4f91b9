"""Puts workspace zero into a wheel: the four content folders with their fonts, and the neutral clinic.

An editable install gets none of it: there the checkout itself is the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
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
        if not any((fonts / "base").glob("*.ttf")):
            raise FileNotFoundError(f"{fonts} has no fonts: run 'sh script/setup' first")
        for path in (file for name in WORKSPACE for file in files(Path(self.root, name))):
            # the fonts of one language are fetched where it is asked for
            if fonts not in path.parents or fonts / "base" in path.parents:
                inside = path.relative_to(self.root).as_posix()
                build_data["force_include"][str(path)] = f"handouts/_workspace/{inside}"


def files(path: Path) -> Iterator[Path]:
    """Yield a file, or those below a folder in the order of their names."""
    yield from (found for found in sorted(path.rglob("*")) if found.is_file()) if path.is_dir() else (path,)
