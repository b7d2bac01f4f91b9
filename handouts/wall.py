"""The second wall: a process behind it opens no connection and starts no program, whatever its libraries are asked for.

The first wall is the engine's fetcher. This one is an audit hook, which binds Python and not native code. Must not keep
what was asked for: an address may hold personal words.
"""

from __future__ import annotations

import sys
from traceback import walk_stack

_CONNECTIONS = ("socket.", "urllib.")  # with urllib also files and data: nothing of ours is opened by its URL
_PROGRAMS = frozenset(
    "subprocess.Popen os.system os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile pty.spawn"
    " webbrowser.open _winapi.CreateProcess".split()
)
_noted: set[str] = set()


def build() -> None:
    """Put the wall around this process, for as long as it lives."""
    connections, programs = _CONNECTIONS, _PROGRAMS  # the module's own names are gone before the last events come

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event in programs:
            _refuse("start a program")
        elif event.startswith(connections):
            _refuse("open a connection")

    sys.addaudithook(refuse)


def noted() -> tuple[str, ...]:
    """Return what was tried and refused, in words without values, and forget it."""
    found = tuple(sorted(_noted))
    _noted.clear()
    return found


def _refuse(what: str) -> None:
    """Note what was tried and refuse it with an error that every library expects."""
    if not _looks_for_a_library():
        _noted.add(what)
    raise PermissionError(f"this process may not {what}")


def _looks_for_a_library() -> bool:
    """Whether Python asks a compiler where a library is: it does without, and finds the library by its name."""
    return any(frame.f_code.co_name == "find_library" for frame, _ in walk_stack(None))
