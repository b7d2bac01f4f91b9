"""Bring a folder of leaflets up to the workspace: make what has changed, take away what nobody wants, list the rest.

One that its language lacks texts for, or that the clinic's policy holds back, is left out and named; one that fails for
another reason does not stop the rest. Must not decide what a leaflet holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import inputs, ledger, output
from ..ledger import Ledger, Made
from ..locales import languages
from . import manifest
from .files import digest, remove
from .keeping import Keeping
from .leaflets import Leaflet, leaflets
from .offers import offers
from .plan import Outcome, Plan, Report

INDEX = "index.html"


def build(plan: Plan, begin: Callable[[int], None], say: Callable[[Outcome], None]) -> Report:
    """Make the leaflets of a plan; `begin` is told how many there are, `say` what became of each as it is known.

    What is there and has the same digest of all that went into it stays. Raises `UsageFault` or `Refused` before
    anything is made, `Locked` where another run has the folder, `OutputFailed` where it takes no more.
    """
    known = inputs.inputs(plan.workspace, plan.clinic)
    offered = offers(plan.workspace, known, plan.topics)
    wanted = leaflets(
        offered,
        _spoken(plan),
        plan.clinic,
        plan.today,
        recipes=plan.recipes,
        editions=plan.editions,
        papers=plan.papers,
    )
    begin(len(wanted))
    with ledger.opened(plan.folder) as book:
        keeping = Keeping(plan, book, known, offered)
        outcomes = keeping.outcomes(wanted, say)
        _list(plan, book, outcomes, known.everything())
        removed, left = _tidied(plan.folder, book, wanted)
    return Report(outcomes, removed, left)


def _spoken(plan: Plan) -> tuple[str, ...]:
    """Return the languages asked for, or the clinic's, or all."""
    asked = plan.languages or plan.clinic.facts.languages
    named = tuple(dict.fromkeys(languages.resolve(plan.workspace, tag) for tag in asked))
    return named or languages.languages(plan.workspace)


def _list(plan: Plan, book: Ledger, outcomes: Sequence[Outcome], config: bytes) -> None:
    """Write the page and the list, where they are not there as they should be."""
    told = manifest.text(outcomes)
    _renew(plan.folder / manifest.MANIFEST, told, book)
    index = plan.folder / INDEX
    key = hashlib.sha256(told + config).digest()[:16]
    made = book.made(INDEX)
    if made and made.input == key and digest(index) == made.digest:
        return
    from .shelf import page

    html = page(plan.workspace, plan.clinic, outcomes)
    output.write(index, html, book.scratch)
    book.record(INDEX, Made(key, b"", INDEX, hashlib.sha256(html).digest(), len(html), 1))


def _renew(path: Path, data: bytes, book: Ledger) -> None:
    if digest(path) != hashlib.sha256(data).digest():
        output.write(path, data, book.scratch)


def _tidied(folder: Path, book: Ledger, wanted: Sequence[Leaflet]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take away leaflets that we made and nobody wants; return their names, and those that somebody has changed."""
    names = {leaflet.path.as_posix() for leaflet in wanted} | {INDEX}
    removed: list[str] = []
    left: list[str] = []
    for gone in [str(name) for name in book.ids() if name not in names]:
        made = book.made(gone)
        if made and made.path:
            (removed if remove(folder, made) else left).append(made.path)
        book.forget(gone)
    return tuple(removed), tuple(left)
