"""Commands about content: what there is, what is wrong with it, and a clinic's own folder.

Must not make a handout.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..errors import ExitCode, Severity
from .group import CLINIC, JSON, TODAY, commands, workspace_of
from .printing import echo, fields, print_problems


@commands.command("list")
@click.argument("what", type=click.Choice(["topics", "modules", "recipes", "languages", "files"]), default="topics")
@click.option("--topic", help="Only of this topic.")
@CLINIC
@JSON
def list_(what: str, topic: str | None, clinic: Path | None, as_json: bool) -> None:
    """Say what there is, and from which folder it comes; `files` are those that a clinic's folder brings."""
    from .. import listing

    rows = listing.rows(workspace_of(clinic), what, topic)
    if as_json:
        echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        echo("  ".join(str(value) for value in row.values() if value != ""))


@commands.command()
@CLINIC
@JSON
@TODAY
def check(clinic: Path | None, as_json: bool, today: Any) -> int:
    """Check all source content of the workspace."""
    from .. import check as checking
    from .. import requests

    problems = tuple(checking.problems(workspace_of(clinic), requests.day(today)))
    if as_json:
        echo(json.dumps([fields(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        print_problems(problems)
        counts = [sum(problem.severity is kind for problem in problems) for kind in Severity]
        echo("{} errors, {} warnings, {} notes".format(*counts))
    return ExitCode.REFUSED if any(problem.refuses for problem in problems) else ExitCode.DONE


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--country", required=True, metavar="CC", help="Two letters, as in GB; decides the emergency number.")
@click.option("--name", help="The clinic's name.")
@click.option("--phone", help="The clinic's phone number.")
def new(folder: Path, country: str, name: str | None, phone: str | None) -> None:
    """Make a clinic's FOLDER, ready to edit."""
    from .. import scaffold

    for path in scaffold.new(workspace_of(None, neutral=True), folder, country.upper(), name, phone):
        echo(path)


@commands.command()
@click.argument("name", metavar="FILE")
@click.option("--acknowledge", is_flag=True, help="Your file was compared with ours as it is now.")
@click.option("--diff", is_flag=True, help="Show how your file differs from ours.")
@CLINIC
def replace(clinic: Path | None, name: str, acknowledge: bool, diff: bool) -> None:
    """Copy FILE of ours (topics/baclofen/safe-use.yaml) into the clinic's folder, to be changed there.

    The copy records which version of ours it was made from: 'handouts check' says when ours has changed since.
    """
    from .. import replacing

    workspace = workspace_of(clinic)
    if diff:
        echo(replacing.differences(workspace, name))
    else:
        echo((replacing.acknowledge if acknowledge else replacing.copy)(workspace, name))
