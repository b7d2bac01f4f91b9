"""Many calls on the workers of a Dask cluster, a few at a time: what each came to, as soon as it is known.

The only module that imports distributed. Must not know what is called. What is given to it and what comes back is in
the cluster's memory and may be in its logs: nothing personal may be in either.
"""

from __future__ import annotations

import ipaddress
import logging
import ssl
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from .errors import Refused, UsageFault, error

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 300.0
"""Seconds without a worker after which a run ends."""
_AHEAD = 2
"""Calls in flight for each thread of a worker, so that none is idle."""
_CONNECT, _ANSWER, _LOOK, _LEAVE = 15, 15, 1, 2
"""Seconds: to reach the scheduler, for its answer, between two looks at who works, to take leave."""
_AGAIN = "what is made is whole; see that the scheduler runs and can be reached, then run it again: it goes on"
I = TypeVar("I")  # noqa: E741 - an item
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[I, T]):
    """What a call came to: its value, or none where worker after worker died of it while it ran alone."""

    item: I
    value: T | None


@dataclass(slots=True)
class Cluster:
    """A cluster that has been reached."""

    _client: Client
    _plain: bool
    _patience: float
    threads: int = 0
    """How many calls it can work on at this moment."""
    _looked: float = 0
    _worked: float = field(default_factory=time.monotonic)

    def answers(
        self,
        function: Callable[..., T],
        items: Iterable[I],
        arguments: Callable[[I], tuple[object, ...]],
        parts: Callable[[I], Sequence[I]],
    ) -> Iterator[Answer[I, T]]:
        """Yield what a call of the function for each item came to, in the order in which they end.

        A call whose worker dies goes to another. Dask gives it up after some deaths (`allowed-failures`), and with it
        those that waited on the same workers: then its parts are called, and what has none once more with nothing
        beside it, so that no other can be at fault. Raises what `items` raises, and `Refused` where the scheduler is
        gone, no worker comes, or one cannot run the function.
        """
        queue = _Queue(iter(items), parts)
        executor = self._client.get_executor(pure=False, retries=2)  # pure: the same call twice would run once
        live: dict[Future[T], _Call[I]] = {}
        while True:  # what is in flight when this ends early, the client calls off when it leaves
            self.look()
            while call := queue.following(len(live), max(1, self.threads * _AHEAD)):
                live[executor.submit(function, *arguments(call.item))] = call
            if not live:
                return
            for future in wait(live, _LOOK, FIRST_COMPLETED).done:
                call, value = live.pop(future), _value(future)
                if value is not None or call.alone:
                    yield Answer(call.item, value)
                else:
                    queue.again(call.item)

    def look(self) -> None:
        """See who works; raises `Refused` where nobody answers, nobody has come for too long, or one is not safe."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        try:
            found: dict[str, int] = self._client.sync(self._ask, callback_timeout=_ANSWER)
        except (OSError, RuntimeError, AttributeError):  # the last two where the client has closed itself
            raise _lost() from None
        for address in found:
            _require_safe(address, plain=self._plain)
        self._looked, self.threads = now, sum(found.values())
        if self.threads:
            self._worked = now
        elif now - self._worked > self._patience:
            say = f"the cluster has had no worker for {self._patience:g} seconds"
            hint = "start workers (docs/scale.md), and run it again: what is made is whole, and it goes on from there"
            raise Refused(error("cluster.no-worker", say, hint=hint))

    async def _ask(self) -> dict[str, int]:
        """Return the threads of each worker, by its address."""
        scheduler: Any = self._client.scheduler
        found: dict[str, int] = await scheduler.ncores()
        return found


@contextmanager
def connected(address: str, *, plain: bool = False, patience: float = PATIENCE) -> Iterator[Cluster]:
    """Reach a cluster by its scheduler's address for the length of the block.

    `plain` allows connections that are not encrypted to other machines; `patience` is how many seconds there may be no
    worker. Certificates come from Dask's own configuration. Raises `UsageFault` where this is no address, `Refused`
    where distributed is not installed, the connection would not be safe, or nobody answers.
    """
    _require_safe(address, plain=plain)
    client = _client(address)
    try:
        cluster = Cluster(client, plain, patience)
        cluster.look()
        yield cluster
    finally:
        with suppress(Exception):
            client.close(timeout=_LEAVE)


def _client(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        hint = "install it with the program: pip install 'handouts[cluster]'"
        raise Refused(error("cluster.not-installed", "Dask's distributed is not installed", hint=hint)) from None
    for name in ("tornado", *(f"distributed{part}" for part in ("", ".client"))):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # the end of a connection is told by our problems
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other versions of its libraries: ours are compared, and refused
            return Client(address, timeout=_CONNECT, set_as_default=False, direct_to_workers=False)
    except ssl.SSLError as fault:
        raise _untrusted(fault.reason or "the certificates do not fit") from None
    except OSError:
        say = f"no scheduler answers at {address}"
        hint = "see that `dask scheduler` runs there and can be reached; a tls:// address needs its certificates too"
        raise Refused(error("cluster.unreachable", say, hint=hint)) from None
    except (TypeError, ValueError, RuntimeError):
        raise _untrusted("Dask's configuration has no certificates for this address") from None


def _untrusted(say: str) -> Refused:
    hint = "name ca-file, client.cert and client.key in Dask's configuration (docs/scale.md)"
    return Refused(error("cluster.tls", say, hint=hint))


def _require_safe(address: str, *, plain: bool) -> None:
    """Raise where an address is none, or a connection to it could be read and answered by others."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("tcp", "tls") or not host or not port:
        hint = "as `dask scheduler` prints it: tls://10.0.0.5:8786"
        raise UsageFault(error("cluster.address", "this is no address of a Dask scheduler", hint=hint))
    if parts.scheme == "tcp" and not plain and not _is_here(host):
        say = f"the connection to {address} would not be encrypted, and whoever reaches it could run programs there"
        hint = "use tls:// (docs/scale.md); or --cluster-plain, where nobody else can reach this network"
        raise Refused(error("cluster.plain", say, hint=hint))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _lost() -> Refused:
    return Refused(error("cluster.lost", "the cluster's scheduler does not answer any more", hint=_AGAIN))


def _value(future: Future[T]) -> T | None:
    """Return what a call returned; None where Dask gave it up, because worker after worker died."""
    from distributed import KilledWorker

    if future.cancelled():  # by the client, when it lost the scheduler
        raise _lost()
    fault = future.exception()
    if fault is None:
        return future.result()
    if isinstance(fault, KilledWorker):
        return None
    say = f"a worker cannot do its work ({type(fault).__name__})"
    hint = "give the workers the same version of this program, with the same Python, as on this machine"
    raise Refused(error("cluster.worker", say, hint=hint)) from None


@dataclass(frozen=True, slots=True)
class _Call(Generic[I]):
    item: I
    alone: bool = False


@dataclass(slots=True)
class _Queue(Generic[I]):
    """What is still to be called."""

    _items: Iterator[I]
    _parts: Callable[[I], Sequence[I]]
    _smaller: deque[I] = field(default_factory=deque)
    _last: deque[I] = field(default_factory=deque)
    """Each of these may be what its workers died of."""

    def following(self, live: int, window: int) -> _Call[I] | None:
        """Return the next call, if there is one for now."""
        if live >= window:
            return None
        if self._smaller:
            return _Call(self._smaller.popleft())
        for item in self._items:
            return _Call(item)
        return _Call(self._last.popleft(), alone=True) if self._last and not live else None

    def again(self, item: I) -> None:
        """Take back a call that Dask gave up."""
        parts = self._parts(item)
        (self._smaller if parts else self._last).extend(parts or (item,))


def local_folder() -> Path:
    """Return the folder of the worker that calls it: Dask clears away what one that was killed has left there."""
    from distributed import get_worker

    return Path(get_worker().local_directory)
