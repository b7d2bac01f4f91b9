"""What a topic says of itself: its facts, its main message, what no sheet may lack, and where it stands in review.

Pydantic models, so that editors get a JSON Schema. Must not read files or know a language.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .parts import Audience, Country, Id, Strict
from .text import Text


class Fact(Strict):
    """One thing that the sources say, in the authors' words. Not printed."""

    says: str
    audience: Audience = "patient"
    mark: Literal["verified", "recalled", "article-only"] = "verified"
    sources: tuple[str, ...] = ()
    only_in: tuple[Country, ...] = Field(default=(), description="true only in these countries")
    not_in: tuple[Country, ...] = Field(default=(), description="true everywhere but in these countries")
    opposes: tuple[str, ...] = Field(
        default=(), description="facts of other topics, as opioids/no-sedatives, that no one sheet may say beside it"
    )
    never_print: tuple[str, ...] = Field(
        default=(), description="figures that must not stand in any text of this topic for patients"
    )


class FactsFile(Strict):
    """All facts of a topic by id."""

    format: Literal["1"]
    facts: dict[Id, Fact]


class Reference(Strict):
    """One source, as the references list prints it."""

    title: str
    id: str = ""
    weak: bool = False


Sign = Literal["keep-taking", "pump", "warning"]
"""The drawing in the heavy box."""


class MainMessage(Strict):
    """The one thing that the reader must take away."""

    title: Text = Field(description="what this sheet is for, under the medicine's name")
    for_whom: Text
    message: Text = Field(description="one sentence, printed large in the only heavy box")
    act: Text = Field(description="one line of what to do, with the number to call")
    short: Text = Field(description="the message in a few words, repeated on every page")
    staff: Text = Field(description="one line for a nurse or doctor who meets this reader, in the clinic's language")
    symbol: Sign = "keep-taking"
    states: tuple[Id, ...] = Field(default=(), description="ids of the facts that these words tell the reader")
    needs_clinician: bool = Field(default=False, description="rests on a fact that a clinician has still to confirm")


class Withdrawn(Strict):
    """A revision that must not be printed or handed out any more."""

    revision: int = Field(ge=1)
    why: str = Field(min_length=3, description="for staff: what was wrong with it")
    date: date


OwnEdition = Literal["wallet-card", "picture"]


class Names(Strict):
    """The medicine's name as the reader says it, and as it stands on the box."""

    name: Text
    latin: str = Field(default="", description="in Latin letters as on the box, for a medicine")
    also: tuple[str, ...] = Field(
        default=(), description="single medicines and brand names by which the topic is found; never printed"
    )
    short: Text | None = Field(default=None, description="for the foot of every page, where the name is long")


class Codes(Strict):
    """What a topic is about in code systems; each code is one substance or condition, never a product that holds it."""

    rxnorm: tuple[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,7}$")], ...] = ()
    atc: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}([A-Z]{1,2}([0-9]{2})?)?$")], ...] = ()
    snomed: tuple[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5,17}$")], ...] = ()


class MainChanges(Strict):
    """What a recipe's sheets say in place of the topic's main message; what is left out stays."""

    title: Text | None = None
    for_whom: Text | None = None
    message: Text | None = None
    act: Text | None = None
    short: Text | None = None
    staff: Text | None = None
    symbol: Sign | None = None


class Recipe(Strict):
    """A named choice of modules, printed in this order."""

    opens_with: Id | None = Field(default=None, description="another recipe, printed before these modules")
    modules: tuple[Id, ...] = Field(min_length=1)
    form: Literal["whole", "brief"] = Field(default="whole", description="brief: each module in its short form")
    main: MainChanges = Field(default=MainChanges(), description="for other readers or needs than the topic's own")
    discreet: bool = Field(
        default=False,
        description="neutral file name, and no patient's name unless it is asked for; give a neutral main",
    )
    pages: dict[str, int] = Field(default={}, description="the most pages by language, `other` for the rest")


class Maximum(Strict):
    """The most mg of the topic's medicine that a day may have, as a fact of the topic says."""

    mg: str = Field(pattern=r"^[1-9][0-9]*(\.[0-9]*[1-9])?$")
    fact: Id = Field(description="the fact that says so, of this country alone, verified in a source")


class Doses(Strict):
    """What a dose plan is held against, and what it says."""

    says: tuple[Id, ...] = Field(
        default=(), description="facts that the plan itself states, in place of the parts with `no_plan`"
    )
    maximum: dict[Country, Maximum] = Field(default={}, description="by country; no maximum is assumed elsewhere")


class OwnWords(Strict):
    """What an edition with words of its own prints of a topic, beside the sheet and never in its place."""

    module: Id
    required: tuple[Id, ...] = Field(min_length=1, description="facts that it states, however few its words are")


class Topic(Strict):
    """One subject: what its modules are, what no sheet may lack, and where it stands in review."""

    format: Literal["1"]
    id: Id
    category: Literal["medicine", "condition", "procedure", "service"]
    names: Names
    main: MainMessage
    prescriber: Text | None = Field(
        default=None, description="what the panel calls the person to ask for, where it is not a prescriber"
    )
    required: tuple[Id, ...] = Field(min_length=1, description="facts that every printed sheet states")
    core: Id = Field(description="the module whose parts are added when a required fact would be missing")
    order: tuple[Id, ...] = Field(min_length=1, description="all modules in their printed order")
    recipes: dict[Id, Recipe]
    editions: dict[OwnEdition, OwnWords] = Field(default={}, description="editions with words of their own")
    together: dict[Id, Id] = Field(
        default={},
        description="for a sheet with another topic: the list of topics/shared/together.yaml that it says first",
    )
    doses: Doses = Doses()
    codes: Codes = Codes()
    sources: dict[str, Reference]
    revision: int = Field(ge=1)
    owner: str | None = None
    reviewed: date | None = None
    review_by: date | None = None
    withdrawn: tuple[Withdrawn, ...] = ()
    replaces: str | None = None
