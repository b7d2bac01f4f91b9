"""What a finished PDF says and shows, read with other programs than the one that made it.

Must not know how it was made.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

SCALE = 3
"""Pixels of a raster in one point."""


def raster(pdf: bytes) -> Image.Image:
    """Return the first page's ink: 255 where it is not white."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil().convert("L")
    return picture.point(lambda level: 255 * (level < 128))


def lines(pdf: bytes) -> list[tuple[int, int]]:
    """Return where the ink of each line on the first page begins and ends, in pixels."""
    picture = raster(pdf)
    rows = [picture.crop((0, row, picture.width, row + 1)).getbbox() for row in range(picture.height)]
    found: list[tuple[int, int]] = []
    for above, row in pairwise([None, *rows]):
        if row and not above:
            found.append((row[0], row[2]))
        elif row:
            found[-1] = (min(found[-1][0], row[0]), max(found[-1][1], row[2]))
    return found


def extracted(pdf: bytes) -> str:
    """Return the first page's text as a browser copies it, compatibility forms resolved, spaces joined."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def seen_order(pdf: bytes, characters: str) -> str:
    """Return those of the characters that stand on the first page, from left to right."""
    text_page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    text = text_page.get_text_range()
    found = [(text_page.get_charbox(at)[0], char) for at, char in enumerate(text) if char in characters]
    return "".join(char for _, char in sorted(found))


def tags(pdf: bytes, tag: str) -> list[dict[str, str]]:
    """Return the entries and attributes of each tag of that name that the root reaches, in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            {str(key): str(value) for part in (element, element.get("/A", {})) for key, value in part.items()}
            for element in reached(opened)
            if element.S == tag
        ]


def reached(opened: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every tag that the root reaches."""
    waiting = [opened.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting[:0] = [kid for kid in element.get("/K", ()) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def artifacts(pdf: bytes) -> int:
    """Return how many artifacts of the first page show text or an image."""
    stack: list[str] = []
    found = 0
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for operands, operator in pikepdf.parse_content_stream(opened.pages[0]):
            if str(operator) in ("BDC", "BMC"):
                stack.append(str(operands[0]))
            elif str(operator) == "EMC":
                stack.pop()
            found += str(operator) in ("TJ", "Do") and "/Artifact" in stack
    return found


def all_tags_reached(pdf: bytes) -> bool:
    """Whether every piece of tagged content belongs to a tag that the root reaches."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        numbers = {element.objgen for element in reached(opened)}
        pages = [item for item in opened.Root.StructTreeRoot.ParentTree.Nums if isinstance(item, pikepdf.Array)]
        return all(owner.objgen in numbers for page in pages for owner in page if owner is not None)


def interpolated(pdf: bytes) -> list[bool]:
    """Return what each image wishes."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [item for item in opened.objects if isinstance(item, pikepdf.Stream)]
        return [bool(item.Interpolate) for item in streams if item.get("/Subtype") == "/Image"]


def metadata(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.Root.Metadata.read_bytes().decode()
