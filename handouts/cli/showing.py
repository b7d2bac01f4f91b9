"""How far long work has come: a line on standard error with rate and time left, on a terminal; elsewhere nothing.

Must not show what the work is about.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SECONDS = 0.2
"""Between two looks at the figures."""


@contextmanager
def progress(
    done: Callable[[], int], failed: Callable[[], int]
) -> Iterator[tuple[Callable[[int], None], Callable[[], None]]]:
    """Show a line for the length of the block; gives what sets the total, and what renews the line when called."""
    if not sys.stderr.isatty():
        yield lambda _total: None, lambda: None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        *(bars.BarColumn(), bars.MofNCompleteColumn(), bars.TextColumn("{task.fields[rate]} a second,")),
        *(bars.TimeRemainingColumn(), bars.TextColumn("left"), bars.TextColumn("{task.fields[failed]}", style="red")),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None, rate="–", failed="")
        began = last = time.monotonic()

        def renew() -> None:
            nonlocal last
            now = time.monotonic()
            if now - last < _SECONDS:
                return
            last = now
            bad = f"{failed()} failed" if failed() else ""
            shown.update(task, completed=done(), rate=f"{done() / (now - began):.1f}", failed=bad)

        yield lambda total: shown.update(task, total=total), renew


@contextmanager
def stoppable() -> Iterator[None]:
    """Take the system's wish to end for the keyboard's: what is done is kept either way."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
