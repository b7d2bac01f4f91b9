"""Files of a folder: what they hold, and taking away those that are as we made them.

Must not know leaflets.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..ledger import Made


def remove(folder: Path, made: Made) -> bool:
    """Take a file away, and folders that are empty then, if it is as we made it; return whether it is gone."""
    path = folder / made.path
    found = digest(path)
    if found not in (None, made.digest):
        return False
    path.unlink(missing_ok=True)
    for parent in (path.parent, path.parent.parent):
        if parent != folder and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
    return True


def digest(path: Path) -> bytes | None:
    """Return the SHA-256 of a file; None where there is none that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return None
