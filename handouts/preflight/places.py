"""Say whether what was laid out lies where it can be seen: inside its page, its clip and its panel.

Looks at boxes only; must not open the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.laid import Box, LaidImage, LaidPage, LaidText
from .faults import Fault
from .words import bare

_SLACK = 0.5
_ROUNDING = 0.05
_SMALLEST = 10.5
"""Height of a text box below which nobody can read it: type of less than 6 pt."""
_TIGHTEST = 0.1
"""Width of a letter as a share of its height; the narrowest of our fonts have 0.19."""
_LEADING = 0.12
"""Share of a text box's height that holds no ink and may stick out above or below (fonts' built-in leading)."""


def misplaced(page: LaidPage) -> Iterator[Fault]:
    """Yield a fault for each visible text, image or panel of the page that is not where it can be seen whole."""
    sheet = (0.0, 0.0, page.width, page.height)
    for run in page.texts:
        code = _text_code(run, sheet, page.area) if bare(run.text) else None
        if code:
            yield Fault(code, page.number, run.box, run.element)
    for image in page.images:
        code = _image_code(image, sheet)
        if code:
            yield Fault(code, page.number, image.box, image.element)
    for block in page.blocks:
        if block.framed and not _within(block.box, sheet, _SLACK, _SLACK):
            yield Fault("preflight.box-off-page", page.number, block.box, block.element)
    for panel in page.panels:
        if not _within(panel.content, panel.box, _SLACK, _SLACK):
            yield Fault("preflight.panel-overflow", page.number, panel.box, panel.element)


def small(pages: Iterable[LaidPage], least: float) -> Iterator[Fault]:
    """Yield a fault for each visible text whose type is under what the edition promises, in points."""
    for page in pages:
        for run in page.texts:
            if run.size < least - _ROUNDING and not run.hidden and bare(run.text):
                yield Fault("preflight.type-size", page.number, run.box, run.element)


def _text_code(run: LaidText, sheet: Box, area: Box) -> str | None:
    leading = _SLACK + _LEADING * (run.box[3] - run.box[1])
    faults = (
        ("preflight.hidden", run.hidden),
        ("preflight.off-page", not _within(run.box, sheet, _SLACK, leading)),
        ("preflight.clipped", run.clip is not None and not _within(run.box, run.clip, _SLACK, leading)),
        ("preflight.covered", run.covered),
        ("preflight.too-small", _unreadable(run)),
        ("preflight.outside-area", not run.furniture and not _within(run.box, area, _SLACK, leading)),
    )
    return next((code for code, found in faults if found), None)


def _unreadable(run: LaidText) -> bool:
    """Whether the type is too small, or its letters lie on each other; tall boxes may hold turned text."""
    width, height = run.box[2] - run.box[0], run.box[3] - run.box[1]
    letters = sum(char.isalnum() for char in run.text)
    tight = width <= 0 or (height < 60 and width < _TIGHTEST * letters * height)
    return height < _SMALLEST or (letters > 0 and tight)


def _image_code(image: LaidImage, sheet: Box) -> str | None:
    if image.box[2] <= image.box[0] or image.box[3] <= image.box[1]:
        return "preflight.lost-image"
    return None if _within(image.box, sheet, _SLACK, _SLACK) else "preflight.image-off-page"


def _within(inner: Box, outer: Box, across: float, along: float) -> bool:
    return (
        inner[0] >= outer[0] - across
        and inner[2] <= outer[2] + across
        and inner[1] >= outer[1] - along
        and inner[3] <= outer[3] + along
    )
