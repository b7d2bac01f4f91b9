"""Files of a clinic that take the place of ours: which version of ours each was made from, and whether ours has moved.

Such a file says so itself, `replaces: 0123456789abcdef`, in YAML as a key and elsewhere in a comment. Must not know
what else a file says.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from .errors import Problem, error, warning
from .workspace import Found, Workspace

_RECORD = re.compile(r"\breplaces: *[\"']?([0-9a-f]{16})\b")


def digest(path: Path) -> str:
    """Return 16 hex digits that name a file's content, whatever ends its lines."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]


def record(path: Path) -> str | None:
    """Return the digest that a file says it replaces; None when it says none."""
    found = _RECORD.search(path.read_text(encoding="utf-8", errors="replace"))
    return found[1] if found else None


def recorded(text: str, name: str, replaces: str) -> str:
    """Return a file's text with the digest of what it replaces, in place of the one that it had."""
    if _RECORD.search(text):
        return _RECORD.sub(lambda match: match[0].replace(match[1], replaces), text, count=1)
    line = f"replaces: {replaces}"
    if name.endswith(".yaml"):
        head, _, rest = text.partition("\n")
        return f"{head}\n{line}   # ours as it was when this was made from it\n{rest}"
    return f"{{# {line} #}}\n{text}" if name.endswith(".html") else f"{text.rstrip()}\n<!-- {line} -->\n"


def outdated(workspace: Workspace, name: str, found: Found, *, critical: bool = False) -> Problem | None:
    """Return why a clinic's file may lack what ours now says; None when it was made from ours as it is.

    Where an omission can harm (`critical`) that is an error.
    """
    below, known = workspace.below(found, name), record(found.path)
    say = error if critical else warning
    if below is None:
        if known is None:
            return None
        hint = "ours has another name now: look at 'handouts list files', and rename this file or take it away"
        return say("overlay.gone", "this file replaces one that is no longer there", found.label, hint)
    if known == digest(below.path):
        return None
    hint = f"compare it with ours, then say so: handouts replace {name} --acknowledge"
    if known is None:
        message = f"this file replaces {below.label} and does not say which version of it"
        return say("overlay.unrecorded", message, found.label, hint)
    message = f"{below.label} has changed since this file was made from it; this clinic lacks the correction"
    return say("overlay.moved", message, found.label, hint)
