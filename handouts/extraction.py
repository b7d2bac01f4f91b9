"""Every text that can be translated, by gettext domain, with what a translator has to know of it.

`extract` is a Babel extraction method, so that plain `pybabel extract -F babel.cfg` finds the same texts. Must not read
or write catalogs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO

from . import plan_words, screen, shared, template_words, topics
from .model.message import DESK, SHARED, TEMPLATES, Message
from .model.text import placeholders
from .workspace import Workspace, own_root

SAFETY = "safety: every word counts"
ON_SCREEN = "for staff, on the screen of the desk: plain and short"
_PLACES = {
    "title": "a heading",
    "lead": "the first line under a heading",
    "do": "something to do: begins with the verb",
    "dont": "something not to do: begins with the negative",
    "alt": "read out in place of a drawing",
    "caption": "under a drawing",
    "short": "on every page: as short as the English",
    "message": "the one thing to remember, in the heavy box",
    "claim": "what some people say, and is not true",
    "label": "over a line to write on",
    "staff": "for staff, in their language",
    "ticks": "for staff, beside a box to tick",
    "statement": "on a card of credit-card size: as short as the English",
    "warning": "on a card of credit-card size: as short as the English",
}
_BEGINNINGS = {
    "brief": "short form, for a sheet of two pages: as short as the English",
    "body.pictures.text": "under a drawing, for someone who hardly reads: 8 words or so",
}
_VALUES = {
    "clinic_name": "the clinic's name",
    "clinic_phone": "the clinic's telephone number",
    "clinic_hours": "the clinic's opening hours, in its language",
    "after_hours_phone": "a number for when the clinic is closed",
    "interpreter_line": "the number of interpreters",
    "pump_team_phone": "the number of the team for pumps",
    "emergency_number": "the country's emergency number, such as 999",
    "poison_number": "the number of the poison centre",
    "crisis_number": "the number of the line for people in crisis",
    "amount": "what is taken: '2 tablets', 'half a tablet'; the texts that say these have the form that 'take' needs",
    "claim": "what some people say, between quotation marks: use the marks of your language",
    "date": "a date in words",
    "hours": "a span of time, such as 08:00-20:00",
    "language": "the name of a language",
    "languages": "names of languages",
    "mg": "a number of milligrams, such as '10'",
    "number": "a number",
    "page": "a page's number",
    "pages": "the number of pages",
    "strength": "a dose, such as '10 mg'",
}
"""What stands for a placeholder."""


def domains(workspace: Workspace) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Yield every gettext domain of the workspace with its messages in reading order."""
    on_screen = screen.messages() if workspace.own == own_root() else ()  # no root but ours comes with the desk
    yield TEMPLATES, (*template_words.messages(workspace), *plan_words.words(workspace).values(), *on_screen)
    subjects = shared.load(workspace)
    if subjects:
        yield SHARED, shared.messages(subjects)
    for name in topics.ids(workspace):
        content = topics.load(workspace, name)
        yield name, tuple(message for message in content.all() if message.domain == name)


def comments(message: Message) -> Iterator[str]:
    """Yield what a translator has to know: where it is printed, what placeholders hold, if safety hangs on it."""
    if message.critical:
        yield SAFETY
    if message.context == DESK:
        yield ON_SCREEN
    said = [text for start, text in _BEGINNINGS.items() if message.place.startswith(start)]
    said += [
        text for part, text in _PLACES.items() if part in message.place.split(".")[-1:] + message.place.split(".")[1:2]
    ]
    yield from said[:1]
    for name in placeholders(message.source):
        yield f"{{{name}}}: {_VALUES.get(name, 'a value')}"


def extract(
    fileobj: IO[bytes],
    keywords: Mapping[str, object],  # noqa: ARG001 - as Babel calls it; so the next two
    comment_tags: Sequence[str],  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[tuple[int, str | None, str | tuple[str, ...], list[str]]]:
    """Yield line, function, text and comments of each message of one file below `topics/` or `templates/`.

    As Babel asks of an extraction method; a text of a module has its context as `pgettext` has.
    """
    path = Path(fileobj.name).resolve()
    root = _root_of(path)
    workspace = Workspace(tuple(dict.fromkeys((root, own_root()))))
    label = workspace.label(root, path.relative_to(root).as_posix())
    for message in _all(workspace):
        file, _, line = message.where.rpartition(":")
        if file == label:
            yield int(line), *_called(message), list(comments(message))


def _called(message: Message) -> tuple[str | None, str | tuple[str, ...]]:
    """Return the function of gettext by which a text is asked for, and its arguments."""
    if message.plural:
        return "npgettext", (message.context, message.source, message.plural)
    return ("pgettext", (message.context, message.source)) if message.context else (None, message.source)


def _root_of(path: Path) -> Path:
    """Return the root that a file belongs to: ours for the desk's templates, which no clinic replaces."""
    if path.is_relative_to(screen.FOLDER):
        return own_root()
    return next(parent for parent in path.parents if (parent / "topics").is_dir() or (parent / "templates").is_dir())


@lru_cache(maxsize=4)
def _all(workspace: Workspace) -> tuple[Message, ...]:
    return tuple(dict.fromkeys(message for _, messages in domains(workspace) for message in messages))
