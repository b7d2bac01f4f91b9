"""The Jinja environment over the roots' `templates/` folders: sandboxed, strict, autoescaped.

Must not know topics, languages or the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.ext import babel_extract
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .errors import Refused, error
from .model.message import TEMPLATES, Message
from .workspace import Workspace

FOLDER = "templates"


def environment(workspace: Workspace) -> ImmutableSandboxedEnvironment:
    """Return the environment; a clinic's template of the same name is found before ours."""
    loader = FileSystemLoader([str(root / FOLDER) for root in workspace.roots])
    # select_autoescape() is off for names such as x.html.j2, so escaping is on for all
    made = ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals = {}
    return made


def rendered(workspace: Workspace, name: str, context: Mapping[str, Any]) -> str:
    """Return a template filled with plain values; raises `Refused` with `file:line` when it cannot be."""
    try:
        return environment(workspace).get_template(name).render(context)
    except TemplateNotFound as fault:
        raise Refused(error("template.missing", f"there is no template '{fault.name}'", f"{FOLDER}/{name}")) from None
    except TemplateSyntaxError as fault:
        where = f"{FOLDER}/{fault.name or name}:{fault.lineno}"
        raise Refused(error("template.syntax", f"the template has a fault: {fault.message}", where)) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as fault:
        raise Refused(
            error("template.fault", _said(fault), _place(fault, name), "compare it with our own template")
        ) from None


def messages(workspace: Workspace) -> Iterator[Message]:
    """Yield every word that the templates print through `_()`, with its place."""
    for name in _files(workspace):
        found = workspace.find(f"{FOLDER}/{name}")
        if found is None:
            continue
        with found.path.open("rb") as file:
            for line, _function, said, _comments in babel_extract(file, ("_", "staff_"), (), {"trimmed": "true"}):
                text = said[0] if isinstance(said, tuple) else said  # a call with values gives a tuple
                if isinstance(text, str):
                    yield Message(TEMPLATES, "", text, f"{found.label}:{line}", critical=True)


def _files(workspace: Workspace, folder: str = "") -> Iterator[str]:
    for entry in workspace.names(f"{FOLDER}/{folder}"):
        name = f"{folder}{entry}"
        if entry.endswith(".html"):
            yield name
        elif any((root / FOLDER / name).is_dir() for root in workspace.roots):
            yield from _files(workspace, f"{name}/")


def _said(fault: Exception) -> str:
    """Return what went wrong; only Jinja's own words, which name variables and never their values."""
    own = isinstance(fault, TemplateError)
    return f"the template has a fault: {fault}" if own else f"the template has a fault ({type(fault).__name__})"


def _place(fault: Exception, name: str) -> str:
    """Return the deepest place in a template that the fault's traceback goes through."""
    place, trace = f"{FOLDER}/{name}", fault.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if f"/{FOLDER}/" in file and file.endswith(".html"):
            place = f"{FOLDER}/{file.rpartition(f'/{FOLDER}/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


Word = Callable[..., Any]
