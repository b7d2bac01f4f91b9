"""HL7's Context-Aware Knowledge Retrieval (Infobutton) in its URL form: what a record system asks, and an answer.

What a question says of a person (age, gender, who they are) is neither read nor repeated. Must not know a web server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from . import lookup
from .errors import HandoutsError, Problem, warning
from .headings import Heading
from .locales import languages
from .workspace import Workspace

MOST_PARAMETERS, MOST_CHARACTERS, MOST_CRITERIA = 200, 500, 20
_CRITERION = re.compile(r"mainSearchCriteria\.v\.(c|cs|dn|ot)([0-9]{0,2})")
VIEWS: Mapping[str, Literal["patient", "provider"]] = {"PAT": "patient", "PROV": "provider"}
ANSWERS = ("text/html", "application/json")
TASKS = (
    *("OE", "LABOE", "MEDOE", "PATDOC", "PATINFO", "ALLERLREV", "CLINNOTEREV", "DIAGLISTREV", "IMMLREV"),
    *("LABRREV", "MICRORREV", "MLREV", "MARWLREV", "OREV", "PROBLISTREV", "RADRREV"),
)
"""HL7's ActTaskCode: what a person does in the record system while asking."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is understood. It holds our own words alone, none of the question's, so it may be printed."""

    topics: tuple[str, ...]
    """Those that were found, in the question's order: one, several, or none."""
    codes: tuple[tuple[str, str], ...]
    """The codes of the question that one of our topics lists."""
    locale: str | None
    """The language of ours; None where none is named, or not one of ours."""
    view: Literal["patient", "provider"]
    answer: str
    """One of `ANSWERS`."""
    task: str
    problems: tuple[Problem, ...]
    """Warnings: what was asked for and is not there."""

    @property
    def topic(self) -> str:
        """Return the topic where it is one alone; else nothing."""
        return self.topics[0] if len(self.topics) == 1 else ""


def asked(workspace: Workspace, parameters: Iterable[tuple[str, str]]) -> Asked:
    """Return what the decoded parameters of an address ask for; the first of a name counts. Raises nothing."""
    problems: list[Problem] = []
    given = _few(parameters, problems)
    topics, codes = _found(lookup.table(workspace), _criteria(given), problems)
    return Asked(
        topics=topics,
        codes=codes,
        locale=_locale(workspace, given, problems),
        view=_view(given, problems),
        answer=_answer(given, problems),
        task=next((task for task in TASKS if task == given.get("taskContext.c.c")), ""),
        problems=tuple(problems),
    )


def _few(parameters: Iterable[tuple[str, str]], problems: list[Problem]) -> dict[str, str]:
    """Return the parameters that are read, within bounds."""
    given: dict[str, str] = {}
    for number, (name, value) in enumerate(parameters):
        if number >= MOST_PARAMETERS or len(value) > MOST_CHARACTERS:
            say = f"more than {MOST_PARAMETERS} parameters, or a value of more than {MOST_CHARACTERS} characters"
            problems.append(warning("infobutton.too-much", say, hint="what is beyond is not read"))
            break
        given.setdefault(name, value.strip())
    return given


def _criteria(given: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Yield the search criteria in the order of their numbers, the one without a number first."""
    found: dict[int, dict[str, str]] = {}
    for name, value in given.items():
        if value and (match := _CRITERION.fullmatch(name)):
            found.setdefault(int(match[2] or -1), {})[match[1]] = value
    yield from (found[number] for number in sorted(found)[:MOST_CRITERIA])


def _found(
    known: lookup.Table, criteria: Iterable[Mapping[str, str]], problems: list[Problem]
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the topics and the codes of ours that are asked for: by code, else by name."""
    topics: list[str] = []
    codes: list[tuple[str, str]] = []
    for number, item in enumerate(criteria, 1):
        system, code = lookup.system_of(item.get("cs", "")), item.get("c", "")
        here = known.by_code(system, code) if system else ()
        if system and here:
            codes.append((system, code))
        here = here or tuple(topic for key in ("dn", "ot") for topic in known.by_name(item.get(key, "")))
        if not here:
            systems = ", ".join(f"{name} {found.oid}" for name, found in lookup.SYSTEMS.items())
            say = f"no topic lists the code, or has the name, of search criterion {number}"
            problems.append(warning("infobutton.no-topic", say, hint=f"code systems: {systems}"))
        topics.extend(here)
    return tuple(dict.fromkeys(topics)), tuple(dict.fromkeys(codes))


def _locale(workspace: Workspace, given: Mapping[str, str], problems: list[Problem]) -> str | None:
    tags = (given.get(f"{who}.languageCode.c") for who in ("informationRecipient", "performer"))
    tag = next(filter(None, tags), None)
    if tag is None:
        return None
    try:
        return languages.resolve(workspace, tag)
    except HandoutsError:
        hint = f"languages: {', '.join(languages.languages(workspace))}"
        problems.append(warning("infobutton.language", "there is no sheet in the language asked for", hint=hint))
        return None


def _view(given: Mapping[str, str], problems: list[Problem]) -> Literal["patient", "provider"]:
    """Return for whom it is; who asks is taken to be who reads where only that is said."""
    who = given.get("informationRecipient") or given.get("performer") or "PAT"
    if who not in VIEWS:
        say, hint = "this reader is not known here; the patient's view is meant", f"readers: {', '.join(VIEWS)}"
        problems.append(warning("infobutton.recipient", say, hint=hint))
    return VIEWS.get(who, "patient")


def _answer(given: Mapping[str, str], problems: list[Problem]) -> str:
    form = given.get("knowledgeResponseType", ANSWERS[0]).partition(";")[0].strip().lower()
    if form not in ANSWERS:
        hint = f"answers: {', '.join(ANSWERS)}"
        problems.append(warning("infobutton.answer", "there is no answer in the form asked for", hint=hint))
        return ANSWERS[0]
    return form


def feed(said: Asked, there: Sequence[Heading], base: str, updated: datetime) -> dict[str, Any]:
    """Return the answer as an Atom feed in JSON, the form that OpenInfobutton gives.

    `there` are the workspace's topics, `base` the address that an entry's topic and language are added to, `updated` a
    time with its zone. A question that found nothing gets a feed without entries that says what there is.
    """
    by_id = {heading.id: heading for heading in there}
    stamp = updated.isoformat(timespec="seconds")
    found = [by_id[topic] for topic in said.topics if topic in by_id]
    names = ", ".join(heading.name for heading in there)
    return {
        "feed": {
            "base": base,
            "lang": "en",
            "title": _text("Patient handouts"),
            "subtitle": _text(_summary(found) if found else f"Nothing is found. There are sheets on: {names}"),
            "author": {"name": {"_value": "handouts"}},
            "updated": {"_value": stamp},
            "id": {"_value": base},
            "category": list(_categories(said)),
            "entry": [_entry(heading, said, base, stamp) for heading in found],
        }
    }


def _summary(found: Sequence[Heading]) -> str:
    return f"{len(found)} {'sheet' if len(found) == 1 else 'sheets'}"


def _entry(heading: Heading, said: Asked, base: str, stamp: str) -> dict[str, Any]:
    chosen = {"topic": heading.id, **({"lang": said.locale} if said.locale else {}), "view": said.view}
    address = f"{base}?{urlencode(chosen)}"
    return {
        "title": _text(f"{heading.name}: {heading.title}"),
        "link": [{"href": address, "rel": "alternate", "type": "text/html", "title": heading.name}],
        "id": {"_value": address},
        "updated": {"_value": stamp},
        "category": [
            {"scheme": f"urn:oid:{lookup.SYSTEMS[system].oid}", "term": code} for system, code in heading.codes
        ],
        "summary": _text(f"Revision {heading.revision}."),
    }


def _categories(said: Asked) -> Iterator[dict[str, str]]:
    """Yield the question as it was understood, in our own words."""
    criterion = "mainSearchCriteria.v."
    for number, (system, code) in enumerate(said.codes):
        suffix = str(number) if number else ""
        yield {"scheme": f"{criterion}c{suffix}", "term": code}
        yield {"scheme": f"{criterion}cs{suffix}", "term": lookup.SYSTEMS[system].oid}
    yield {"scheme": "informationRecipient", "term": next(key for key, view in VIEWS.items() if view == said.view)}
    if said.locale:
        yield {"scheme": "informationRecipient.languageCode.c", "term": languages.language(said.locale).tag}
    if said.task:
        yield {"scheme": "taskContext.c.c", "term": said.task}


def _text(value: str) -> dict[str, str]:
    return {"_value": value, "type": "text"}
