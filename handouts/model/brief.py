"""The short form of a module: what a sheet of two pages says of it, in 40 words or fewer.

Must not know which kind of module it is the short form of.
"""

from typing import Literal

from pydantic import Field

from .parts import Part, Service, Strict
from .text import Text

WORDS = 40
"""The most words that a reader may get to see of one brief."""

Symbol = Literal["call", "clock", "keep", "do", "dont", "ask", "pill", "packet"]


class BriefItem(Part):
    """One sentence or two. `call` puts the number of a service before it; a bullet is one of several signs."""

    text: Text
    call: Service | None = None
    bullet: bool = False


class Brief(Strict):
    """A module's reviewed short form; with `who` it is a row of the box "Is this you?"."""

    title: Text | None = Field(default=None, description="where the module's own title is too long")
    who: Text | None = Field(default=None, description="whom it concerns; makes it a row of the box")
    symbol: Symbol | None = Field(default=None, description="the drawing beside it")
    items: tuple[BriefItem, ...] = Field(min_length=1)


class Short(Strict):
    """What a handout holds of a module in its short form."""

    kind: Literal["brief"] = "brief"
    title: Text | None
    lead: None = None
    who: Text | None
    symbol: Symbol | None
    safety: Literal["critical"] | None
    sources: tuple[str, ...]
    items: tuple[BriefItem, ...]
