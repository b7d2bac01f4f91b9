"""What all handouts of a run are made from, as one digest: what was made with another one is made again.

Must not keep anything personal.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from .. import clinic, inputs
from ..errors import refuse_if_any
from ..workspace import Workspace


def digest(workspace: Workspace, today: datetime, pattern: str) -> bytes:
    """Return the digest of content, program, engine, the day's clinic and how files are named; raises `Refused`."""
    found, said = clinic.load(workspace, today.date())
    refuse_if_any(said)
    content = inputs.inputs(workspace, found).everything()
    return hashlib.sha256(content + pattern.encode()).digest()[:16]
