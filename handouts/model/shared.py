"""What topics share: lists of parts by name, in the shapes that a module's lists have.

Must not name a medicine or know a topic.
"""

from typing import Literal

from pydantic import Field

from .brief import BriefItem
from .parts import Action, Entry, Id, Line, Paragraph, Point, Row, Service, Sign, Strict
from .text import Text


class Together(Strict):
    """The main message of a sheet for several medicines, in place of those of its topics."""

    title: Text
    message: Text
    act: Text
    short: Text
    heading: Text = Field(description="over what the medicines do together")
    common: Text = Field(description="over what holds for all, where each has a heading of its own")
    without: tuple[Service, ...] = Field(default=(), description="lines that such a sheet offers to nobody")


class SharedFile(Strict):
    """One subject. What a module takes is one of its lists, by name: `take: overdose/first-aid`."""

    format: Literal["1"]
    safety: Literal["critical"] | None = None
    replaces: str | None = Field(default=None, description="in a clinic's file: digest of our file that it replaces")
    main: Together | None = Field(default=None, description="in together.yaml alone")
    actions: dict[Id, tuple[Action, ...]] = Field(default={}, description="for checklists and what to do in a warning")
    points: dict[Id, tuple[Point, ...]] = Field(default={}, description="for the kind points")
    lines: dict[Id, tuple[Line, ...]] = Field(default={}, description="for the kind contacts")
    paragraphs: dict[Id, tuple[Paragraph, ...]] = Field(default={}, description="for prose and what follows lists")
    signs: dict[Id, tuple[Sign, ...]] = Field(default={}, description="for signs and bullets")
    rows: dict[Id, tuple[Row, ...]] = Field(default={}, description="for tables, as many cells as the table has")
    entries: dict[Id, tuple[Entry, ...]] = Field(default={}, description="for the kind glossary")
    briefs: dict[Id, tuple[BriefItem, ...]] = Field(default={}, description="for the short form of a module")
