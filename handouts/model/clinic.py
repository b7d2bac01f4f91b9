"""What a clinic says of itself in `clinic.yaml`, and the help lines of its country.

Must not read files or decide what may be printed.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from .parts import Id, Service, Strict

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]

FootLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=85)]
"""What has room on one line of the foot."""


LeafletPage = Annotated[
    str, StringConstraints(max_length=120, pattern=r"^https://([A-Za-z0-9._~/?&=%-]|\{topic\}|\{lang\})+$")
]
"""An address on the web in which `{topic}` and `{lang}` may stand."""


class Confirmed(Strict):
    """Who rang a line of the country's list, and when; asked again after a year."""

    service: Service
    number: str
    by: str = Field(min_length=2)
    date: date


class Signed(Strict):
    """A named person's word."""

    by: str = Field(min_length=2)
    date: date


class Colours(Strict):
    """The clinic's colour for rules and symbols, and the warning colour."""

    brand: Colour = "#0B4F5C"
    warning: Colour = "#9B1C1C"


class Favourite(Strict):
    """What the desk offers first, with one click; never anything of a patient."""

    topic: Id
    language: str | None = Field(default=None, max_length=20)
    recipe: Id | None = None
    edition: str | None = Field(default=None, max_length=20)


class Policy(Strict):
    """What this clinic does not print. Clinics that build on this one can only tighten it."""

    require_approved: bool = False
    require_unexpired: bool = False
    require_lay_reader: bool = Field(
        default=False, description="nothing counts as approved until someone without training has read it too"
    )


FontFile = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._ -]*\.(ttf|otf)$")]


class Typeface(Strict):
    """A font family of the clinic's own: whole, static files, one for each weight, in its `styles/fonts/`."""

    family: Line
    regular: FontFile
    bold: FontFile
    licence: Line = Field(description="what allows you to embed it: 'SIL Open Font License 1.1'")


class ClinicFile(Strict):
    """The keys of `clinic.yaml`."""

    format: Literal["1"]
    extends: str | None = Field(
        default=None, description="the folder of the group that this clinic belongs to, from here: ../our-group"
    )
    name: Line | None = None
    short_name: FootLine | None = Field(default=None, description="for the foot of the page, where the name is long")
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    language: str = Field(default="en", description="the language that the clinic's staff read")
    languages: tuple[str, ...] = Field(default=(), description="what 'build' makes; empty: every complete language")
    digits: dict[str, Literal["western", "native"]] = Field(
        default={}, description="by language, the digits of doses, phone numbers and dates; western where not named"
    )
    paper: Literal["a4", "letter"] = "a4"
    recipe: Id = "essential"
    logo: str | None = Field(default=None, pattern=r"^logo\.(svg|png|jpg|jpeg)$")
    colours: Colours = Colours()
    fonts: tuple[Typeface, ...] = ()
    phone: Line | None = None
    hours: Line | None = None
    after_hours_phone: Line | None = None
    interpreter_line: Line | None = None
    pump_team_phone: Line | None = Field(
        default=None, description="without it, the sheet for pumps has a line to write on"
    )
    address: Line | None = None
    email: Line | None = None
    web: Line | None = None
    leaflet_page: LeafletPage | None = Field(
        default=None, description="your page for a sheet, with {topic} and {lang}: printed as a QR code and as text"
    )
    footer: FootLine | None = Field(default=None, description="one line at the foot of every page, in your language")
    confirmed: tuple[Confirmed, ...] = ()
    favourites: tuple[Favourite, ...] = Field(
        default=(),
        max_length=12,
        description="what the desk offers first: a topic, with language, recipe, edition",
    )
    allow_drafts: Signed | None = Field(default=None, description="shrinks the draft line to the foot of the page")
    policy: Policy = Policy()


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line of a country's list. Codes (hours, channels) are words of the templates' catalog."""

    service: str
    name: str
    number: str
    hours: str = ""
    channels: tuple[str, ...] = ("call",)
    languages: tuple[str, ...] = ()
    region: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic with the lines that may be printed: the emergency number, its own, and what it has confirmed."""

    facts: ClinicFile
    lines: tuple[HelpLine, ...]

    def without(self, services: Collection[str]) -> Self:
        """Return the clinic as it stands for a sheet that offers these services to nobody."""
        return replace(self, lines=tuple(line for line in self.lines if line.service not in services))

    def of(self, service: str) -> tuple[HelpLine, ...]:
        """Return the printable lines of a service, the first to print first."""
        return tuple(line for line in self.lines if line.service == service)
