"""The designer's live page: real pages, drawn anew at every save, on this machine and nowhere else.

Must not write a file, and must not hold anything of a patient.
"""

from __future__ import annotations

from .server import serve

__all__ = ["serve"]
