"""The kinds of topic modules: a closed list of shapes, each with a template of the same name.

The order of the fields is the order in which a module is read and printed. Must not read files or know a language.
"""

from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from .brief import Brief
from .parts import (
    Action,
    Ask,
    Audience,
    Blank,
    BulletList,
    Condition,
    Entry,
    Figure,
    Id,
    Line,
    Myth,
    Option,
    Paragraph,
    Part,
    Picture,
    Point,
    Row,
    Side,
    Sign,
    Step,
    Strict,
)
from .text import Text

MOST_WORDS = 60
"""Of a note."""


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
    symbol: Literal["of-level", "none"] = Field(default="of-level", description="none: nobody is called here")
    signs: tuple[Sign, ...] = ()
    act: tuple[Action, ...] = Field(min_length=1, description="what to do; the number to call stands in the first")


class PointsBody(Strict):
    groups: tuple[PointGroup, ...] = Field(min_length=1)


class ProseBody(Strict):
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    lists: tuple[BulletList, ...] = ()
    after: tuple[Paragraph, ...] = Field(default=(), description="what follows the lists")


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


class ComparisonBody(Strict):
    figure: Figure | None = None
    sides: tuple[Side, Side]
    after: tuple[Paragraph, ...] = ()


class TableBody(Strict):
    head: tuple[Text, ...] = Field(min_length=2)
    rows: tuple[Row, ...] = Field(min_length=1)
    after: tuple[Paragraph, ...] = ()


class OptionsBody(Strict):
    options: tuple[Option, ...] = Field(min_length=2)
    after: tuple[Paragraph, ...] = ()


class DiaryBody(Strict):
    columns: tuple[Text, ...] = Field(min_length=2, max_length=6)
    rows: int = Field(default=7, ge=1, le=20)
    after: tuple[Paragraph, ...] = ()


class QuestionsBody(Strict):
    questions: tuple[Paragraph, ...] = Field(min_length=1)
    after: tuple[Paragraph, ...] = Field(default=(), description="what to do with the answers")
    blanks: int = Field(default=3, ge=0, le=10, description="lines for the reader's own questions")


class PlanBody(Strict):
    blanks: tuple[Blank, ...] = Field(min_length=1)


class TeachBackBody(Strict):
    asks: tuple[Ask, ...] = Field(min_length=1)


class ReferencesBody(Strict):
    """Nothing: the sources that the sheet's modules cite are printed."""


class GlossaryBody(Strict):
    entries: tuple[Entry, ...] = Field(min_length=1)


class CardBody(Strict):
    """Two faces: the reader's words in the reader's language, and in the clinic's language what staff must know."""

    statement: Text = Field(description="what the card says first: 'I take …'")
    warning: Text = Field(description="what must not happen, in the largest type")
    reasons: tuple[Paragraph, ...] = Field(min_length=1, max_length=3)
    staff: tuple[Paragraph, ...] = Field(min_length=1, max_length=4, description="printed in the clinic's language")
    ticks: tuple[Paragraph, ...] = Field(default=(), max_length=2, description="to tick; in the clinic's language")


class PicturesBody(Strict):
    pictures: tuple[Picture, ...] = Field(min_length=6, max_length=6)


class NoteBody(Strict):
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1, max_length=5)


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
    before: Id | None = Field(default=None, description="a clinic's own module: printed before this one of ours")
    after: Id | None = Field(default=None, description="a clinic's own module: printed after this one of ours")
    joins: Id | None = Field(
        default=None, description="what other topics call a module about the same, for a sheet with several topics"
    )
    brief: Brief | None = Field(default=None, description="the short form, for recipes made of short forms")

    @property
    def beside(self) -> str | None:
        """The module next to which this one is printed; None for one that has its place in `order:`."""
        return self.before or self.after

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.before and self.after:
            raise ValueError("before: and after: name two places; keep one of them")
        return self


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


class Comparison(ModuleHead):
    kind: Literal["comparison"]
    body: ComparisonBody


class Table(ModuleHead):
    kind: Literal["table"]
    body: TableBody


class Options(ModuleHead):
    kind: Literal["options"]
    body: OptionsBody


class Diary(ModuleHead):
    kind: Literal["diary"]
    body: DiaryBody


class Questions(ModuleHead):
    kind: Literal["questions"]
    body: QuestionsBody


class Plan(ModuleHead):
    kind: Literal["plan"]
    body: PlanBody


class TeachBack(ModuleHead):
    kind: Literal["teach-back"]
    body: TeachBackBody


class References(ModuleHead):
    kind: Literal["references"]
    body: ReferencesBody = ReferencesBody()


class Glossary(ModuleHead):
    kind: Literal["glossary"]
    body: GlossaryBody


class Card(ModuleHead):
    """The words of the edition `wallet-card`."""

    kind: Literal["card"]
    body: CardBody


class Pictures(ModuleHead):
    """The words of the edition `picture`."""

    kind: Literal["pictures"]
    body: PicturesBody


class Note(ModuleHead):
    """A clinic's own few words beside one of our modules; it stands for nothing that a sheet must say."""

    kind: Literal["note"]
    sources: tuple[str, ...] = ()
    body: NoteBody

    @model_validator(mode="after")
    def _only_beside(self) -> Self:
        if self.beside is None:
            raise ValueError("a note needs before: or after:, with the name of a module")
        if any(part.states for part in self.body.paragraphs) or self.safety:
            raise ValueError("a note can't state a fact or be critical to safety; write a module of another kind")
        if sum(len(str(part.text).split()) for part in self.body.paragraphs) > MOST_WORDS:
            raise ValueError(f"a note has {MOST_WORDS} words at most; write a module of another kind")
        return self


TopicModule = (
    Points
    | Prose
    | Checklist
    | Warnings
    | Steps
    | Myths
    | Contacts
    | Comparison
    | Table
    | Options
    | Diary
    | Questions
    | Plan
    | TeachBack
    | References
    | Glossary
    | Card
    | Pictures
    | Note
)
KINDS: tuple[type[ModuleHead], ...] = get_args(TopicModule)


class ModuleFile(Strict):
    """The union of all kinds, told apart by `kind`."""

    module: TopicModule = Field(discriminator="kind")
