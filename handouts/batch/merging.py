"""One print file of many handouts, in order, each beginning on a new sheet of paper.

The result has no tags, and says so. Must not judge or change a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

import pikepdf

from .. import output

MOST_ROWS = 1000
"""Handouts in one print file: more take too much memory."""
_PART = 50
"""Files that are open at a time."""
PRINT_FILE = "Print file: many handouts one after another, without tags. Not for screen readers."
"""What such a file says of itself."""


def merge(files: Sequence[Path], target: Path, scratch: Path) -> int:
    """Write the pages of these PDFs, in this order, as one; return how many pages it has. Raises `OutputFailed`.

    A handout with an odd number of pages gets an empty one behind it, so that none begins on the back of another.
    """
    parts = []
    for first in range(0, len(files), _PART):
        parts.append(scratch / f"part-{first}.pdf")
        _join(files[first : first + _PART], parts[-1], scratch)
    pages = _join(parts, target, scratch)
    for part in parts:
        part.unlink()
    return pages


def _join(files: Sequence[Path], target: Path, scratch: Path) -> int:
    """Write the pages of a few files as one. The library keeps all that it has read of a file until that is closed."""
    with pikepdf.new() as whole, ExitStack() as opened:
        for path in files:
            _add(whole, opened.enter_context(pikepdf.open(path)))
        whole.docinfo["/Title"] = "Print file"
        whole.docinfo["/Subject"] = PRINT_FILE
        whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Duplex=pikepdf.Name.DuplexFlipLongEdge)
        with output.writing(target, scratch) as file:
            packed = pikepdf.ObjectStreamMode.generate
            whole.save(cast("BinaryIO", file), deterministic_id=True, object_stream_mode=packed)
        return len(whole.pages)


def _add(whole: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    for page in source.pages:
        for key in ("/StructParents", "/Annots", "/Tabs"):  # they point into the tags, which stay behind
            if key in page.obj:
                del page.obj[key]
    whole.pages.extend(source.pages)
    if len(source.pages) % 2:
        x1, y1, x2, y2 = (float(edge) for edge in source.pages[0].mediabox)
        whole.add_blank_page(page_size=(x2 - x1, y2 - y1))
