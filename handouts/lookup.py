"""Find topics by the codes that they list, or by a name or brand in a record's words.

A code finds only the topic that lists it: the code of a product or of a narrower concept is not that of its substance,
and is not looked up anywhere. Must not print what it was asked: a record's words may be personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .headings import Heading, headings
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class System:
    """A code system as FHIR names it, and as HL7 Version 3 and Infobutton do."""

    uri: str
    oid: str


SYSTEMS: Mapping[str, System] = {
    "rxnorm": System("http://www.nlm.nih.gov/research/umls/rxnorm", "2.16.840.1.113883.6.88"),
    "atc": System("http://www.whocc.no/atc", "2.16.840.1.113883.6.73"),
    "snomed": System("http://snomed.info/sct", "2.16.840.1.113883.6.96"),
}
"""The keys of a topic's `codes:`."""


def system_of(named: str) -> str | None:
    """Return our name of a code system that is named by FHIR's URI or by its OID; None for any other."""
    oid = named.removeprefix("urn:oid:")
    return next((name for name, system in SYSTEMS.items() if system.uri == named or system.oid == oid), None)


@dataclass(frozen=True, slots=True)
class Table:
    """What every topic of a workspace is found by."""

    topics: tuple[Heading, ...]

    def by_code(self, system: str, code: str) -> tuple[str, ...]:
        """Return the ids of the topics that list this code; `system` is a key of `SYSTEMS`."""
        return tuple(topic.id for topic in self.topics if (system, code) in topic.codes)

    def by_name(self, text: str, categories: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the ids of the topics of which a name stands in a text as whole words."""
        wanted, said = tuple(categories), _words(text)
        return tuple(
            topic.id
            for topic in self.topics
            if (not wanted or topic.category in wanted)
            and any(_words(name) and _words(name) in said for name in (topic.name, *topic.also))
        )

    def heading(self, topic: str) -> Heading | None:
        """Return the heading of a topic."""
        return next((found for found in self.topics if found.id == topic), None)


def table(workspace: Workspace) -> Table:
    """Return what every topic is found by."""
    return Table(tuple(headings(workspace)))


def _words(text: str) -> str:
    """Return the words of a text in small letters, a space around each."""
    found = re.findall(r"\w+", text.casefold())
    return f" {' '.join(found)} " if found else ""
