"""Says which language a piece of text is in, where it is not the document's: the engine says it of the whole only.

A screen reader changes its voice by it. Must not repeat the document's own language.
"""

from __future__ import annotations

import pydyf

from ..written import Written


def mend(written: Written) -> None:
    """Give each tag of text, or of a picture with a text, in another language that language."""
    for content in written.contents:
        language = content.box.style["lang"] or ""
        if (content.text or "Alt" in content.element) and language and language.lower() != written.language.lower():
            content.element["Lang"] = pydyf.String(language)
