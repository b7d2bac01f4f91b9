"""Say whether a JPEG image tells more than its pixels: where and with what it was taken, who worked on it.

Must not raise on a damaged one, and must not read what it tells.
"""

from __future__ import annotations

_TELLING = frozenset({0xE1, 0xED, 0xFE})
"""Segments of Exif and XMP, of Photoshop, and of comments."""
_SCAN = 0xDA


def tells(body: bytes) -> bool:
    """Whether one of the segments before the pixels is for telling something."""
    place = 2
    while place + 4 <= len(body) and body[place] == 0xFF and body[place + 1] != _SCAN:
        if body[place + 1] in _TELLING:
            return True
        place += 2 + int.from_bytes(body[place + 2 : place + 4], "big")
    return False
