"""Inspect a finished handout: what was laid out, what its print shows, and what the file says of itself.

Must not know the engine, the templates or the clinic, and must not repeat personal text.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Problem
from ..model.expected import Expected
from ..model.laid import Rendering
from . import breaks, coarse, codes, document, facts, faults, ink, overlaps, places, raster, scripts, words
from .breaks import ends_thin
from .equal import same_pages
from .finished import inspect_file

__all__ = ["ends_thin", "inspect", "inspect_file", "same_pages"]


def inspect(rendering: Rendering, expected: Expected) -> tuple[Problem, ...]:
    """Return everything that is wrong with a rendered handout; errors refuse it."""
    return (
        *document.complaints(rendering),
        *document.missing_glyphs(rendering.missing),
        *words.lost(rendering.pages, expected.strings),
        *words.garbled(rendering.pages),
        *words.missing_from_pages(rendering.pages, expected.every_page),
        *faults.problems(_faults(rendering)),
        *faults.problems(places.small(rendering.pages, expected.least_type)),
        *codes.unread(rendering.pdf, rendering.pages, expected.codes),
        *document.wrong_facts(facts.facts_of(rendering.pdf), rendering, expected),
    )


def _faults(rendering: Rendering) -> Iterator[faults.Fault]:
    """Yield what boxes and ink tell.

    Where boxes already tell why a text cannot be seen, ink and overlaps there are its consequences and not told again.
    """
    for page, image in zip(rendering.pages, raster.page_images(rendering.pdf), strict=False):
        texts = {run.box for run in page.texts}
        known = tuple(places.misplaced(page))
        told = [fault.box for fault in known if fault.box in texts]
        yield from (*known, *coarse.coarse(page), *scripts.misread(page))
        for fault in (*overlaps.overlapping(page), *ink.unseen(image, page)):
            if not any(faults.touching(fault.box, box) for box in told):
                yield fault
    yield from breaks.badly_broken(rendering.pages)
