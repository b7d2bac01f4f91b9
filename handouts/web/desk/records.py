"""What is chosen on the desk, and what was made of it.

Must not hold behaviour beyond small questions about themselves. Nothing here shows its values in `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ... import carer
from ...errors import Problem
from ...model.editions import EDITIONS
from ...model.request import Patient
from .entered import Entered

PARTS = "*"


@dataclass(frozen=True, slots=True, repr=False)
class Choices:
    """Everything that a sheet depends on; what is empty is not chosen yet."""

    topic: str = ""
    language: str = ""
    recipe: str = ""
    """`PARTS` where single modules are chosen."""
    modules: tuple[str, ...] = ()
    edition: str = "standard"
    size: int | None = None
    paper: str = "a4"
    beside: str = ""
    spares: tuple[str, ...] = ()
    """Conditions whose parts are left out."""
    with_name: bool = False
    for_carer: bool = False
    agrees: bool = False
    """Whether the patient agrees that a carer reads what is the patient's own."""
    patient: Patient = field(default_factory=Patient)
    """With the plan below, where that can be read."""
    plan: Entered = field(default_factory=Entered)
    """The dose plan as it is typed."""

    @property
    def complete(self) -> bool:
        """Whether a sheet can be made of it."""
        own_words = EDITIONS[self.edition].own_words
        content = self.modules if self.recipe == PARTS else self.recipe
        return bool(self.topic and self.language and (own_words or content))

    @property
    def bare(self) -> bool:
        """Whether it is for a carer who may read nothing that is the patient's own."""
        return self.for_carer and not self.agrees

    @property
    def fields(self) -> tuple[str, ...]:
        """The patient's fields that are printed."""
        printed = EDITIONS[self.edition].fields
        return tuple(name for name in printed if name in carer.FIELDS) if self.bare else printed

    @property
    def planned(self) -> bool:
        """Whether a dose plan is printed."""
        return bool(self.plan.steps) and EDITIONS[self.edition].plan and not self.bare

    @property
    def impersonal(self) -> Choices:
        """The same for nobody."""
        return replace(self, patient=Patient(), plan=Entered())

    @property
    def printed(self) -> Choices:
        """The same with that alone of the patient which this edition prints, the plan as it was read."""
        kept = {name: getattr(self.patient, name) for name in self.fields}
        plan = self.patient.plan if self.planned else None
        return replace(self, patient=Patient(**kept, plan=plan), plan=Entered())


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A finished document as a maker gives it back."""

    pdf: bytes
    name: str
    """Of its file, when it is saved; nothing personal."""
    sizes: tuple[tuple[float, float], ...]
    """Of each page, in points."""
    texts: tuple[str, ...]
    """What each page says."""
    problems: tuple[Problem, ...]
    review: str
    """As `Handout.review`."""
    code: str
    """As `Handout.code`."""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A finished document with the exact choices that it was made of, and what its pictures are asked for by."""

    id: str
    choices: Choices
    made: Made


@dataclass(frozen=True, slots=True)
class Quick:
    """A sheet that can be chosen with one click: never anything of a patient."""

    topic: str
    language: str = ""
    recipe: str = ""
    edition: str = "standard"

    @property
    def value(self) -> str:
        """Return it as a form says it."""
        return f"{self.topic}|{self.language}|{self.recipe}|{self.edition}"
