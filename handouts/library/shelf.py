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
from ..topics import TopicContent
from ..workspace import Workspace
from .plan import Outcome

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
            "topics": list(_topics(_Titles(workspace, facts.paper), outcomes, locale_id)),
        },
    )
    refuse_if_any(words.problems)
    return html.encode()


class _Titles:
    """What topics and recipes are called in a language; in English what it lacks. Each file is read once."""

    def __init__(self, workspace: Workspace, usual_paper: str) -> None:
        self._workspace, self.usual = workspace, ("standard", usual_paper)
        self._topics: dict[str, TopicContent] = {}
        self._catalogs: dict[tuple[str, str], catalogs.Translations] = {}

    def of(self, topic: str, locale_id: str, recipe: str | None = None) -> tuple[str, str]:
        """Return a topic's name and the title of a recipe."""
        if topic not in self._topics:
            self._topics[topic] = topics.load(self._workspace, topic)
        if (topic, locale_id) not in self._catalogs:
            domains = (TEMPLATES, SHARED, topic)
            self._catalogs[topic, locale_id] = catalogs.load(self._workspace, locale_id, domains)
        content, known = self._topics[topic], self._catalogs[topic, locale_id]
        wanted = (str(content.topic.names.name), str(content.main(recipe).title))
        messages = {message.source: message for message in content.head(recipe)}
        entries = (known.entry(messages[text]) for text in wanted)
        name, title = (entry.translation if entry else text for entry, text in zip(entries, wanted, strict=True))
        return name, title


def _topics(titles: _Titles, outcomes: Sequence[Outcome], locale_id: str) -> Iterator[View]:
    for topic in dict.fromkeys(item.leaflet.topic for item in outcomes):
        mine = tuple(item for item in outcomes if item.leaflet.topic == topic)
        spoken = tuple(dict.fromkeys(item.leaflet.request.locale for item in mine))
        yield {
            "id": topic,
            "name": titles.of(topic, locale_id)[0],
            "languages": [_language(titles, mine, name, locale_id) for name in spoken],
        }


def _language(titles: _Titles, mine: Sequence[Outcome], spoken: str, locale_id: str) -> View:
    here = [item for item in mine if item.leaflet.request.locale == spoken]
    own = language(spoken)
    return {
        "tag": own.tag,
        "dir": own.direction,
        "name": own.name,
        "here": Locale.parse(spoken).get_display_name(locale_id) or own.english,
        "english": own.english,
        "leaflets": [_leaflet(titles, item, locale_id) for item in here if item.is_there],
        "left_out": list(dict.fromkeys(item.leaflet.what for item in here if not item.is_there)),
    }


def _leaflet(titles: _Titles, item: Outcome, locale_id: str) -> View:
    request = item.leaflet.request
    about = (item.leaflet.what, request.edition, request.paper)
    return {
        "path": item.leaflet.path.as_posix(),
        "title": titles.of(item.leaflet.topic, request.locale, request.recipe)[1],
        "here": titles.of(item.leaflet.topic, locale_id, request.recipe)[1],
        "form": " · ".join(dict.fromkeys(said for said in about if said not in titles.usual)),
        "pages": item.pages,
    }
