"""One defect of the engine per file, mended as far as can be in what it has painted and is about to write.

Its test in tests/test_engine_mends.py shows the stock engine with the defect; when that test fails, the engine no
longer needs the mend: remove it. Must not change what a page looks like, except where the engine draws it wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..written import RecordedPage, Written, remember_boxes
from . import (
    actual_text,
    artifacts,
    attributes,
    clusters,
    directions,
    early_breaks,
    fragments,
    identifier,
    interpolation,
    kerning,
    labels,
    languages,
    ligatures,
    line_breaks,
    links,
    spaces,
    trailing_spaces,
    wide_heads,
)

AT_START: tuple[Callable[[], None], ...] = (remember_boxes, early_breaks.apply, trailing_spaces.apply)
"""Replace a function of the engine, once in a process: its layout has no hook."""
BEFORE_LAYOUT: tuple[Callable[[Any], None], ...] = (directions.mend, line_breaks.mend)
"""Run on the engine's own copy of the page."""
AFTER_PAINTING: tuple[Callable[[RecordedPage], None], ...] = (
    artifacts.hide_decoration,
    ligatures.mend,
    clusters.mend,
)
"""Run on each page when it has been painted, before its tags and the fonts are written."""
BEFORE_WRITING: tuple[Callable[[Written], None], ...] = (
    kerning.mend,
    spaces.mend,
    actual_text.mend,
    languages.mend,
    attributes.mend,
    wide_heads.mend,
    fragments.mend,
    labels.mend,
    links.mend,
    interpolation.mend,
    artifacts.mend,
    identifier.mend,
)
"""Run on the whole file in this order; `artifacts` empties tags that the ones before it go through."""
