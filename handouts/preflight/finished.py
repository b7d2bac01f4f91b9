"""Say what a finished PDF alone can tell, ours or anyone's.

Must survive every file, and must not claim what only the making of a handout can know.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2

from ..errors import Problem, error, note, warning
from . import beyond, coarse, document, ink, limits, raster
from .facts import Facts, facts_of
from .faults import spot

_MOST_BYTES = 200_000_000
_MOST_PAGES = 100
_SLACK = 2.0
_DAMAGED = error("file.damaged", "the PDF is damaged or was cut short", "", "make or download it again")
_UNREADABLE = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a file that breaks the rules makes the two PDF libraries raise."""


def inspect_file(path: Path) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Return a file's facts by name, and what is wrong with it; without facts when it cannot be read.

    No message repeats the file's name, which may be a patient's.
    """
    try:
        pdf = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError as fault:
        return {}, (error("file.unreadable", f"the file cannot be read: {fault.strerror}"),)
    if pdf is None:
        return {}, (error("file.too-large", "the file is larger than 200 MB"),)
    if b"%PDF-" not in pdf[:1024]:
        return {}, (error("file.not-pdf", "the file is not a PDF", "", "give a file that `handouts make` has written"),)
    return _inspected(pdf) if b"%%EOF" in pdf[-1024:] else ({}, (_DAMAGED,))


def _inspected(pdf: bytes) -> tuple[dict[str, object], tuple[Problem, ...]]:
    try:
        facts = facts_of(pdf)
        found = (*_of_file(facts), *_of_pages(pdf, facts.pages), *limits.limits(facts))
    except pikepdf.PasswordError:
        return {}, (error("file.encrypted", "the PDF is locked with a password", "", "give a copy without a password"),)
    except _UNREADABLE:
        return {}, (_DAMAGED,)
    return _named(facts, len(pdf)), found


def _named(facts: Facts, size: int) -> dict[str, object]:
    return {
        "bytes": size,
        "pdf_version": facts.version,
        "pages": facts.pages,
        "sizes_mm": [list(pair) for pair in facts.sizes],
        "title": facts.title,
        "language": facts.lang,
        "tagged": facts.tagged,
        "pdf_a": facts.pdfa,
        "pdf_ua": facts.pdfua,
        "fonts": sorted({font.name for font in facts.fonts}),
        "fonts_embedded": all(font.embedded for font in facts.fonts),
        "producer": facts.producer,
        "keywords": facts.keywords,
        "ours": facts.ours,
        "print_file": facts.print_file,
    }


def _of_file(facts: Facts) -> Iterator[Problem]:
    if not _for_printer(facts):
        yield from _for_readers(facts)
    yield from document.leaks(facts)
    yield from document.wrong_glyphs(facts)
    yield from beyond.metadata(facts, warning if facts.ours else note)
    yield from beyond.pictures(facts, warning)
    yield from beyond.attachments(facts, warning)
    yield from beyond.scripts(facts)
    if facts.repaired:
        yield warning("file.repaired", "the PDF has faults that had to be mended to read it", "", "make it again")
    for name in sorted({font.name for font in facts.fonts if not font.embedded}):
        yield error("preflight.font-not-embedded", f"the font “{name}” is not inside the file", "", "embed all fonts")
    for name in sorted({font.name for font in facts.fonts if not font.to_unicode}):
        yield warning("preflight.no-unicode", f"text in “{name}” may not be copied, searched or read aloud rightly")
    if not facts.fonts:
        yield warning("preflight.no-fonts", "the file holds no text, only pictures of it")


def _for_printer(facts: Facts) -> bool:
    """Whether it is a print file of ours, which no reader gets and which is not tagged on purpose."""
    return facts.ours and facts.print_file


def _for_readers(facts: Facts) -> Iterator[Problem]:
    yield from document.accessibility(facts)
    if not facts.pdfua:
        yield warning("preflight.no-claim", "the file does not say that it is accessible (PDF/UA)")
    if not facts.pdfa:
        yield warning("preflight.no-claim", "the file does not say that it can be archived (PDF/A)")


def _of_pages(pdf: bytes, pages: int) -> Iterator[Problem]:
    for image in raster.page_images(pdf, most_pages=_MOST_PAGES, objects=True):
        where = f"page {image.number}"
        if ink.blank(image.printed):
            yield warning("preflight.blank-page", "nothing is printed on the page", where)
        covered = list(ink.covered_objects(image))
        if covered:
            yield error(
                "preflight.no-ink",
                f"text that the file holds cannot be seen ({len(covered)} places)",
                spot(image.number, covered[0]),
                "look for white text, and for boxes over it",
            )
        few = list(coarse.coarse_objects(image))
        if few:
            yield warning(
                "preflight.image-coarse",
                f"an image has too few pixels for print, below 150 to an inch ({len(few)} places)",
                spot(image.number, few[0]),
                "use a larger picture or a drawing, or print it smaller",
            )
        if any(item.invisible for item in image.objects):
            yield warning("preflight.invisible-text", "the page holds invisible text, as scanned pages do", where)
        if any(_is_off(item, image) for item in image.objects):
            yield error("preflight.off-page", "text runs off the page", where)
    if pages > _MOST_PAGES:
        yield note("inspect.first-pages", f"only the first {_MOST_PAGES} of {pages} pages were looked at")


def _is_off(item: raster.TextObject, image: raster.PageImage) -> bool:
    width, height = image.printed.size
    x1, y1, x2, y2 = item.box
    return x2 > x1 and (x1 < -_SLACK or y1 < -_SLACK or x2 > width + _SLACK or y2 > height + _SLACK)
