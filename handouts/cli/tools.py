"""Commands that get this machine ready, and the pages in a browser: the designer's and the staff's.

Must not touch content.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from .group import CLINIC, commands
from .printing import echo, tell


@commands.command()
@click.argument("lang", nargs=-1)
def fonts(lang: tuple[str, ...]) -> None:
    """Fetch the fonts that the sheets are set in, and those of each LANG (zh_Hans, zh_Hant, ja, ko have their own)."""
    from .. import fonts as font_files
    from .. import lettering
    from ..locales import languages
    from ..workspace import own_root

    folder = own_root() / "styles" / "fonts"
    scripts = frozenset(filter(None, map(languages.script, lang)))
    for group in font_files.groups(font_files.catalogue(folder), scripts):
        if font_files.missing(folder, group=group):
            weight = lettering.size(folder, group)
            tell(f"getting the fonts: {group}" + (f", {weight} MB" if weight else ""))
            font_files.fetch(folder, group=group)
    echo("all fonts are here")


@commands.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: any that is free]")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@CLINIC
def preview(port: int, no_open: bool, clinic: Path | None) -> None:
    """Show the pages in the browser, anew at every save of a style sheet, a template, a topic or clinic.yaml.

    Only this machine can reach the page, and nothing is written. Ctrl-C ends it.
    """
    from ..web.preview import serve
    from ..workspace import nearest_clinic

    def ready(address: str) -> None:
        echo(address)
        tell("Ctrl-C ends the preview")
        if not no_open and _has_screen():
            click.launch(address)

    serve(clinic or nearest_clinic(Path.cwd()), port, ready)


@commands.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: any that is free]")
@click.option("--no-browser", is_flag=True, help="Open no browser: print the address.")
@click.option("--serve", "served", metavar="ORIGIN", help="Answer to this https:// address, through its proxy alone.")
@click.option("--proxy-secret", type=click.Path(path_type=Path), metavar="FILE", help="What only that proxy knows.")
@CLINIC
def desk(port: int, no_browser: bool, served: str | None, proxy_secret: Path | None, clinic: Path | None) -> None:
    """Open the page at the counter: choose a handout, see its pages, print it.

    Only this machine can reach the page, and nothing is kept. The address opens it once. Ctrl-C ends it.
    --serve is for a clinic's own network, behind a proxy with TLS and sign-in: docs/desk.md says how.
    """
    from ..web.desk import serve
    from ..workspace import nearest_clinic

    folder = clinic or nearest_clinic(Path.cwd())
    if served or proxy_secret:
        _serve_desk(folder, port, served, proxy_secret)
        return

    def ready(address: str) -> None:
        opens = not no_browser and _has_screen()
        if opens:
            click.launch(address)
        else:
            echo(address)
        tell("the desk is open" + ("" if opens else " at that address, once") + "; Ctrl-C ends it")

    serve(folder, port, ready)


def _serve_desk(folder: Path | None, port: int, served: str | None, secret: Path | None) -> None:
    """Serve the desk behind a proxy, where all three of its options are given."""
    from ..errors import UsageFault, error
    from ..web.desk import proxied, serve

    if not (served and secret and port):
        hint = "give all three: --serve https://desk.clinic.example --proxy-secret FILE --port 8123; see docs/desk.md"
        raise UsageFault(error("desk.serve", "--serve needs a proxy with a secret, and a port that stays", hint=hint))
    front = proxied(served, secret)
    serve(folder, port, lambda origin: tell(f"the desk is at {origin}, through its proxy alone; Ctrl-C ends it"), front)


def _has_screen() -> bool:
    """Whether a browser would open in a window of its own and not in this terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
