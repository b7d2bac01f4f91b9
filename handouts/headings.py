"""The topics of a workspace by name, read without validation because a list must be quick.

Must not be used for anything that is printed on a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator

from .reading import yaml_file
from .workspace import Workspace


def headings(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    """Yield id, title and revision of every topic."""
    for name in workspace.names("topics"):
        found = workspace.find(f"topics/{name}/topic.yaml")
        if found is None:
            continue
        data = yaml_file(found.path, found.label).data
        main = data.get("main") if isinstance(data, dict) else None
        title = main.get("title", "") if isinstance(main, dict) else ""
        yield name, str(title), str(data.get("revision", "")) if isinstance(data, dict) else ""
