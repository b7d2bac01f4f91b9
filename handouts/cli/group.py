"""The group of all commands, the options that several of them have, and what these stand for.

Must not hold a command.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import __version__

if TYPE_CHECKING:
    from ..workspace import Workspace

CLINIC = click.option(
    "--clinic", type=click.Path(path_type=Path, file_okay=False), envvar="HANDOUTS_CLINIC", help="The clinic's folder."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print a list of objects that a program may read.")
TODAY = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True, help="Act as on this day.")

MODULES = ("making", "batching", "building", "content", "tools", "translating")
"""Where the commands are, in the order in which they are looked for: whoever makes one handout waits for no other."""


class _Commands(click.Group):
    """Imports one module of commands after the other until it has the one that is asked for, or all for the help."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        for module in MODULES:
            if name in self.commands:
                break
            import_module(f".{module}", __package__)
        return super().get_command(context, name)

    def list_commands(self, context: click.Context) -> list[str]:
        for module in MODULES:
            import_module(f".{module}", __package__)
        return super().list_commands(context)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handouts")
def commands() -> None:
    """Make the printed sheet that a patient takes home.

    Exit codes: 0 done, 1 our fault, 2 usage, 3 some rows failed,
    4 refused (nothing written), 5 output cannot be written, 6 another run holds the folder, 130 interrupted.
    """


def clinic_of(clinic: Path | None) -> Path | None:
    """Return the folder of `--clinic` or the environment, or the nearest folder above with a clinic.yaml."""
    from ..workspace import nearest_clinic

    return clinic or nearest_clinic(Path.cwd())


def workspace_of(clinic: Path | None, *, neutral: bool = False) -> Workspace:
    """Return the workspace of `clinic_of`, or our own alone."""
    from .. import roots

    return roots.at(None if neutral else clinic_of(clinic))
