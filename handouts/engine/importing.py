"""The import of WeasyPrint in half its time: what it makes ready and our sheets seldom use waits until it is used.

Must not change what anything does when it is used, and leaves no trace in the modules that others import.
"""

from __future__ import annotations

import ctypes.util
import importlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from typing import Any

LATER = {
    "fontTools.subset": ("Options", "Subsetter"),  # where the system lacks HarfBuzz's
    "fontTools.varLib.instancer": ("instantiateVariableFont",),  # for variable fonts
}
"""Modules that WeasyPrint imports for rare cases, and what it calls of them."""


def import_engine() -> None:
    """Import WeasyPrint; raises `OSError` where the system lacks one of its libraries."""
    with redirect_stdout(io.StringIO()), _later():  # it says at length what it misses
        try:
            with _by_name_alone():
                import weasyprint
        except OSError:  # a library under a name that only a search finds
            import weasyprint  # noqa: F401


@contextmanager
def _by_name_alone() -> Iterator[None]:
    """Have libraries found by the names that WeasyPrint knows, without a search before each.

    A search runs `ldconfig`, the compiler and the linker; on Linux, it could only find what has such a name.
    """
    searching = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - as it is called
    try:
        yield
    finally:
        ctypes.util.find_library = searching


@contextmanager
def _later() -> Iterator[None]:
    """Let imports of the modules of `LATER` have functions that import them when they are called."""
    standing = {name: _standing_in(name, wanted) for name, wanted in LATER.items() if name not in sys.modules}
    sys.modules.update(standing)
    try:
        yield
    finally:
        for name in standing:
            del sys.modules[name]


def _standing_in(name: str, wanted: tuple[str, ...]) -> ModuleType:
    module = ModuleType(name)
    for one in wanted:
        setattr(module, one, _caller(name, one))
    return module


def _caller(module: str, name: str) -> Callable[..., Any]:
    """Return a function that calls this function or class of that module, which is imported then."""

    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*arguments, **named)

    return call
