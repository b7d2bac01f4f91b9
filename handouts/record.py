"""What was given, for the patient's record: what a sheet is, without anything of whom it was for.

Offered, never kept: the caller writes it where the person asked. Must not hold a name, a dose or a condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import clinic, lookup
from .locales import languages
from .model.editions import EDITIONS
from .model.request import Handout, Request
from .workspace import Workspace

WAITING = {
    "source": "not yet checked by a clinician",
    "translation": "translation not yet checked",
    "source+translation": "not yet checked by a clinician, translation not yet checked",
}
"""By `Handout.review`."""


@dataclass(frozen=True, slots=True)
class Given:
    """A handout as the record tells of it. All of it is in the reprint code too, but the day."""

    topics: tuple[str, ...]
    name: str
    """Of what the topic is about, in English."""
    revision: str
    what: str
    """The recipe, or the modules; empty where the edition has words of its own."""
    tag: str
    """The language, as BCP 47."""
    language: str
    """Its English name."""
    beside: str
    """The second language, as BCP 47; empty without one."""
    edition: str
    size: int | None
    form: str
    """`pdf`, `html` or `txt`."""
    day: date
    code: str
    review: str
    """As `Handout.review`."""
    for_carer: bool
    codes: tuple[tuple[str, str], ...]
    """Code system (a key of `lookup.SYSTEMS`) and code."""
    clinic: str


def given(workspace: Workspace, request: Request, handout: Handout) -> Given:
    """Return what the record tells of a finished handout, given on the request's day."""
    known = lookup.table(workspace)
    headings = [heading for topic in request.topics if (heading := known.heading(topic))]
    facts = clinic.load(workspace, request.today)[0].facts
    language = languages.language(languages.resolve(workspace, request.locale, for_designer=True))
    beside = languages.language(languages.resolve(workspace, request.beside)).tag if request.beside else ""
    own_words = EDITIONS[request.edition].own_words
    return Given(
        topics=request.topics,
        name=" + ".join(heading.name for heading in headings),
        revision=" + ".join(heading.revision for heading in headings),
        what="" if own_words else ", ".join(request.modules) or request.recipe or facts.recipe,
        tag=language.tag,
        language=language.english,
        beside=beside,
        edition=request.edition,
        size=request.size,
        form=request.format,
        day=request.today,
        code=handout.code,
        review=handout.review,
        for_carer=request.for_carer,
        codes=tuple(code for heading in headings for code in heading.codes),
        clinic=facts.name or "",
    )


def line(said: Given) -> str:
    """Return one line of text, in English, to paste into the record."""
    sized = f" {said.size} pt" if said.size else ""
    parts = [
        f"{said.day.isoformat()}: patient information given",
        f"{'+'.join(said.topics)} ({said.what})" if said.what else "+".join(said.topics),
        f"revision {said.revision}",
        f"{said.language} ({said.tag})" + (f" with {said.beside} beside it" if said.beside else ""),
        f"edition {said.edition}{sized}",
        f"reprint code {said.code}",
        *(["copy for a carer"] if said.for_carer else []),
        *([WAITING[said.review]] if said.review else []),
    ]
    return "; ".join(parts)
