"""What is said when the engine cannot lay a page out, or lays it out where no page can be.

Must not hold a value of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import Problem, Refused, error
from ..model.laid import Box, LaidPage

FARTHEST = 1e8
"""CSS pixels from the corner of a page beyond which nothing can be drawn, nor a file be read."""


def failed(why: str) -> Problem:
    """Return the problem of a page that cannot be laid out."""
    hint = "look for a length or number in a style sheet or template that is huge, 0 or endless; else report this line"
    return error("engine.failed", f"the page engine gave up: {why}", hint=hint)


def require_places(pages: Sequence[LaidPage]) -> None:
    """Raise `Refused` where something stands farther away than any page can be."""
    if not all(abs(edge) < FARTHEST for page in pages for box in _boxes(page) for edge in box):  # nor is it with NaN
        raise Refused(failed("something stands beyond every page"))


def _boxes(page: LaidPage) -> Iterator[Box]:
    yield from (text.box for text in page.texts)
    yield from (image.box for image in page.images)
    yield from (panel.box for panel in page.panels)
