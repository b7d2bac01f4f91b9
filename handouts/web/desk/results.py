"""What the templates show of a sheet: its pages or why there are none, and what can be done with it now.

Must not make a sheet or know HTTP.
"""

from __future__ import annotations

from typing import Any

from ...errors import Problem, Severity
from ...locales.languages import language
from .maker import Maker
from .sessions import Work

View = dict[str, Any]


def standing(maker: Maker, work: Work, *, room: bool = True) -> str:
    """Return in one word where a window stands: `choose`, `mend`, `ready`, `refused`, `busy`, `making`."""
    if not work.choices.complete:
        return "choose"
    if work.faults:
        return "mend"
    if work.ready:
        return "ready"
    if maker.settled(work):
        return "refused"
    return "making" if room else "busy"


def pages(maker: Maker, work: Work, state: str) -> View:
    """Return the pictures and texts of the pages; of an older sheet while the new one is made."""
    shown = work.ready or (work.sheet if state in {"making", "busy"} else None)
    spoken = language(work.choices.language) if work.choices.language else None
    made = shown.made if shown else None
    return {
        "state": state,
        "stale": shown is not None and work.ready is None,
        "ahead": maker.ahead(work) if state == "making" else 0,
        "spoken": spoken,
        "sheet": shown.id if shown else "",
        "pages": list(zip(made.sizes, made.texts, strict=True)) if made else [],
        "refused": _told(work.refused[1], Severity.ERROR) if state == "refused" and work.refused else [],
        "draft": made is not None and bool(made.review),
        "notes": _told(made.problems, Severity.WARNING) if made else [],
        "lacks": _lacks(work),
        "faults": [name for name in work.faults if not name.startswith("plan.")],
        "plan_fault": next((name.replace(".", "-") for name in work.faults if name.startswith("plan.")), ""),
    }


def _lacks(work: Work) -> str:
    """Return which step is to be done next."""
    if not work.choices.topic:
        return "topic"
    return "content" if work.choices.language else "language"


def _told(problems: tuple[Problem, ...], severity: Severity) -> list[Problem]:
    return [problem for problem in dict.fromkeys(problems) if problem.severity is severity]
