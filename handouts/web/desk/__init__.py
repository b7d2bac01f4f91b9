"""The desk: the page at the counter, on which staff choose a handout, see its real pages, print it, and forget it.

Must not write a file or keep anything of a patient; everything personal is in this process's memory alone.
"""

from __future__ import annotations

from .front import proxied
from .server import serve

__all__ = ["proxied", "serve"]
