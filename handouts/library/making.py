"""What a child process does for a leaflet: it reads a topic once, and makes the sheets of it.

Must not write anything.
"""

from __future__ import annotations

from functools import lru_cache

from .. import pipeline, topics
from ..model.request import Handout, Patient, Request
from ..workspace import Workspace

_load = lru_cache(maxsize=8)(topics.load)


def made(workspace: Workspace, request: Request) -> Handout:
    """Return a finished leaflet; raises as `pipeline.made` does."""
    return pipeline.made(workspace, request, Patient(), _load)
