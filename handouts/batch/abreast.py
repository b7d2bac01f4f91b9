"""One call for each item, some of them at a time in threads: for calls that wait for a network.

Must not know what is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from ..held import held

I = TypeVar("I")  # noqa: E741 - an item
T = TypeVar("T")


def abreast(at_once: int, call: Callable[[I], T], items: Iterable[I]) -> Iterator[tuple[I, T]]:
    """Yield each item with what the call came to, in the order in which they end; raises what a call raises.

    One at a time, no interrupt comes between a call and the moment when whoever took what it came to asks for the next.
    """
    if at_once == 1:
        for item in items:
            with held():
                yield item, call(item)
        return
    live: dict[Future[T], I] = {}
    threads = ThreadPoolExecutor(at_once)
    try:
        for item in items:
            live[threads.submit(call, item)] = item
            over = len(live) >= at_once
            for done in wait(live, None if over else 0, FIRST_COMPLETED).done:
                yield live.pop(done), done.result()
        while live:
            for done in wait(live, None, FIRST_COMPLETED).done:
                yield live.pop(done), done.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
