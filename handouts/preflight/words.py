"""Say whether every expected string stands in the text that was laid out, whole and in order.

Must not quote personal text, and must not look at how anything looks.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import Problem, error
from ..model.expected import Sentence
from ..model.laid import LaidPage

_DROPPED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_QUOTED = 40
_SHORTEST_CUT = 16
"""Length of the shortest bare text that a page break may cut in pieces: two lines of it."""


class _Fold(dict[int, "int | None"]):
    """Drops white space, control and format characters, and the hyphen that a line break may add."""

    def __missing__(self, code: int) -> int | None:
        dropped = code == 0x2010 or unicodedata.category(chr(code)) in _DROPPED
        self[code] = None if dropped else code
        return self[code]


_FOLD = _Fold()


def bare(text: str) -> str:
    """Return the text as it is compared: decomposed (NFKD), caseless, without white space and invisible characters."""
    return unicodedata.normalize("NFKD", text.translate(_FOLD)).translate(_FOLD).casefold()


@dataclass(frozen=True, slots=True)
class _Stream:
    """The flow as one bare text; where its runs begin, on which page, and where white space was."""

    text: str
    starts: tuple[int, ...]
    pages: tuple[int, ...]
    gaps: frozenset[int]

    def end(self, run: int) -> int:
        return self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)


def lost(pages: Iterable[LaidPage], sentences: Iterable[Sentence]) -> tuple[Problem, ...]:
    """Return an error for each sentence that the flow lacks, or, when none is lost, for each out of order."""
    flow = _flow(pages)
    absent: list[Problem] = []
    disordered: list[Problem] = []
    position = 0
    for sentence in sentences:
        wanted = bare(sentence.text)
        end = _found(flow, wanted, position) if wanted else position
        if end is not None:
            position = end
        elif _found(flow, wanted, 0) is None:
            absent.append(_absent(sentence))
        else:
            disordered.append(_disordered(sentence))
    return tuple(absent or disordered)


def missing_from_pages(pages: Iterable[LaidPage], strings: Iterable[str]) -> Iterator[Problem]:
    """Yield an error for each string that must stand on every page, and each page that lacks it."""
    wanted = [(string, bare(string)) for string in strings]
    for page in pages:
        shown = [run for run in page.texts if not run.hidden]
        furniture = "".join(bare(run.text) for run in shown if run.furniture)
        flow = "".join(bare(run.text) for run in shown if not run.furniture)
        for string, folded in wanted:
            if folded not in furniture and folded not in flow:
                message = f"“{_short(string)}” must stand on every page and is not on this one"
                yield error(
                    "preflight.missing-on-page",
                    message,
                    f"page {page.number}",
                    "check the running head and foot of the style sheets",
                )


def garbled(pages: Iterable[LaidPage]) -> Iterator[Problem]:
    """Yield an error for each element with a character that only stands for one that was lost in a conversion."""
    spots = dict.fromkeys((page.number, run.element) for page in pages for run in page.texts if "\ufffd" in run.text)
    for number, element in spots:
        yield error(
            "preflight.garbled",
            "a character was lost in a conversion: the replacement character U+FFFD stands in its place",
            f"page {number}, in {element or 'an unnamed element'}",
            "save the file that the text comes from as UTF-8",
        )


def _flow(pages: Iterable[LaidPage]) -> _Stream:
    parts: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    gaps: set[int] = {0}
    length = 0
    for page in pages:
        for run in page.texts:
            if run.furniture:
                continue
            starts.append(length)
            numbers.append(page.number)
            gaps.add(length)
            for word in run.text.split():
                parts.append(bare(word))
                length += len(parts[-1])
                gaps.add(length)
    return _Stream("".join(parts), tuple(starts), tuple(numbers), frozenset(gaps))


def _found(flow: _Stream, wanted: str, start: int) -> int | None:
    at = flow.text.find(wanted, start)
    while at >= 0:
        end = at + len(wanted)
        if not (_inside_word(flow, at) or _inside_word(flow, end)):
            return end
        at = flow.text.find(wanted, at + 1)
    return _found_over_pages(flow, wanted, start)


def _inside_word(flow: _Stream, at: int) -> bool:
    """Whether a cut here would split a word, in the scripts that put spaces between words."""
    if at in flow.gaps or at >= len(flow.text):
        return False
    before, after = flow.text[at - 1], flow.text[at]
    return unicodedata.combining(after) != 0 or (_of_word(before) and _of_word(after))


def _of_word(char: str) -> bool:
    return char < "\u0e00" and char.isalnum()


def _found_over_pages(flow: _Stream, wanted: str, start: int) -> int | None:
    """Return where the first piece ends of a text that a page break, and what repeats at it, cuts in pieces."""
    last_page = flow.pages[-1] if flow.pages and len(wanted) >= _SHORTEST_CUT else 0
    for run in range(bisect_left(flow.starts, start), len(flow.starts)):
        if flow.pages[run] >= last_page:
            return None
        end = flow.end(run)
        for size in range(min(len(wanted) - 1, end - start), 0, -1):
            begins = flow.text.startswith(wanted[:size], end - size) and not _inside_word(flow, end - size)
            if begins and _continues(flow, wanted[size:], flow.pages[run] + 1):
                return end
    return None


def _continues(flow: _Stream, rest: str, page: int) -> bool:
    for run in range(bisect_left(flow.pages, page), len(flow.pages)):
        if flow.pages[run] != page:
            return False
        start = flow.starts[run]
        if flow.text.startswith(rest, start) and not _inside_word(flow, start + len(rest)):
            return True
        last = bisect_left(flow.pages, page + 1) - 1
        whole = flow.text[start : flow.end(last)]
        if whole and rest.startswith(whole) and _continues(flow, rest[len(whole) :], page + 1):
            return True
    return False


def _absent(sentence: Sentence) -> Problem:
    return error(
        "preflight.lost-text",
        f"{_naming(sentence)} is on no page",
        sentence.where,
        "the layout dropped it: look at the template or style sheet that holds it",
    )


def _disordered(sentence: Sentence) -> Problem:
    return error(
        "preflight.text-out-of-order",
        f"{_naming(sentence)} does not stand where it belongs",
        sentence.where,
        "one occurrence was lost or moved: look at the template or style sheet that holds it",
    )


def _naming(sentence: Sentence) -> str:
    return "a personal text" if sentence.personal else f"“{_short(sentence.text)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED].rstrip()}…"
