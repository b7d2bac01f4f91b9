"""Say whether the pages break well: no heading alone at a foot, no page with next to nothing on it.

Gives warnings only; must not refuse a handout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..model.laid import LaidPage
from .faults import Fault
from .words import bare

_THIN = 0.2
_HEADING = re.compile(r"h[1-6](?![\w-])")


def badly_broken(pages: Sequence[LaidPage]) -> Iterator[Fault]:
    """Yield a fault for each empty page, each page that ends in a heading, and a last page under a fifth full."""
    for page in pages:
        flow = [run for run in page.texts if not run.furniture and bare(run.text)]
        if not flow and not page.images:
            yield Fault("preflight.blank-page", page.number, page.area)
        elif flow and _HEADING.match(flow[-1].element) and not _anything_below(page, flow[-1].box[3]):
            yield Fault("preflight.heading-at-foot", page.number, flow[-1].box, flow[-1].element)
    if len(pages) > 1 and _share_used(pages[-1]) < _THIN:
        yield Fault("preflight.last-page-thin", pages[-1].number, pages[-1].area)


def _anything_below(page: LaidPage, bottom: float) -> bool:
    return any(image.box[3] > bottom for image in page.images) or any(panel.box[3] > bottom for panel in page.panels)


def _share_used(page: LaidPage) -> float:
    """Return how far down the page area its content reaches, 0 to 1."""
    bottoms = [run.box[3] for run in page.texts if not run.furniture]
    bottoms += [image.box[3] for image in page.images] + [panel.box[3] for panel in page.panels]
    top, bottom = page.area[1], page.area[3]
    return (max(bottoms, default=top) - top) / max(bottom - top, 1)
