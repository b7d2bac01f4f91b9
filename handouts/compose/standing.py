"""Where a sheet stands: approved or draft, in date or expired, and whether the clinic's policy lets it print.

Must not approve anything or invent a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..errors import Problem, error, warning
from ..locales.catalogs import Translations, load
from ..locales.languages import SOURCE
from ..locales.review import Role, waiting
from ..model.clinic import Clinic
from ..model.message import SHARED, TEMPLATES, Message
from ..template_words import messages as template_messages
from ..topics import TopicContent, withdrawn
from ..workspace import Workspace

_DRAFT_WORDS = {
    (True, True): "Draft. Not yet checked by a clinician or a qualified translator.",
    (True, False): "Draft. Not yet checked by a clinician.",
    (False, True): "Draft. Not yet checked by a qualified translator.",
}
"""As templates/parts/draft-line.html prints them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page says of its own review."""

    source_open: bool
    """The source text, or a translation that is otherwise checked, waits for a clinician."""
    translation_open: bool
    """The translation waits for its translator, reviser or lay reader."""
    at_head: bool
    """The draft line stands at the head of every page; a clinic that signed for it has it at the foot."""
    reviewed: date | None
    problems: tuple[Problem, ...]

    @property
    def is_draft(self) -> bool:
        """Whether anything printed waits for approval."""
        return self.source_open or self.translation_open

    @property
    def waiting(self) -> str:
        """Which texts wait, in a word for a program."""
        waits = {"source": self.source_open, "translation": self.translation_open}
        return "+".join(name for name, is_open in waits.items() if is_open)

    @property
    def draft_words(self) -> str:
        """What a draft must say of itself; empty when it is none."""
        return _DRAFT_WORDS.get((self.source_open, self.translation_open), "")


def standing(
    workspace: Workspace,
    content: TopicContent,
    printed: Sequence[tuple[tuple[Message, ...], Translations]],
    clinic: Clinic,
    today: date,
) -> Standing:
    """Return where the printed messages stand, with what the clinic's policy says of it.

    `printed` are the messages of each language on the page, the reader's first.
    """
    words = tuple(template_messages(workspace))
    source = load(workspace, SOURCE, (TEMPLATES, SHARED, *(one.topic.id for one in content.together)))
    everything = (*(message for messages, _ in printed for message in messages), *words)
    policy = clinic.facts.policy
    source_open = waiting(everything, source, workspace, policy)
    others = [
        (waiting((*messages, *words), translations, workspace, policy), translations)
        for messages, translations in printed
        if translations.language.id != SOURCE
    ]
    others = [(messages, translations) for messages, translations in others if messages]
    problems = (
        *(problem for one in content.together for problem in withdrawn(one, one.topic.revision)),
        *_policy(source_open, others, clinic),
        *(problem for one in content.together for problem in expiry(one, clinic, today)),
    )
    roles = {role for messages, _ in others for wanted in messages.values() for role in wanted}
    for_clinician = bool(source_open) or "clinician" in roles
    at_head = clinic.facts.allow_drafts is None
    return Standing(for_clinician, bool(roles - {"clinician"}), at_head, content.topic.reviewed, problems)


Waiting = Mapping[Message, tuple[Role, ...]]
"""The messages that are not approved, with the roles that they wait for."""


def _policy(source: Waiting, others: Iterable[tuple[Waiting, Translations]], clinic: Clinic) -> Iterator[Problem]:
    if not clinic.facts.policy.require_approved:
        return
    hint = "have it approved with 'handouts approve', or relax policy: in clinic.yaml"
    if source:
        say = f"{len(source)} texts wait for a {_roles(source)}"
        yield error("review.source-open", say, next(iter(source)).where, hint)
    for messages, translations in others:
        say = f"{len(messages)} {translations.language.english} texts wait for a {_roles(messages)}"
        yield error("review.translation-open", say, next(iter(messages)).where, hint)


def _roles(messages: Waiting) -> str:
    return ", ".join(dict.fromkeys(role for roles in messages.values() for role in roles))


def expiry(content: TopicContent, clinic: Clinic, today: date) -> Iterator[Problem]:
    """Yield a problem when the topic's review is overdue: an error where the clinic's policy says so."""
    due = content.topic.review_by
    if due is None or due >= today:
        return
    say = error if clinic.facts.policy.require_unexpired else warning
    where = content.reading.where(("review_by",))
    yield say(
        "topic.expired", f"topic '{content.topic.id}' was to be reviewed by {due}", where, "have a clinician review it"
    )
