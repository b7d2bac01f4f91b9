"""A bucket of an object store, through obstore: every file is put only where none is.

Credentials and options come from the environment alone, by obstore's names for them. Must not let out what obstore
says of a fault: it quotes addresses and answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from ..errors import OutputFailed, error
from . import client
from .place import Taken

_ROWS = re.compile(r"[0-9]+-[0-9]+/[^/]+")
_PROBE = ".handouts/probe"
_SAID = "sha256"
"""Under which the store keeps what a file's SHA-256 is, beside the file."""


class Bucket:
    """A bucket, or a part of one. It can be pickled: only its address goes along."""

    at_once = 16
    """Each put waits for the network and takes next to no time of the processor."""

    def __init__(self, address: str) -> None:
        """Name a bucket as in `s3://bucket/part`; raises `UsageFault` where this is no address of one."""
        self._address = client.plain(address)
        self._listed: tuple[str, dict[str, int] | None] = ("", None)

    def __str__(self) -> str:
        return self._address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bucket) and other._address == self._address

    def __hash__(self) -> int:
        return hash(self._address)

    def __reduce__(self) -> tuple[type[Bucket], tuple[str]]:
        return Bucket, (self._address,)

    def begin(self) -> None:
        """See that the store can be written to and refuses to put a file where one is; raises `OutputFailed`."""
        if self.create(_PROBE, b"1") and self.create(_PROBE, b"2"):
            self.remove(_PROBE)
            say, hint = "the object store overwrites what it was told not to", "use one that knows If-None-Match"
            raise OutputFailed(error("store.create-only", say, str(self), hint))

    def end(self) -> None:
        """Do nothing: a store keeps nothing that is not whole."""

    def apart(self, run: str) -> Bucket:  # noqa: ARG002 - what a file may replace keeps late writers out
        """Return the same bucket."""
        return self

    def is_begun(self) -> bool:
        """Return yes: that it is another one there, its digests will tell."""
        return True

    def write(self, name: str, data: bytes, replaces: bytes | None = None) -> None:
        """Put a file where there is none, or where the one there has the digest that may be replaced."""
        own = hashlib.sha256(data).digest()
        for _ in range(3):
            if self.create(name, data):
                return
            there = self.digest(name)
            if there == own:
                return
            if there not in (None, replaces):
                break
            self.remove(name)  # and then only one of those who want to put theirs can
        say, hint = f"another file stands at {name}", "look whose it is, take it away, and run this again"
        raise Taken(error("store.conflict", say, str(self), hint))

    def create(self, name: str, data: bytes) -> bool:
        """Put a file only where there is none; return whether this call did, as far as the store's answer came."""
        return client.put(self._address, name, data, _told(name, data))

    def overwrite(self, name: str, data: bytes) -> None:
        """Put a small file in place of what is there."""
        client.put(self._address, name, data, _told(name, data), mode="overwrite")

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none."""
        return client.read(self._address, name)

    def size(self, name: str) -> int | None:
        """Return how many bytes a file has. From the second one of a folder on, one request tells of all its files."""
        folder = name.rpartition("/")[0]
        if self._listed[0] != folder:
            self._listed = (folder, None)
            found = client.about(self._address, name)
            return found[0] if found else None
        if self._listed[1] is None:
            self._listed = (folder, dict(client.listed(self._address, folder)))
        return (self._listed[1] or {}).get(name)

    def digest(self, name: str) -> bytes | None:
        """Return the SHA-256 of a file, as the store keeps it beside the file; read where it does not."""
        found = client.about(self._address, name)
        if found is None:
            return None
        said = found[1].get(_SAID, "")
        if re.fullmatch(r"[0-9a-f]{64}", said):
            return bytes.fromhex(said)
        data = self.read(name)
        return None if data is None else hashlib.sha256(data).digest()

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        client.delete(self._address, name)

    def names(self) -> Iterator[str]:
        """Yield the names of all files in the folders of rows."""
        yield from (name for name, _ in client.listed(self._address, None) if _ROWS.fullmatch(name))


def _told(name: str, data: bytes) -> dict[str, str]:
    """Return what the store is to keep beside a file."""
    kind = "application/pdf" if name.endswith(".pdf") else "application/octet-stream"
    return {_SAID: hashlib.sha256(data).hexdigest(), "Content-Type": kind}
