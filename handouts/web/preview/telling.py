"""What an open page is told, as server-sent events: the form, each column, the problems; only what is news.

Everything is derived from where the studio stands now, so that nothing overtaken is ever told. Must not render.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template

from ...errors import Problem, Severity
from .choices import Choices, Chooser
from .records import Column, Shown
from .studio import Studio

HEARTBEAT = 2.0
"""Seconds after which a silent connection is tried, to learn whether anybody is still there."""
Query = Mapping[str, list[str]]
NEUTRAL = "the neutral clinic"
GRAVEST = tuple(Severity)


class Form:
    """What one open page has chosen."""

    def __init__(self, chooser: Chooser, query: Query) -> None:
        self._chooser, self._asked = chooser, query
        self.last = Choices()
        """What there was to choose from when that was last looked up."""

    def at(self, version: int) -> Choices:
        """Return what there is to choose from at a version of the files."""
        self.last = self._chooser.at(version, self._one("topic", ""))
        return self.last

    def columns(self, version: int) -> tuple[Column, ...]:
        """Return the columns that the query asks for; what it leaves open is as the clinic would choose."""
        now = self.at(version)
        topic = self._one("topic", next(iter(now.topics), ""))
        recipe = self._one("recipe", now.recipe)
        rest = (self._one("edition", now.editions[0]), self._one("paper", now.facts.paper), self._one("panel", "empty"))
        asked = self._asked.get("lang") or [now.facts.language]
        return tuple(Column(topic, name, recipe, *rest) for name in dict.fromkeys(asked))

    def _one(self, name: str, usual: str) -> str:
        return next((value for value in self._asked.get(name, ()) if value), usual)


def events(studio: Studio, form: Form) -> Iterator[str]:
    """Yield events for as long as somebody listens."""
    sent: dict[str, str] = {}
    columns = form.columns(studio.version)
    with studio.looking_at(columns):
        while not studio.closed:
            seen = studio.ticks
            for name, key, data in _state(studio, form, columns):
                text = json.dumps(data, ensure_ascii=False)
                if sent.get(f"{name} {key}") != text:
                    sent[f"{name} {key}"] = text
                    yield f"event: {name}\ndata: {text}\n\n"
            studio.wait(seen, HEARTBEAT)
            if studio.ticks == seen:
                yield ":\n\n"


def _state(studio: Studio, form: Form, columns: tuple[Column, ...]) -> Iterator[tuple[str, str, Any]]:
    """Yield name, key and data of every event that says how things stand."""
    version, stands = studio.version, {column: studio.shown(column) for column in columns}
    busy = any(shown.version != version or not shown.judged for shown in stands.values())
    now = form.last if busy else form.at(version)  # what is asked of the files waits until the pages are there
    for column, shown in stands.items():
        yield "column", column.locale, _column(column, shown, version, now)
    yield "problems", "", {**_problems(stands, now), "busy": busy}
    html = render_template("form.html", choices=now, columns=columns)
    yield "form", "", {"digest": now.digest, "html": html, "clinic": now.facts.name or NEUTRAL}
    yield "tokens", "", _tokens(stands[columns[0]])


def _column(column: Column, shown: Shown, version: int, now: Choices) -> dict[str, Any]:
    language = next((item for item in now.languages if item.id == column.locale), None)
    pages = shown.drawn.pages if shown.drawn else ()
    digest = shown.drawn.digest if shown.drawn else ""
    return {
        "lang": column.locale,
        "tag": language.tag if language else "en",
        "name": language.name if language else column.locale,
        "english": language.english if language else "",
        "busy": shown.version != version,
        "state": _standing(shown),
        "says": _says(shown),
        "digest": digest,
        "pages": [[round(page.width, 2), round(page.height, 2)] for page in pages],
    }


def _standing(shown: Shown) -> str:
    """Return in one word what the pictures are."""
    if shown.version == 0:
        return "first"
    if shown.faulty:
        return "old" if shown.drawn else "none"
    return "refused" if shown.refused else "good"


def _says(shown: Shown) -> str:
    """Return how many pages there are and how long they took."""
    if shown.faulty or not shown.drawn:
        return ""
    count = len(shown.drawn.pages)
    return f"{count} {'page' if count == 1 else 'pages'} in {shown.seconds:.2f} s"


def _problems(stands: Mapping[Column, Shown], now: Choices) -> dict[str, Any]:
    """Return the problems of all columns, each once, the gravest first, with the languages that it is about."""
    about: dict[Problem, list[str]] = {problem: [] for problem in now.problems}
    heard = {column: shown for column, shown in stands.items() if shown.version}
    for column, shown in heard.items():
        for problem in shown.problems:
            about.setdefault(problem, []).append(column.locale)
    names = {language.id: language.english for language in now.languages}
    rows = [
        (problem, [names.get(item, item) for item in where] if 0 < len(where) < len(heard) else [])
        for problem, where in sorted(about.items(), key=lambda item: GRAVEST.index(item[0].severity))
    ]
    counts = {kind.value: sum(problem.severity is kind for problem in about) for kind in Severity}
    html = render_template("problems.html", rows=rows, counts=counts)
    known = any(shown.judged for shown in stands.values())
    return {"html": html, "errors": counts["error"], "says": _counted(counts) if known else "Checking …"}


def _tokens(shown: Shown) -> dict[str, Any]:
    """Return the tokens of a column's style sheets; colours are told with their contrast."""
    failing = sum(token.nearest is not None for token in shown.tokens)
    said = f"{len(shown.tokens)} tokens" + (f", {failing} without enough contrast" if failing else "")
    return {"html": render_template("tokens.html", tokens=shown.tokens), "says": said if shown.tokens else "Tokens"}


def _counted(counts: Mapping[str, int]) -> str:
    """Return the counts in words."""
    said = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count]
    return ", ".join(said) or "No problems"
