"""Commands that get this machine ready.

Must not touch content.
"""

from __future__ import annotations

import click

from .group import commands
from .printing import echo


@commands.command()
@click.option("--group", default="base", show_default=True, help="Which fonts of the catalogue to fetch.")
def fonts(group: str) -> None:
    """Fetch the fonts that the sheets are set in."""
    from .. import fonts as font_files
    from ..workspace import own_root

    folder = own_root() / "styles" / "fonts"
    if font_files.missing(folder, group=group):
        font_files.fetch(folder, group=group)
    echo("all fonts are here")
