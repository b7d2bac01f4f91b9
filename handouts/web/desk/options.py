"""Which choices go together: languages of a topic, editions of a language, conditions; and why others do not.

Must not know forms or pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...locales.languages import Language
from ...model.editions import EDITIONS, PRINTED
from ...model.walk import parts
from ...topics import Loaded
from .records import PARTS, Choices
from .shelf import Shelf


def offered(shelf: Shelf, topic: str, recipe: str = "") -> frozenset[str]:
    """Return the languages in which a recipe is whole; without one, those in which anything of the topic is."""
    content = shelf.topic(topic)
    if content is None:
        return frozenset()
    recipes = (recipe,) if recipe and recipe != PARTS else tuple(content.topic.recipes)

    def has(language: Language) -> bool:
        shown = next((name for name in recipes if shelf.whole(topic, language.id, name)), "")
        return bool(shown) and shelf.ready(topic, language.id, shown).offered

    return frozenset(language.id for language in shelf.languages() if has(language))


def editions(shelf: Shelf, choices: Choices, language: str) -> dict[str, str]:
    """Return each edition on paper, with the reason why it cannot be had; an empty one where it can."""
    return {name: _edition_lacks(shelf, choices, language, name) for name in PRINTED}


def plan_lacks(shelf: Shelf, choices: Choices) -> str:
    """Return why there can be no dose plan on this sheet; nothing where there can."""
    if choices.bare:
        return "carer"
    if not EDITIONS[choices.edition].plan:
        return "no-plan"
    spoken = filter(None, (choices.language, choices.beside))
    return "" if all(shelf.says_plans(name) for name in spoken) else "missing"


def _edition_lacks(shelf: Shelf, choices: Choices, language: str, edition: str) -> str:
    topic = choices.topic
    if choices.plan.steps and not EDITIONS[edition].plan:
        return "no-plan"
    if not EDITIONS[edition].own_words:
        return ""
    content = shelf.topic(topic)
    if content is None or edition not in content.topic.editions:
        return "no-words"
    return "" if shelf.whole(topic, language, edition=edition) else "missing"


def lacks(shelf: Shelf, choices: Choices, recipe: str) -> str:
    """Return why a recipe cannot be had with these choices; nothing where it can."""
    content = shelf.topic(choices.topic)
    if content is None or not shelf.whole(choices.topic, choices.language, recipe):
        return "missing"
    return "carer" if choices.bare and content.topic.recipes[recipe].discreet else ""


def conditions(shelf: Shelf, topic: str) -> tuple[str, ...]:
    """Return the conditions that parts of a topic are for, in the order in which they come."""
    content = shelf.topic(topic)
    return tuple(dict.fromkeys(_conditions(content.modules.values()))) if content else ()


def _conditions(modules: Iterable[Loaded]) -> Iterator[str]:
    for loaded in modules:
        yield from loaded.module.when
        for _, part in parts(loaded.module):
            yield from part.when
