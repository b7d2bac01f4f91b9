"""Say whether each image has pixels enough for print.

Must not judge drawings, which have none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from ..model.laid import Box, LaidImage, LaidPage
from .faults import Fault
from .raster import PageImage

LEAST = 149
"""Pixels to an inch: 150, less what rounding takes."""


def coarse(page: LaidPage) -> Iterator[Fault]:
    """Yield a fault for each image of the page that is printed with too few pixels to an inch."""
    for image in page.images:
        if 0 < _density(image) < LEAST:
            yield Fault("preflight.image-coarse", page.number, image.box, image.element)


def coarse_objects(image: PageImage) -> Iterable[Box]:
    """Yield the box (CSS pixels) of each image of a finished page that has too few; turned images are allowed for."""
    for item in image.pictures:
        x1, y1, x2, y2 = (edge / image.scale for edge in item.box)
        inches = (x2 - x1) * (y2 - y1) / 96**2
        flat = min(item.pixels) <= 2  # a colour or a shade that is stretched over its place
        if inches > 0 and not flat and math.sqrt(math.prod(item.pixels) / inches) < LEAST:
            yield x1, y1, x2, y2


def _density(image: LaidImage) -> float:
    """Return the pixels to an inch, of the side that has fewer; 0 for what has none or no size."""
    if image.pixels is None or min(image.drawn) <= 0:
        return 0
    return min(pixels / length * 96 for pixels, length in zip(image.pixels, image.drawn, strict=True))
