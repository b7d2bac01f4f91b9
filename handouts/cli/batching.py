"""The command that makes one handout for each row of a list.

Must not read a row or write a file itself, and never prints a cell.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import ExitCode, Problem, UsageFault, error, warning
from .group import CLINIC, JSON, TODAY, commands, workspace_of
from .places import OUTPUT, SHARD, STATE, SUMMARY
from .printing import echo, fields, print_problems, tell
from .showing import progress, stoppable

if TYPE_CHECKING:
    from ..batch import Batch, Counts, Elsewhere
    from ..rows import Table
    from ..store import Bucket

T = TypeVar("T", str, tuple[str, str])
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@commands.command()
@click.argument("rows", type=_FILE)
@OUTPUT
@STATE
@SHARD
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes at a time.  [default: one for each core]")
@SUMMARY
@click.option("--dry-run", is_flag=True, help="Check every row and list what is wrong; nothing is written.")
@click.option("--only", type=_FILE, metavar="errors.csv", help="Run just the rows that this file names.")
@click.option("--changed", is_flag=True, help="The list has changed since the folder's last run, and that is right.")
@click.option("--verify", is_flag=True, help="Read what is there, and make again what is damaged.")
@click.option("--merge", metavar="NAME.pdf", help="Also one print file of all, in the folder, in the list's order.")
@click.option("--names", "pattern", metavar="PATTERN", help="Of the files.  [default: {row}-{run}]")
@click.option("--encoding", help="What the CSV file is written in.  [default: found out]")
@click.option("--row-seconds", type=click.FloatRange(1, 3600), default=60.0, help="What one row may take.")
@click.option("--cluster", metavar="ADDRESS", help="Have a Dask cluster make them: its scheduler's, tls://HOST:PORT.")
@click.option("--cluster-plain", is_flag=True, help="Its network is closed: tcp:// to other machines is all right.")
@click.option(
    "--cluster-wait",
    type=click.FloatRange(1),
    default=300.0,
    metavar="SECONDS",
    help="Without a worker.  [default: 300]",
)
@CLINIC
@JSON
@TODAY
def batch(rows: Path, out: Path | Bucket | None, clinic: Path | None, as_json: bool, **options: Any) -> int:
    """Make one handout for each row of ROWS: CSV, XLSX or JSON Lines.

    Its first row names the columns: topic, lang, recipe, modules …, name, reference, date … (docs/batch.md). Run it
    again, and it makes what is missing or has changed. Rows that fail are named in errors.csv of the folder.
    """
    from .. import batch as batches
    from .. import rows as lists

    workspace, shard = workspace_of(clinic), options["shard"] and batches.Shard.named(options["shard"])
    if out is None and (options["summary"] or not options["dry_run"]):
        raise UsageFault(error("batch.no-folder", "no folder to write to", hint="name one with -o"))
    table = lists.read(rows, batches.COLUMNS, options["encoding"])
    print_problems(table.notes)
    if options["summary"] and out is not None:
        return _summed(out, table, as_json=as_json)
    asked = batches.Batch(
        workspace,
        out or Path(),
        options["today"] or datetime.now().astimezone(),
        options["jobs"] or os.cpu_count() or 1,
        seconds=options["row_seconds"],
        elsewhere=_cluster(rows, options),
        state=options["state"],
        shard=shard,
        **{name: options[name] for name in ("pattern", "only", "changed", "verify", "merge") if options[name]},
    )
    return _checked(asked, table, as_json=as_json) if options["dry_run"] else _made(asked, table, as_json=as_json)


def _cluster(rows: Path, options: dict[str, Any]) -> Elsewhere | None:
    from ..batch import Elsewhere

    plain, wait = options["cluster_plain"], options["cluster_wait"]
    return Elsewhere(options["cluster"], rows, options["encoding"], plain, wait) if options["cluster"] else None


def _made(asked: Batch, table: Table, *, as_json: bool) -> int:
    from .. import batch as batches

    counts = batches.Counts()
    try:
        with stoppable(), progress(lambda: _ended(counts), lambda: counts.failed) as (total, watch):
            total(_about(asked, table))
            batches.run(asked, table, counts, watch)
    except KeyboardInterrupt:
        tell(f"interrupted: {_said(counts)}; the same command goes on from there")
        return ExitCode.INTERRUPTED
    problems = (*_warnings(counts), *counts.problems, *_unreconciled(counts))
    print_problems(problems)
    _tell_failures(counts, asked)
    if as_json:
        echo(json.dumps([_row(counts, str(asked.out), problems)], ensure_ascii=False))
    else:
        echo(f"{asked.out}: {_said(counts)}")
    if not counts.agree:
        return ExitCode.OUR_FAULT
    return ExitCode.ROWS_FAILED if counts.failed or any(item.refuses for item in problems) else ExitCode.DONE


def _checked(asked: Batch, table: Table, *, as_json: bool) -> int:
    from .. import batch as batches

    counts, found = batches.Counts(), []
    with stoppable(), progress(lambda: counts.read, lambda: counts.failed) as (total, watch):
        total(_about(asked, table))
        for told in batches.check(asked, table, counts, watch):
            for code, column, remedy in batches.listed(told):
                row = {"id": str(told.number), "code": code, "column": column, "remedy": remedy}
                if as_json:
                    found.append(row)
                else:
                    place = f"row {told.number}" + (f", column {column}" if column else "")
                    echo(f"{place}: {remedy} [{code}]")
    if as_json:
        echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        echo(f"{counts.read} rows read, {counts.failed} would fail; nothing was written")
    return ExitCode.ROWS_FAILED if counts.failed else ExitCode.DONE


def _summed(out: Path | Bucket, table: Table, *, as_json: bool) -> int:
    from .. import batch as batches
    from ..store import Folder

    total = batches.summed(Folder(out, out) if isinstance(out, Path) else out, table)
    print_problems(total.problems)
    if as_json:
        names = ("shards", "rows", "read", "there", "failed", "passed")
        said = {name: getattr(total, name) for name in names}
        echo(json.dumps([{"id": str(out), **said, "problems": [fields(item) for item in total.problems]}]))
    else:
        counted = f"{total.read} of {total.rows} rows read: {total.there} there, {total.failed} failed"
        echo(f"{out}: {total.shards} shards, {counted}, {total.passed} not run")
    return ExitCode.ROWS_FAILED if total.problems else ExitCode.DONE


def _about(asked: Batch, table: Table) -> int:
    return table.about // (asked.shard.of if asked.shard else 1)


def _ended(counts: Counts) -> int:
    return counts.made + counts.kept + counts.passed + counts.failed


def _ranked(counter: Counter[T]) -> list[tuple[T, int]]:
    """Return what was counted, the most frequent first, the rest in an order that no process has to do with."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _said(counts: Counts) -> str:
    said = f"{counts.read} rows read: {counts.made} made, {counts.kept} there already, {counts.failed} failed"
    said += f", {counts.passed} not run" if counts.passed else ""
    if counts.imprinted or counts.whole:
        reasons = ", ".join(f"{number} for {reason}" for reason, number in _ranked(counts.whole))
        said += f"; {counts.imprinted} printed onto sheets that were ready"
        said += f" (whole: {reasons})" if reasons else ""
    return said + (f"; {counts.removed} of rows that are gone taken away" if counts.removed else "")


def _warnings(counts: Counts) -> tuple[Problem, ...]:
    """Return what was to be said of single sheets, once for all rows."""
    return tuple(
        warning(code, f"said of {number} handouts", hint=hint) for (code, hint), number in _ranked(counts.warnings)
    )


def _unreconciled(counts: Counts) -> tuple[Problem, ...]:
    if counts.agree:
        return ()
    say = f"{counts.read} rows were read and {_ended(counts)} have an end"
    return (error("batch.lost", say, hint="this is our fault; please report this line"),)


def _tell_failures(counts: Counts, asked: Batch) -> None:
    from .. import batch as batches

    line = partial("{number} rows: {code}{column}".format_map)
    for (code, column), number in _ranked(counts.codes)[:10]:
        tell(line({"number": number, "code": code, "column": f" in column {column}" if column else ""}))
    if counts.failed:
        errors = batches.standing(asked.out, asked.state, asked.shard).errors
        more = f" --state {asked.state}" if asked.state else ""
        more += f" --shard {asked.shard.number}/{asked.shard.of}" if asked.shard else ""
        tell(f"{errors} names the rows; mend the list, then: handouts batch LIST -o {asked.out}{more} --only {errors}")


def _row(counts: Counts, folder: str, problems: tuple[Problem, ...]) -> dict[str, object]:
    names = ("read", "made", "kept", "passed", "failed", "removed")
    return {
        "id": folder,
        **{name: getattr(counts, name) for name in names},
        "imprinted": counts.imprinted,
        "whole": dict(counts.whole),
        "problems": [fields(item) for item in problems],
    }
