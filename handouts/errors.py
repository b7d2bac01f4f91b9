"""Problems and refusals: the one way in which any part says that something is wrong.

Must not know the terminal, the file formats or the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import PurePath


class Severity(StrEnum):
    """An error refuses, a warning is printed, a note is for whoever keeps the content."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ExitCode(IntEnum):
    """What the process answers with; public, see docs/errors.md."""

    DONE = 0
    OUR_FAULT = 1
    USAGE = 2
    ROWS_FAILED = 3
    REFUSED = 4
    OUTPUT = 5
    LOCKED = 6
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where (`file:line`, page or row) and how to mend it.

    `code` is stable and listed in docs/errors.md. No field may hold personal data.
    """

    severity: Severity
    code: str
    message: str
    where: str = ""
    hint: str = ""

    @property
    def refuses(self) -> bool:
        """Whether nothing may be printed because of it."""
        return self.severity is Severity.ERROR


def error(code: str, message: str, where: str = "", hint: str = "") -> Problem:
    """Return a problem that refuses."""
    return Problem(Severity.ERROR, code, message, where, hint)


def warning(code: str, message: str, where: str = "", hint: str = "") -> Problem:
    """Return a problem that is printed and does not refuse."""
    return Problem(Severity.WARNING, code, message, where, hint)


def note(code: str, message: str, where: str = "", hint: str = "") -> Problem:
    """Return something that whoever keeps the content should know."""
    return Problem(Severity.NOTE, code, message, where, hint)


class HandoutsError(Exception):
    """Something the user can mend. Carries every problem found, not only the first."""

    exit_code = ExitCode.REFUSED

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(problem.message for problem in self.problems)


class Refused(HandoutsError):
    """Content, configuration or preflight says no; nothing was written."""


class UsageFault(HandoutsError):
    """The command line or request asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class OutputFailed(HandoutsError):
    """The output could not be written whole."""

    exit_code = ExitCode.OUTPUT


class Locked(HandoutsError):
    """Another run works on the same folder."""

    exit_code = ExitCode.LOCKED


class Crash(Exception):
    """A fault of ours: its kind and the places in the code, and no values, which may be personal."""

    def __init__(self, kind: str, places: tuple[str, ...]) -> None:
        self.kind, self.places = kind, places
        super().__init__(kind, places)

    @classmethod
    def of(cls, fault: BaseException) -> Crash:
        """Return what may be told of an unforeseen exception."""
        places, trace = [], fault.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{PurePath(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}")
            trace = trace.tb_next
        return cls(type(fault).__name__, tuple(places))


def refuse_if_any(problems: Iterable[Problem]) -> None:
    """Raise `Refused` with all of them when at least one refuses."""
    found = tuple(problems)
    if any(problem.refuses for problem in found):
        raise Refused(found)
