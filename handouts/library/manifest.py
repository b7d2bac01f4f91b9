"""`manifest.json`: what each leaflet of a folder is, for whoever copies, checks or lists them.

Must not hold a time: the same leaflets have the same list.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from .. import __version__
from .plan import Outcome

MANIFEST = "manifest.json"
_REVIEWED = "approved"


def text(outcomes: Sequence[Outcome]) -> bytes:
    """Return the list; a leaflet that was left out is named with the codes of why."""
    rows = [_row(item) for item in outcomes]
    whole = {"format": 1, "made_by": f"handouts {__version__}", "leaflets": rows}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _row(item: Outcome) -> dict[str, object]:
    request = item.leaflet.request
    row: dict[str, object] = {
        "path": item.leaflet.path.as_posix(),
        "topic": item.leaflet.topic,
        "revision": item.leaflet.revision,
        "language": request.locale,
        "recipe": request.recipe,
        "edition": request.edition,
        "paper": request.paper,
    }
    if item.is_there:
        about = {"pages": item.pages, "bytes": item.size, "sha256": item.digest, "review": item.review or _REVIEWED}
        return row | {"status": "there"} | about
    codes = sorted({problem.code for problem in item.problems if problem.refuses})
    return row | {"status": item.status, "codes": codes}
