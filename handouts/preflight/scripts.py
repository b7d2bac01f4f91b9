"""Say whether each text is in a language, and runs in a direction, that its letters can have.

Knows which scripts a language is written in (CLDR) and nothing of its words: Spanish that says it is English passes.
Must not judge what somebody typed for one reader, nor refuse a name in a `bdi`: both may be in any script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..locales.scripts import RIGHT_TO_LEFT, script_of, scripts
from ..model.laid import LaidPage, LaidText
from .faults import Fault

_LEAST = 8
"""Letters that a text must have to be judged: fewer may be a unit, a name or a code."""
_ASCII = re.compile("[!-~]+")
_CODE = re.compile(r"\d|@|[A-Za-z]\.[A-Za-z]")
"""What makes a reprint code, a dose or an address of a word: no language has it, so its letters do not count."""
_SYLLABLES = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
"""One letter says as much there as two or more elsewhere: beside `GABA` a heading of three letters is Chinese."""
_NAMELESS = frozenset({"", "und"})


def misread(page: LaidPage) -> Iterator[Fault]:
    """Yield a fault for each text of the page whose letters its language is not written in, or that runs wrongly."""
    for runs in _texts(page):
        first = runs[0]
        letters = Counter(filter(None, map(script_of, _worded(runs))))
        if first.lang in _NAMELESS:
            if letters:
                yield Fault("preflight.run-language", page.number, first.box, first.element)
        elif letters.total() >= _LEAST:
            if _in_another_script(letters, first.lang):
                code = "preflight.name-language" if first.isolated else "preflight.run-language"
                yield Fault(code, page.number, first.box, first.element)
            if _backwards(letters, runs):
                yield Fault("preflight.run-direction", page.number, first.box, first.element)


def _texts(page: LaidPage) -> Iterable[list[LaidText]]:
    """Return the runs that are judged together: of one block, language and direction."""
    texts: dict[tuple[object, ...], list[LaidText]] = {}
    for run in page.texts:
        if not (run.personal or run.hidden):
            texts.setdefault((run.block, run.element, run.lang, run.direction, run.isolated), []).append(run)
    return texts.values()


def _worded(runs: Iterable[LaidText]) -> str:
    """Return the text without its codes."""
    return _ASCII.sub(lambda word: "" if _CODE.search(word[0]) else word[0], " ".join(run.text for run in runs))


def _in_another_script(letters: Counter[str], lang: str) -> bool:
    own = scripts(lang)
    mine = sum(letters[word] for word in own)
    weight = 2 if own & _SYLLABLES else 1
    return bool(own) and weight * mine < letters.total() - mine


def _backwards(letters: Counter[str], runs: list[LaidText]) -> bool:
    """Whether letters, language and direction cannot go together; isolated words may go as their first letter does."""
    first = runs[0]
    leftward = sum(letters[word] for word in RIGHT_TO_LEFT)
    mostly = "rtl" if leftward > letters.total() / 2 else "ltr"
    own = "rtl" if scripts(first.lang) & RIGHT_TO_LEFT else "ltr"
    by_first = first.isolated and _first_direction(runs) == first.direction
    return mostly == own != first.direction and not by_first


def _first_direction(runs: Iterable[LaidText]) -> str:
    first = next(filter(None, (script_of(char) for run in runs for char in run.text)), "")
    return "rtl" if first in RIGHT_TO_LEFT else "ltr"
