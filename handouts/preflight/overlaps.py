"""Say whether two texts are printed over each other.

Looks at boxes only. Must tolerate neighbours on a line and tall fonts, whose boxes touch without their ink doing so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.laid import Box, LaidPage
from .faults import Fault
from .words import bare

_LEADING = 0.15
_SLIVER = 0.1


def overlapping(page: LaidPage) -> Iterator[Fault]:
    """Yield a fault for each text of the page whose middle lies over the middle of an earlier one."""
    runs = sorted((run for run in page.texts if not run.hidden and bare(run.text)), key=lambda run: _core(run.box)[1])
    open_cores: list[Box] = []
    for run in runs:
        core = _core(run.box)
        open_cores = [other for other in open_cores if other[3] > core[1]]
        if any(_over(core, other) for other in open_cores):
            yield Fault("preflight.overlap", page.number, run.box, run.element)
        open_cores.append(core)


def _core(box: Box) -> Box:
    """Return the box without the leading above and below, where fonts put no ordinary letter."""
    leading = _LEADING * (box[3] - box[1])
    return box[0], box[1] + leading, box[2], box[3] - leading


def _over(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    height = min(one[3] - one[1], other[3] - other[1])
    return across > 1 + _SLIVER * height and down > 1 + _SLIVER * height
