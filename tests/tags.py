"""A PDF as a screen reader goes through it: its tags, and the text, pictures and links that each of them holds.

Reads the finished file alone, with pikepdf. Must not know how it was made, and must not judge it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

BYTES_OF_A_GLYPH = 2
"""All fonts are of the kind that names its glyphs with two bytes (Identity-H)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Content between two marks of a page: what it shows and, where its glyphs mislead, the text it stands for."""

    page: int
    shown: str
    stands_for: str | None
    pictures: int

    @property
    def text(self) -> str:
        return self.shown if self.stands_for is None else self.stands_for


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link on a page, in the order of the page's own list."""

    number: int
    page: int
    place: int
    target: tuple[int, float] | str | None
    """A page and a height on it in points, or an address."""
    contents: str
    parent: int | None
    """The tag that the file's table of parents names for it."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element."""

    kind: str
    number: int
    page: int
    lang: str
    """Its own language, or that of the tag around it, or the document's."""
    alt: str | None
    stands_for: str | None
    name: str
    """What cells of a table call it by (`ID`)."""
    attributes: dict[str, Any]
    kids: list[Tag | Piece | Annotation] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is read out of it, in order; the text that a tag stands for goes before what is shown."""
        if self.stands_for is not None:
            return self.stands_for
        said = "".join(kid.text for kid in self.kids if not isinstance(kid, Annotation))
        return said if self.alt is None else self.alt

    @property
    def tags(self) -> tuple[Tag, ...]:
        return tuple(kid for kid in self.kids if isinstance(kid, Tag))

    @property
    def links(self) -> tuple[Annotation, ...]:
        return tuple(kid for kid in self.kids if isinstance(kid, Annotation))

    def walk(self) -> Iterator[Tag]:
        """Yield it and every tag in it, in reading order."""
        yield self
        for kid in self.tags:
            yield from kid.walk()

    def pieces(self) -> Iterator[Piece]:
        for kid in self.kids:
            if isinstance(kid, Piece):
                yield kid
            elif isinstance(kid, Tag):
                yield from kid.pieces()

    def of(self, *kinds: str) -> list[Tag]:
        return [tag for tag in self.walk() if tag.kind in kinds]


@dataclass(frozen=True, slots=True)
class Bookmark:
    title: str
    page: int
    top: float
    level: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a file says of itself, its tags, and what no tag reaches."""

    root: Tag
    catalog: dict[str, Any]
    lang: str
    title: str
    pages: int
    annotations: tuple[Annotation, ...]
    bookmarks: tuple[Bookmark, ...]
    artifacts: tuple[tuple[str, Piece], ...]
    """Each with its type: `Pagination`, `Layout` or nothing."""
    unmarked: tuple[Piece, ...]
    """Text and pictures that are neither tagged nor an artifact."""
    unreached: tuple[Piece, ...]
    """Marked content that no tag below the root holds."""
    tab_orders: tuple[str, ...]
    orphans: tuple[int, ...]
    """Numbers of tags that name another parent than the tag that holds them, and tags that two tags hold."""


def read(pdf: bytes) -> Tagged:
    """Return what a PDF holds."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return _Reader(opened).read()


@dataclass
class _Stream:
    """The content of one page, taken apart at its marks."""

    marked: dict[int, Piece] = field(default_factory=dict)
    artifacts: list[tuple[str, Piece]] = field(default_factory=list)
    unmarked: list[Piece] = field(default_factory=list)


class _Reader:
    def __init__(self, opened: pikepdf.Pdf) -> None:
        self.pdf = opened
        self.page_numbers = {page.obj.objgen[0]: number for number, page in enumerate(opened.pages)}
        self.streams = [_stream(page.obj, number) for number, page in enumerate(opened.pages)]
        self.parents = _parents(opened)
        self.annotations = {item.number: item for item in self._annotations()}
        self.held: set[tuple[int, int]] = set()
        self.holders: dict[int, int] = {}
        self.orphans: list[int] = []

    def read(self) -> Tagged:
        catalog = self.pdf.Root
        lang = str(catalog.get("/Lang", ""))
        (first,) = _listed(catalog.StructTreeRoot.K)
        root = self._tag(first, catalog.StructTreeRoot, lang, 0)
        lost = (
            piece
            for number, stream in enumerate(self.streams)
            for mark, piece in stream.marked.items()
            if (number, mark) not in self.held
        )
        return Tagged(
            root=root,
            catalog={str(key).removeprefix("/"): _plain(value) for key, value in catalog.items() if key in _SAID},
            lang=lang,
            title=str(self.pdf.docinfo.get("/Title", "")),
            pages=len(self.pdf.pages),
            annotations=tuple(self.annotations.values()),
            bookmarks=tuple(self._bookmarks()),
            artifacts=tuple(artifact for stream in self.streams for artifact in stream.artifacts),
            unmarked=tuple(piece for stream in self.streams for piece in stream.unmarked),
            unreached=tuple(lost),
            tab_orders=tuple(str(page.obj.get("/Tabs", "")).removeprefix("/") for page in self.pdf.pages),
            orphans=tuple(self.orphans),
        )

    def _tag(self, element: Any, holder: Any, lang: str, page: int) -> Tag:
        if element.P.objgen != holder.objgen or element.objgen[0] in self.holders:
            self.orphans.append(element.objgen[0])
        self.holders[element.objgen[0]] = holder.objgen[0]
        lang = str(element.get("/Lang", lang))
        page = self.page_numbers[element.Pg.objgen[0]] if "/Pg" in element else page
        tag = Tag(
            kind=str(element.S).removeprefix("/"),
            number=element.objgen[0],
            page=page,
            lang=lang,
            alt=_text(element, "/Alt"),
            stands_for=_text(element, "/ActualText"),
            name=str(element.get("/ID", "")),
            attributes=_attributes(element),
        )
        tag.kids.extend(self._kid(kid, element, lang, page) for kid in _listed(element.get("/K", [])))
        return tag

    def _kid(self, kid: Any, holder: Any, lang: str, page: int) -> Tag | Piece | Annotation:
        if not isinstance(kid, pikepdf.Dictionary):
            self.held.add((page, int(kid)))
            return self.streams[page].marked[int(kid)]
        if kid.get("/Type") == "/OBJR":
            return self.annotations[kid.Obj.objgen[0]]
        return self._tag(kid, holder, lang, page)

    def _annotations(self) -> Iterator[Annotation]:
        for number, page in enumerate(self.pdf.pages):
            for place, item in enumerate(_listed(page.obj.get("/Annots", []))):
                parent = self.parents.get(int(item.get("/StructParent", -1)))
                contents = _text(item, "/Contents") or ""
                yield Annotation(item.objgen[0], number, place, self._target(item), contents, parent)

    def _target(self, item: Any) -> tuple[int, float] | str | None:
        action = item.get("/A", {})
        if "/URI" in action:
            return str(action.URI)
        return self._place(item.get("/Dest", action.get("/D")))

    def _place(self, where: Any) -> tuple[int, float] | None:
        if isinstance(where, pikepdf.String):
            names = pikepdf.NameTree(self.pdf.Root.Names.Dests)
            where = names[str(where)]
        if where is None:
            return None
        return (self.page_numbers[where[0].objgen[0]], float(where[3]))

    def _bookmarks(self) -> Iterator[Bookmark]:
        def below(item: Any, level: int) -> Iterator[Bookmark]:
            while item is not None:
                page, top = self._place(item.get("/Dest", item.get("/A", {}).get("/D"))) or (-1, 0.0)
                yield Bookmark(str(item.Title), page, top, level)
                yield from below(item.get("/First"), level + 1)
                item = item.get("/Next")

        if "/Outlines" in self.pdf.Root:
            yield from below(self.pdf.Root.Outlines.get("/First"), 1)


_SAID = ("/MarkInfo", "/ViewerPreferences", "/Lang", "/PageMode")


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Dictionary):
        return {str(key).removeprefix("/"): _plain(inner) for key, inner in value.items()}
    if isinstance(value, pikepdf.Array):
        return [_plain(inner) for inner in value]
    return str(value).removeprefix("/") if isinstance(value, pikepdf.Object) else value


def _text(element: Any, key: str) -> str | None:
    return str(element[key]) if key in element else None


def _attributes(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in _listed(element.get("/A", [])):
        found |= _plain(part)
    return found


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, pikepdf.Array | list) else [value]


def _parents(opened: pikepdf.Pdf) -> dict[int, int]:
    """Return which tag the file names as the parent of each annotation, by its StructParent."""
    numbers = list(opened.Root.StructTreeRoot.ParentTree.Nums)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {int(key): value.objgen[0] for key, value in pairs if isinstance(value, pikepdf.Dictionary)}


@dataclass
class _Open:
    """A mark that is open: a tag, an artifact or neither."""

    number: int | None
    artifact: str | None
    stands_for: str | None
    shown: list[str] = field(default_factory=list)
    pictures: int = 0

    @property
    def is_owner(self) -> bool:
        return self.number is not None or self.artifact is not None


def _stream(page: Any, number: int) -> _Stream:
    """Take a page's content apart at its marks."""
    found = _Stream()
    unicodes = {str(name): _unicodes(font) for name, font in page.Resources.get("/Font", {}).items()}
    outside = _Open(None, None, None)
    opened, font, fonts = [outside], "", []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        owner = next((mark for mark in reversed(opened) if mark.is_owner), outside)
        if name in ("BDC", "BMC"):
            opened.append(_opened(operands))
        elif name == "EMC":
            _close(found, opened.pop(), number)
        elif name == "Tf":
            font = str(operands[0])
        elif name in ("q", "Q"):
            fonts.append(font) if name == "q" else (font := fonts.pop())
        elif name in ("Tj", "TJ"):
            owner.shown.append(_shown(operands[0], unicodes[font]))
        elif name == "Do":
            owner.pictures += 1
    if outside.shown or outside.pictures:
        found.unmarked.append(Piece(number, "".join(outside.shown), None, outside.pictures))
    return found


def _opened(operands: Any) -> _Open:
    properties = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
    mark = properties.get("/MCID")
    artifact = str(properties.get("/Type", "")).removeprefix("/") if operands[0] == "/Artifact" else None
    return _Open(None if mark is None else int(mark), artifact, _text(properties, "/ActualText"))


def _close(found: _Stream, mark: _Open, page: int) -> None:
    piece = Piece(page, "".join(mark.shown), mark.stands_for, mark.pictures)
    if mark.number is not None:
        assert mark.number not in found.marked, "two pieces of content have the same number"
        found.marked[mark.number] = piece
    elif mark.artifact is not None:
        found.artifacts.append((mark.artifact, piece))


def _shown(operand: Any, unicodes: dict[int, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    glyphs = b"".join(bytes(item) for item in strings if isinstance(item, pikepdf.String))
    codes = (glyphs[at : at + BYTES_OF_A_GLYPH] for at in range(0, len(glyphs), BYTES_OF_A_GLYPH))
    return "".join(unicodes.get(int.from_bytes(code), "\ufffd") for code in codes)


_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9a-fA-F]*)>")


def _unicodes(font: Any) -> dict[int, str]:
    """Return the text of each glyph, as the font's ToUnicode table has it."""
    found: dict[int, str] = {}
    for kind, body in _BLOCK.findall(font.ToUnicode.read_bytes()):
        said = _HEX.findall(body)
        assert kind == b"char", "the engine writes no ranges"
        for code, text in zip(said[::2], said[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found
