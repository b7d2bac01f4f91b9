"""Read what a PDF says of itself: title, language, tags, claims, fonts, links, and what it holds besides pages.

Must not judge it, and must survive whatever a foreign file holds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pikepdf

from .. import glyphs
from . import jpeg

_CLAIM = r"{prefix}:{name}(?:\s*=\s*[\"']|\s*>)\s*(\w+)"
_OURS = re.compile(r", revision [\d+]+, reprint \S+$")
"""How the key words of our files end."""
_PRINT_FILE = "Print file"
"""How the subject of our files for a printer begins."""
_XMP_TAG = re.compile(r"<[^<>/!?][^<>]*>")
_XMP_NAME = re.compile(r"(?<=<)[\w.-]+(?::[\w.-]+)?|(?<=\s)[\w.-]+:[\w.-]+(?=\s*=)")
_XMP_FRAME = re.compile(r"(?:rdf|x|xml|xmlns):")
_ACTS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"})
_DEEPEST = 20
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
    """Different page sizes in millimetres, width and height, as they are when cut."""
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
    print_file: bool
    """Whether it says that it is for a printer, not for a reader."""
    metadata: tuple[str, ...]
    """Every value of the document information, and the XMP packet."""
    names: tuple[str, ...]
    """What the metadata speaks of: the keys of the document information, the properties of the XMP packet, and
    `PieceInfo` or `Metadata` where a part of the file has metadata of its own."""
    pictures_with_metadata: int
    attached: bool
    """Whether it holds other files."""
    acts: bool
    """Whether it holds a script, or an action that does more than to show a place or a link."""
    repaired: bool
    """Whether faults had to be mended to read it."""

    @property
    def ours(self) -> bool:
        """Whether it says that this program made it."""
        return self.producer.startswith("WeasyPrint") and bool(_OURS.search(self.keywords))


def facts_of(pdf: bytes) -> Facts:
    """Return a file's facts; raises `pikepdf.PdfError` or `pikepdf.PasswordError` when it cannot be read."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return _facts(document)


def _facts(document: pikepdf.Pdf) -> Facts:
    root = document.Root
    info = _strings(document.trailer.get("/Info"))
    xmp = _xmp(root)
    things = [thing for item in document.objects for thing in _dictionaries(item)]
    streams = [thing for thing in document.objects if isinstance(thing, pikepdf.Stream)]
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
        print_file=info.get("/Subject", "").startswith(_PRINT_FILE),
        metadata=(*info.values(), xmp),
        names=(*_keys(document.trailer.get("/Info")), *_properties(xmp), *_parts(root, (*things, *streams))),
        pictures_with_metadata=sum(map(_tells_of_its_camera, streams)),
        attached=_attached(root, things, streams),
        acts=any(map(_acts, things)),
        repaired=bool(document.get_warnings()),
    )


def _dictionaries(thing: object, depth: int = 0) -> Iterator[pikepdf.Dictionary]:
    """Yield a thing, if it is a dictionary, and those that stand in it as they are, not by reference."""
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array) and depth < _DEEPEST:
        parts: Iterable[object] = thing if isinstance(thing, pikepdf.Array) else thing.values()
        for part in parts:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from _dictionaries(part, depth + 1)


def _dictionary(thing: object) -> pikepdf.Dictionary:
    return thing if isinstance(thing, pikepdf.Dictionary) else pikepdf.Dictionary()


def _strings(thing: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in _dictionary(thing).items() if isinstance(value, pikepdf.String)}


def _keys(info: object) -> tuple[str, ...]:
    return tuple(str(key).removeprefix("/") for key in _dictionary(info))


def _properties(xmp: str) -> tuple[str, ...]:
    names = (name for tag in _XMP_TAG.findall(xmp) for name in _XMP_NAME.findall(tag))
    return tuple(dict.fromkeys(name for name in names if not _XMP_FRAME.match(name)))


def _parts(root: pikepdf.Object, things: Iterable[pikepdf.Object]) -> tuple[str, ...]:
    """Return the names of the metadata that parts of a file have of their own."""
    found = [key for thing in things for key in ("/Metadata", "/PieceInfo") if key in thing]
    if "/Metadata" in root:
        found.remove("/Metadata")
    return tuple(dict.fromkeys(key[1:] for key in found))


def _tells_of_its_camera(stream: pikepdf.Stream) -> bool:
    """Whether it is a JPEG image that brings metadata of its own."""
    is_jpeg = stream.get("/Subtype") == "/Image" and stream.get("/Filter") == "/DCTDecode"
    return is_jpeg and jpeg.tells(stream.read_raw_bytes())


def _attached(root: pikepdf.Object, things: Iterable[pikepdf.Object], streams: Iterable[pikepdf.Object]) -> bool:
    named = "/EmbeddedFiles" in _dictionary(root.get("/Names")) or "/Collection" in root
    return named or any("/EF" in t for t in things) or any(s.get("/Type") == "/EmbeddedFile" for s in streams)


def _acts(thing: pikepdf.Dictionary) -> bool:
    """Whether it is an action of its own will, or opens the file with one that does not just show a place."""
    opening = _dictionary(thing.get("/OpenAction")).get("/S", "/GoTo")
    return str(thing.get("/S", "")) in _ACTS or opening != "/GoTo"


def _flag(root: pikepdf.Object, holder: str, name: str) -> bool:
    return bool(_dictionary(root.get(holder)).get(name, False) is True)


def _xmp(root: pikepdf.Object) -> str:
    packet = root.get("/Metadata")
    return packet.read_bytes().decode("utf-8", "replace") if isinstance(packet, pikepdf.Stream) else ""


def _claim(xmp: str, prefix: str, name: str) -> str:
    found = re.search(_CLAIM.format(prefix=prefix, name=name), xmp)
    return found.group(1) if found else ""


def _size(page: pikepdf.Page) -> tuple[int, int]:
    x1, y1, x2, y2 = (float(edge) for edge in page.trimbox)
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
    uri = thing.get("/URI")
    return (str(uri),) if isinstance(uri, pikepdf.String) else ()
