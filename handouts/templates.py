"""The Jinja environment over the roots' `templates/` folders: sandboxed, strict, autoescaped.

Must not know topics, languages or the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

from .cache import cache_folder, write
from .errors import Refused, error
from .template_words import FOLDER
from .workspace import Workspace

_OPTIONS: dict[str, Any] = {
    "autoescape": True,  # select_autoescape() is off for names such as x.html.j2
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
_MADE_BY = sha256(f"{jinja2.__version__} {_OPTIONS}".encode()).hexdigest()[:16]
_DIGEST = sha256().digest_size
_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


class _Compiled(BytecodeCache):
    """Compiled templates, known by their source: in this process, and in the cache folder from one run to the next.

    To compile them takes longer than to fill them. A file that was damaged counts as none: it could print other words.
    """

    def __init__(self) -> None:
        self._known: dict[str, Bucket] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get(bucket.key)
        if known and known.checksum == bucket.checksum:
            bucket.code = known.code
            return
        with suppress(OSError):
            kept = _kept(bucket).read_bytes()
            digest, compiled = kept[:_DIGEST], kept[_DIGEST:]
            if sha256(compiled).digest() == digest:
                bucket.bytecode_from_string(compiled)
                self._known[bucket.key] = bucket

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket
        compiled = bucket.bytecode_to_string()
        with suppress(OSError):  # the next run compiles it again
            write(_kept(bucket), sha256(compiled).digest() + compiled)


def _kept(bucket: Bucket) -> Path:
    """Return where a template is kept as this version of Jinja compiles it with these options."""
    return cache_folder() / f"template-{bucket.key}-{_MADE_BY}"


_COMPILED = _Compiled()


def environment(workspace: Workspace) -> ImmutableSandboxedEnvironment:
    """Return the environment; a clinic's template of the same name is found before ours."""
    loader = FunctionLoader(partial(_source, workspace))  # Jinja's own would follow a link out of the workspace
    made = ImmutableSandboxedEnvironment(loader=loader, bytecode_cache=_COMPILED, **_OPTIONS)
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
