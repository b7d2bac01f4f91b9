"""Commands about content: what there is, what is wrong with it, and a clinic's own folder.

Must not make a handout.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, Problem, Severity
from .group import CLINIC, JSON, TODAY, commands, workspace_of
from .printing import echo, fields, print_problems, tell

if TYPE_CHECKING:
    from ..workspace import Workspace


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
@click.option("--notes", is_flag=True, help="List every note; without it, those on our own files are counted.")
@CLINIC
@JSON
@TODAY
def check(clinic: Path | None, notes: bool, as_json: bool, today: Any) -> int:
    """Check all source content of the workspace."""
    from .. import check as checking
    from .. import requests

    workspace = workspace_of(clinic)
    problems = tuple(checking.problems(workspace, requests.day(today)))
    if as_json:
        echo(json.dumps([fields(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        kept = tuple(item for item in problems if notes or not _is_for_keepers(item, workspace))
        print_problems(kept)
        if len(kept) < len(problems):
            tell(f"and {len(problems) - len(kept)} notes for whoever keeps our own files; --notes lists them")
        counts = [sum(problem.severity is kind for problem in problems) for kind in Severity]
        echo("{} errors, {} warnings, {} notes".format(*counts))
    return ExitCode.REFUSED if any(problem.refuses for problem in problems) else ExitCode.DONE


def _is_for_keepers(problem: Problem, workspace: Workspace) -> bool:
    """Whether it is a note on a file of the project's own, which a clinic can do nothing about."""
    return problem.severity is Severity.NOTE and workspace.root_of(problem.where) == workspace.own


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
