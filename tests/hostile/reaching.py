"""The payloads of reach.yaml and what the engine makes of each, with its fetcher or with a plain one in its place.

Runs in a child of the program, behind the wall, or as a program of its own, without any wall.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import yaml

from handouts import engine, render, wall
from handouts.errors import Refused

from ..pages import FONTCONFIG, page

FILE = Path(__file__).with_name("reach.yaml")
SECRET = "LFICANARY"  # noqa: S105 - only a word to look for
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{}" width="9" height="9"/></svg>'
CARRIERS = {"html": '<img src="{}" alt="x">', "css": 'p{{background:url("{}")}}', "svg": _SVG}
"""What a bare URL stands in, by door."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One way to reach out: its number, what it is and its text."""

    number: int
    kind: str
    text: str

    def at(self, door: str) -> str:
        """Return it as it is thrown at a door of the engine."""
        if self.kind != "urls":
            return self.text
        escaped = self.text.replace("\n", "\\a ").replace('"', '\\"') if door == "css" else html.escape(self.text)
        return CARRIERS[door].format(escaped)

    @property
    def natives(self) -> tuple[str, ...]:
        """The doors at which it means something."""
        return ("html", "css", "svg") if self.kind == "urls" else (self.kind,)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a payload at one door."""

    number: int
    door: str
    codes: tuple[str, ...]
    tried: tuple[str, ...]
    """What the wall refused."""
    opened: int
    """How many URLs a plain fetcher got an answer for."""
    leaked: bool
    """Whether the file's words are in the PDF."""


def payloads(port: int, file: Path) -> tuple[Payload, ...]:
    """Return all payloads, aimed at this port and this file."""
    said = [(kind, text) for kind, texts in yaml.safe_load(FILE.read_text("utf-8")).items() for text in texts]
    return tuple(Payload(number, kind, _aimed(text, port, file, number)) for number, (kind, text) in enumerate(said))


def _aimed(text: str, port: int, file: Path, number: int) -> str:
    names = {"host": f"127.0.0.1:{port}", "port": port, "file": file, "n": number}
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def thrown(items: Iterable[tuple[Payload, str]], plain: str = "") -> tuple[Outcome, ...]:
    """Throw payloads at doors; `plain` is the base URL with which a plain fetcher takes the place of ours."""
    engine.start(FONTCONFIG)
    opened: list[str] = []
    if plain:
        _take_the_first_wall_down(plain, opened)
    return tuple(_thrown(payload, door, opened) for payload, door in items)


def _thrown(payload: Payload, door: str, opened: list[str]) -> Outcome:
    wall.noted()
    opened.clear()
    codes, leaked = (), False
    try:
        leaked = SECRET.encode() in everything(drawn(door, payload.at(door)))
    except Refused as refusal:
        codes = tuple(sorted({problem.code for problem in refusal.problems}))
    return Outcome(payload.number, door, codes, wall.noted(), len(opened), leaked)


def drawn(door: str, text: str) -> bytes:
    """Return the PDF of a small page that has the text in its HTML, as its style sheet or as its picture."""
    bodies = {"html": f"<p>one</p>{text}<p>two</p>", "svg": '<img src="asset:logo.svg" style="width:9pt" alt="x">'}
    body, style = page(bodies.get(door, "<p>one</p>"))
    sheets = [("page.css", style), *([("clinic.css", text)] if door == "css" else [])]
    return render.render(body, sheets, lambda _name: text.encode()).pdf


def everything(pdf: bytes) -> bytes:
    """Return a PDF with every stream unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        parts = [pdf]
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                with contextlib.suppress(pikepdf.PdfError):
                    parts.append(item.read_bytes())
    return b"\n".join(parts)


def _take_the_first_wall_down(base_url: str, opened: list[str]) -> None:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from handouts.engine import layout

    class Plain(URLFetcher):  # type: ignore[misc]
        """WeasyPrint's own fetcher, which opens whatever it is told."""

        asked = 0

        def __init__(self, read_asset: Callable[[str], bytes]) -> None:
            super().__init__(timeout=0.5)
            self.problems: list[Any] = []
            self.read_asset = read_asset

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url == "asset:logo.svg":
                return URLFetcherResponse(url, self.read_asset(url), {"Content-Type": "image/svg+xml"})
            answer = super().fetch(url, headers)
            opened.append(url)
            return answer

    layout.AssetFetcher = Plain  # type: ignore[misc,assignment]
    layout.BASE_URL = base_url
    layout.detach = lambda _root: None  # what takes attachments away


def natives(items: Iterable[Payload]) -> Iterator[tuple[Payload, str]]:
    """Yield every payload with each door at which it means something."""
    return ((payload, door) for payload in items for door in payload.natives)


if __name__ == "__main__":
    number, secret = int(sys.argv[1]), Path(sys.argv[2])
    found = thrown(natives(payloads(number, secret)), f"http://127.0.0.1:{number}/")
    print(json.dumps([[item.number, item.door, item.opened, item.leaked] for item in found]))  # noqa: T201 - its result
