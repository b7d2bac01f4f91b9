"""Say whether the pages break well: nothing alone at a foot, nothing short cut in two, next to nothing on no page.

Gives warnings only; must not refuse a handout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..model.laid import LaidBlock, LaidPage, LaidText
from .faults import Fault, touching
from .words import bare

_THIN = 0.2
_SHORT = 0.25
"""Share of a page's height below which a thing fits on any page whole; what is higher may have to break."""


def badly_broken(pages: Sequence[LaidPage]) -> Iterator[Fault]:
    """Yield a fault for each page that is empty, thin, or ends in what leads on, and each short thing cut in two."""
    for page in pages:
        if is_blank(page):
            yield Fault("preflight.blank-page", page.number, page.area)
        elif page.number > 1 and _share_used(page) < _THIN:
            last = page.number == len(pages)
            yield Fault(f"preflight.{'last-page-thin' if last else 'page-thin'}", page.number, page.area)
    yield from _headings_at_foot(pages)
    yield from _leads_at_foot(pages)
    yield from _split(pages)


def ends_thin(pages: Sequence[LaidPage]) -> bool:
    """Whether next to nothing stands on the last of several pages."""
    return len(pages) > 1 and _share_used(pages[-1]) < _THIN


def is_blank(page: LaidPage) -> bool:
    """Whether nothing stands on a page but what stands on every page."""
    return not _flow(page) and not page.images and not any(_to_write_on(page))


def _headings_at_foot(pages: Iterable[LaidPage]) -> Iterator[Fault]:
    for page in pages:
        last = _last(page)
        if last and last.part == "heading":
            yield Fault("preflight.heading-at-foot", page.number, last.box, last.element)


def _leads_at_foot(pages: Sequence[LaidPage]) -> Iterator[Fault]:
    """Yield a fault where a heading and its lead end a page, and what they lead to begins the next.

    Where they begin the page too, they could not stand better.
    """
    for page, following in pairwise(pages):
        last = _last(page)
        if last and last.part == "lead":
            flow = _flow(page)
            before = next((run for run in reversed(flow) if run.part != "lead"), flow[0])
            own = next((block for block in page.blocks if block.number == last.block), None)
            goes_on = own and any(block.number == own.parent and _holds(following, block) for block in following.blocks)
            if before.part == "heading" and any(not run.part for run in flow) and goes_on:
                yield Fault("preflight.lead-at-foot", page.number, before.box, before.element)


def _split(pages: Iterable[LaidPage]) -> Iterator[Fault]:
    """Yield a fault for each short item that a page break cuts, not again for what it holds."""
    pieces: dict[int, list[tuple[LaidPage, LaidBlock]]] = {}
    for page in pages:
        for block in page.blocks:
            if block.whole and _holds(page, block):
                pieces.setdefault(block.number, []).append((page, block))
    told: set[int] = set()
    for number, ((page, block), *others) in pieces.items():
        height = sum(piece.box[3] - piece.box[1] for _, piece in ((page, block), *others))
        if others and height < _SHORT * (page.area[3] - page.area[1]):
            told.add(number)
            if not told.intersection(_around(page, block)):
                yield Fault("preflight.split-item", page.number, block.box, block.element)


def _around(page: LaidPage, block: LaidBlock) -> Iterator[int]:
    """Yield the numbers of the blocks around one, from the nearest on."""
    parents = {other.number: other.parent for other in page.blocks}
    number = block.parent
    while number in parents:
        yield number
        number = parents[number]


def _holds(page: LaidPage, block: LaidBlock) -> bool:
    """Whether anything is seen of a block on this page."""
    boxes = [run.box for run in _flow(page)] + [image.box for image in page.images]
    return block.framed or any(touching(box, block.box) for box in boxes)


def _flow(page: LaidPage) -> list[LaidText]:
    return [run for run in page.texts if not run.furniture and bare(run.text)]


def _last(page: LaidPage) -> LaidText | None:
    """Return the last text of a page's flow, unless something else stands below it."""
    last = next(reversed(_flow(page)), None)
    return None if last is None or any(bottom > last.box[3] for bottom in _other_bottoms(page)) else last


def _share_used(page: LaidPage) -> float:
    """Return how far down the page area its content reaches, 0 to 1."""
    bottoms = [run.box[3] for run in page.texts if not run.furniture]
    top, bottom = page.area[1], page.area[3]
    return (max((*bottoms, *_other_bottoms(page)), default=top) - top) / max(bottom - top, 1)


def _other_bottoms(page: LaidPage) -> Iterator[float]:
    """Yield how far down everything reaches that is no text."""
    yield from (image.box[3] for image in page.images)
    yield from (panel.box[3] for panel in page.panels)
    yield from (block.box[3] for block in _to_write_on(page))


def _to_write_on(page: LaidPage) -> Iterator[LaidBlock]:
    """Yield the lines and cells to write on: blocks with a border and no text."""
    for block in page.blocks:
        if block.framed and not any(touching(run.box, block.box) for run in page.texts):
            yield block
