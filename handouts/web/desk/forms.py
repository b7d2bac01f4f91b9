"""Read what a browser sends: any of it may be anything, and comes out as choices that can be combined.

What is not in the form stays as it was. Must not repeat a value in a message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from ... import requests, styles
from ...errors import Refused
from ...model.editions import EDITIONS, PRINTED
from ...model.request import PATIENT_FIELDS, Patient
from . import entered, plans
from .options import conditions, editions, lacks, offered
from .records import PARTS, Choices, Quick
from .shelf import Shelf

Form = MultiDict[str, str]


def begun(shelf: Shelf) -> Choices:
    """Return what a new window begins with."""
    return Choices(paper=shelf.clinic().facts.paper)


def read(form: Form, before: Choices, shelf: Shelf) -> Choices:
    """Return the choices of a form; what it does not ask about stays as it was."""
    parts = form.getlist("part")
    result = replace(before, topic=form.get("topic", before.topic), language=form.get("language", before.language))
    if "content" in parts:
        recipe = form.get("recipe", before.recipe)
        result = replace(result, recipe=recipe, modules=tuple(form.getlist("module")) if recipe == PARTS else ())
    if "look" in parts:
        result = _look(form, result)
    if "person" in parts:
        fields: dict[str, Any] = {name: _text(form, name, getattr(before.patient, name)) for name in PATIENT_FIELDS}
        for_carer = "for_carer" in form
        result = replace(
            result,
            patient=replace(before.patient, **fields),
            with_name="with_name" in form,
            for_carer=for_carer,
            agrees=for_carer and "agrees" in form,
        )
    if "quick" in form:
        result = _quick(form["quick"], result)
    if "plan" in parts:
        result = replace(result, plan=entered.read(form, before.plan))
    return fitted(result, shelf)


def pressed(form: Form, choices: Choices, shelf: Shelf) -> tuple[Choices, str]:
    """Return the choices after a button of the dose plan was pressed, and the id of what is to be looked at next."""
    plan, focus = entered.done(form.get("plan-do", ""), choices.plan, shelf.medicine(choices.topic))
    return fitted(replace(choices, plan=plan), shelf), focus


def fitted(choices: Choices, shelf: Shelf) -> Choices:
    """Return the choices with nothing in them that cannot be combined; what does not fit is as it would be at first."""
    return plans.settled(_combined(choices, shelf), shelf)


def _combined(choices: Choices, shelf: Shelf) -> Choices:
    facts = shelf.clinic().facts
    paper = choices.paper if choices.paper in styles.PAPERS else facts.paper
    topic = choices.topic if choices.topic in shelf.topics() else ""
    language = choices.language if topic and choices.language in offered(shelf, topic) else ""
    if not language:
        kept = ("patient", "plan", "for_carer", "agrees")
        told: dict[str, Any] = {name: getattr(choices, name) for name in kept}
        return replace(Choices(topic, paper=paper), **told)
    edition = choices.edition if editions(shelf, choices, language).get(choices.edition) == "" else PRINTED[0]
    form = EDITIONS[edition]
    recipe, modules = _content(choices, shelf, language)
    size = (choices.size if choices.size in form.sizes else form.usual_size) if form.sizes else None
    fits = choices.beside != language and choices.beside in offered(shelf, topic, recipe) and not form.own_words
    return replace(
        choices,
        language=language,
        edition=edition,
        recipe=recipe,
        modules=modules,
        size=size,
        paper=paper,
        beside=choices.beside if fits else "",
        spares=tuple(name for name in conditions(shelf, topic) if name in choices.spares and not choices.bare),
    )


def faults(choices: Choices, shelf: Shelf) -> tuple[str, ...]:
    """Return the fields that are to be mended, by name; those of the dose plan with `plan.` before it."""
    of_plan = (f"plan.{where}" for where in plans.faults(choices, shelf))
    return (*dict.fromkeys((*_roomless(choices.printed.patient), *plans.lacks(choices, shelf))), *of_plan)


def _roomless(patient: Patient) -> tuple[str, ...]:
    """Return the fields that have no room on a sheet."""
    try:
        requests.patient_from({name: getattr(patient, name) for name in PATIENT_FIELDS})
    except Refused as refused:
        return tuple(dict.fromkeys(problem.where for problem in refused.problems))
    return ()


def _content(choices: Choices, shelf: Shelf, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the recipe and the modules: what is chosen where it is whole, else the clinic's usual, else any."""
    topic = choices.topic
    content = shelf.topic(topic)
    if content is None:
        return "", ()
    if choices.recipe == PARTS and not choices.bare:
        names = (name for name in content.choosable if name in choices.modules)
        return PARTS, tuple(name for name in names if shelf.whole(topic, language, module=name))
    usual = (choices.recipe, shelf.clinic().facts.recipe, *content.topic.recipes)
    known = (name for name in usual if name in content.topic.recipes and not lacks(shelf, choices, name))
    return next(known, ""), ()


def _look(form: Form, result: Choices) -> Choices:
    size = form.get("size", "")
    return replace(
        result,
        edition=form.get("edition", result.edition),
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 4 else None,
        paper=form.get("paper", result.paper),
        beside=form.get("beside", ""),
        spares=tuple(form.getlist("spare")),
    )


def _quick(value: str, result: Choices) -> Choices:
    topic, language, recipe, edition = (value.split("|") + [""] * 4)[:4]
    asked = Quick(topic, language, recipe, edition)
    return replace(
        result,
        topic=asked.topic,
        language=asked.language or result.language,
        recipe=asked.recipe or result.recipe,
        edition=asked.edition or result.edition,
    )


def _text(form: Form, name: str, before: str) -> str:
    """Return a field as it was typed, its line ends as everywhere, the space around it gone."""
    return form[name].replace("\r\n", "\n").strip() if name in form else before
