"""What the runs that share a place leave there for each other: how many shards it has, whose each is, how it ended.

Small files in `.handouts` of the place: digests, tokens and counts. Must not hold anything of a row.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from .. import ledger
from ..errors import Locked, Problem, Refused, error
from ..ledger import Ledger
from ..store import Place
from . import names
from .records import Counts
from .standing import Shard

COMMON = f"{ledger.FOLDER}/shards.json"
_AS_BEGUN = "go on as it was begun, or choose another place with -o"


@dataclass(frozen=True, slots=True)
class Common:
    """What all shards of a place agree on."""

    of: int
    salt: str
    list: str
    """The list's digest, keyed with the salt."""

    def digest(self, listed: bytes) -> str:
        """Return a list's digest as it is told here."""
        return hmac.new(bytes.fromhex(self.salt), listed, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose a shard is, and how it ended."""

    state: str
    """A token of the record that the shard's run keeps."""
    run: str
    list: str = ""
    config: str = ""
    ended: bool = False
    read: int = 0
    there: int = 0
    passed: int = 0
    failed: int = 0


T = TypeVar("T", Common, Mark)


def common(place: Place) -> Common | None:
    """Return what the shards of a place agree on; None where nobody has begun."""
    return _told(place, COMMON, Common)


def mark(place: Place, shard: Shard) -> Mark | None:
    """Return a shard's mark; None where it has not begun."""
    return _told(place, _name(shard), Mark)


def require_fitting(place: Place, shard: Shard | None) -> None:
    """Raise `Refused` where a place was begun in another way; None stands for a run that leaves no marks there.

    It comes before anything is written, so that a wrong command leaves nothing behind.
    """
    found = common(place)
    if found and (shard is None or shard.of != found.of):
        raise Refused(_other_shards(place, found.of))
    if shard and place.size(f"{ledger.FOLDER}/ledger.sqlite") is not None:
        raise Refused(_other_shards(place, 0))


class Marks:
    """The marks of one run."""

    def __init__(self, place: Place, book: Ledger, shard: Shard, listed: bytes) -> None:
        self._place, self._book, self._shard, self._listed = place, book, shard, listed

    def claim(self, *, changed: bool, only: bool) -> None:
        """Take the shard for this run, before anything else is written there.

        `changed` also takes it from a record that is lost, `only` allows another list as `changed` does. Raises
        `Refused` where the place is of other shards, of another list or of another record, `Locked` where another run
        takes it at this moment.
        """
        found = common(self._place) or self._begun()
        if found.of != self._shard.of:
            raise Refused(_other_shards(self._place, found.of))
        if found.list != found.digest(self._listed) and not (changed or only):
            say, hint = (
                "the other shards here are of another list",
                "choose another place; or, after mending, --changed",
            )
            raise Refused(error("batch.other-list", say, str(self._place), hint))
        there = mark(self._place, self._shard)
        if there is None:
            self._take()
        elif there.state != self._state():
            self._adopt(there, changed=changed)

    def begin(self) -> None:
        """Say which list the shard is of now, and that it goes on."""
        found = common(self._place)
        if found and found.list != (now := found.digest(self._listed)):
            self._place.overwrite(COMMON, _json(replace(found, list=now)))  # by all shards with the same words
        self._say(Mark(self._state(), self._book.about("run")))

    def end(self, counts: Counts, config: bytes) -> None:
        """Say how the shard ended; raises `Locked` where another run has taken it meanwhile."""
        there, found = mark(self._place, self._shard), common(self._place)
        if there is None or found is None or there.state != self._state():
            say, hint = "another run has taken this shard over", "see that only one runs; then run it again"
            raise Locked(error("batch.taken-over", say, str(self._place), hint))
        ends = {"read": counts.read, "there": counts.made + counts.kept}
        ends |= {"passed": counts.passed, "failed": counts.failed}
        listed, run = found.digest(self._listed), self._book.about("run")
        self._say(Mark(there.state, run, listed, config.hex(), ended=True, **ends))

    def _begun(self) -> Common:
        new = Common(self._shard.of, secrets.token_hex(16), "")
        new = replace(new, list=new.digest(self._listed))
        if self._place.create(COMMON, _json(new)):
            return new
        return common(self._place) or new  # another shard was first

    def _take(self) -> None:
        """Put the shard's mark where there is none."""
        if not self._book.about("run"):
            parts = f"{self._shard.number}of{self._shard.of}" if self._shard.of > 1 else ""
            self._book.remember("run", parts + names.token())
        new = Mark(self._state(), self._book.about("run"))
        if not self._place.create(_name(self._shard), _json(new)) and mark(self._place, self._shard) != new:
            say, hint = "another run has just taken this shard", "wait for its end"
            raise Locked(error("run.locked", say, str(self._place), hint))

    def _adopt(self, there: Mark, *, changed: bool) -> None:
        """Take over the shard of a lost record: its files' names hold the token, and are made again one by one."""
        if not changed or self._book.about("run"):
            say = "another record than that of --state tells of what is here"
            hint = "name the --state of the run so far; where it is lost and nothing runs, say --changed with a new one"
            raise Refused(error("batch.other-state", say, str(self._place), hint))
        self._book.remember("run", there.run)
        self._book.remember("adopted", "yes")

    def _state(self) -> str:
        if not self._book.about("state"):
            self._book.remember("state", secrets.token_hex(8))
        return self._book.about("state")

    def _say(self, now: Mark) -> None:
        self._place.overwrite(_name(self._shard), _json(now))


def _name(shard: Shard) -> str:
    return f"{ledger.FOLDER}/{shard}.json"


def _json(said: Common | Mark) -> bytes:
    return json.dumps(asdict(said)).encode()


def _told(place: Place, name: str, kind: type[T]) -> T | None:
    data = place.read(name)
    if data is None:
        return None
    try:
        said: dict[str, Any] = json.loads(data)
        return kind(**said)
    except (ValueError, TypeError):
        say, hint = f"{name} there is none of ours", "take it away, or choose another place with -o"
        raise Refused(error("batch.mark", say, str(place), hint)) from None


def _other_shards(place: Place, of: int) -> Problem:
    begun = {0: "one run, whose record lies here", 1: "one run, with --state"}.get(of, f"{of} shards: --shard …/{of}")
    return error("batch.other-shards", f"what is here was begun as {begun}", str(place), _AS_BEGUN)
