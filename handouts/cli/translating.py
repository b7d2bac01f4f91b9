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
from .printing import echo


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
