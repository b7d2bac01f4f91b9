"""Where a run's files go, as it is typed: a folder, or the address of a bucket; and which part of a list.

Must not open either.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..store import Bucket

_FOLDER = click.Path(path_type=Path, file_okay=False)


def _place(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | Bucket | None:
    """Return what was typed as a bucket where there is a `://` in it, else as a folder; raises `UsageFault`."""
    if value is None:
        return None
    if "://" in value:
        from ..store import Bucket

        return Bucket(value)
    folder: Path = _FOLDER.convert(value, param, ctx)
    return folder


def only_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Return what was typed as a folder; raises `UsageFault` for a bucket, which would become a folder named `s3:`."""
    if value is not None and "://" in value:
        from ..errors import UsageFault, error

        hint = "make them in a folder, and copy that with the store's own tool"
        raise UsageFault(error("output.folder", "this command writes to folders only", hint=hint))
    place = _place(ctx, param, value)
    return place if isinstance(place, Path) else None


OUTPUT = click.option("-o", "--output", "out", callback=_place, help="The run's folder, or s3://bucket/part.")
STATE = click.option("--state", type=_FOLDER, metavar="DIR", help="Where the run's record and errors.csv lie.")
SHARD = click.option("--shard", metavar="i/N", help="Only this part of the list; all parts go to one place.")
SUMMARY = click.option("--summary", is_flag=True, help="Say whether all shards have ended and nothing is missing.")
