"""The print file of a run: which handouts are in it, and what is to be said of it.

Must not put pages together: `merging` does, in a child process.
"""

from __future__ import annotations

from pathlib import Path

from .. import child
from ..errors import Problem, Refused, UsageFault, error, warning
from ..ledger import Ledger
from ..store import Folder, Place
from . import merging
from .files import PRINT_FILE
from .standing import Shard


def require_name(name: str) -> None:
    """Raise `UsageFault` where a print file would not lie in the folder of the run."""
    if Path(name).name != name or not name.lower().endswith(".pdf") or name.startswith("."):
        hint = "name it without a folder, as in print.pdf: it lies in the folder of the run"
        raise UsageFault(error("batch.merge", "this is no name for a print file", hint=hint))


def require_whole(place: Place, shard: Shard | None) -> None:
    """Raise `UsageFault` where there is no folder to put a print file together in, or not all of the list."""
    if not isinstance(place, Folder) or shard:
        say = "a print file is put together of all handouts, in a folder"
        hint = "copy the handouts of all shards into one folder, and give the printer those"
        raise UsageFault(error("batch.merge-place", say, str(place), hint))


def made(place: Folder, name: str, book: Ledger, config: bytes) -> Problem:
    """Write the print file and return what is to be said of it; raises `Refused`, and then there is none."""
    target = place.root / name
    there = (book.made(number) for number in book.ids())
    files = [place.root / made.path for made in there if made and made.config == config]
    if len(files) > merging.MOST_ROWS:
        say = f"a print file holds {merging.MOST_ROWS} handouts, and these are {len(files)}"
        raise Refused(error("batch.merge-rows", say, hint="split the list, and run each part into a folder of its own"))
    if not files or any(path.suffix != ".pdf" for path in files):
        hint = "leave out --merge, or the rows whose format is html or txt"
        raise Refused(error("batch.merge-kind", "a print file is made of PDFs, and of one at least", hint=hint))
    book.remember(PRINT_FILE, name)
    pages = child.run(merging.merge, files, target, place.scratch, seconds=600)
    missing = sum(1 for _ in {failure.id for failure in book.failures()})
    say = f"{name} is a print file of {len(files)} handouts, {pages} pages, both sides; it is untagged"
    say += f"; {missing} rows are not in it" if missing else ""
    return warning("batch.print-file", say, hint="no screen reader can follow it: give out the single files")
