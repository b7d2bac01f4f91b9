"""What the tests have a child of the program do. Light, since each child imports it."""

from __future__ import annotations

from handouts import clinic, engine, pipeline
from handouts.model.request import Patient, Request
from handouts.workspace import Workspace

from ..pages import FONTCONFIG, page, pdf_of


def warm() -> None:
    """Import what a handout needs, so that the time of what comes next is its own."""
    engine.start(FONTCONFIG)
    pdf_of(page("<p>x"))


def made(workspace: Workspace, request: Request) -> tuple[str, ...]:
    """Make a handout, and return no problems."""
    pipeline.made(workspace, request, Patient())
    return ()


def judged(workspace: Workspace, request: Request) -> tuple[str, ...]:
    """Return the codes of what is wrong with a clinic."""
    _, said = clinic.load(workspace, request.today)
    return tuple(problem.code for problem in said if problem.refuses)
