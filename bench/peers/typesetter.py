"""Typst, warm: the same words as headings, paragraphs and lists of one Typst file; a row is its `sys.inputs`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

FRAME = """#set document(title: "{title}")
#set text(lang: "{lang}", dir: {dir}, font: ("Noto Sans", "Vazirmatn", "Source Sans 3"), size: 14pt)
#set par(leading: 10pt, spacing: 17pt)
#show heading.where(level: 1): set text(31pt)
#show heading.where(level: 2): set text(21pt)
#show heading.where(level: 3): set text(17.5pt)
#set page(width: 210mm, height: 297mm, margin: (top: 26mm, bottom: 36mm, x: 20mm),
  footer: context [#text(10pt)[{strip} #h(1fr) #counter(page).display() / #counter(page).final().first()]])
"""
PANEL = """#block(width: 100%, height: {height}, stroke: 1pt, inset: (x: 4mm, y: 1mm))[
#grid(columns: (1fr, 1fr, 1fr), row-gutter: 3mm, {cells})]
"""


VOID = ("meta", "link", "img", "br", "path", "rect")
BLOCKS = ("p", "h1", "h2", "h3", "li", "td", "th", "figcaption")


class _Reader(HTMLParser):
    """Makes Typst markup of the flow of a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.words: list[str] = []
        self.cells: list[str] = []
        self.skip = 0
        self.panel = 0
        self.kind = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        names = dict(attrs)
        hidden = tag in ("head", "svg") or "furniture" in str(names.get("class", "")).split()
        if hidden or (self.skip and tag not in VOID):
            self.skip += 1
        elif names.get("id") == "panel":
            self.flush()
            self.panel = 1
        elif self.panel and tag == "section":
            self.panel += 1
        if tag in BLOCKS:
            self.flush()
            self.kind = tag

    def handle_endtag(self, tag: str) -> None:
        if self.skip:
            self.skip -= 1
            return
        if tag in BLOCKS:
            self.flush()
        if self.panel and tag == "section":
            self.panel -= 1
            if not self.panel:
                self.out.append(PANEL.format(height="51mm", cells=", ".join(self.cells)))

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.words.append(data)

    def flush(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words.clear()
        if not text:
            return
        said = "#{" + repr_(text) + "}" if "@" not in text else f'#sys.inputs.at("{text.strip("@")}")'
        if self.panel:
            self.cells.append(f"[{said}]")
        elif self.kind in ("h1", "h2", "h3"):
            self.out.append(f"{'=' * int(self.kind[1])} {said}\n")
        else:
            self.out.append(f"{'- ' if self.kind == 'li' else ''}{said}\n")


def repr_(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def warm(composed: Any, brief: Any, folder: Path) -> Iterator[tuple[Callable[[Any], bytes], Callable[[], float]]]:
    import typst

    from handouts import fonts

    reader = _Reader()
    reader.feed(composed.html)
    reader.flush()
    lang = composed.expected.lang.partition("-")[0]
    told = {"title": "Handout", "lang": lang, "dir": "rtl" if lang in ("ar", "fa") else "ltr"}
    frame = FRAME.format(**told, strip=" ".join(composed.expected.every_page).replace("#", ""))
    source = folder / "leaflet.typ"
    source.write_text(frame + "\n".join(reader.out), encoding="utf-8")
    files = fonts.font_folder(brief.workspace.own / "styles" / "fonts")
    compiler = typst.Compiler(str(source), font_paths=[str(files)], ignore_system_fonts=True)

    def make(row: Any) -> bytes:
        inputs = {
            name: getattr(row, name) for name in ("name", "reference", "date", "prescriber", "appointment", "note")
        }
        pdf: bytes = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1")
        return pdf

    yield make, time.process_time
