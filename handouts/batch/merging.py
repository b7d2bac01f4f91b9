"""One print file of many handouts, in order, each beginning on a new sheet of paper.

The result has no tags, and says so. Must not judge or change a page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

import pikepdf

from .. import output

MOST_ROWS = 2000
"""Handouts in one print file: it is put together in memory."""
PRINT_FILE = "Print file: many handouts one after another, without tags. Not for screen readers."
"""What such a file says of itself."""


def merge(files: Sequence[Path], target: Path, scratch: Path) -> int:
    """Write the pages of these PDFs, in this order, as one; return how many pages it has. Raises `OutputFailed`.

    A handout with an odd number of pages gets an empty one behind it, so that none begins on the back of another.
    """
    sources = []  # kept open: the pages are read when the whole is written
    with pikepdf.new() as whole:
        for path in files:
            source = pikepdf.open(io.BytesIO(path.read_bytes()))
            sources.append(source)
            _add(whole, source)
        whole.docinfo["/Title"] = "Print file"
        whole.docinfo["/Subject"] = PRINT_FILE
        whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Duplex=pikepdf.Name.DuplexFlipLongEdge)
        pages = len(whole.pages)
        with output.writing(target, scratch) as file:
            whole.save(
                cast("BinaryIO", file), deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
    for source in sources:
        source.close()
    return pages


def _add(whole: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    for page in source.pages:
        for key in ("/StructParents", "/Annots", "/Tabs"):  # they point into the tags, which stay behind
            if key in page.obj:
                del page.obj[key]
    whole.pages.extend(source.pages)
    if len(source.pages) % 2:
        x1, y1, x2, y2 = (float(edge) for edge in source.pages[0].mediabox)
        whole.add_blank_page(page_size=(x2 - x1, y2 - y1))
