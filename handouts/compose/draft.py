"""Compose a draft: the chosen modules, the clinic's facts and the personal panel, in the reader's language.

Must not lay out anything; what it returns is good HTML on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from .. import reprint, templates
from ..errors import Problem, error, refuse_if_any
from ..locales import catalogs
from ..model.brief import Short
from ..model.clinic import Clinic
from ..model.expected import Expected, Sentence
from ..model.message import SHARED, TEMPLATES, Message
from ..model.request import Draft, Patient, Request, Sheet
from ..model.walk import texts
from ..topics import TopicContent
from ..workspace import Workspace
from . import proof, standing, views
from .frame import frame
from .select import Chosen, chosen, recipe_of
from .words import Words


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a draft is made of."""

    workspace: Workspace
    clinic: Clinic
    content: TopicContent
    request: Request
    patient: Patient
    sheets: tuple[Sheet, ...] = ()
    families: tuple[str, ...] = ()
    turn_over: bool = True
    css: Markup | None = None
    """The style element of an edition that carries its own."""


TEMPLATES_OF = {"standard": "handout.html", "large-print": "handout.html", "plain": "plain.html"}
"""Which template each edition begins with."""


def draft(brief: Brief) -> Draft:
    """Return the draft; raises `Refused` with everything that stands against it."""
    content, request = brief.content, brief.request
    recipe = recipe_of(request, brief.clinic)
    picked = chosen(content, request, brief.clinic)
    reader = _words(brief, request.locale)
    behind = tuple(_outdated(content, picked))
    refuse_if_any((*behind, *_lacking(content, picked, reader)))
    staff = _words(brief, brief.clinic.facts.language)
    printed = tuple(message for item in picked for message in _messages(content, item))
    state = standing.standing(
        brief.workspace, content, (*content.head(recipe), *printed), reader.translations, brief.clinic, request.today
    )
    context = _context(brief, recipe, picked, reader, staff)
    code = reprint.encode(_printed(brief, printed, reader))
    context |= {"standing": state, "page": views.page(request, content, reader, staff, code)}
    html = templates.rendered(brief.workspace, TEMPLATES_OF[request.edition], context | {"css": brief.css})
    sentences = tuple(reader.sentence(message) for message in printed)
    around = frame(content, recipe, brief.patient, state, reader, staff)
    said = (*reader.used, *staff.used)
    problems = (
        *behind,
        *reader.problems,
        *staff.problems,
        *state.problems,
        *views.lacking(brief.clinic, said),
        *proof.proof(html, sentences),
        *proof.frame_lost(html, around.flow, around.every_page),
    )
    refuse_if_any(_once(problems))
    expected = _expected(brief, html, (*around.flow, *sentences), reader, views.title(content, recipe, reader))
    return Draft(html, brief.sheets, expected, tuple(_once(problems)))


def _outdated(content: TopicContent, picked: tuple[Chosen, ...]) -> Iterator[Problem]:
    """Yield why what a clinic prints in place of ours may lack a correction of ours."""
    for name in ("", *(item.id for item in picked)):
        yield from content.outdated.get(name, ())


def _lacking(content: TopicContent, picked: tuple[Chosen, ...], reader: Words) -> Iterator[Problem]:
    """Yield an error for each module that the reader's language has not begun, by its name."""
    for item in picked:
        may_fall_back = reader.fallback and item.module.safety != "critical"
        if not may_fall_back and catalogs.lacks(_own(content, item), reader.translations):
            name = reader.translations.language.english
            hint = "choose a recipe without it ('handouts list recipes'), or have it translated"
            yield error("translation.module", f"{name} lacks the module '{item.id}'", hint=hint)


def _own(content: TopicContent, item: Chosen) -> tuple[Message, ...]:
    """Return the messages by which a language shows that it has begun this module: not its title, nothing shared."""
    said = tuple(_messages(content, item))
    own = (message for message in said if message.domain != SHARED and message.source != item.module.title)
    return tuple(own) or said


def _context(
    brief: Brief, recipe: str | None, picked: tuple[Chosen, ...], reader: Words, staff: Words
) -> dict[str, object]:
    """Return what the templates see of the topic, the clinic and the patient."""
    content = brief.content
    return {
        "_": reader.word,
        "staff_": staff.word,
        "clinic": views.clinic(brief.clinic, reader),
        "topic": views.topic(content, recipe, reader, staff),
        "form": "brief" if any(isinstance(item.module, Short) for item in picked) else "whole",
        "modules": views.sections(picked, content, reader),
        "references": views.references(content, picked),
        "panel": views.panel(brief.patient),
        "lines": views.lines(brief.clinic, reader),
        "numbers": {name: value.html() for name, value in views.numbers(brief.clinic).items()},
        "turn_over": brief.turn_over,
    }


def _words(brief: Brief, locale_id: str) -> Words:
    domains = (TEMPLATES, SHARED, brief.content.topic.id)
    translations = catalogs.load(brief.workspace, locale_id, domains)
    return Words(translations, views.values(brief.clinic), brief.request.fallback)


def _messages(content: TopicContent, item: Chosen) -> Iterator[Message]:
    """Yield the messages of the parts that are printed, in reading order, with their lines."""
    known = {message.source: message for message in reversed(content.messages(item.id))}
    for _, text in texts(item.module):
        yield known[str(text)]


def printed_of(brief: Brief) -> reprint.Printed:
    """Return what the reprint code of a sheet says, without composing it."""
    picked = chosen(brief.content, brief.request, brief.clinic)
    printed = (message for item in picked for message in _messages(brief.content, item))
    return _printed(brief, printed, _words(brief, brief.request.locale))


def _printed(brief: Brief, printed: Iterable[Message], reader: Words) -> reprint.Printed:
    """Return the choices and the content, in the source language and in the reader's; no patient, no clock."""
    said = (*brief.content.head(recipe_of(brief.request, brief.clinic)), *printed)
    entries = (reader.translations.entry(message) for message in said)
    source = reprint.content_digest(f"{message.context}/{message.source}" for message in said)
    translation = reprint.content_digest(entry.translation if entry else "" for entry in entries)
    return reprint.printed(brief.request, brief.content.topic.revision, source, translation)


def _expected(brief: Brief, html: str, sentences: tuple[Sentence, ...], reader: Words, title: str) -> Expected:
    return Expected(
        strings=proof.printed(html, sentences),
        every_page=proof.every_page(html),
        lang=reader.translations.language.tag,
        families=brief.families,
        title=title,
    )


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
