"""Compose a draft: the chosen modules, the clinic's facts and the personal panel, in the reader's language.

Must not lay out anything; what it returns is good HTML on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from .. import reprint, templates
from ..digits import own_zero
from ..errors import Problem, error, refuse_if_any
from ..locales import catalogs
from ..locales.catalogs import Translations
from ..model.brief import Short
from ..model.editions import EDITIONS
from ..model.expected import Expected, Sentence
from ..model.message import SHARED, TEMPLATES, Message
from ..model.request import Draft
from ..model.walk import mapped
from ..topics import TopicContent
from . import clinic_views, plan_views, proof, standing, views
from .brief import Brief
from .frame import frame
from .said import Said, said
from .select import Chosen, chosen, recipe_of
from .voices import Voices
from .words import Words


def draft(brief: Brief) -> Draft:
    """Return the draft; raises `Refused` with everything that stands against it."""
    content, request = brief.content, brief.request
    recipe = recipe_of(request, brief.clinic)
    picked = chosen(content, request, brief.clinic, planned=brief.patient.plan is not None)
    voices = _voices(brief)
    reader, staff = voices.reader, voices.staff
    behind = tuple(_outdated(content, picked))
    refuse_if_any((*behind, *_lacking(content, picked, voices)))
    printed = tuple(one for item in picked for one in said(content, item))
    plan = plan_views.view(brief, voices)
    spoken = tuple(_spoken(content, recipe, printed, voices, plan.messages if plan else ()))
    state = standing.standing(brief.workspace, content, spoken, brief.clinic, request.today)
    own = printed[0].message if EDITIONS[request.edition].own_words else None
    title = views.title(content, recipe, reader, own)
    code = reprint.encode(printed_of(brief) if plan else _printed(brief, printed, voices))  # it tells of no patient
    context = _context(brief, recipe, picked, voices, title, plan)
    context["draft_words"] = {"reader": _draft_words(state, reader), "staff": _draft_words(state, staff)}
    context |= {"standing": state, "page": views.page(request, content, voices, code)}
    html = templates.rendered(brief.workspace, EDITIONS[request.edition].template, context | {"css": brief.css})
    sentences = tuple(sentence for one in printed for sentence in voices.sentences(one))
    around = frame(brief, recipe, state, reader, staff)
    heard = tuple(message for words in voices.all() for message in words.used)
    problems = (
        *behind,
        *(problem for words in voices.all() for problem in words.problems),
        *state.problems,
        *clinic_views.lacking(brief.clinic, heard),
        *proof.proof(html, sentences),
        *proof.frame_lost(html, around.flow, around.every_page),
        *(proof.proof(html, plan.sentences) if plan else ()),
    )
    refuse_if_any(_once(problems))
    expected = _expected(brief, html, (*around.flow, *sentences), reader, title)
    return Draft(html, brief.sheets, expected, tuple(_once(problems)), state.waiting, form_of(picked), code)


def form_of(picked: Iterable[Chosen]) -> str:
    """Return whether a sheet is made of short forms or of whole modules."""
    return "brief" if any(isinstance(item.module, Short) for item in picked) else "whole"


def _draft_words(state: standing.Standing, words: Words) -> Markup:
    """Return what a draft says of itself, for a place that has no room for templates/parts/draft-line.html."""
    return words.word(state.draft_words) if state.is_draft else Markup()


def _spoken(
    content: TopicContent,
    recipe: str | None,
    printed: Iterable[Said],
    voices: Voices,
    of_plan: tuple[Message, ...],
) -> Iterator[tuple[tuple[Message, ...], Translations]]:
    """Yield all that is printed of the topic, with the catalogs that it comes from."""
    said_to: dict[bool, list[Message]] = {True: [], False: [*content.head(recipe), *of_plan]}
    for one in printed:
        said_to[one.for_staff].append(one.message)
    yield tuple(said_to[False]), voices.reader.translations
    if voices.beside:
        yield tuple(said_to[False]), voices.beside.translations
    if said_to[True]:
        yield tuple(said_to[True]), voices.staff.translations


def _outdated(content: TopicContent, picked: tuple[Chosen, ...]) -> Iterator[Problem]:
    """Yield why what a clinic prints in place of ours may lack a correction of ours."""
    for name in ("", *(item.id for item in picked)):
        yield from content.outdated.get(name, ())


def _lacking(content: TopicContent, picked: tuple[Chosen, ...], voices: Voices) -> Iterator[Problem]:
    """Yield an error for each module that the language in which it is said has not begun, by its name."""
    for item in picked:
        may_fall_back = voices.reader.fallback and item.module.safety != "critical"
        for words in voices.all():
            first = voices.reader if words is voices.beside else words
            own = _own(item, [one for one in said(content, item) if voices.of(one) is first])
            if own and not may_fall_back and catalogs.lacks(own, words.translations):
                name = words.translations.language.english
                hint = "choose a recipe without it ('handouts list recipes'), or have it translated"
                yield error("translation.module", f"{name} lacks the module '{item.id}'", hint=hint)


def _own(item: Chosen, found: Iterable[Said]) -> tuple[Message, ...]:
    """Return the messages by which a language shows that it has begun this module: not its title, nothing shared."""
    messages = tuple(one.message for one in found)
    own = (message for message in messages if message.domain != SHARED and message.source != item.module.title)
    return tuple(own) or messages


def _context(
    brief: Brief,
    recipe: str | None,
    picked: tuple[Chosen, ...],
    voices: Voices,
    title: str,
    plan: plan_views.PlanView | None,
) -> dict[str, object]:
    """Return what the templates see of the topic, the clinic and the patient."""
    content, reader, staff = brief.content, voices.reader, voices.staff
    return {
        "_": reader.word,
        "staff_": staff.word,
        "clinic": clinic_views.clinic(brief.clinic, reader),
        "topic": views.topic(content, recipe, voices) | {"document_title": title},
        "form": form_of(picked),
        "modules": views.sections(
            picked, lambda item: _in_words(content, item, voices), lambda item: _label(content, item, voices), plan
        ),
        "references": views.references(content, picked),
        "panel": views.panel(brief.patient, brief.request, form_of(picked)),
        "online": clinic_views.online(brief.clinic, brief.request, reader),
        "lines": clinic_views.lines(brief.clinic, reader),
        "numbers": {name: value.html(reader.zero) for name, value in clinic_views.numbers(brief.clinic).items()},
        "rows": _rows(brief, recipe, picked, voices) if EDITIONS[brief.request.edition].listed else (),
        "turn_over": brief.turn_over,
        "closer": brief.closer,
    }


def _rows(brief: Brief, recipe: str | None, picked: tuple[Chosen, ...], voices: Voices) -> tuple[views.RowView, ...]:
    """Return every text as a row of its own: what stands around the modules, then the modules in order."""
    elsewhere = ("short", "staff", "prescriber")
    head = [one for one in brief.content.head(recipe) if one.place.rpartition(".")[2] not in elsewhere]
    texts = [(message, voices.reader.say(message)) for message in head]
    texts += [(one.message, voices.say(one)) for item in picked for one in said(brief.content, item)]
    return views.rows(texts)


def _voices(brief: Brief) -> Voices:
    request = brief.request
    beside = _words(brief, request.beside) if request.beside else None
    return Voices(_words(brief, request.locale), _words(brief, brief.clinic.facts.language), beside)


def _words(brief: Brief, locale_id: str) -> Words:
    domains = (TEMPLATES, SHARED, *(one.topic.id for one in brief.content.together))
    own = brief.clinic.facts.digits.get(locale_id) == "native"
    translations = catalogs.load(brief.workspace, locale_id, domains, zero=own_zero(locale_id) if own else None)
    return Words(translations, clinic_views.values(brief.clinic), brief.request.fallback)


def _label(content: TopicContent, item: Chosen, voices: Voices) -> Markup:
    """Return the names of the topics that a module is about, where it is not about all of the sheet's."""
    names = tuple(content.label(item.id))
    title = str(item.module.title and voices.reader.sentence(_message(content, item, str(item.module.title))).text)
    if len(names) == 1 and voices.reader.sentence(names[0]).text.casefold() in title.casefold():
        return Markup()  # the heading says it
    return Markup(" + ").join(voices.reader.say(message) for message in names)


def _message(content: TopicContent, item: Chosen, text: str) -> Message:
    return next(message for message in content.messages(item.id) if message.source == text)


def _in_words(content: TopicContent, item: Chosen, voices: Voices) -> Any:
    """Return a module with every text in the language in which it is said."""
    known = {str(one.text): one for one in said(content, item)}
    return mapped(item.module, lambda text: voices.say(known[str(text)]))


def printed_of(brief: Brief) -> reprint.Printed:
    """Return what the reprint code of a sheet says, without composing it."""
    picked = chosen(brief.content, brief.request, brief.clinic)
    printed = tuple(one for item in picked for one in said(brief.content, item))
    return _printed(brief, printed, _voices(brief))


def _printed(brief: Brief, printed: Iterable[Said], voices: Voices) -> reprint.Printed:
    """Return the choices and the content, in the source language and as it is said; no patient, no clock."""
    told = [(message, voices.reader) for message in brief.content.head(recipe_of(brief.request, brief.clinic))]
    told += [(one.message, voices.of(one)) for one in printed]
    if voices.beside:
        told += [(message, voices.beside) for message, words in tuple(told) if words is voices.reader]
    entries = (words.translations.entry(message) for message, words in told)
    source = reprint.content_digest(f"{message.context}/{message.source}" for message, _ in told)
    translation = reprint.content_digest(entry.translation if entry else "" for entry in entries)
    revision = sum(one.topic.revision for one in brief.content.together)
    return reprint.printed(brief.request, revision, source, translation)


def _expected(brief: Brief, html: str, sentences: tuple[Sentence, ...], reader: Words, title: str) -> Expected:
    online = clinic_views.online(brief.clinic, brief.request, reader)
    return Expected(
        strings=proof.printed(html, sentences),
        every_page=proof.every_page(html),
        lang=reader.translations.language.tag,
        families=brief.families,
        title=title,
        least_type=EDITIONS[brief.request.edition].sizes.start,
        codes=(online.url,) if online and online.code in html else (),
    )


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
