"""How much of a sheet's text a viewer gives back, and whether two viewers draw the same page.

    python tests/figures.py            measure and print
    python tests/figures.py --renew    and keep them: tests/kept-figures.json, and the table in docs/languages.md

Must not decide what is enough: the test holds what is kept.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from handouts import pipeline
from handouts.locales.languages import language, languages
from handouts.model.expected import Expected
from handouts.model.request import Patient, Request
from handouts.roots import at

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "kept-figures.json"
DOCS = ROOT / "docs" / "languages.md"
MARKS = "<!-- figures: written by tests/figures.py -->", "<!-- end of figures -->"
VIEWERS = ("pdfium", "poppler")
DPI, BLUR, GREY = 100, 2.0, 60
AT_LINE_END = "\ufffe"
"""What pdfium gives for a hyphen at the end of a line."""
CELL = 40
"""Pixels of a square centimetre."""
TODAY = date(2026, 11, 29)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet and the texts that were laid out on it, in order."""

    pdf: bytes
    expected: Expected
    right_to_left: bool


def sheet(lang: str) -> Sheet:
    """Return the essentials of baclofen in a language, from the example clinic."""
    request = Request(("baclofen",), lang, recipe="essential", today=TODAY)
    brief, _ = pipeline.prepared(at(ROOT / "examples" / "clinic"), request, Patient())
    composed, rendering = pipeline.rendered(brief)
    return Sheet(rendering.pdf, composed.expected, language(lang).direction == "rtl")


def bare(text: str) -> str:
    """Return what is compared: NFKC, without spaces, format and control characters."""
    kept = unicodedata.normalize("NFKC", text.replace(AT_LINE_END, "-"))
    return "".join(char for char in kept if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"))


def extracted(pdf: bytes, *, right_to_left: bool) -> dict[str, str]:
    """Return the text of all pages as each viewer gives it."""
    with pypdfium2.PdfDocument(pdf) as document:
        by_pdfium = "".join(page.get_textpage().get_text_range() for page in document)
    order = [] if right_to_left else ["-raw"]  # as it was drawn; without it, by columns, and bidirectional
    command = ["pdftotext", *order, "-enc", "UTF-8", "-", "-"]
    by_poppler = subprocess.run(command, input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()
    return {"pdfium": by_pdfium, "poppler": by_poppler}


def share(wanted: str, found: str) -> float:
    """Return which share of the texts, character by character, stands in what a viewer gives."""
    matches = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(match.size for match in matches) / len(wanted)


def text_figures(made: Sheet) -> dict[str, float]:
    """Return, by viewer, the share of the sheet's characters that stand in the text of their block."""
    result = {}
    for viewer, text in extracted(made.pdf, right_to_left=made.right_to_left).items():
        whole, got, total = bare(text), 0.0, 0
        for sentence in made.expected.strings:
            wanted = bare(sentence.text)
            total += len(wanted)
            got += len(wanted) if wanted in whole else len(wanted) * _best(wanted, whole)
        result[viewer] = int(got / total * 1000) / 1000
    return result


def _best(wanted: str, whole: str) -> float:
    """Return the share of a text that stands, in order, where most of it stands together."""
    anchor = SequenceMatcher(None, whole, wanted, autojunk=False).find_longest_match()
    start = max(0, anchor.a - anchor.b - 40)
    return share(wanted, whole[start : start + len(wanted) + 80])


def differing(pdf: bytes, page: int) -> int:
    """Return how many pixels two viewers draw differently, after a blur, in the worst square centimetre of a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        first = document[page].render(scale=DPI / 72).to_pil().convert("L")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.pdf")
        path.write_bytes(pdf)
        number = str(page + 1)
        command = ["pdftoppm", "-r", str(DPI), "-gray", "-f", number, "-l", number, "-singlefile", path, path]
        subprocess.run(command, check=True)
        with Image.open(f"{path}.pgm") as drawn:
            second = drawn.convert("L").resize(first.size)
    blurred = (image.filter(ImageFilter.GaussianBlur(BLUR)) for image in (first, second))
    apart = ImageChops.difference(*blurred).point(lambda level: 255 * (level > GREY))
    corners = ((x, y) for x in range(0, apart.width, CELL) for y in range(0, apart.height, CELL))
    return max(apart.crop((x, y, x + CELL, y + CELL)).histogram()[255] for x, y in corners)


def kept() -> dict[str, dict[str, float]]:
    """Return the figures as they were kept."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8")))


def table(figures: dict[str, dict[str, float]]) -> str:
    """Return the figures as they stand in docs/languages.md."""
    rows = [f"| `{lang}` | {found['pdfium']:.3f} | {found['poppler']:.3f} |" for lang, found in figures.items()]
    return "\n".join((MARKS[0], "| language | pdfium | poppler |", "|---|---|---|", *rows, MARKS[1]))


def _renew(figures: dict[str, dict[str, float]]) -> None:
    KEPT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    before = DOCS.read_text(encoding="utf-8")
    pattern = re.escape(MARKS[0]) + ".*" + re.escape(MARKS[1])
    DOCS.write_text(re.sub(pattern, lambda _: table(figures), before, flags=re.DOTALL), encoding="utf-8")


def _main() -> None:
    figures = {}
    for lang in languages(at(ROOT / "examples" / "clinic")):
        made = sheet(lang)
        figures[lang] = text_figures(made)
        pixels = [differing(made.pdf, number) for number in range(len(pypdfium2.PdfDocument(made.pdf)))]
        sys.stdout.write(
            f"{lang}: {figures[lang]}, pixels that differ in the worst square centimetre, by page: {pixels}\n"
        )
    if "--renew" in sys.argv:
        _renew(figures)


if __name__ == "__main__":
    _main()
