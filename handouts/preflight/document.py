"""Say whether the engine was content and the file about the pages says what it should.

Must not look at the pages themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ..errors import Problem, error, warning
from ..model.expected import Expected
from ..model.laid import Rendering
from . import beyond
from .facts import Facts

_LEVELS = frozenset({"CRITICAL", "ERROR", "WARNING"})
_PATH = re.compile(r"\bfile:[/\\]|\b[A-Za-z]:\\|(?<![\w/:.])/(?:home|root|tmp|usr|var|opt|mnt|srv|Users|private|work)/")
_LINK = re.compile(r"(?:https?|mailto|tel|sms):", re.IGNORECASE)
_UNMADE = "this is not your content's fault: please report it"


def complaints(rendering: Rendering) -> Iterator[Problem]:
    """Yield an error for each different line in which the engine says that it dropped or ignored something."""
    lines = dict.fromkeys(line.message for line in rendering.log if line.level.upper() in _LEVELS)
    for message in lines:
        if rendering.missing and ".notdef" in message:
            continue  # told better by `missing_glyphs`
        yield error(
            "preflight.engine-log",
            f"the page engine complains: {message}",
            "",
            "mend the template or style sheet that it speaks of",
        )


def missing_glyphs(points: Iterable[int]) -> Iterator[Problem]:
    """Yield an error for each character that no font has, by code and name."""
    for point in points:
        yield error(
            "preflight.missing-glyph",
            f"no font has the character {_character(point)}",
            "",
            "write it differently, or add a font that has it",
        )


def wrong_glyphs(facts: Facts) -> Iterator[Problem]:
    """Yield an error for each font that draws other letters than the text has."""
    for font in facts.fonts:
        if font.wrong:
            named = ", ".join(_character(ord(char)) for char in font.wrong[:3])
            more = f" and {len(font.wrong) - 3} more" if len(font.wrong) > 3 else ""
            yield error(
                "preflight.wrong-glyph",
                f"the font “{font.name}” draws another letter for {named}{more}",
                "",
                "two font files call themselves the same: keep one for each family, weight and style",
            )


def _character(point: int) -> str:
    return f"U+{point:04X} ({unicodedata.name(chr(point), 'a character without a name')})"


def wrong_facts(facts: Facts, rendering: Rendering, expected: Expected) -> Iterator[Problem]:
    """Yield an error for each fact of the file that is not as it must be."""
    if facts.pages != len(rendering.pages):
        yield error(
            "preflight.page-count",
            f"the file has {facts.pages} pages, laid out were {len(rendering.pages)}",
            "",
            _UNMADE,
        )
    yield from _fonts(facts, rendering, expected)
    yield from wrong_glyphs(facts)
    yield from accessibility(facts)
    yield from _wrong_words(facts, expected)
    yield from leaks(facts)
    yield from beyond.metadata(facts, error)
    yield from beyond.pictures(facts, warning)
    yield from beyond.attachments(facts, error)
    yield from beyond.scripts(facts)
    if facts.pdfua != "1" or facts.pdfa.upper() != "3A":
        yield error("preflight.no-claim", "the file does not say that it is PDF/UA-1 and PDF/A-3a", "", _UNMADE)


def _wrong_words(facts: Facts, expected: Expected) -> Iterator[Problem]:
    if facts.title != expected.title:
        yield error(
            "preflight.wrong-title", "the file's title is not the handout's", "", "check `<title>` in the template"
        )
    if facts.lang.casefold() != expected.lang.casefold():
        yield error(
            "preflight.wrong-language",
            f"the file says its language is “{facts.lang}”, not “{expected.lang}”",
            "",
            "check `lang` of `<html>` in the template",
        )
    if facts.dated:
        yield error(
            "preflight.dated",
            "the file's metadata holds a date, so that the same request gives other bytes",
            "",
            "remove `dcterms.created` and `dcterms.modified` from the template",
        )


def accessibility(facts: Facts) -> Iterator[Problem]:
    """Yield an error for each thing that a screen reader needs and the file lacks."""
    if not facts.tagged:
        yield error(
            "preflight.untagged",
            "the file is not tagged: a screen reader cannot follow it",
            "",
            "export it as tagged PDF (PDF/UA)",
        )
    if not facts.title or not facts.title_shown:
        yield error(
            "preflight.title-not-shown",
            "the file has no title, or viewers show its file name instead",
            "",
            "give it a title and let viewers show it",
        )
    if not facts.lang:
        yield error("preflight.no-language", "the file does not say its language", "", "set the document's language")
    if facts.figures_without_alt:
        yield error(
            "preflight.no-alt",
            f"{facts.figures_without_alt} of its images have no text in their place",
            "",
            "describe each image, or mark it as decoration",
        )


def leaks(facts: Facts) -> Iterator[Problem]:
    """Yield an error when metadata or links hold what belongs to the machine that made the file."""
    if any(_PATH.search(value) for value in facts.metadata):
        yield error(
            "preflight.path-in-metadata",
            "the file's metadata holds a path of the machine that made it",
            "",
            "check `<title>` and `<meta>` in the template",
        )
    if not all(_LINK.match(uri) for uri in facts.uris):
        yield error(
            "preflight.bad-link",
            "a link leads to a file or a relative address, which no reader can open",
            "",
            "link with https:, mailto: or tel:, or not at all",
        )


def _fonts(facts: Facts, rendering: Rendering, expected: Expected) -> Iterator[Problem]:
    allowed = {family.casefold() for family in expected.families}
    used = dict.fromkeys((*rendering.families, *(font.family or font.name for font in facts.fonts)))
    for family in used:
        if family.casefold() not in allowed:
            yield error(
                "preflight.foreign-font",
                f"the font “{family}” was used and is none of this sheet's",
                "",
                "use a family of the fonts folder in the style sheets",
            )
    for font in facts.fonts:
        if not font.embedded:
            yield error("preflight.font-not-embedded", f"the font “{font.name}” is not inside the file", "", _UNMADE)
    if not facts.fonts:
        yield error("preflight.no-fonts", "the file holds no font, so it has no text", "", _UNMADE)
