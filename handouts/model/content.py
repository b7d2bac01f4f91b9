"""What a content file may hold: topics, topic modules and the shape of each kind.

Pydantic models, so that editors get a JSON Schema. Must not read files or know a language.
The order of the fields is the order in which a module is read and printed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from .text import Text

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Condition = Literal[
    "pump", "kidney", "driving", "pregnancy", "older-adult", "carer", "alcohol-treatment", "liquid", "other-sedatives"
]
Audience = Literal["patient", "staff", "author"]
Service = Literal["emergency", "clinic", "after-hours", "poison", "crisis", "substance-use", "interpreter"]


class Strict(BaseModel):
    """Frozen, and a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Strict):
    """Anything that can be shown or hidden and that may state facts."""

    states: tuple[Id, ...] = Field(
        default=(), description="ids of the facts (facts.yaml) that this part tells the reader"
    )
    when: tuple[Condition, ...] = Field(
        default=(), description="hidden when the request says that none of these concern the reader"
    )
    line: Service | None = Field(
        default=None, description="printed only when the clinic has confirmed such a line for its country"
    )
    no_line: Service | None = Field(default=None, description="printed only when there is no such line")
    sources: tuple[str, ...] = Field(
        default=(), description="keys of the topic's sources, where the module's own do not say enough"
    )
    needs_clinician: bool = Field(default=False, description="rests on a fact that a clinician has still to confirm")


class Paragraph(Part):
    """One short paragraph."""

    text: Text


class Point(Part):
    """One fact and what to do about it."""

    say: Text
    then: Text | None = None


class Action(Part):
    """One thing to do or not to do, and why. `do` gets a pen box, `dont` a barred circle and no box."""

    do: Text | None = None
    dont: Text | None = Field(
        default=None, description="begins with the verb's negative in every language: 'Do not …', 'Never …'"
    )
    why: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.do is None) == (self.dont is None):
            raise ValueError("an action has either do: or dont:")
        return self


class Sign(Part):
    """One sign that a reader can notice."""

    text: Text


class Myth(Part):
    """The truth first, then what some people say, then why it is not so."""

    truth: Text
    claim: Text
    why: Text


class Step(Part):
    """One numbered step."""

    do: Text
    detail: Text | None = None


class Line(Part):
    """One kind of help and when to use it; the numbers come from the clinic and its country."""

    service: Service
    use: Text


class PointGroup(Strict):
    title: Text | None = None
    items: tuple[Point, ...] = Field(min_length=1)


class ActionGroup(Strict):
    title: Text | None = None
    items: tuple[Action, ...] = Field(min_length=1)


class Level(Part):
    """How urgent a group of signs is: 999 now, a call today, or a word at the next visit."""

    level: Literal["emergency", "today", "visit"]
    title: Text
    lead: Text | None = None
    signs: tuple[Sign, ...] = ()
    act: tuple[Action, ...] = Field(min_length=1, description="what to do; the number to call stands in the first")


class PointsBody(Strict):
    groups: tuple[PointGroup, ...] = Field(min_length=1)


class ProseBody(Strict):
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)


class ChecklistBody(Strict):
    groups: tuple[ActionGroup, ...] = Field(min_length=1)


class WarningBody(Strict):
    levels: tuple[Level, ...] = Field(min_length=1)


class StepsBody(Strict):
    steps: tuple[Step, ...] = Field(min_length=1)
    note: Paragraph | None = None


class MythsBody(Strict):
    myths: tuple[Myth, ...] = Field(min_length=1)


class ContactsBody(Strict):
    lines: tuple[Line, ...] = Field(min_length=1)


class ModuleHead(Strict):
    """What every kind of topic module has."""

    format: Literal["1"]
    title: Text
    lead: Text | None = Field(default=None, description="why this matters to the reader, one sentence")
    safety: Literal["critical"] | None = None
    audience: Audience = "patient"
    when: tuple[Condition, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    needs_clinician: bool = False
    replaces: str | None = Field(default=None, description="in a clinic's file: digest of our file that it replaces")


class Points(ModuleHead):
    kind: Literal["points"]
    body: PointsBody


class Prose(ModuleHead):
    kind: Literal["prose"]
    body: ProseBody


class Checklist(ModuleHead):
    kind: Literal["checklist"]
    body: ChecklistBody


class Warnings(ModuleHead):
    kind: Literal["warning"]
    body: WarningBody


class Steps(ModuleHead):
    kind: Literal["steps"]
    body: StepsBody


class Myths(ModuleHead):
    kind: Literal["myths"]
    body: MythsBody


class Contacts(ModuleHead):
    kind: Literal["contacts"]
    body: ContactsBody


TopicModule = Points | Prose | Checklist | Warnings | Steps | Myths | Contacts
KINDS: tuple[type[ModuleHead], ...] = (Points, Prose, Checklist, Warnings, Steps, Myths, Contacts)


class ModuleFile(Strict):
    """The union of all kinds, told apart by `kind`."""

    module: TopicModule = Field(discriminator="kind")


class Fact(Strict):
    """One thing that the sources say, in the authors' words. Not printed."""

    says: str
    audience: Audience = "patient"
    mark: Literal["verified", "recalled", "article-only"] = "verified"
    sources: tuple[str, ...] = ()
    never_print: tuple[str, ...] = Field(
        default=(), description="figures that must not stand in any text of this topic for patients"
    )


class FactsFile(Strict):
    format: Literal["1"]
    facts: dict[Id, Fact]


class Reference(Strict):
    """One source, as the references list prints it."""

    title: str
    id: str = ""
    weak: bool = False


class MainMessage(Strict):
    """The one thing that the reader must take away."""

    title: Text = Field(description="what this sheet is for, under the medicine's name")
    for_whom: Text
    message: Text = Field(description="one sentence, printed large in the only heavy box")
    act: Text = Field(description="one line of what to do, with the number to call")
    short: Text = Field(description="the message in a few words, repeated on every page")
    staff: Text = Field(description="one line for a nurse or doctor who meets this reader, in the clinic's language")


class Names(Strict):
    """The medicine's name as the reader says it, and as it stands on the box."""

    name: Text
    latin: str


class Topic(Strict):
    """One subject: what its modules are, what no sheet may lack, and where it stands in review."""

    format: Literal["1"]
    id: Id
    category: Literal["medicine"]
    names: Names
    main: MainMessage
    required: tuple[Id, ...] = Field(min_length=1, description="facts that every printed sheet states")
    core: Id = Field(description="the module whose parts are added when a required fact would be missing")
    order: tuple[Id, ...] = Field(min_length=1, description="all modules in their printed order")
    recipes: dict[Id, tuple[Id, ...]]
    codes: dict[str, str] = {}
    sources: dict[str, Reference]
    revision: int = Field(ge=1)
    owner: str | None = None
    reviewed: date | None = None
    review_by: date | None = None
    replaces: str | None = None
