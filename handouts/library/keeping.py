"""Which leaflets are there as they should be, and the making of the others: written whole, then recorded.

What a language still lacks is recorded too, so that it is not tried again before something has changed. Must not list
or take away what nobody asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Literal

from .. import output, runner
from ..errors import Problem, Severity
from ..held import held
from ..inputs import Inputs
from ..ledger import Failure, Ledger, Made
from ..locales import languages
from ..locales.languages import SOURCE
from ..model.request import Handout
from ..runner import Done, Workshop
from .files import digest, remove
from .leaflets import Leaflet, Offer
from .plan import Outcome, Plan

_INCOMPLETE = ("translation.", "review.")
"""Codes of what a language, or its review, still lacks."""


class Keeping:
    """The leaflets of one build."""

    def __init__(self, plan: Plan, book: Ledger, known: Inputs, offered: Sequence[Offer]) -> None:
        self._plan, self._book, self._known = plan, book, known
        self._offered = {offer.topic: offer for offer in offered}
        self._staff = languages.resolve(plan.workspace, plan.clinic.facts.language)
        self._of: dict[tuple[str, str], bytes] = {}

    def outcomes(self, wanted: Sequence[Leaflet], say: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
        """Return what became of each leaflet, in their order; `say` hears it as soon as it is known."""
        found: dict[Leaflet, Outcome] = {}
        for leaflet in wanted:
            known = self._there(leaflet)
            if known:
                found[leaflet] = known
                say(known)
        for outcome in self._made([leaflet for leaflet in wanted if leaflet not in found]):
            found[outcome.leaflet] = outcome
            say(outcome)
        return tuple(found[leaflet] for leaflet in wanted)

    def _made(self, lacking: Sequence[Leaflet]) -> Iterator[Outcome]:
        if not lacking:
            return
        from . import making

        shop = Workshop(min(self._plan.jobs, len(lacking)), self._book.scratch)
        for done in runner.done(shop, making.made, lacking, self._arguments):
            with held():
                outcome = self._kept(done.item, done.value) if done.value else self._left_out(done)
            yield outcome

    def _arguments(self, leaflet: Leaflet) -> tuple[object, ...]:
        return self._plan.workspace, leaflet.request

    def _digest(self, leaflet: Leaflet) -> bytes:
        """Return the digest of all that goes into a leaflet; of the day only whether its review is overdue by then."""
        request = leaflet.request
        key = (leaflet.topic, request.locale)
        if key not in self._of:
            spoken = frozenset((SOURCE, self._staff, request.locale))
            self._of[key] = self._known.of(leaflet.topic, spoken)
        due = self._offered[leaflet.topic].review_by
        overdue = bool(due) and due < request.today.isoformat()
        asked = (request.recipe, request.edition, request.size, request.paper, request.region, overdue)
        return hashlib.sha256(self._of[key] + repr(asked).encode()).digest()[:16]

    def _there(self, leaflet: Leaflet) -> Outcome | None:
        """Return a leaflet that need not be made: it is there and unchanged, or is known to be incomplete."""
        made = self._book.made(leaflet.path.as_posix())
        if made is None or made.input != self._digest(leaflet):
            return None
        said = json.loads(made.said)
        if not made.path:
            problems = tuple(Problem(Severity(severity), *rest) for severity, *rest in said["problems"])
            return Outcome(leaflet, "incomplete", problems=problems)
        if digest(self._plan.folder / made.path) != made.digest:
            return None
        return Outcome(leaflet, "kept", made.pages, digest=made.digest.hex(), size=made.size, review=said["review"])

    def _kept(self, leaflet: Leaflet, handout: Handout) -> Outcome:
        name, size = leaflet.path.as_posix(), len(handout.document)
        output.write(self._plan.folder / name, handout.document, self._book.scratch)
        own = hashlib.sha256(handout.document).digest()
        said = json.dumps({"review": handout.review})
        self._book.record(name, Made(self._digest(leaflet), b"", name, own, size, handout.page_count, said))
        return Outcome(leaflet, "made", handout.page_count, handout.problems, own.hex(), size, handout.review)

    def _left_out(self, done: Done[Leaflet, Handout]) -> Outcome:
        """Record why there is no leaflet, and take the one away that was there: it is not right any more."""
        leaflet, name = done.item, done.item.path.as_posix()
        refusing = [problem for problem in done.problems if problem.refuses]
        status = _status(refusing)
        before = self._book.made(name)
        if before and before.path:
            remove(self._plan.folder, before)
        if status == "incomplete":
            said = json.dumps({"problems": [tuple(asdict(problem).values()) for problem in refusing]})
            self._book.record(name, Made(self._digest(leaflet), b"", "", b"", 0, 0, said))
        else:
            self._book.fail(name, tuple(Failure(name, item.code, "", item.hint) for item in refusing))
        return Outcome(leaflet, status, problems=done.problems)


def _status(refusing: Sequence[Problem]) -> Literal["incomplete", "failed"]:
    return "incomplete" if all(problem.code.startswith(_INCOMPLETE) for problem in refusing) else "failed"
