"""The text of a plain page, line by line: what a Braille translator or a voice needs, and nothing to look at.

Headings stand between empty lines, list items begin with a dash or their number, what is to be done with an empty box,
and a line to write on is a row of underscores. Must not leave out a text: a test holds it to the page's blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_SKIPPED = frozenset("head style script".split())
_VOID = frozenset("br hr img meta link input".split())
_BLOCKS = frozenset(
    "p li h1 h2 h3 ul ol table tr div section header footer main aside nav figure figcaption dl dt dd".split()
)
_HEADINGS = frozenset("h1 h2 h3".split())
_CELLS = frozenset("th td".split())
LINE = "________"


def text(html: str) -> bytes:
    """Return the page's words as UTF-8 text that ends with a line end."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    lines: list[str] = []
    for line in reader.lines:
        if line or (lines and lines[-1]):
            lines.append(line)
    return ("\n".join(lines).strip() + "\n").encode()


@dataclass(slots=True)
class _List:
    """A list that is open: whether it counts, and how far it has."""

    counts: bool
    number: int = 0


@dataclass
class _Reader(HTMLParser):
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    mark: str = ""
    """What the next line begins with."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        classes = (said.get("class") or "").split()
        if tag in _BLOCKS:
            self.end_line()
        if tag in _HEADINGS or "module" in classes:
            self.lines.append("")
        if tag in ("ul", "ol"):
            self.lists.append(_List(tag == "ol"))
        if tag == "li":
            self.mark = self._item(classes)
        if tag in _CELLS and self.words:
            self.words.append(" | ")
        if tag == "img" and said.get("alt"):
            self.end_line()
            self.words.append(f"({said['alt']})")
            self.end_line()
        if {"write-on", "blank-line"} & set(classes):
            self.words.append(LINE)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in _HEADINGS:
            self.lines.append("")
        while self.open and self.open.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if not _SKIPPED & set(self.open):
            self.words.append(data)

    def end_line(self) -> None:
        """Take what was said since the last line as one."""
        said = " ".join("".join(self.words).split())
        self.words.clear()
        if said:
            self.lines.append(f"{self.mark}{said}")
            self.mark = ""

    def _item(self, classes: list[str]) -> str:
        """Return what an item of the innermost list begins with."""
        inner = self.lists[-1] if self.lists else _List(counts=False)
        if inner.counts:
            inner.number += 1
            return f"{inner.number}. "
        return "[ ] " if "do" in classes or "row" in classes else "- "
