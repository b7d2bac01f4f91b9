"""The Jinja environment over the roots' `templates/` folders: sandboxed, strict, autoescaped.

Must not know topics, languages or the engine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.ext import babel_extract
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

from .errors import Refused, error
from .model.message import TEMPLATES, Message
from .workspace import Found, Workspace

FOLDER = "templates"
_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


class _Compiled(BytecodeCache):
    """Templates that this process has compiled already, known by their source: half of what filling one costs."""

    def __init__(self) -> None:
        self._known: dict[str, Bucket] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get(bucket.key)
        if known and known.checksum == bucket.checksum:
            bucket.code = known.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket


_COMPILED = _Compiled()


def environment(workspace: Workspace) -> ImmutableSandboxedEnvironment:
    """Return the environment; a clinic's template of the same name is found before ours."""
    loader = FunctionLoader(partial(_source, workspace))  # Jinja's own would follow a link out of the workspace
    # select_autoescape() is off for names such as x.html.j2, so escaping is on for all
    made = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    made.globals = {"range": safe_range}
    return made


def _source(workspace: Workspace, name: str) -> tuple[str, str, None] | None:
    """Return a template's text and file; None where the workspace has none."""
    found = workspace.find(f"{FOLDER}/{name}")
    return (found.path.read_text(encoding="utf-8"), str(found.path), None) if found else None


def rendered(workspace: Workspace, name: str, context: Mapping[str, Any]) -> str:
    """Return a template filled with plain values; raises `Refused` with `file:line` when it cannot be."""
    try:
        return environment(workspace).get_template(name).render(context)
    except TemplateNotFound as fault:
        where = _place(workspace, fault, name)
        raise Refused(error("template.missing", f"there is no template '{fault.name}'", where)) from None
    except TemplateSyntaxError as fault:
        where = f"{_label(workspace, fault.name or name)}:{fault.lineno}"
        raise Refused(error("template.syntax", f"the template has a fault: {fault.message}", where)) from None
    except _FAULTS as fault:
        where = _place(workspace, fault, name)
        raise Refused(error("template.fault", _said(fault), where, "compare it with our own template")) from None


def messages(workspace: Workspace) -> Iterator[Message]:
    """Yield every word that the templates print through `_()`, with its place; raises `Refused` on one unknown yet."""
    for name in _files(workspace):
        found = workspace.find(f"{FOLDER}/{name}")
        for line, said in _calls(found) if found else ():
            text = said[0] if isinstance(said, tuple) else said  # a call with values gives a tuple
            where = f"{found.label if found else name}:{line}"
            if not isinstance(text, str):
                hint = 'print a value by itself, or with a name: _("Revision {number}", number=topic.revision)'
                raise Refused(error("template.words", "_() takes words in quotation marks", where, hint))
            yield Message(TEMPLATES, "", text, where, critical=True)


def _calls(found: Found) -> Iterator[tuple[int, object]]:
    """Yield line and arguments of every call of `_` and `staff_` in a template; nothing when its syntax is wrong."""
    try:
        yield from _calls_in(found.path.read_bytes())
    except UnicodeDecodeError as fault:
        raise Refused(error("file.not-utf8", "the file is not UTF-8", found.label, "save it as UTF-8")) from fault


@lru_cache(maxsize=256)
def _calls_in(source: bytes) -> tuple[tuple[int, object], ...]:
    found = babel_extract(io.BytesIO(source), ("_", "staff_"), (), {"trimmed": "true"})
    return tuple((line, said) for line, _function, said, _comments in found)


def _files(workspace: Workspace, folder: str = "") -> Iterator[str]:
    for entry in workspace.names(f"{FOLDER}/{folder}"):
        name = f"{folder}{entry}"
        if entry.endswith(".html"):
            yield name
        elif any((root / FOLDER / name).is_dir() for root in workspace.roots):
            yield from _files(workspace, f"{name}/")


def _said(fault: Exception) -> str:
    """Return what went wrong; only Jinja's own words, and of these none that may be a value."""
    if not isinstance(fault, TemplateError):
        return f"the template has a fault ({type(fault).__name__})"
    whose, lacks, _name = str(fault).partition(" has no ")
    return f"the template has a fault: {whose}" + (" lacks what this line asks of it" if lacks else "")


def _place(workspace: Workspace, fault: Exception, name: str) -> str:
    """Return the deepest place in a template that the fault's traceback goes through."""
    place, trace = _label(workspace, name), fault.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if f"/{FOLDER}/" in file and file.endswith(".html"):
            place = f"{_label(workspace, file.rpartition(f'/{FOLDER}/')[2])}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _label(workspace: Workspace, name: str) -> str:
    found = workspace.find(f"{FOLDER}/{name}")
    return found.label if found else f"{FOLDER}/{name}"


Word = Callable[..., Any]
