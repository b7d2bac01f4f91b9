"""Drawings to lay over a picture of a page: what its content may use, where each text stands, the baselines.

Must not lay out or measure anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...model.laid import Box
from ..painting import Line
from .records import Page

LAYERS = ("area", "texts", "lines")


def svg(page: Page, baselines: tuple[Line, ...], layers: Collection[str]) -> str:
    """Return an SVG image of the layers asked for, in the page's own measures."""
    size = f'viewBox="0 0 {page.width:g} {page.height:g}" width="{page.width:g}" height="{page.height:g}"'
    shapes = "".join(_shapes(page, baselines, layers))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none">{shapes}</svg>'


def _shapes(page: Page, baselines: tuple[Line, ...], layers: Collection[str]) -> Iterator[str]:
    if "texts" in layers:
        for box in page.texts:
            yield _box(box, 'stroke="#8A2BA8" stroke-width="0.75" fill="#8A2BA8" fill-opacity="0.08"')
    if "lines" in layers:
        for y, left, right in baselines:
            yield f'<path d="M0 {y:g}H{page.width:g}" stroke="#C8102E" stroke-opacity="0.35" stroke-width="0.5"/>'
            yield f'<path d="M{left:g} {y:g}H{right:g}" stroke="#C8102E" stroke-width="1"/>'
    if "area" in layers:
        whole = (0.75, 0.75, page.width - 0.75, page.height - 0.75)
        yield _box(whole, 'stroke="#0B57D0" stroke-width="1.5"')
        yield _box(page.area, 'stroke="#0B57D0" stroke-width="1.5" stroke-dasharray="8 4"')


def _box(box: Box, how: str) -> str:
    left, top, right, bottom = box
    return f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}" {how}/>'
