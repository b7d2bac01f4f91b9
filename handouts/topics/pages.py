"""What may stand on a patient's page: no figure for staff, no number that may lack, no claim without its mark.

Must not read files or choose what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from ..errors import Problem, error
from ..model.brief import WORDS, BriefItem
from ..model.content import Fact, Reference
from ..model.parts import Part
from ..model.text import Text, placeholders
from ..model.walk import parts, texts
from ..reading import Loc, Reading
from .content import TopicContent


def _close(text: str) -> str:
    """Return a text in which `5mg` and `5 mg` are the same."""
    return "".join(text.lower().split())


def problems(content: TopicContent) -> Iterator[Problem]:
    """Yield what must not stand on a patient's page, and what must not stand there alone."""
    yield from _audience(content)
    yield from _lines(content)
    yield from _open(content)
    yield from _countries(content)
    yield from _briefs(content)


def _audience(content: TopicContent) -> Iterator[Problem]:
    """Nothing for staff or authors is stated to a patient, and no figure of theirs stands in a patient's text."""
    banned = [(name, figure, _close(figure)) for name, fact in content.facts.items() for figure in fact.never_print]
    any_banned = re.compile("|".join(re.escape(close) for _, _, close in banned) or "(?!)")
    for reading, found, said_here in _printed(content):
        for loc, part in found:
            for fact in part.states:
                if fact in content.facts and content.facts[fact].audience != "patient":
                    at = reading.where((*loc, "states"))
                    yield error(
                        "fact.audience", f"fact '{fact}' is not for patients", at, "take the part out of this module"
                    )
        for loc, text in said_here:
            said = _close(text)
            for fact, figure, close in banned if any_banned.search(said) else ():
                if close in said:
                    at = reading.where(loc)
                    yield error(
                        "fact.figure",
                        f"'{figure}' (fact '{fact}') never stands on a patient's page",
                        at,
                        "say it without",
                    )


def _printed(content: TopicContent) -> Iterator[tuple[Reading, list[tuple[Loc, Part]], list[tuple[Loc, Text]]]]:
    """Yield parts and texts of what can stand on a patient's page: the topic's own, and every module for patients."""
    yield content.reading, parts(content.topic), texts(content.topic)
    for loaded in content.modules.values():
        if loaded.module.audience == "patient":
            yield loaded.reading, loaded.parts, loaded.texts


_NEEDS = {"poison_number": "poison", "crisis_number": "crisis", "after_hours_phone": "after-hours"}
"""Numbers that a clinic may lack: the part that prints one says that it needs such a line."""


def _lines(content: TopicContent) -> Iterator[Problem]:
    """Yield an error for a number that may be lacking where the part does not make sure of it."""
    for reading, found, said in _printed(content):
        sure = {loc: part.line for loc, part in found if part.line}
        for loc, text in said:
            around = {line for place, line in sure.items() if loc[: len(place)] == place}
            for name in placeholders(text):
                if name in _NEEDS and _NEEDS[name] not in around:
                    hint = f"write it in a part that has line: {_NEEDS[name]}, beside one with no_line: {_NEEDS[name]}"
                    yield error("line.unsure", f"{{{name}}} may be lacking here", reading.where(loc), hint)


def is_open(fact: Fact, sources: dict[str, Reference]) -> bool:
    """Whether a clinician has still to confirm a fact: it is recalled, or rests only on weak sources."""
    weak = [key in sources and sources[key].weak for key in fact.sources]
    return fact.mark != "verified" or (bool(weak) and all(weak))


def _open(content: TopicContent) -> Iterator[Problem]:
    """Yield an error for a part that tells an open fact as if it were certain."""
    known, sources, main = content.facts, content.topic.sources, content.topic.main
    for fact in (fact for fact in main.states if fact in known):
        at = content.reading.where(("main", "states"))
        if known[fact].audience != "patient":
            yield error("fact.audience", f"fact '{fact}' is not for patients", at, "take it out of the main message")
        elif is_open(known[fact], sources) and not main.needs_clinician:
            say = f"the main message states '{fact}', which is not verified"
            yield error("fact.unmarked", say, at, "add needs_clinician: true to main:")
    for name, loaded in content.modules.items():
        marked = {loc for loc, part in loaded.parts if part.needs_clinician}
        for loc, part in loaded.parts:
            if loaded.module.needs_clinician or any(loc[: len(place)] == place for place in marked):
                continue
            for fact in part.states:
                if fact in known and is_open(known[fact], sources):
                    say = f"module '{name}' states '{fact}', which is not verified"
                    at = loaded.reading.where((*loc, "states"))
                    yield error("fact.unmarked", say, at, "add needs_clinician: true to the part")


def _countries(content: TopicContent) -> Iterator[Problem]:
    """Yield an error where some countries get a text of their own and the others get none."""
    for loaded in content.modules.values():
        for loc, siblings in _lists(loaded.parts).items():
            own = frozenset(country for part in siblings for country in part.only_in)
            if own and not any(frozenset(part.not_in) == own for part in siblings):
                say, at = f"only {', '.join(sorted(own))} is told this", loaded.reading.where(loc)
                hint = f"add a part for all others with not_in: [{', '.join(sorted(own))}]"
                yield error("country.no-default", say, at, hint)


def _lists(found: Iterable[tuple[Loc, Part]]) -> dict[Loc, list[Part]]:
    """Return parts that stand in one list together, by the list's path."""
    lists: dict[Loc, list[Part]] = {}
    for loc, part in found:
        if loc and isinstance(loc[-1], int):
            lists.setdefault(loc[:-1], []).append(part)
    return lists


def _briefs(content: TopicContent) -> Iterator[Problem]:
    """Yield an error for a short form that a reader can get to see with too many words."""
    for name, loaded in content.modules.items():
        brief = loaded.module.brief
        if brief is None:
            continue
        most = max(_words(brief.items, choice) for choice in _choices(brief.items))
        if most > WORDS:
            say, at = f"the brief of '{name}' has {most} words", loaded.reading.where(("brief",))
            yield error("brief.too-long", say, at, f"say it in {WORDS} or fewer")


def _choices(items: Iterable[BriefItem]) -> Iterator[frozenset[str]]:
    """Yield every set of lines and countries that decides which items are printed together."""
    names = sorted({str(name) for item in items for name in (item.line, item.no_line) if name})
    countries = sorted({country for item in items for country in (*item.only_in, *item.not_in)})
    for chosen in product(*((name, "") for name in names)):
        for country in (*countries, ""):
            yield frozenset((*chosen, country))


def _words(items: Iterable[BriefItem], there: frozenset[str]) -> int:
    """Return the words of the items that are printed where these lines and this country are."""
    return sum(len(item.text.replace("**", "").split()) for item in items if _shown(item, there))


def _shown(item: BriefItem, there: frozenset[str]) -> bool:
    if (item.line and item.line not in there) or (item.no_line and item.no_line in there):
        return False
    return not there.intersection(item.not_in) and (not item.only_in or bool(there.intersection(item.only_in)))
