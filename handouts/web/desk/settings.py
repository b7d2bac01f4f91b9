"""What the desk's server is bounded by, in one place.

Must not hold behaviour.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The bounds of one server; seconds, bytes, counts."""

    idle: float = 15 * 60
    """Seconds without anybody after which everything of a session is forgotten."""
    again: float = 12 * 3600
    """Seconds for which a session that was forgotten may begin anew, with nothing in it."""
    ticket: float = 60
    """Seconds within which the browser fetches what is to be printed or saved."""
    threads: int = 12
    """Requests that are answered at the same time."""
    patient: int = 6
    """How many of them may wait for pages to be made; the others are told to ask again."""
    wait: float = 0.9
    """Seconds for which one of those waits."""
    plain_wait: float = 25
    """The same for a browser without scripts, which cannot ask again by itself."""
    queue: int = 120
    """Requests that may wait for a thread; the next one is told that the desk is busy."""
    sheets: int = 60
    """Sheets that may wait to be made; the next one is told the same."""
    sheets_each: int = 10
    """How many of them may be one session's."""
    makers: int = 2
    painters: int = 2
    practise: bool = True
    """Whether makers make a sheet that nobody has asked for at the start, to be warm for the first that is."""
    recycle: int = 200
    """Sheets after which a maker is replaced: the engine keeps a little of each."""
    sessions: int = 200
    """Sessions that live at the same time; who comes after that is told that the desk is busy."""
    works: int = 40
    """Windows of one session that are remembered; the one that was used longest ago is forgotten."""
    connections: int = 400
    body: int = 64 * 1024
    head: int = 16 * 1024


USUAL = Settings()
SERVED = Settings(works=12, threads=64, patient=52, wait=8)
"""Of many people, each that asks again costs a page filled anew, and one that waits costs nothing."""
