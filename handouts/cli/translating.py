"""Commands for translators and for those who approve texts.

Must not change a text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..errors import ExitCode
from .group import CLINIC, JSON, TODAY, commands, workspace_of
from .printing import echo, print_problems


@commands.command()
@click.option("--lang", required=True, help="The language; en approves the source text.")
@click.option("--topic", required=True, help="A topic's id, or 'handouts' for the words of the templates.")
@click.option("--module", "modules", multiple=True, help="Only this module; may be given again.")
@click.option("--by", required=True, help="Who approves, by name.")
@click.option("--role", required=True, type=click.Choice(["translator", "reviser", "clinician", "lay-reader"]))
@click.option("--qualification", required=True, help="What makes this person fit to approve.")
@CLINIC
@TODAY
def approve(clinic: Path | None, **options: Any) -> None:
    """Record a named person's approval of texts as they now stand."""
    from .. import requests, review

    signed = {name: options[name] for name in ("by", "role", "qualification")}
    signature = review.signature(**signed, date=requests.day(options["today"]))
    texts = {name: options[name] for name in ("lang", "topic", "modules")}
    for path, count in review.approve(workspace_of(clinic), **texts, signature=signature):
        echo(f"{count} texts approved in {path}")


@commands.group()
def catalog() -> None:
    """For translators: the gettext catalogs."""


@catalog.command()
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("pot"))
@CLINIC
def extract(folder: Path, clinic: Path | None) -> None:
    """Write the source texts as template catalogs (POT), one for each domain, with notes for translators."""
    from .. import catalog as catalogs

    for name, texts in catalogs.extract(workspace_of(clinic), folder):
        echo(f"{folder / name}: {texts} texts")


@catalog.command()
@click.option("--lang", "only", multiple=True, help="Only this language; may be given again.")
@CLINIC
@JSON
def status(only: tuple[str, ...], clinic: Path | None, as_json: bool) -> None:
    """Say how far each language has come: translated, fuzzy, stale, approved, and the words still to do."""
    from dataclasses import asdict

    from .. import progress

    rows = [
        {"id": f"{item.language}/{item.domain}", **asdict(item)}
        for item in progress.progress(workspace_of(clinic), only)
    ]
    if as_json:
        echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        said = (
            "{translated} of {texts} translated, {fuzzy} fuzzy, {stale} stale, {approved} approved, {words} words to do"
        )
        signed = ", ".join(f"{role} {count}" for role, count in row["signed"].items())
        echo(f"{row['id']}: {said.format(**row)} (signed: {signed})")


@catalog.command()
@click.option("--lang", required=True, help="The language.")
@click.option("--format", "made_as", type=click.Choice(["xlsx", "xliff", "tmx"]), default="xlsx", show_default=True)
@click.option("--topic", "only", multiple=True, help="Only this topic, 'shared' or 'handouts'; may be given again.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--clinic", type=click.Path(path_type=Path, file_okay=False), help="The clinic whose own texts to send.")
def export(lang: str, made_as: str, only: tuple[str, ...], output: Path, clinic: Path | None) -> None:
    """Write the texts of a language into one file for a translator: a spreadsheet, XLIFF, or a memory (TMX)."""
    from .. import exchange

    count = exchange.export(workspace_of(clinic, neutral=clinic is None), lang, made_as, output, only)
    echo(f"{output}: {count} texts")


@catalog.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--lang", required=True, help="The language.")
@click.option("--by", required=True, help="Who has translated, by name.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--clinic", type=click.Path(path_type=Path, file_okay=False), help="The clinic whose own texts they are.")
def take(file: Path, lang: str, by: str, dry_run: bool, clinic: Path | None) -> None:
    """Take a translator's file (XLSX, XLIFF) back: whole or not at all.

    Lists every changed number, not and never, for a person to look at.
    """
    from .. import exchange

    taken = exchange.take(workspace_of(clinic, neutral=clinic is None), lang, file, by, dry_run=dry_run)
    for change in (change for change in taken.changes if change.to_look_at):
        said = " ".join((*change.numbers, *change.words))
        lacks = f"the English has {', '.join(change.without)}, this has no such word" if change.without else ""
        echo(f"look at {change.returned.where}: {'; '.join(filter(None, (said, lacks)))}")
        echo(f"    English: {change.row.message.source}")
        echo(f"    before:  {change.row.translation or '-'}")
        echo(f"    now:     {change.returned.translation}")
    print_problems(taken.problems)
    eyes = sum(change.to_look_at for change in taken.changes)
    told = f"{len(taken.changes)} translations changed, {eyes} to look at, {taken.remarks} remarks"
    echo(f"{told}; {'nothing written' if dry_run else ', '.join(taken.written) or 'nothing to write'}")


@catalog.command()
@click.option("--editorial", is_flag=True, required=True, help="Only commas, spaces, quotation marks changed.")
@click.option("--by", required=True, help="Who says so, by name.")
@click.option("--lang", "only", multiple=True, help="Only this language; may be given again.")
@click.option("--clinic", type=click.Path(path_type=Path, file_okay=False), help="The clinic whose own texts to carry.")
@TODAY
def carry(by: str, only: tuple[str, ...], clinic: Path | None, **options: Any) -> int:
    """Keep translations and approvals where the English has changed by a comma; run it before 'catalog update'.

    Refused for numbers, negations, placeholders, and text that safety hangs on.
    """
    from .. import carry as carrying
    from .. import requests

    moves = tuple(
        carrying.carry(workspace_of(clinic, neutral=clinic is None), by, requests.day(options["today"]), only)
    )
    for move in moves:
        echo(f"{move.file}: {f'not carried, {move.refused}' if move.refused else 'carried'}: “{move.new}”")
    count = sum(not move.refused for move in moves)
    echo(f"{count} carried, {len(moves) - count} refused")
    return ExitCode.REFUSED if count < len(moves) else ExitCode.DONE


@catalog.command()
@click.option("--lang", required=True, help="The language, as Babel writes it: es, pt_BR, zh_Hans.")
@click.option("--clinic", type=click.Path(path_type=Path, file_okay=False), help="The clinic whose own texts to bring.")
def update(lang: str, clinic: Path | None) -> None:
    """Bring the PO files of a language up to the source; nothing is guessed.

    Those of the project's own texts, or with --clinic those that the clinic's files add.
    """
    from .. import catalog as catalogs

    for name, texts, empty in catalogs.update(workspace_of(clinic, neutral=clinic is None), lang):
        echo(f"{name}: {texts} texts, {empty} to translate")
