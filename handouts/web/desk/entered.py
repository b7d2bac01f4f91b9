"""A dose plan as it is typed on the desk, text by text, and the same as plain data for `dose.read`.

Must not read a number or a day, nor fill one in. Rows have names of their own, so that taking one out moves nothing
that was typed into another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from ...dose.faults import Path
from ...dose.file import MOST_STEPS, MOST_STRENGTHS
from ...model.plan import TIMES


@dataclass(frozen=True, slots=True, repr=False)
class Entered:
    """What stands in the form; without a step there is no plan."""

    tablets: tuple[int, ...] = ()
    """The names of its strengths, in their order."""
    steps: tuple[int, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    """Each field by its name, `s2.morning.mg`."""
    ticks: tuple[str, ...] = ()
    """What is confirmed, each with the stamp of the plan for which it was ticked."""

    def text(self, name: str) -> str:
        """Return what is typed into a field."""
        return dict(self.typed).get(name, "")


def read(form: MultiDict[str, str], before: Entered) -> Entered:
    """Return the plan of a form, its rows as the form lists them."""
    tablets, steps = _rows(form, "t", MOST_STRENGTHS), _rows(form, "s", MOST_STEPS)
    if not before.steps or not tablets or not steps:
        return before
    typed = ((name, form.get(f"plan.{name}", "").strip()) for name in names(tablets, steps))
    return Entered(tablets, steps, tuple(typed), tuple(form.getlist("plan-ok")))


def done(action: str, entered: Entered, medicine: str) -> tuple[Entered, str]:
    """Return the plan after a button was pressed, and the id of what is to be looked at next."""
    verb, _, which = action.partition(" ")
    if verb == "open" and not entered.steps:
        return Entered((1,), (1,), (("medicine", medicine),)), "plan-medicine"
    if verb == "close":
        return Entered(), "plan-open"
    if verb in {"add-step", "drop-step"} and entered.steps:
        steps, focus = _changed(entered.steps, verb, which, MOST_STEPS)
        return _with(entered, entered.tablets, steps), f"plan-s{focus}-first" if focus else "plan-add-step"
    if verb in {"add-tablet", "drop-tablet"} and entered.tablets:
        tablets, focus = _changed(entered.tablets, verb, which, MOST_STRENGTHS)
        return _with(entered, tablets, entered.steps), f"plan-t{focus}-mg" if focus else "plan-add-tablet"
    return entered, ""


def _changed(rows: tuple[int, ...], verb: str, which: str, most: int) -> tuple[tuple[int, ...], int]:
    """Return the rows with one more, and its name, or without one; never none, nor too many."""
    if verb.startswith("add"):
        fresh = max(rows) + 1
        return ((*rows, fresh), fresh) if len(rows) < most else (rows, 0)
    return tuple(key for key in rows if str(key) != which) or rows, 0


def names(tablets: Iterable[int], steps: Iterable[int]) -> Iterator[str]:
    """Yield the names of all fields."""
    rows = tuple(tablets)
    yield from ("medicine", "valid_until")
    for key in rows:
        yield from (f"t{key}.mg", f"t{key}.split")
    for key in steps:
        yield from (f"s{key}.first", f"s{key}.last")
        for time in TIMES:
            yield from (f"s{key}.{time}.mg", *(f"s{key}.{time}.t{tablet}" for tablet in rows))


def data(entered: Entered) -> dict[str, Any]:
    """Return the plan in the form of a patient file; an empty field is not there."""
    texts = dict(entered.typed)
    return {
        **_filled(texts, {name: name for name in ("medicine", "valid_until")}),
        "tablets": [_filled(texts, {"mg": f"t{key}.mg", "split": f"t{key}.split"}) for key in entered.tablets],
        "steps": [_step(entered, texts, key) for key in entered.steps],
    }


def place(entered: Entered, path: Path) -> str:
    """Return the name of the field, or of the time of the day, that a fault's path leads to."""
    match path:
        case ("tablets", int(index), *_):
            return f"t{entered.tablets[index]}.mg"
        case ("steps", int(index), str(name), *_):
            return f"s{entered.steps[index]}.{name}"
    return str(path[0]) if path else "steps"


def _step(entered: Entered, texts: dict[str, str], key: int) -> dict[str, Any]:
    made: dict[str, Any] = _filled(texts, {name: f"s{key}.{name}" for name in ("first", "last")})
    for time in TIMES:
        at = f"s{key}.{time}"
        counts = {texts.get(f"t{row}.mg", ""): texts.get(f"{at}.t{row}", "") for row in entered.tablets}
        said = {mg: count for mg, count in counts.items() if count}
        only = next(iter(said.values()), "") if len(entered.tablets) == 1 else said
        made[time] = {**({"tablets": only} if only else {}), **_filled(texts, {"mg": f"{at}.mg"})}
    return made


def _filled(texts: dict[str, str], fields: dict[str, str]) -> dict[str, str]:
    return {name: texts[field] for name, field in fields.items() if texts.get(field)}


def _with(entered: Entered, tablets: tuple[int, ...], steps: tuple[int, ...]) -> Entered:
    kept = frozenset(names(tablets, steps))
    return Entered(tablets, steps, tuple(item for item in entered.typed if item[0] in kept))


def _rows(form: MultiDict[str, str], kind: str, most: int) -> tuple[int, ...]:
    said = (text for text in form.getlist(f"plan.{kind}") if text.isascii() and text.isdigit() and len(text) < 6)
    return tuple(dict.fromkeys(map(int, said)))[:most]
