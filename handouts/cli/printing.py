"""What the command line prints: results on standard output, problems and reports on standard error.

Must not decide an exit code, and never prints a value that may be personal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial

import click

from .. import __version__
from ..errors import Crash, OutputFailed, Problem, Severity, error

tell = partial(click.echo, err=True)


def echo(text: object) -> None:
    """Print a result; raises `OutputFailed` where standard output takes no more."""
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise OutputFailed(error("output.failed", f"cannot write to standard output: {fault.strerror}")) from fault


def made(target: str, pages: int, problems: Sequence[Problem], *, as_json: bool) -> str:
    """Return what is said of a handout that was written."""
    if as_json:
        said = [fields(item) for item in problems]
        return json.dumps([{"id": target, "pages": pages, "problems": said}], ensure_ascii=False)
    return f"{target} ({pages} {'page' if pages == 1 else 'pages'})" if pages else target


def fields(problem: Problem) -> dict[str, str]:
    """Return a problem as a program reads it."""
    return {"id": problem.code} | {
        name: str(getattr(problem, name)) for name in ("severity", "message", "where", "hint")
    }


def print_problems(problems: Sequence[Problem], least: Severity = Severity.NOTE) -> None:
    """Print problems on standard error, the gravest first, those of less weight than `least` left out."""
    order = list(Severity)
    for problem in sorted(problems, key=lambda item: order.index(item.severity)):
        if order.index(problem.severity) > order.index(least):
            continue
        place = f"{problem.where}: " if problem.where else ""
        hint = f"\n    {problem.hint}" if problem.hint else ""
        tell(f"{problem.severity}: {place}{problem.message} [{problem.code}]{hint}")


def print_report(fault: Exception) -> None:
    """Print what a maintainer needs: kinds and places, never values, which may be personal."""
    crash = fault if isinstance(fault, Crash) else Crash.of(fault)
    tell(f"handouts {__version__} failed; this is our fault. Please report these lines:")
    tell(f"  {crash.kind}, Python {sys.version.split()[0]}, {sys.platform}")
    for place in crash.places:
        tell(f"  {place}")
