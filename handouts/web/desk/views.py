"""What the templates show of the choices: each step as plain values, with reasons by the codes that templates know.

Must not read forms or know HTTP.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ... import styles
from ...locales.languages import language, localised
from ...model.editions import EDITIONS, PRINTED
from ...model.request import PATIENT_FIELDS
from ...requests import PatientFile
from . import options
from .finding import found
from .records import PARTS, Choices, Quick
from .sessions import Session, Work
from .shelf import Shelf

View = dict[str, Any]
PACE = 130
"""Words that somebody who reads slowly reads in a minute."""
PAGE = 190
"""Words on a page of the standard edition, roughly: an estimate, and always called one."""
FEW = 8
"""Topics that are all shown as buttons; of more, only those that the clinic or the session names."""


def topic(shelf: Shelf, staff: str, session: Session, work: Work, asked: str = "") -> View:
    """Return the first step: what is chosen, what can be chosen with one click, what a search has found."""
    there, chosen = shelf.topics(), work.choices.topic
    favourites = [Quick(**item.model_dump(exclude_none=True)) for item in shelf.clinic().facts.favourites]
    few = [Quick(name) for name in there] if len(there) <= FEW else []
    known = tuple(item for item in session.recent if item not in favourites)
    return {
        "chosen": _topic(shelf, staff, chosen) if chosen else None,
        "asked": asked,
        "found": topics_found(shelf, staff, asked) if asked else [],
        "favourites": [_quick(shelf, staff, item) for item in favourites if item.topic in there],
        "recent": [_quick(shelf, staff, item) for item in known if item.topic in there],
        "all": [_quick(shelf, staff, item) for item in few],
    }


def topics_found(shelf: Shelf, staff: str, asked: str) -> list[View]:
    """Return the topics that may be meant."""
    return [_topic(shelf, staff, name) for name in found(shelf.looked_for(staff), asked)]


def _topic(shelf: Shelf, staff: str, name: str) -> View:
    content = shelf.topic(name)
    said, title = shelf.name(name, staff)
    names = content.topic.names if content else None
    also = (*filter(None, (names.latin,)), *names.also) if names else ()
    return {"id": name, "name": said, "title": title, "also": [item for item in also if item != said][:4]}


def _quick(shelf: Shelf, staff: str, item: Quick) -> View:
    spoken = language(item.language) if item.language in {known.id for known in shelf.languages()} else None
    name = shelf.name(item.topic, staff)[0]
    return {"value": item.value, "name": name, "language": spoken, "recipe": item.recipe, "edition": item.edition}


def languages(shelf: Shelf, staff: str, work: Work) -> View:
    """Return the second step: each language with what is to be known of it, those that are not offered last."""
    choices = work.choices
    there = options.offered(shelf, choices.topic)
    rows = [_language(shelf, staff, choices, item.id, offered=item.id in there) for item in shelf.languages()]
    return {"offered": [row for row in rows if not row["reason"]], "others": [row for row in rows if row["reason"]]}


def _language(shelf: Shelf, staff: str, choices: Choices, locale_id: str, *, offered: bool) -> View:
    content, spoken = shelf.topic(choices.topic), language(locale_id)
    usual = (choices.recipe, shelf.clinic().facts.recipe, *(content.topic.recipes if content else ()))
    whole = (name for name in usual if name != PARTS and name and shelf.whole(choices.topic, locale_id, name))
    shown = next(whole, "")
    state = shelf.ready(choices.topic, locale_id, shown) if shown else None
    return {
        "id": locale_id,
        "spoken": spoken,
        "chosen": choices.language == locale_id,
        "reason": "" if offered else (state.reason if state else "missing"),
        "notes": _notes(state.notes) if state else (),
        "due": localised(state.due, staff, shelf.clinic().facts.country) if state and state.due else "",
    }


def _notes(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes of what is to be known, two drafts as one."""
    drafts = {"draft-source", "draft-translation"}
    return ("draft", *(code for code in codes if code not in drafts)) if drafts <= {*codes} else codes


def content(shelf: Shelf, staff: str, work: Work, pages: Mapping[Choices, int]) -> View:
    """Return the third step: recipes, and the single modules where these are wanted."""
    choices = work.choices
    topic_content = shelf.topic(choices.topic)
    if topic_content is None:
        return {}
    return {
        "own_words": bool(EDITIONS[choices.edition].own_words),
        "parts": choices.recipe == PARTS,
        "parts_reason": "carer" if choices.bare else "",
        "recipes": [_recipe(shelf, staff, choices, name, pages) for name in topic_content.topic.recipes],
        "modules": [_module(shelf, staff, choices, name) for name in topic_content.choosable],
    }


def _recipe(shelf: Shelf, staff: str, choices: Choices, name: str, pages: Mapping[Choices, int]) -> View:
    content = shelf.topic(choices.topic)
    recipe = content.topic.recipes[name] if content else None
    usual_title, title = (shelf.name(choices.topic, staff, item)[1] for item in (None, name))
    words = shelf.size(choices.topic, name)
    asked = Choices(**{**_fields(choices), "recipe": name, "modules": ()}).impersonal
    promised = {**recipe.pages}.get(choices.language, recipe.pages.get("other")) if recipe else None
    return {
        "id": name,
        "title": title if title != usual_title else "",
        "chosen": choices.recipe == name,
        "reason": options.lacks(shelf, choices, name),
        "pages": pages.get(asked.printed.impersonal),
        "about": (promised or _about(words)) if choices.edition == PRINTED[0] and not choices.beside else None,
        "minutes": math.ceil(words / PACE),
        "modules": [shelf.module(choices.topic, item, staff) for item, _ in content.choice(name)] if content else [],
    }


def _fields(choices: Choices) -> View:
    return {name: getattr(choices, name) for name in Choices.__dataclass_fields__}


def _about(words: int) -> int:
    return max(round(words / PAGE), 1)


def _module(shelf: Shelf, staff: str, choices: Choices, name: str) -> View:
    return {
        "id": name,
        "title": shelf.module(choices.topic, name, staff),
        "chosen": name in choices.modules,
        "reason": "" if shelf.whole(choices.topic, choices.language, module=name) else "missing",
        "minutes": math.ceil(shelf.size(choices.topic, modules=(name,)) / PACE),
    }


def look(shelf: Shelf, work: Work) -> View:
    """Return the fourth step: edition, size, paper, the language beside, what is left out."""
    choices = work.choices
    form = EDITIONS[choices.edition]
    beside = options.offered(shelf, choices.topic, choices.recipe) - {choices.language}
    known = options.editions(shelf, choices, choices.language)
    return {
        "editions": [
            {"id": name, "chosen": name == choices.edition, "reason": reason} for name, reason in known.items()
        ],
        "sizes": list(form.sizes),
        "size": choices.size,
        "papers": list(styles.PAPERS),
        "paper": choices.paper,
        "besides": [] if form.own_words else [item for item in shelf.languages() if item.id in beside],
        "beside": choices.beside,
        "beside_reason": "own-words" if form.own_words else "",
        "spares_reason": "carer" if choices.bare else "",
        "spares": [{"id": name, "chosen": name in choices.spares} for name in options.conditions(shelf, choices.topic)],
    }


def person(shelf: Shelf, work: Work) -> View:
    """Return the sixth step: each field with its room, what is typed in it, and whether this edition prints it."""
    choices = work.choices
    wrong = [(name, not getattr(choices.patient, name, "")) for name in work.faults if not name.startswith("plan.")]
    ticks = (choices.for_carer, choices.agrees, choices.with_name)
    printed = choices.fields
    topic_content = shelf.topic(choices.topic)
    recipe = topic_content.topic.recipes.get(choices.recipe) if topic_content else None
    rooms = {name: _room(name) for name in PATIENT_FIELDS}
    return {
        "told": repr((choices.edition, choices.recipe, ticks, wrong)),
        "discreet": bool(recipe and recipe.discreet),
        "with_name": choices.with_name,
        "name_needed": "with_name" in work.faults,
        "for_carer": choices.for_carer,
        "agrees": choices.agrees,
        "fields": [
            {
                "id": name,
                "room": rooms[name],
                "value": getattr(choices.patient, name),
                "printed": name in printed,
                "fault": name in work.faults,
                "needed": name in work.faults and not getattr(choices.patient, name),
            }
            for name in PATIENT_FIELDS
        ],
    }


def _room(name: str) -> int:
    """Return how many characters a field holds."""
    rules = PatientFile.model_fields[name].metadata
    return next(int(item.max_length) for item in rules if hasattr(item, "max_length"))
