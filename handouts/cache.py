"""A private folder in the user's cache, and files written there whole or not at all.

Must not keep anything that can't be made again, or anything personal.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .errors import Refused, error


def cache_folder() -> Path:
    """Return the folder, made if need be.

    A service may have no home it can write to; then a private folder among the temporary files does.
    """
    import platformdirs

    for folder in (platformdirs.user_cache_path("handouts", appauthor=False), _temporary()):
        if _usable(folder):
            return folder
    raise Refused(
        error(
            "cache.no-folder",
            "there is no folder to keep in what can be made again",
            hint="set XDG_CACHE_HOME to a folder that can be written",
        )
    )


def write(path: Path, data: bytes) -> None:
    """Write a file by way of a temporary file beside it; do nothing when it already says so."""
    if path.is_file() and path.read_bytes() == data:
        return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _temporary() -> Path:
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"handouts-cache-{user}"


def _usable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK) and _ours(folder)


def _ours(folder: Path) -> bool:
    # Anybody may make a folder of that name among the temporary files and put settings of theirs in it.
    return not hasattr(os, "getuid") or (not folder.is_symlink() and folder.stat().st_uid == os.getuid())
