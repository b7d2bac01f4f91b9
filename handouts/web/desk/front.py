"""The proxy in front of a served desk: the one public name, the secret that only it knows, who is signed in there.

Must not know sessions. The name of whoever is signed in is hashed with a key of this process, and goes no further.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import UsageFault, error

SECRET, USER = "X-Desk-Secret", "X-Remote-User"
"""The headers that the proxy sets; what came from outside under these names it must not pass on."""
_ORIGIN = re.compile(
    r"https://(?P<host>(?=.{1,253}(?::|$))(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?)"
    r"(?P<port>:[1-9][0-9]{0,4})?/?",
    re.ASCII,
)
_KEY = re.compile(rb"[!-~]{32,200}")
_LONGEST = 4096


@dataclass(frozen=True, slots=True, repr=False)
class Front:
    """What a served desk knows of its proxy."""

    origin: str
    """`https://desk.clinic.example`, to the letter as browsers say it."""
    secret: bytes
    key: bytes = field(default_factory=lambda: os.urandom(32))

    def passed(self, environ: Mapping[str, Any]) -> bool:
        """Whether a request came through the proxy."""
        return hmac.compare_digest(_header(environ, SECRET), self.secret)

    def user(self, environ: Mapping[str, Any]) -> bytes:
        """Return what tells whoever is signed in from all others; empty where nobody is."""
        said = _header(environ, USER).strip()
        return hmac.digest(self.key, said, hashlib.sha256) if said else b""


def proxied(origin: str, secret: Path) -> Front:
    """Return what `--serve` and `--proxy-secret` name. Raises `UsageFault` with the remedy."""
    return Front(_origin(origin), _secret(secret))


def _header(environ: Mapping[str, Any], name: str) -> bytes:
    return str(environ.get(f"HTTP_{name.upper().replace('-', '_')}", "")).encode("latin-1", "replace")


def _origin(said: str) -> str:
    """Return an origin as browsers write it: without the port that is meant anyway, and without a path."""
    found = _ORIGIN.fullmatch(said.lower())
    if not found or int((found["port"] or ":443")[1:]) > 65535:
        hint = "give the one address of the proxy, by name: --serve https://desk.clinic.example; see docs/desk.md"
        if re.match(r"https?://", said) is None:
            hint += " (the desk itself listens on 127.0.0.1 alone)"
        raise UsageFault(error("desk.origin", "--serve takes https:// and a name, nothing else", hint=hint))
    port = "" if found["port"] == ":443" else found["port"] or ""
    return f"https://{found['host']}{port}"


def _secret(path: Path) -> bytes:
    """Return the secret of a file that nobody else can read."""
    hint = "make one with: (umask 077; openssl rand -hex 32 > FILE), and give the proxy the same; see docs/desk.md"
    try:
        with path.open("rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(_LONGEST).strip()
    except OSError as fault:
        say = f"the proxy's secret cannot be read: {fault.strerror}"
        raise UsageFault(error("desk.secret", say, str(path), hint)) from fault
    if os.name == "posix" and (not stat.S_ISREG(mode) or mode & 0o077):
        say = "others can read the proxy's secret"
        raise UsageFault(error("desk.secret", say, str(path), "make it yours alone: chmod 600 FILE"))
    if not _KEY.fullmatch(text):
        say = "the proxy's secret is not one word of 32 to 200 letters, digits and signs"
        raise UsageFault(error("desk.secret", say, str(path), hint))
    return text
