"""A language's glossary: the terms that its translators keep to, and the words that no line may break.

Must not read catalogs or translate.
"""

from typing import Literal

from pydantic import Field

from ..model.parts import Strict
from ..reading import checked, yaml_file
from ..workspace import Workspace
from .negations import Negations


class Term(Strict):
    """A word of the source and what stands for it."""

    source: str
    term: str
    stems: tuple[str, ...] = Field(
        default=(), description="beginnings, one of which stands in every translation that says this word; checked"
    )
    why: str = ""


class Glossary(Strict):
    """`locales/<lang>/glossary.yaml`."""

    format: Literal["1"]
    address: str = ""
    terms: tuple[Term, ...] = ()
    in_words: tuple[int, ...] = Field(
        default=(), description="numbers that the grammar says in words or in the noun, as Arabic does 1 and 2"
    )
    negations: tuple[str, ...] = Field(
        default=(),
        description="not, never, without, only, unless: words whose change a person must see; * is the rest of a word",
    )
    whole: tuple[str, ...] = Field(
        default=(), description="words that no line may break; the engine's dictionary lacks them"
    )


def glossary(workspace: Workspace, locale_id: str) -> Glossary:
    """Return the glossaries of all roots as one, the first root's terms first."""
    found = [
        checked(Glossary, yaml_file(item.path, item.label))
        for item in workspace.every(f"locales/{locale_id}/glossary.yaml")
    ]
    return Glossary(
        format="1",
        address=found[0].address if found else "",
        terms=tuple(term for item in found for term in item.terms),
        in_words=tuple(dict.fromkeys(number for item in found for number in item.in_words)),
        negations=tuple(dict.fromkeys(word for item in found for word in item.negations)),
        whole=tuple(dict.fromkeys(word for item in found for word in item.whole)),
    )


def negations(workspace: Workspace, locale_id: str) -> Negations:
    """Return the words of a language that turn a sentence around."""
    return Negations(glossary(workspace, locale_id).negations)


def whole_words(workspace: Workspace, locale_id: str) -> tuple[str, ...]:
    """Return the words that no line may break, of all roots, the longest first."""
    return tuple(sorted(glossary(workspace, locale_id).whole, key=len, reverse=True))
