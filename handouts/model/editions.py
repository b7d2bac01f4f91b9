"""The editions: how a handout is presented, each with its template, its style sheets and what it prints of a topic.

Must not hold behaviour; a new edition is a line here, a template and a style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from .request import PANEL_FIELDS


@dataclass(frozen=True, slots=True)
class Edition:
    """One way to present a handout."""

    about: str
    """For a list of choices."""
    template: str
    sheets: tuple[str, ...] = ()
    """Its style sheets, after those of the paper; none for an edition without pages."""
    formats: tuple[str, ...] = ("pdf",)
    """What it is made as, the usual one first."""
    fields: tuple[str, ...] = PANEL_FIELDS
    """The patient's fields that it prints."""
    own_words: str | None = None
    """The kind of topic module whose words it prints; None where it prints recipes and modules."""
    flowing: bool = False
    """Whether all stands in one column and every measure grows with the text."""
    sizes: range = range(0)
    """Points of text that may be asked for, the smallest first."""
    usual_size: int | None = None
    listed: bool = False
    """Whether each text stands in a numbered row of its own, beside lines to write on."""
    plan: bool = False
    """Whether it has a place for a patient's dose plan."""
    folded: bool = False
    """Whether its pages are laid out for folding, two on each side of a sheet: a print file."""


_STANDARD = ("edition-standard.css", "brief.css")
_FLOWING = ("edition-standard.css", "one-column.css")
EDITIONS: dict[str, Edition] = {
    "standard": Edition("the sheet, 14 pt", "handout.html", _STANDARD, plan=True),
    "large-print": Edition(
        "one column, 16 to 28 pt",
        "handout.html",
        _FLOWING,
        flowing=True,
        sizes=range(16, 29),
        usual_size=18,
        plan=True,
    ),
    "plain": Edition("without pages: HTML or text", "plain.html", formats=("html", "txt"), plan=True),
    "wallet-card": Edition(
        "emergency cards to cut out and fold, in two languages",
        "wallet-card.html",
        ("edition-standard.css", "edition-wallet-card.css"),
        fields=("name", "dose", "contact"),
        own_words="card",
    ),
    "picture": Edition(
        "one page of six pictures",
        "picture.html",
        ("edition-standard.css", "edition-picture.css"),
        fields=("name", "date"),
        own_words="pictures",
    ),
    "booklet": Edition(
        "pages of half the size, in the order for folding: a print file",
        "handout.html",
        (*_FLOWING, "edition-booklet.css"),
        flowing=True,
        usual_size=12,
        plan=True,
        folded=True,
    ),
    "interpreter": Edition(
        "numbered texts beside lines to write on, for a language that is not there",
        "interpreter.html",
        ("edition-standard.css", "edition-interpreter.css"),
        fields=("name", "date"),
        listed=True,
    ),
}
"""By name, in the order of a list of choices."""
PRINTED = tuple(name for name, edition in EDITIONS.items() if edition.sheets)
"""Editions on paper."""
