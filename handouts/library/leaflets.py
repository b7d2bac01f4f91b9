"""Which leaflets a workspace has: topics, by languages, by recipes or editions, by papers.

Must not know whether one is complete: making it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from .. import requests
from ..errors import UsageFault, error
from ..model.clinic import Clinic
from ..model.editions import EDITIONS
from ..model.request import Request


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be asked of a topic, and how it stands."""

    topic: str
    revision: int
    review_by: str
    recipes: tuple[str, ...]
    discreet: tuple[str, ...]
    """Recipes whose names are in no file name."""
    own_editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One leaflet: what is asked for, its place in the folder, and the revision of its topic."""

    request: Request
    path: PurePosixPath
    revision: int = 0

    @property
    def topic(self) -> str:
        """The topic's id."""
        return self.request.topics[0]

    @property
    def what(self) -> str:
        """The recipe's name; the edition's, where it has words of its own."""
        return self.request.recipe or self.request.edition


def leaflets(
    offers: Sequence[Offer],
    spoken: Sequence[str],
    clinic: Clinic,
    today: date,
    *,
    recipes: Sequence[str] = (),
    editions: Sequence[str] = (),
    papers: Sequence[str] = (),
) -> tuple[Leaflet, ...]:
    """Return the leaflets of these topics, in these languages, by topic, language, edition, recipe and paper.

    A recipe that a topic lacks is passed over; raises `UsageFault` where all lack it.
    """
    _require_some("recipe", recipes, lambda name: any(name in offer.recipes for offer in offers))
    _require_some("edition", editions, EDITIONS.__contains__)
    usual = clinic.facts.paper
    found: list[Leaflet] = []
    for offer in offers:
        for locale_id in spoken:
            asked = Request((offer.topic,), locale_id, region=clinic.facts.country, today=today)
            for request in _forms(offer, asked, recipes, editions or ("standard",)):
                found += [_leaflet(offer, replace(request, paper=paper), usual) for paper in papers or (usual,)]
    return tuple(found)


def _forms(offer: Offer, asked: Request, recipes: Sequence[str], editions: Sequence[str]) -> Iterator[Request]:
    for name in editions:
        edition = EDITIONS[name]
        size = edition.usual_size if edition.sizes else None
        request = replace(asked, edition=name, format=edition.formats[0], size=size)
        if edition.own_words:
            yield from (request,) * (name in offer.own_editions)
        else:
            yield from (replace(request, recipe=item) for item in offer.recipes if not recipes or item in recipes)


def _leaflet(offer: Offer, request: Request, usual: str) -> Leaflet:
    name = PurePosixPath(requests.name_of(request, offer.discreet))
    if request.paper != usual:
        name = name.with_name(f"{name.stem}-{request.paper}{name.suffix}")
    return Leaflet(request, PurePosixPath(offer.topic, request.locale, name), offer.revision)


def _require_some(what: str, names: Sequence[str], known: Callable[[str], bool]) -> None:
    unknown = [name for name in names if not known(name)]
    if unknown:
        hint = f"'handouts list {what}s' names them" if what == "recipe" else f"editions: {', '.join(EDITIONS)}"
        raise UsageFault([error(f"{what}.unknown", f"there is no {what} '{name}'", hint=hint) for name in unknown])
