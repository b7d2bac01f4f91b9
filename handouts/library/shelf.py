"""The shelf: one page of HTML beside the leaflets, in the clinic's language, that works without anything installed.

Must not list a leaflet that was not made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel import Locale

from .. import styles, templates, topics
from ..compose.clinic_views import values
from ..compose.words import Words
from ..errors import refuse_if_any
from ..locales import catalogs
from ..locales.languages import language
from ..model.clinic import Clinic
from ..model.message import SHARED, TEMPLATES
from ..workspace import Workspace
from .building import Outcome

INDEX = "index.html"
View = dict[str, object]


def page(workspace: Workspace, clinic: Clinic, outcomes: Sequence[Outcome]) -> bytes:
    """Return the shelf's page; raises `Refused` where the clinic's language lacks its words."""
    locale_id = clinic.facts.language
    words = Words(catalogs.load(workspace, locale_id, (TEMPLATES, SHARED)), values(clinic))
    facts = clinic.facts
    html = templates.rendered(
        workspace,
        "shelf.html",
        {
            "_": words.word,
            "lang": language(locale_id).tag,
            "dir": language(locale_id).direction,
            "clinic": {"name": facts.name or ""},
            "css": styles.on_screen(workspace, clinic, styles.SHELF),
            "topics": list(_topics(workspace, outcomes, locale_id)),
        },
    )
    refuse_if_any(words.problems)
    return html.encode()


def _topics(workspace: Workspace, outcomes: Sequence[Outcome], locale_id: str) -> Iterator[View]:
    for topic in dict.fromkeys(item.leaflet.topic for item in outcomes):
        mine = tuple(item for item in outcomes if item.leaflet.topic == topic)
        spoken = tuple(dict.fromkeys(item.leaflet.request.locale for item in mine))
        yield {
            "id": topic,
            "name": _said(workspace, topic, locale_id, None)[0],
            "languages": [_language(workspace, topic, mine, name, locale_id) for name in spoken],
        }


def _language(workspace: Workspace, topic: str, mine: Sequence[Outcome], spoken: str, locale_id: str) -> View:
    here = [item for item in mine if item.leaflet.request.locale == spoken]
    own = language(spoken)
    return {
        "tag": own.tag,
        "dir": own.direction,
        "name": own.name,
        "here": Locale.parse(spoken).get_display_name(locale_id) or own.english,
        "leaflets": [_leaflet(workspace, topic, item, locale_id) for item in here if item.status == "made"],
        "left_out": [item.leaflet.recipe for item in here if item.status != "made"],
    }


def _leaflet(workspace: Workspace, topic: str, item: Outcome, locale_id: str) -> View:
    spoken = item.leaflet.request.locale
    return {
        "path": item.leaflet.path.as_posix(),
        "title": _said(workspace, topic, spoken, item.leaflet.recipe)[1],
        "here": _said(workspace, topic, locale_id, item.leaflet.recipe)[1],
        "recipe": item.leaflet.recipe,
        "pages": item.pages,
    }


def _said(workspace: Workspace, topic: str, locale_id: str, recipe: str | None) -> tuple[str, str]:
    """Return a topic's name and the title of a recipe in a language; in English what it lacks."""
    content = topics.load(workspace, topic)
    known = catalogs.load(workspace, locale_id, (TEMPLATES, SHARED, topic))
    wanted = (str(content.topic.names.name), str(content.main(recipe).title))
    messages = {message.source: message for message in content.head(recipe)}
    entries = (known.entry(messages[text]) for text in wanted)
    name, title = (entry.translation if entry else text for entry, text in zip(entries, wanted, strict=True))
    return name, title
