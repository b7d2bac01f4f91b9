"""All that a draft is made of: the workspace, the clinic, a topic's content, what is asked for and for whom.

Must not compose anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ..model.clinic import Clinic
from ..model.request import Patient, Request, Sheet
from ..topics import TopicContent
from ..workspace import Workspace


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a draft is made of."""

    workspace: Workspace
    clinic: Clinic
    content: TopicContent
    request: Request
    patient: Patient
    sheets: tuple[Sheet, ...] = ()
    families: tuple[str, ...] = ()
    turn_over: bool = True
    closer: bool = False
    """Whether what stands on the pages moves closer together, so that the last one need not be nearly empty."""
    css: Markup | None = None
    """The style element of an edition that carries its own."""
