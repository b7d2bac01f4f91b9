"""Calls to an object store, each with bounded patience, and what goes wrong with them in our words.

The only module that imports obstore. Must not repeat what obstore says: it quotes addresses and answers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ..errors import OutputFailed, Refused, UsageFault, error

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_KINDS = ("s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss")
_CONNECT, _REQUEST, _PATIENCE = (timedelta(seconds=seconds) for seconds in (5, 30, 60))
"""For a connection; for one request; until no more is tried."""
_TRIES = 6
_HTTP = ("AWS_ALLOW_HTTP", "AZURE_ALLOW_HTTP", "GOOGLE_ALLOW_HTTP")
_AGAIN = "what is there is whole: run the same command again, and it goes on from there"


def plain(address: str) -> str:
    """Return a bucket's address as it may be shown; raises `UsageFault` where it is none, or holds more."""
    parts = urlsplit(address)
    hint = "write it as s3://bucket/part (or gs://, az://); keys and options come from the environment: docs/scale.md"
    whole = parts.scheme in _KINDS and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", parts.netloc)
    if not whole or parts.query or parts.fragment or any(part in (".", "..") for part in parts.path.split("/")):
        raise UsageFault(error("store.address", "this is no address of a bucket", hint=hint))
    return f"{parts.scheme}://{parts.netloc}/{parts.path.strip('/')}".rstrip("/")


def put(
    address: str, name: str, data: bytes, told: dict[str, str], mode: Literal["create", "overwrite"] = "create"
) -> bool:
    """Put a file, with `create` only where there is none; return whether this call did."""
    with _faults(address):
        import obstore
        from obstore.exceptions import AlreadyExistsError

        try:
            obstore.put(_opened(address), name, data, attributes=told, mode=mode, use_multipart=False)
        except AlreadyExistsError:
            return False
    return True


def read(address: str, name: str) -> bytes | None:
    """Return what a file holds; None where there is none."""
    with _faults(address):
        import obstore

        try:
            return obstore.get(_opened(address), name).bytes().to_bytes()
        except FileNotFoundError:
            return None


def about(address: str, name: str) -> tuple[int, dict[str, str]] | None:
    """Return how many bytes a file has, and what was told of it when it was put; None where there is none."""
    with _faults(address):
        import obstore

        try:
            found = obstore.get(_opened(address), name, options={"head": True})
        except FileNotFoundError:
            return None
        return found.meta["size"], found.attributes


def delete(address: str, name: str) -> None:
    """Take a file away, if it is there."""
    with _faults(address), suppress(FileNotFoundError):
        import obstore

        obstore.delete(_opened(address), name)


def listed(address: str, folder: str | None) -> Iterator[tuple[str, int]]:
    """Yield name and size of all files of a folder, or of all there are."""
    with _faults(address):
        import obstore

        for some in obstore.list(_opened(address), prefix=folder):
            yield from ((item["path"], item["size"]) for item in some)


@cache
def _opened(address: str) -> ObjectStore:
    """Return the store, opened once in each process."""
    from obstore.store import from_url

    allow_http = any(os.environ.get(name, "").lower() in ("1", "true", "yes") for name in _HTTP)
    options: dict[str, Any] = {"timeout": _REQUEST, "connect_timeout": _CONNECT, "allow_http": allow_http}
    retry: dict[str, Any] = {"max_retries": _TRIES, "retry_timeout": _PATIENCE}
    if address.startswith("s3"):
        options = {"config": {"checksum_algorithm": "sha256"}, "client_options": options}  # the store counts it again
    else:
        options = {"client_options": options}
    build: Any = from_url  # its types know each kind of store, and not which one an address is of
    opened: ObjectStore = build(address, retry_config=retry, **options)
    return opened


@contextmanager
def _faults(address: str) -> Iterator[None]:
    """Tell in our words what goes wrong in the block; raises `OutputFailed`, or `Refused` where it is not set up."""
    try:
        from obstore import exceptions
    except ImportError:  # an extra of ours
        say, hint = "obstore is not installed", "install it with the program: pip install 'handouts[store]'"
        raise Refused(error("store.not-installed", say, hint=hint)) from None
    try:
        yield
    except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError):
        hint = "see which key is in the environment, and that it may list, read, write and delete there: docs/scale.md"
        raise OutputFailed(error("store.denied", "the object store does not let us", address, hint)) from None
    except (FileNotFoundError, exceptions.NotSupportedError):
        hint = "make the bucket, or correct its name"
        raise OutputFailed(error("store.no-bucket", "there is no such bucket", address, hint)) from None
    except ValueError:
        raise OutputFailed(error("output.failed", "cannot write: no file can have this name", address)) from None
    except (exceptions.BaseError, OSError):
        hint = f"see that it can be reached, and that the environment names it (docs/scale.md); {_AGAIN}"
        raise OutputFailed(
            error("store.away", "the object store does not answer as it should", address, hint)
        ) from None
