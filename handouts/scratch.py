"""Folders for what is not whole yet: made empty, and taken away at once for whoever still writes there by their name.

Another machine may: a worker that has lost touch with its run. Must not be used for what is to be kept.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path


def emptied(folder: Path) -> Path:
    """Make a folder that is empty; raises `OSError`."""
    taken_away(folder)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def taken_away(folder: Path) -> None:
    """Take a folder away, if it is there, and what an earlier call could not."""
    with suppress(OSError):
        os.rename(folder, folder.with_name(f"{folder.name}-{secrets.token_hex(4)}"))
    for gone in folder.parent.glob(f"{folder.name}-????????"):
        shutil.rmtree(gone, ignore_errors=True)
