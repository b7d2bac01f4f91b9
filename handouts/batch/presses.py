"""The sheets that one process keeps ready: as many as there are languages, since a list may go through them in turn.

Must not make a handout.
"""

from __future__ import annotations

from collections import OrderedDict

from .. import pipeline, press
from ..model.request import Request
from ..press import Press
from ..workspace import Workspace

MOST = 16
"""Each takes some 4 MiB, one with Chinese, Japanese or Korean letters some 20."""
IDLE = 100
"""Rows after which a sheet that nobody asked for makes way for another."""


class Presses:
    """Sheets that are ready, the one asked for longest ago first."""

    def __init__(self, most: int = MOST, idle: int = IDLE) -> None:
        self._most, self._idle = most, idle
        self._rows = 0
        self._kept: OrderedDict[tuple[Workspace, Request], tuple[Press, int]] = OrderedDict()

    def press(self, workspace: Workspace, request: Request, load: pipeline.Loader) -> Press | None:
        """Return the sheet that is ready for this request, made now where it is not; raises as `press.ready` does.

        None where there are as many as may be and all are in use: a list that goes through more of them in turn would
        make each anew for every row.
        """
        self._rows += 1
        key = workspace, request
        if key not in self._kept and len(self._kept) >= self._most:
            oldest, (_, used) = next(iter(self._kept.items()))
            if self._rows - used <= self._idle:
                return None
            del self._kept[oldest]
        ready = self._kept[key][0] if key in self._kept else press.ready(workspace, request, load)
        self._kept[key] = ready, self._rows
        self._kept.move_to_end(key)
        return ready
