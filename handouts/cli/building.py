"""The command that makes every leaflet of a workspace.

Must not compose or judge anything.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, Severity, refuse_if_any
from ..model.editions import EDITIONS
from .group import CLINIC, JSON, TODAY, commands, workspace_of
from .places import only_folder
from .printing import echo, fields, print_problems, tell
from .showing import progress, stoppable

if TYPE_CHECKING:
    from ..library import Outcome, Plan, Report

_STATUSES = {"made": "made", "kept": "unchanged", "incomplete": "not complete", "failed": "failed"}


@commands.command()
@click.option("-o", "--output", "folder", required=True, callback=only_folder, metavar="FOLDER")
@click.option("--topic", "topics", multiple=True, help="Only this topic; may be given again.")
@click.option("--lang", "languages", multiple=True, help="Only this language; may be given again.")
@click.option("--recipe", "recipes", multiple=True, help="Only this recipe; may be given again.")
@click.option(
    "--edition", "editions", multiple=True, type=click.Choice(list(EDITIONS)), help="[default: standard]; again."
)
@click.option("--paper", "papers", multiple=True, type=click.Choice(["a4", "letter"]), help="[default: the clinic's]")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes at a time.  [default: one for each core]")
@CLINIC
@JSON
@TODAY
def build(folder: Path, jobs: int | None, clinic: Path | None, as_json: bool, **options: Any) -> int:
    """Make every complete leaflet of the workspace in a folder, with a page to pick from.

    Only what has changed is made again. What a language still lacks is left out and named; a leaflet that this command
    does not ask for is taken away, if it was made by this program and nobody has changed it.
    """
    from .. import clinic as clinics
    from .. import library, requests

    workspace, today = workspace_of(clinic), requests.day(options.pop("today"))
    found, said = clinics.load(workspace, today)
    refuse_if_any(said)
    plan = library.Plan(workspace, found, folder, today, jobs or os.cpu_count() or 1, **options)
    try:
        report = _built(plan, quiet=as_json)
    except KeyboardInterrupt:
        tell("interrupted; what was made is kept, and the same command goes on from there")
        return ExitCode.INTERRUPTED
    counts = {name: sum(item.status == name for item in report.outcomes) for name in _STATUSES}
    if as_json:
        echo(json.dumps([_row(item) for item in report.outcomes], ensure_ascii=False, indent=1))
    else:
        said_counts = ", ".join(f"{counts[name]} {words}" for name, words in _STATUSES.items())
        echo(f"{folder / library.INDEX}: {said_counts}")
    return ExitCode.ROWS_FAILED if counts["failed"] else ExitCode.DONE


def _built(plan: Plan, *, quiet: bool) -> Report:
    from .. import library

    seen: list[Outcome] = []

    def say(outcome: Outcome) -> None:
        seen.append(outcome)
        renew()
        if not quiet:
            _tell(outcome)

    with (
        stoppable(),
        progress(lambda: len(seen), lambda: sum(item.status == "failed" for item in seen)) as (
            total,
            renew,
        ),
    ):
        report = library.build(plan, total, say)
    for name in report.removed:
        tell(f"taken away: {name}")
    for name in report.left:
        tell(f"not asked for, but changed by somebody since we made it, so it stays: {name}")
    return report


def _tell(outcome: Outcome) -> None:
    """Say what became of a leaflet that was not there as it should be; of one that failed, why."""
    if outcome.status == "made":
        tell(f"{outcome.leaflet.path} ({outcome.pages} {'page' if outcome.pages == 1 else 'pages'})")
    elif outcome.status == "incomplete":
        first = next(problem for problem in outcome.problems if problem.refuses)
        more = sum(problem.refuses for problem in outcome.problems) - 1
        tell(f"left out: {outcome.leaflet.path}: {first.message}{f' and {more} more' if more else ''}")
    elif outcome.status == "failed":
        tell(f"failed: {outcome.leaflet.path}")
        print_problems(outcome.problems, least=Severity.ERROR)


def _row(outcome: Outcome) -> dict[str, object]:
    leaflet = outcome.leaflet
    return {
        "id": str(leaflet.path),
        "topic": leaflet.topic,
        "language": leaflet.request.locale,
        "recipe": leaflet.request.recipe,
        "edition": leaflet.request.edition,
        "paper": leaflet.request.paper,
        "status": outcome.status,
        "pages": outcome.pages,
        "problems": [fields(item) for item in outcome.problems],
    }
