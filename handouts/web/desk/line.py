"""The windows that wait for a sheet: bounded, and one session after another, however many windows each has.

Must not make a sheet or know threads: whoever calls holds a lock.
"""

from __future__ import annotations

from collections import OrderedDict

from .sessions import Work


class Line:
    """Who waits, at most `room` windows together and `each` of one session."""

    def __init__(self, room: int, each: int) -> None:
        self._room, self._each = room, each
        self._sessions: OrderedDict[str, OrderedDict[str, Work]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many windows wait."""
        return sum(map(len, self._sessions.values()))

    def add(self, work: Work) -> bool:
        """Let a window wait, which keeps a place that it has; return whether there is room."""
        mine = self._sessions.get(work.session, OrderedDict())
        if work.id in mine:
            return True
        if len(self) >= self._room or len(mine) >= self._each:
            return False
        mine[work.id] = work
        self._sessions[work.session] = mine
        return True

    def drop(self, work: Work) -> None:
        """Let a window wait no longer."""
        mine = self._sessions.get(work.session)
        if mine and mine.pop(work.id, None) and not mine:
            del self._sessions[work.session]

    def take(self) -> Work:
        """Return the next window; its session is behind all others then."""
        session, mine = next(iter(self._sessions.items()))
        _, work = mine.popitem(last=False)
        if mine:
            self._sessions.move_to_end(session)
        else:
            del self._sessions[session]
        return work

    def ahead(self, work: Work) -> int:
        """Return how many windows are taken before this one, as it is now."""
        names = list(self._sessions)
        if work.session not in names or work.id not in self._sessions[work.session]:
            return 0
        mine, place = names.index(work.session), list(self._sessions[work.session]).index(work.id)
        turns = (place + (number < mine) if number != mine else place for number in range(len(names)))
        return sum(min(len(self._sessions[name]), turn) for name, turn in zip(names, turns, strict=True))

    def clear(self) -> None:
        """Let nobody wait."""
        self._sessions.clear()
