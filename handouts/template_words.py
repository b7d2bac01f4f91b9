"""Every word that the templates print through `_()`, with its place: what is translated, approved and counted.

To parse all templates takes longer than to fill those of a sheet, so what each says is kept by its content from one run
to the next. Must not fill a template.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from jinja2.ext import babel_extract

from .cache import cache_folder, write
from .errors import Refused, error
from .model.message import TEMPLATES, Message
from .workspace import Found, Workspace

FOLDER = "templates"
Calls = tuple[tuple[int, str | None], ...]
"""Line and text of each word of a template; None where a call is given no text."""


def messages(workspace: Workspace) -> Iterator[Message]:
    """Yield every word that the templates print, with its place; raises `Refused` on one unknown yet."""
    files = filter(None, (workspace.find(f"{FOLDER}/{name}") for name in _files(workspace)))
    sources = {found.label: _source(found) for found in files}
    said = _said(_kept(workspace), tuple(sources.values()))
    for label, source in sources.items():
        for line, text in said[source]:
            where = f"{label}:{line}"
            if text is None:
                hint = 'print a value by itself, or with a name: _("Revision {number}", number=topic.revision)'
                raise Refused(error("template.words", "_() takes words in quotation marks", where, hint))
            yield Message(TEMPLATES, "", text, where, critical=True)


def _files(workspace: Workspace, folder: str = "") -> Iterator[str]:
    for entry in workspace.names(f"{FOLDER}/{folder}"):
        name = f"{folder}{entry}"
        if entry.endswith(".html"):
            yield name
        elif any((root / FOLDER / name).is_dir() for root in workspace.roots):
            yield from _files(workspace, f"{name}/")


def _source(found: Found) -> str:
    try:
        return found.path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Refused(error("file.not-utf8", "the file is not UTF-8", found.label, "save it as UTF-8")) from fault


def _kept(workspace: Workspace) -> Path:
    """Return where the words of a workspace's templates are kept."""
    roots = hashlib.sha256("\n".join(str(root.resolve()) for root in workspace.roots).encode())
    return cache_folder() / f"template-words-{roots.hexdigest()[:16]}.json"


@lru_cache(maxsize=4)
def _said(kept: Path, sources: tuple[str, ...]) -> Mapping[str, Calls]:
    """Return what each template says, from what is kept of it or from its own text; then just that is kept."""
    known = _read(kept)
    names = {source: hashlib.sha256(source.encode()).hexdigest() for source in sources}
    said = {source: known[name] if name in known else _calls(source) for source, name in names.items()}
    now = {name: said[source] for source, name in names.items()}
    if now != known:
        write(kept, json.dumps(now, ensure_ascii=False).encode())
    return said


def _read(kept: Path) -> dict[str, Calls]:
    try:
        told = json.loads(kept.read_text(encoding="utf-8"))
        return {name: tuple((int(line), text) for line, text in calls) for name, calls in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _calls(source: str) -> Calls:
    """Return every call of `_` and `staff_` in a template; nothing when its syntax is wrong."""
    found = babel_extract(io.BytesIO(source.encode()), ("_", "staff_"), (), {"trimmed": "true"})
    texts = ((line, said[0] if isinstance(said, tuple) else said) for line, _, said, _ in found)  # a tuple with values
    return tuple((line, text if isinstance(text, str) else None) for line, text in texts)
