"""What a page is made of, and a topic module made of given texts: for payloads that must stay words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from handouts.compose.proof import squeezed


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"bdi", "br"}:
            said = dict(attrs)
            self.tags.append((tag, {**said, "class": (said.get("class") or "").partition(" ")[0]}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _page(html: str) -> _Page:
    page = _Page()
    page.feed(re.sub(r"(?<=, revision )[^\"<]*", "1", html))
    page.close()
    return page


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return a page's elements with all that they carry; the isolated stretches, sizes and the reprint code apart."""
    return _page(html).tags


def words(html: str) -> str:
    """Return the words of a page as comparisons see them."""
    return squeezed("".join(_page(html).words))


def about(texts: Iterable[str]) -> dict[str, str]:
    """Return the made-up topic's module `about` with these texts, one on each line and in each paragraph."""
    head = "format: 1\nkind: prose\ntitle: About\nsources: [S1]\nbody:\n  paragraphs:\n"
    return {"topics/sample/about.yaml": head + "".join(f"    - text: {json.dumps(text)}\n" for text in texts)}


def text_at(files: dict[str, str], where: str) -> str:
    """Return the text that a message about such a module places at `file:line`."""
    line = files["topics/sample/about.yaml"].splitlines()[int(where.rpartition(":")[2]) - 1]
    return str(json.loads(line.partition("text: ")[2]))
