"""Where the finished files of a run go: a folder, or a bucket of an object store, behind the same few calls.

A place is opened by whoever writes to it: it is pickled as its name, for a worker on another machine. Must not know
rows, patients or the ledger.
"""

from __future__ import annotations

from .bucket import Bucket
from .folder import Folder
from .place import Place, Taken
from .shares import shared

__all__ = ["Bucket", "Folder", "Place", "Taken", "shared"]
