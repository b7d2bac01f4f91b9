"""A language's glossary: the terms that its translators keep to, and the words that no line may break.

Must not read catalogs or translate.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..model.parts import Strict
from ..reading import checked, yaml_file
from ..workspace import Workspace


class Term(Strict):
    """A word of the source and what stands for it."""

    source: str
    term: str
    why: str = ""


class Glossary(Strict):
    """`locales/<lang>/glossary.yaml`."""

    format: Literal["1"]
    address: str = ""
    terms: tuple[Term, ...] = ()
    whole: tuple[str, ...] = Field(
        default=(), description="words that no line may break; the engine's dictionary lacks them"
    )


def whole_words(workspace: Workspace, locale_id: str) -> tuple[str, ...]:
    """Return the words that no line may break, of all roots, the longest first."""
    found = workspace.every(f"locales/{locale_id}/glossary.yaml")
    words = {word for item in found for word in checked(Glossary, yaml_file(item.path, item.label)).whole}
    return tuple(sorted(words, key=len, reverse=True))
