"""Watches the folders that a workspace is made of and says that something in them has changed.

Must not read content or know what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import watchfiles

from ...workspace import FOLDERS
from .choices import workspace_of
from .studio import Studio

STEP = 10
"""Milliseconds without a change after which those seen so far are told."""
LONGEST = 50
"""Milliseconds after which changes are told though more keep coming."""
CHECK = 500
"""Milliseconds between two looks whether the folders are still the same."""
Places = tuple[tuple[Path, int], ...]
"""Folders, and what tells a folder from another that took its place."""
Matters = Callable[[watchfiles.Change, str], bool]
_TOP = re.compile(r"clinic\.yaml|logo\.\w+")
_PASSING = re.compile(r"\..*|_.*|.*~|.*\.(sw[a-z]|tmp|part|bak)|4913")
"""Names that editors give to files for a moment, and names that the workspace leaves out."""
_FONTS = re.compile(r".*[/\\]styles[/\\]fonts[/\\].*")


def threads(studio: Studio, folder: Path | None) -> tuple[Thread, ...]:
    """Return two threads, not started yet: one for the roots themselves, one for all that their content folders hold.

    The roots are not watched in depth, since a clinic's folder may hold anything besides.
    """

    def roots() -> Places:
        return _existing(workspace_of(folder).roots)

    def content() -> Places:
        return _existing(tuple(root / name for root in workspace_of(folder).roots for name in FOLDERS))

    return (
        Thread(target=_keep, args=(studio, roots, _at_top), kwargs={"deep": False}, name="preview-roots"),
        Thread(target=_keep, args=(studio, content, _in_depth), kwargs={"deep": True}, name="preview-content"),
    )


def _keep(studio: Studio, places: Callable[[], Places], matters: Matters, *, deep: bool) -> None:
    """Watch until the studio closes, and anew where a folder came, went or is another one."""
    again, polling = False, False
    while not studio.over.is_set():
        now = places()
        try:
            for changes in _changes(studio, now, matters, deep=deep, polling=polling):
                if changes or again:  # while nobody watched, anything may have changed
                    studio.changed(fonts=any(_FONTS.fullmatch(path) for _, path in changes))
                    again = False
                if places() != now:
                    again = True
                    break
        except (OSError, RuntimeError):  # a folder went just now, or the system watches no more files than it does
            again = polling = True
            studio.over.wait(CHECK / 1000)


def _changes(
    studio: Studio, places: Places, matters: Matters, *, deep: bool, polling: bool
) -> Iterator[set[watchfiles.main.FileChange]]:
    """Yield changes, and at every `CHECK` none."""
    yield from watchfiles.watch(
        *(path for path, _ in places),
        force_polling=polling or None,
        watch_filter=matters,
        debounce=LONGEST,
        step=STEP,
        stop_event=studio.over,
        rust_timeout=CHECK,
        yield_on_timeout=True,
        recursive=deep,
    )


def _existing(paths: tuple[Path, ...]) -> Places:
    return tuple((path, path.stat().st_ino) for path in paths if path.is_dir())


def _at_top(_change: watchfiles.Change, path: str) -> bool:
    return bool(_TOP.fullmatch(Path(path).name))


def _in_depth(_change: watchfiles.Change, path: str) -> bool:
    return not _PASSING.fullmatch(Path(path).name)
