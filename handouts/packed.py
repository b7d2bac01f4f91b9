"""Whether a file from elsewhere may be opened: no bomb, no entities, no more parts than a workbook of texts has.

Looks before any parser does. Must not know what the parts say.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from .errors import Refused, error

_MOST_BYTES = 20_000_000
_MOST_UNPACKED = 60_000_000
_MOST_PARTS = 500
_HINT = "send back the file that was exported, saved by a spreadsheet program"


def refuse_unsafe_workbook(path: Path) -> None:
    """Raise `Refused` where a file is no ZIP of XML parts, or one that would swell or reach out."""
    _refuse_large(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise Refused(error("file.bomb", "the file would unpack to more than is ever needed", path.name, _HINT))
            for part in parts:  # the reader gives no more bytes than the size that was added up
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _refuse_entities(archive.read(part), path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused(error("file.not-workbook", "this is not a sound XLSX file", path.name, _HINT)) from None


def refuse_unsafe_xml(path: Path) -> None:
    """Raise `Refused` where an XML file is too large or declares entities."""
    _refuse_large(path)
    _refuse_entities(path.read_bytes(), path.name)


def _refuse_large(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise Refused(error("file.unreadable", f"the file cannot be read: {fault.strerror}", path.name)) from None
    if size > _MOST_BYTES:
        raise Refused(error("file.too-large", "the file is larger than 20 MB", path.name, _HINT))


def _refuse_entities(data: bytes, name: str) -> None:
    """Refuse what declares a document type, in whatever encoding: only there an entity can be told of."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise Refused(error("file.entities", "the file declares entities or is not UTF-8", name, _HINT))
