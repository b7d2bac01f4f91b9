"""An interrupt comes after a block that is held, not within it."""

from __future__ import annotations

import signal
from threading import Thread

import pytest

from handouts.held import held


def test_an_interrupt_comes_once_at_the_end_of_the_block() -> None:
    before, went = signal.getsignal(signal.SIGINT), []

    def interrupted() -> None:
        with held():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            went.append("on")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert went == ["on"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_fault_of_the_block_comes_through_and_nothing_stays_changed() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="own"), held():
        raise ValueError("own")
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_holds_nothing() -> None:
    went: list[bool] = []

    def work() -> None:
        with held():
            went.append(True)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert went == [True]
