"""What is asked for, for whom, and what comes of it.

Must not hold behaviour beyond hiding personal data from `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ..errors import Problem
from .expected import Expected

PANEL_FIELDS = ("name", "reference", "date", "prescriber", "appointment", "note")
"""What the personal panel of a sheet holds."""
PATIENT_FIELDS = (*PANEL_FIELDS, "dose", "contact")
"""What can be said of a patient; each edition prints some of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One handout as it is asked for; defaults are filled from the clinic before anything is composed."""

    topics: tuple[str, ...]
    locale: str
    recipe: str | None = None
    modules: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    """Conditions that concern the reader (`--for`)."""
    spares: tuple[str, ...] = ()
    """Conditions that do not (`--not-for`)."""
    region: str | None = None
    edition: str = "standard"
    size: int | None = None
    paper: str = "a4"
    beside: str | None = None
    bleed: bool = False
    """Whether a print shop gets 3 mm around the page and marks where to cut."""
    format: str = "pdf"
    fallback: bool = False
    with_name: bool = False
    """Whether a discreet recipe prints the patient's name all the same."""
    for_carer: bool = False
    """Whether it is a copy for somebody who looks after the patient, without what is the patient's own."""
    patient_agrees: bool = False
    """Whether the patient agrees that a carer's copy holds all."""
    for_designer: bool = False
    """Whether a pseudo-language may be asked for: by `make` and `preview`, never by what makes many."""
    today: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True, repr=False)
class Patient:
    """What is printed of one patient. Never logged, never in a message, a file name or metadata."""

    name: str = ""
    reference: str = ""
    date: str = ""
    prescriber: str = ""
    appointment: str = ""
    note: str = ""
    dose: str = ""
    contact: str = ""

    def __repr__(self) -> str:
        return "Patient(…)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One style sheet as the engine gets it."""

    name: str
    css: str


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """The whole handout as HTML with its style sheets, and what preflight must find in the finished page."""

    html: str
    sheets: tuple[Sheet, ...]
    expected: Expected
    problems: tuple[Problem, ...] = ()
    review: str = ""
    """Which texts wait for approval: `source`, `translation`, `source+translation`; empty when none does."""
    form: str = "whole"
    """`brief` when it is made of short forms."""
    code: str = ""
    """The reprint code at its foot."""


@dataclass(frozen=True, slots=True, repr=False)
class Handout:
    """A finished document."""

    document: bytes
    page_count: int
    problems: tuple[Problem, ...]
    review: str = ""
    """As `Draft.review`."""
    code: str = ""
    """As `Draft.code`."""
