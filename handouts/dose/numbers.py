"""Numbers and days as a person types them: exact, or refused by name. What is printed reads back as what was entered.

Must not guess: a number that can be read in two ways is refused.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pydantic_core import PydanticCustomError

from .unsafe import unsafe

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{0,2}[1-9])?")
_COUNT = re.compile(
    r"(?:(?P<whole>0|[1-9][0-9]?)(?:\.(?P<decimal>25|5|75))?"
    r"|(?:(?P<before>[1-9][0-9]?)[ \u00a0\u202f])?(?P<part>1/2|1/4|3/4))"
)
_SIGNS = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_PARTS = {"1/2": Decimal("0.5"), "1/4": Decimal("0.25"), "3/4": Decimal("0.75")}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNIT = re.compile(r"[^\W\d_]")


def fault(name: str) -> PydanticCustomError:
    """Return a complaint that says nothing of the value."""
    return PydanticCustomError(f"plan_{name.replace('-', '_')}", "not a value of a plan")


def milligrams(value: object) -> Decimal:
    """Return `12.5` or `12.5 mg` as it is, up to 3 digits after the point; raises what is wrong with any other."""
    text = _plain(value)
    number = re.sub("[ \u00a0\u202f]?mg\\Z", "", text)
    if not _NUMBER.fullmatch(number):
        raise fault(_why(number))
    return Decimal(number)


def count(value: object) -> Decimal:
    """Return a number of tablets, in quarters: `2`, `1/2`, `2 1/2`, `0.5`; raises what is wrong with any other.

    `21/2` is any of 2 1/2 and 10 1/2, so a space must stand before the fraction.
    """
    text = _plain(value)
    for sign, said in _SIGNS.items():
        text = re.sub(rf" ?{sign}", f" {said}", text).strip()
    found = _COUNT.fullmatch(text)
    if found is None:
        raise fault("fraction" if _NUMBER.fullmatch(text) or "/" in text else _why(text))
    if found["part"]:
        return Decimal(found["before"] or 0) + _PARTS[found["part"]]
    return Decimal(text)


def day(value: object) -> date:
    """Return `2026-12-01` as a day; raises on any other way to write one, and on days that are not in the calendar."""
    text = _plain(value)
    if _DAY.fullmatch(text) and "2000" <= text[:4] < "2200":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise fault("date")


def written(number: Decimal, point: str = ".") -> str:
    """Return a number with all its digits and no more, never with an exponent, with a language's decimal point.

    >>> written(Decimal("12.50"))
    '12.5'
    """
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", point)


def _plain(value: object) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise fault("number")
    return value.strip(" ")


def _why(text: str) -> str:
    """Return the name of what is wrong with a number."""
    if re.search(r"\d,\d", text):
        return "decimal-comma"
    named = next(unsafe(f"{text} mg" if text[-1:].isdigit() else text), "")
    if named:
        return named
    return "unit" if _UNIT.search(text) else "number"
