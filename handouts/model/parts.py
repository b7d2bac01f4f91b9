"""The parts of a topic module: what a reader notices, does or is told, each with the facts that it states.

The files of models have no `from __future__ import annotations`: Pydantic would compile each of a thousand texts anew.
Must not know which kind of module a part stands in.
"""

import os
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from .text import Text

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # whatever else is installed sees nothing of ours
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Condition = Literal[
    "pump", "kidney", "driving", "pregnancy", "older-adult", "carer", "alcohol-treatment", "liquid", "other-sedatives"
]
Audience = Literal["patient", "staff", "author"]
MOST_PICTURE_WORDS = 8
"""Under a drawing for someone who reads no language well."""
Service = Literal["emergency", "clinic", "after-hours", "poison", "crisis", "substance-use", "interpreter"]


class Strict(BaseModel):
    """Frozen, and a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
    only_in: tuple[Country, ...] = Field(default=(), description="printed only for a clinic in one of these countries")
    not_in: tuple[Country, ...] = Field(default=(), description="not printed for a clinic in one of these countries")
    no_plan: bool = Field(
        default=False, description="left out where the patient's dose plan is printed, which says it in its own words"
    )
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


class Figure(Strict):
    """A drawing of ours: `styles/figures/<name>.svg`."""

    name: Id
    alt: Text = Field(description="what the drawing shows, for who cannot see it")
    caption: Text | None = None


class Picture(Part):
    """One drawing that tells by itself, and a few words under it."""

    name: Id = Field(description="the drawing: styles/figures/<name>.svg")
    alt: Text = Field(description="what the drawing shows, for who cannot see it")
    text: Text = Field(description=f"{MOST_PICTURE_WORDS} words or fewer")

    @model_validator(mode="after")
    def _few_words(self) -> Self:
        if len(self.text.replace("**", "").split()) > MOST_PICTURE_WORDS:
            raise ValueError(f"a picture has {MOST_PICTURE_WORDS} words or fewer")
        return self


class Action(Part):
    """One thing to do or not to do, and why. `do` gets a pen box, `dont` a barred circle and no box."""

    do: Text | None = None
    dont: Text | None = Field(
        default=None, description="begins with the verb's negative in every language: 'Do not …', 'Never …'"
    )
    why: Text | None = None
    figure: Figure | None = Field(default=None, description="a small drawing beside it, of how it is done")

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


class Option(Part):
    """One way that is open to the reader."""

    name: Text
    what: Text
    good: Text | None = Field(default=None, description="for whom or why it can be right")
    mind: Text | None = Field(default=None, description="what to think of first")


class Row(Part):
    """One row of a table; the first cell names it."""

    cells: tuple[Text, ...] = Field(min_length=2)


class Side(Strict):
    """One of the two things that a comparison sets beside each other."""

    title: Text
    points: tuple[Paragraph, ...] = Field(min_length=1)


class Blank(Part):
    """Something that the reader writes by hand."""

    label: Text
    lines: int = Field(default=1, ge=1, le=6)


class Ask(Part):
    """One question of a teach-back, and what staff listen for."""

    ask: Text
    listen: Text


class Entry(Part):
    """One word and what it means."""

    term: Text
    means: Text


class BulletList(Part):
    """A short list under a line of its own."""

    title: Text | None = None
    items: tuple[Sign, ...] = Field(min_length=1)
