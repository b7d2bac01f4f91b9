"""Keeps text on its line when all of it fits but the space after it: the engine then keeps the first word only.

It happens before an inline element (`text <b>bold`) in one or two lines of a hundred. Must not let a letter run over
the line's end.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import inline

COLLAPSING = ("normal", "pre-line")
"""Values of `white-space` under which a space at a line's end takes no room."""
_stock = inline.split_first_line


def apply() -> None:
    """Let the engine measure a line without the space at its end."""
    inline.split_first_line = split_first_line


def split_first_line(text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **named: Any) -> Any:
    """Return what the engine's function of this name does, and the whole text where only its last space is too much."""
    first = _stock(text, style, context, max_width, *rest, **named)
    resume_at = first[2]
    if max_width is None or resume_at is None or not text.endswith(" ") or style["white_space"] not in COLLAPSING:
        return first
    words = text.rstrip(" ")
    if " " in text.encode()[:resume_at].decode().strip(" ") or " " not in words:
        return first  # more than one word was kept, or there is no more: no sign of the defect, and no time lost
    _, _, resume_at, width, _, _ = _stock(words, style, context, max_width, *rest, **named)
    if resume_at is None and width <= max_width:
        return _stock(text, style, context, max_width + style["font_size"], *rest, **named)
    return first
