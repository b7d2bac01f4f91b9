"""Takes the wish for smoothing off images: PDF/A forbids it.

Must not change a pixel of them.
"""

from __future__ import annotations

from ..written import Written


def mend(written: Written) -> None:
    """Say of each image that it is not to be interpolated."""
    for item in written.pdf.objects:
        extra = getattr(item, "extra", {})
        if extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"
