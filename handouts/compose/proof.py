"""Prove that a draft holds every text that was chosen, in order, and list what preflight must find in the page.

Reads the HTML with a parser of its own. Must not know templates or the engine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..errors import Problem, error
from ..model.expected import Sentence

_BLOCKS = frozenset(
    "html body main section header footer aside div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td"
    " caption figure figcaption br hr nav article blockquote".split()
)
_VOID = frozenset("br hr img meta link input".split())
_SILENT = frozenset("head title style script template".split())


def squeezed(text: str) -> str:
    """Return a text as both sides of a comparison see it: NFKC, without spaces, format and control characters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"))


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one block of a draft."""

    text: str
    personal: bool
    furniture: bool
    every_page: bool
    spoken: bool = False
    """Whether it is a picture's text, which is read out and not printed."""


def blocks(html: str) -> tuple[Block, ...]:
    """Return the texts of a draft, block by block, in reading order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return tuple(reader.found)


def proof(html: str, sentences: Sequence[Sentence]) -> Iterator[Problem]:
    """Yield an error for every sentence that does not stand in the draft's flow after the one before it."""
    flow = squeezed("".join(block.text for block in blocks(html) if not block.furniture))
    at = 0
    for sentence in sentences:
        words = squeezed(sentence.text)
        found = flow.find(words, at)
        if found < 0:
            quoted = "" if sentence.personal else f": “{sentence.text[:40]}…”"
            hint = "the template that prints this module leaves it out or changes the order; compare it with ours"
            yield error("draft.lost", f"a text is not in the draft{quoted}", sentence.where, hint)
        else:
            at = found + len(words)


def frame_lost(html: str, flow: Iterable[Sentence], pages: Iterable[Sentence]) -> Iterator[Problem]:
    """Yield an error for what the draft's flow lacks, in whatever order, and for what no page would repeat."""
    found = blocks(html)
    hint = "a template leaves it out: extend base.html, change only its blocks, and keep what ours prints there"
    for sentences, where, texts in (
        (flow, "", [block.text for block in found if not block.furniture]),
        (pages, " of every page", [block.text for block in found if block.every_page]),
    ):
        whole = squeezed("".join(texts))
        for sentence in sentences:
            if squeezed(sentence.text) not in whole:
                quoted = "a personal text" if sentence.personal else f"“{sentence.text[:40]}”"
                yield error("draft.frame", f"{quoted} is not in the draft{where}", sentence.where, hint)


def printed(html: str, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Return every block of the draft's flow as preflight must find it, with its place where it is known."""
    places = {squeezed(sentence.text): sentence.where for sentence in sentences}
    return tuple(
        Sentence(block.text, places.get(squeezed(block.text), "a template"), block.personal)
        for block in blocks(html)
        if not block.furniture and not block.spoken and squeezed(block.text)
    )


def every_page(html: str) -> tuple[str, ...]:
    """Return the texts of the furniture that each page repeats, each once."""
    return tuple(dict.fromkeys(block.text for block in blocks(html) if block.every_page))


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is still open."""

    tag: str
    personal: bool
    furniture: bool
    every_page: bool


@dataclass
class _Reader(HTMLParser):
    found: list[Block] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    personal: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in _BLOCKS or tag == "img":
            self.end_block()
        if tag == "img" and names.get("alt"):
            around = self._around()
            self.found.append(Block(str(names["alt"]), False, around.furniture, False, spoken=True))
        if tag not in _VOID:
            classes, around = (names.get("class") or "").split(), self._around()
            self.open.append(
                _Open(
                    tag,
                    around.personal or "data-personal" in names,
                    around.furniture or "furniture" in classes,
                    around.every_page or "every-page" in classes,
                )
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        while self.open and self.open.pop().tag != tag:
            continue

    def parse_marked_section(self, i: int, _report: int = 1) -> int:
        """Skip `<![…>` as the engine does; the parser would give up."""
        return self.parse_bogus_comment(i, report=False)

    def handle_data(self, data: str) -> None:
        if not any(item.tag in _SILENT for item in self.open):
            self.words.append(data)
            self.personal = self.personal or self._around().personal

    def end_block(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words.clear()
        personal, self.personal = self.personal, False
        if text:
            around = self._around()
            self.found.append(Block(text, personal, around.furniture, around.every_page))

    def _around(self) -> _Open:
        return self.open[-1] if self.open else _Open("", False, False, False)
