"""A fault in every process of a run that has this folder on its path: setting a patient's words breaks, or never ends,
or does what a word of them says (`poison-segv`).

Python imports a module of this name when it starts. Its name comes from the environment, so that the children have it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


def _break(text: str) -> NoReturn:
    raise KeyError(text)


def _hang(text: str) -> NoReturn:
    Path(os.environ["HANDOUTS_TEST_READY"]).touch()
    while text:
        time.sleep(1)
    raise KeyError(text)


class _Odd(BaseException):
    """What no library expects."""


def _eat(_text: str) -> None:
    kept = [bytes(1 << 26) for _ in range(64)]  # room that nothing is written to: it takes no time
    raise AssertionError(len(kept))


def _sink(text: str) -> None:
    _sink(text)


def _raise(kind: type[BaseException]) -> Callable[[str], NoReturn]:
    def raising(text: str) -> NoReturn:
        raise kind(text)

    return raising


def _loop(text: str) -> None:
    while text:
        pass


_POISONS: dict[str, Callable[[str], Any]] = {
    "kill": lambda _: os.kill(os.getpid(), 9),
    "parent": lambda _: os.kill(os.getppid(), 9),
    "segv": lambda _: os.kill(os.getpid(), 11),
    "exit": lambda _: os._exit(3),
    "loop": _loop,
    "memory": _eat,
    "depth": _sink,
    "odd": _raise(_Odd),
    "break": _raise(KeyError),
}


def _poisoned(text: str) -> object:
    for name, act in _POISONS.items():
        if f"poison-{name}" in text:
            act(text)
    return _real(text)


_PLANTS = {"break": _break, "hang": _hang, "poison": _poisoned}
if _planted := os.environ.get("HANDOUTS_TEST_PLANT"):
    from handouts.compose import fill

    _real = fill.personal
    fill.personal = _PLANTS[_planted]  # before anybody takes it from there
    from handouts.compose import views

    _entries = views.entries

    def _planted_entries(patient: Any, *rest: Any) -> Any:
        """Set words onto a sheet that is ready; its samples are nobody's."""
        if _planted == "poison" and patient.name:
            _poisoned(patient.name)
        return _entries(patient, *rest)

    views.entries = _planted_entries
