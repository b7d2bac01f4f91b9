"""Reads a sample, a sheet whose panel is filled with words that are nobody's: what is constant, and how fields are set.

Of the first sample it makes the shell. Must not be imported before `handouts.engine.start` has run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from .. import engine
from ..engine import boxes
from ..engine.mends.artifacts import Null
from ..engine.written import Written, WrittenPage, box_of, target
from ..model.laid import Box
from . import inside
from .shell import Mould, Patch, Shell, Slot, Source, Unfit

PREFIX = "panel-"
NEAR = 2000
"""Bytes of constant content between two gaps below which both are in one stream."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the panel in a sample."""

    name: str
    around: Any
    paragraph: Any


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a slot's operations stand in a page's stream."""

    slot: Slot
    start: int
    stop: int


@dataclass(slots=True)
class Sample:
    """What was read while a sample was written."""

    page: int
    fields: Mapping[str, Field]
    gaps: tuple[Gap, ...]
    constant: tuple[bytes, ...]
    written: Written


def sampled(source: Source, then: Callable[[Sample], None]) -> bytes:
    """Lay out and write a sample; `then` sees it before it is serialised."""
    unfit: list[Unfit] = []

    def see(written: Written) -> None:
        try:
            then(_read(written))
        except Unfit as fault:  # the engine would take it for its own
            unfit.append(fault)

    pdf = engine.pdf_bytes(engine.lay_out(source.html, source.sheets, source.read_asset), see)
    if unfit:
        raise unfit[0]
    return pdf


def _read(written: Written) -> Sample:
    found = {number: {item.name: item for item in _fields(page.box)} for number, page in enumerate(written.pages)}
    with_fields = [number for number, fields in found.items() if fields]
    if len(with_fields) != 1:
        raise Unfit("panel")
    (page,) = with_fields
    gaps = tuple(sorted(_gaps(written.pages[page], found[page].values()), key=lambda gap: gap.start))
    constant = tuple(
        _constant(item.stream, gaps if number == page else ()) for number, item in enumerate(written.pages)
    )
    return Sample(page, found[page], gaps, constant, written)


def _fields(box: Any, around: Any = None) -> Iterator[Field]:
    for child in boxes.children(box):
        element = child.element
        if element is None or element is box.element or boxes.is_text(child):
            yield from _fields(child, around)
        elif str(element.get("id", "")).startswith(PREFIX):
            yield from _fields(child, child)
        elif around is not None and element.tag == "p" and "data-personal" in element.attrib:
            yield Field(str(around.element.get("id")).removeprefix(PREFIX), around, child)
        else:
            yield from _fields(child, around)


def _gaps(page: WrittenPage, fields: Iterable[Field]) -> Iterator[Gap]:
    operations = inside.items(page.stream)
    for item in fields:
        inner = {id(box) for box in boxes.descendants(item.paragraph)}
        spans = [content.position for content in page.contents if id(content.box) in inner]
        if spans:
            yield Gap(Slot("words", item.name), spans[0], operations.index(b"EMC", spans[-1]) + 1)
        drawn = inside.frame(item.paragraph)
        starts = [at for at in range(len(operations)) if drawn and operations[at : at + len(drawn)] == drawn]
        if len(starts) == 1:
            yield Gap(Slot("frame", item.name), starts[0], starts[0] + len(drawn))


def _constant(stream: Any, gaps: tuple[Gap, ...]) -> bytes:
    """Return a page's content without what stands in the gaps, and without what is said of marks."""
    kept, at = [], 0
    raw = [b"" if operation.startswith(b"<<") else operation for operation in inside.items(stream)]
    for gap in gaps:
        kept += raw[at : gap.start]
        at = gap.stop
    return b"\n".join((*kept, *raw[at:]))


def shell_of(source: Source, families: frozenset[str]) -> tuple[Shell, Sample]:
    """Return a shell and the sample that it was made of; raises `Unfit` where the sheet has no panel to imprint."""
    made: list[tuple[Shell, Sample]] = []

    def cut(sample: Sample) -> None:
        made.append((_cut(sample, families), sample))

    pdf = sampled(source, cut)
    ((shell, sample),) = made
    objects = sample.written.pdf
    ends = objects.objects[-1].extra
    trailer = f"/Root {ends['Root'].decode()} /Info {ends['Info'].decode()} /ID [".encode() + ends["ID"][0]
    return replace(shell, pdf=pdf, size=len(objects.objects), xref=objects.xref_position, trailer=trailer), sample


def _cut(sample: Sample, families: frozenset[str]) -> Shell:
    """Take the fields' words and tags out of a file that is about to be written."""
    pdf, page = sample.written.pdf, sample.written.pages[sample.page]
    worded = {gap.slot.name for gap in sample.gaps if gap.slot.kind == "words"}
    if not worded:
        raise Unfit("panel")
    leaf = pdf.objects[pdf.pages["Kids"][::3][sample.page]]
    resources = target(pdf, leaf["Resources"])
    tags = {name: _tag(pdf, item) for name, item in sample.fields.items() if name in worded}
    used = _emptied(sample, tags)
    numbers = target(pdf, target(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    parents = pydyf.Array(b"null" if number in used else entry for number, entry in enumerate(page.parents))
    pdf.add_object(parents)
    numbers[2 * sample.page + 1] = parents.reference
    patches = _patched([gap for gap in sample.gaps if gap.slot.name in worded], pdf, leaf, page.stream)
    fonts = target(pdf, resources["Font"])
    return Shell(
        pdf=b"",
        size=0,
        xref=0,
        trailer=b"",
        page=sample.page,
        pages=pdf.page_references,
        patches=patches,
        fonts=fonts.number,
        font_entries=dict(fonts),
        parents=parents.number,
        parent_entries=tuple(parents),
        tags=tags,
        states=frozenset(resources["ExtGState"]),
        constant=sample.constant,
        families=families,
    )


def _tag(pdf: pydyf.PDF, item: Field) -> Any:
    """Return the tag of a field's value."""
    tags = [thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary) and box_of(thing) is item.paragraph]
    if len(tags) != 1 or "P" not in tags[0]:
        raise Unfit("panel")
    return tags[0]


def _emptied(sample: Sample, tags: Mapping[str, Any]) -> set[int]:
    """Take what is below the values' tags out of the file; return the numbers of the marks that are gone."""
    pdf = sample.written.pdf
    gone: set[int] = set()
    waiting = [kid for tag in tags.values() for kid in tag["K"]]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, int):
            gone.add(kid)
            continue
        element = target(pdf, kid)
        waiting += element["K"]
        null = Null()
        null.number = element.number
        pdf.objects[element.number] = null
    for tag in tags.values():
        tag["K"] = pydyf.Array()
    return gone


def _patched(gaps: Iterable[Gap], pdf: pydyf.PDF, leaf: Any, stream: Any) -> tuple[Patch, ...]:
    """Cut the page's stream at its gaps; constant stretches and patches become streams of their own."""
    operations = inside.items(stream)
    pieces: list[list[bytes | Slot]] = [[]]
    at = 0
    for gap in gaps:
        between = b"\n".join(operations[at : gap.start])
        if len(between) > NEAR or at == 0:
            pieces += [[between], []]
        else:
            pieces[-1].append(between)
        pieces[-1].append(gap.slot)
        at = gap.stop
    pieces.append([b"\n".join(operations[at:])])
    patches, references = [], []
    for piece in pieces:
        if piece:
            made = pydyf.Stream([part for part in piece if isinstance(part, bytes)], compress=True)
            pdf.add_object(made)
            references.append(made.reference)
            if len(piece) > 1 or isinstance(piece[0], Slot):
                patches.append(Patch(made.number, tuple(piece)))
    stream.stream = []
    leaf["Contents"] = pydyf.Array(references)
    null = Null()
    null.number = stream.number
    pdf.objects[stream.number] = null
    return tuple(patches)


def moulds_of(sample: Sample, size: str) -> dict[tuple[str, str], Mould]:
    """Return how the fields of a sample are set."""
    return {(name, size): _mould(item) for name, item in sample.fields.items()}


def _mould(item: Field) -> Mould:
    styles: dict[str, Any] = {}
    for box in boxes.descendants(item.paragraph):
        name = str(box.element_tag)
        if boxes.is_text(box) or boxes.is_line(box) or box.element is item.paragraph.element:
            continue
        key = str(box.element.get("dir")) if name == "bdi" else name
        styles.setdefault(key, box.style)
    frame = b"\n".join(inside.frame(item.paragraph))
    return Mould(item.paragraph, item.around, _lines(item.paragraph), styles, _room(item.around), frame)


def _lines(paragraph: Any) -> dict[str, tuple[Any, tuple[float, float]]]:
    """Return the value, with the measures of its letters, by its direction when it is one run of text on one line."""
    texts = [box for box in boxes.descendants(paragraph) if boxes.is_text(box)]
    chain = [box for box in boxes.descendants(paragraph) if not boxes.is_text(box)]
    if len(texts) != 1 or len(chain) != 3:
        return {}
    return {texts[0].style["direction"]: (paragraph, inside.shaped(texts[0].text, texts[0].style).measures)}


def _room(box: Any) -> Box:
    x, y = box.padding_box_x(), box.padding_box_y()
    return (x, y, x + box.padding_width(), y + box.padding_height())
