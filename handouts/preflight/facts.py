"""Read what a PDF says of itself: title, language, tags, claims, fonts, links.

Must not judge it, and must survive whatever a foreign file holds.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf

from . import glyphs

_CLAIM = r"{prefix}:{name}(?:\s*=\s*[\"']|\s*>)\s*(\w+)"
_XMP_DATE = re.compile(r"\bxmp:(?:CreateDate|ModifyDate|MetadataDate)\b")


@dataclass(frozen=True, slots=True)
class FontFact:
    """One font of a file."""

    name: str
    family: str
    embedded: bool
    to_unicode: bool
    """Whether its glyphs can be copied, searched and read aloud as text."""
    wrong: tuple[str, ...]
    """Characters for which it draws another letter."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself; empty strings where it says nothing."""

    version: str
    pages: int
    sizes: tuple[tuple[int, int], ...]
    """Different page sizes in millimetres, width and height."""
    title: str
    title_shown: bool
    """Whether a viewer shall show the title and not the file's name."""
    lang: str
    tagged: bool
    pdfa: str
    """PDF/A part and level as claimed, as `3A`."""
    pdfua: str
    fonts: tuple[FontFact, ...]
    figures_without_alt: int
    uris: tuple[str, ...]
    dated: bool
    producer: str
    keywords: str
    metadata: tuple[str, ...]
    """Every value of the document information, and the XMP packet."""
    repaired: bool
    """Whether faults had to be mended to read it."""


def facts_of(pdf: bytes) -> Facts:
    """Return a file's facts; raises `pikepdf.PdfError` or `pikepdf.PasswordError` when it cannot be read."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return _facts(document)


def _facts(document: pikepdf.Pdf) -> Facts:
    root = document.Root
    info = _strings(document.trailer.get("/Info"))
    xmp = _xmp(root)
    things = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)]
    return Facts(
        version=document.pdf_version,
        pages=len(document.pages),
        sizes=tuple(dict.fromkeys(_size(page) for page in document.pages)),
        title=info.get("/Title", ""),
        title_shown=_flag(root, "/ViewerPreferences", "/DisplayDocTitle"),
        lang=str(root.get("/Lang", "")),
        tagged=_flag(root, "/MarkInfo", "/Marked") and "/K" in _dictionary(root.get("/StructTreeRoot")),
        pdfa=_claim(xmp, "pdfaid", "part") + _claim(xmp, "pdfaid", "conformance").upper(),
        pdfua=_claim(xmp, "pdfuaid", "part"),
        fonts=tuple(_font(thing) for thing in things if _is_font(thing)),
        figures_without_alt=sum(_is_bare_figure(thing) for thing in things),
        uris=tuple(uri for thing in things for uri in _uris(thing)),
        dated="/CreationDate" in info or "/ModDate" in info or bool(_XMP_DATE.search(xmp)),
        producer=info.get("/Producer", ""),
        keywords=info.get("/Keywords", ""),
        metadata=(*info.values(), xmp),
        repaired=bool(document.get_warnings()),
    )


def _dictionary(thing: object) -> pikepdf.Dictionary:
    return thing if isinstance(thing, pikepdf.Dictionary) else pikepdf.Dictionary()


def _strings(thing: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in _dictionary(thing).items() if isinstance(value, pikepdf.String)}


def _flag(root: pikepdf.Object, holder: str, name: str) -> bool:
    return bool(_dictionary(root.get(holder)).get(name, False) is True)


def _xmp(root: pikepdf.Object) -> str:
    packet = root.get("/Metadata")
    return packet.read_bytes().decode("utf-8", "replace") if isinstance(packet, pikepdf.Stream) else ""


def _claim(xmp: str, prefix: str, name: str) -> str:
    found = re.search(_CLAIM.format(prefix=prefix, name=name), xmp)
    return found.group(1) if found else ""


def _size(page: pikepdf.Page) -> tuple[int, int]:
    x1, y1, x2, y2 = (float(edge) for edge in page.cropbox)
    return round(abs(x2 - x1) * 25.4 / 72), round(abs(y2 - y1) * 25.4 / 72)


def _is_font(thing: pikepdf.Dictionary) -> bool:
    """Whether it is a font that a page uses, not the descendant that a composite font is made of."""
    return thing.get("/Type") == "/Font" and thing.get("/Subtype") not in ("/CIDFontType0", "/CIDFontType2")


def _font(font: pikepdf.Dictionary) -> FontFact:
    descendants = font.get("/DescendantFonts")
    holder = _dictionary(descendants[0]) if isinstance(descendants, pikepdf.Array) and len(descendants) else font
    described = _dictionary(holder.get("/FontDescriptor"))
    name = str(font.get("/BaseFont", font.get("/Name", "")))
    own = font.get("/Subtype") == "/Type3"
    return FontFact(
        name=re.sub(r"^/?(?:[A-Z]{6}\+)?", "", name) or "unnamed",
        family=str(described.get("/FontFamily", "")),
        embedded=own or any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        to_unicode="/ToUnicode" in font,
        wrong=_wrong(font, holder, described),
    )


def _wrong(font: pikepdf.Dictionary, holder: pikepdf.Dictionary, described: pikepdf.Dictionary) -> tuple[str, ...]:
    """Return what it draws wrongly, when its codes are the glyph numbers of its file."""
    file, texts = described.get("/FontFile2", described.get("/FontFile3")), font.get("/ToUnicode")
    direct = font.get("/Encoding") == "/Identity-H" and holder.get("/CIDToGIDMap") == "/Identity"
    if direct and isinstance(file, pikepdf.Stream) and isinstance(texts, pikepdf.Stream):
        return glyphs.wrong(file.read_bytes(), texts.read_bytes())
    return ()


def _is_bare_figure(thing: pikepdf.Dictionary) -> bool:
    return thing.get("/S") == "/Figure" and "/Alt" not in thing and "/ActualText" not in thing


def _uris(thing: pikepdf.Dictionary) -> tuple[str, ...]:
    found = (_dictionary(holder).get("/URI") for holder in (thing, thing.get("/A")))
    return tuple(str(uri) for uri in found if isinstance(uri, pikepdf.String))
