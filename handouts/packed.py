"""Whether a file from elsewhere may be opened: no bomb, no entities, no more than its reader has a use for.

Looks before any parser does. Must not know what the parts say.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import Refused, error

_MOST_BYTES = 20_000_000
_MOST_UNPACKED = 60_000_000
_MOST_PARTS = 500
_CHUNK = 1 << 20
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
"""Only a document type can tell of entities; a zero byte is of another encoding, in which the others are not seen."""
_HINT = "send back the file that was exported, saved by a spreadsheet program"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may unpack to: bytes of each sheet, of all else together, how many parts."""

    sheet: int
    others: int
    parts: int = _MOST_PARTS


_OF_TEXTS = Limits(_MOST_UNPACKED, _MOST_UNPACKED)


def refuse_unsafe_workbook(path: Path) -> None:
    """Raise `Refused` where a workbook of texts is too large, no ZIP of XML parts, or would swell or reach out."""
    _refuse_large(path)
    refuse_swelling_workbook(path, _OF_TEXTS, path.name, _HINT)


def refuse_swelling_workbook(path: Path, limits: Limits, where: str, hint: str) -> None:
    """Raise `Refused` where a file is no ZIP of XML parts, unpacks to more than its limits, or declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            sheets = [part.file_size for part in parts if part.filename.startswith("xl/worksheets/")]
            others = sum(part.file_size for part in parts) - sum(sheets)
            if len(parts) > limits.parts or others > limits.others or any(size > limits.sheet for size in sheets):
                raise Refused(error("file.bomb", "the file would unpack to more than is ever needed", where, hint))
            for part in parts:  # the reader gives no more bytes than the size that was added up
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as file:
                        _refuse_entities(file, where, hint)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused(error("file.not-workbook", "this is not a sound XLSX file", where, hint)) from None


def refuse_unsafe_xml(path: Path) -> None:
    """Raise `Refused` where an XML file is too large or declares entities."""
    _refuse_large(path)
    with path.open("rb") as file:
        _refuse_entities(file, path.name, _HINT)


def _refuse_large(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise Refused(error("file.unreadable", f"the file cannot be read: {fault.strerror}", path.name)) from None
    if size > _MOST_BYTES:
        raise Refused(error("file.too-large", "the file is larger than 20 MB", path.name, _HINT))


def _refuse_entities(file: IO[bytes], where: str, hint: str) -> None:
    """Refuse what declares a document type, in whatever encoding; a file is gone through piece by piece."""
    kept = b""
    while piece := file.read(_CHUNK):
        seen = kept + piece
        if any(mark in seen for mark in _DECLARED):
            raise Refused(error("file.entities", "the file declares entities or is not UTF-8", where, hint))
        kept = seen[-len(max(_DECLARED, key=len)) :]
