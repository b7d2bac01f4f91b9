"""The days of a dose plan in words and as a calendar: names of days and months, and the first day of a week, by CLDR.

Must not know doses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import get_decimal_symbol
from markupsafe import Markup

from .. import dose
from ..digits import WESTERN, in_digits
from ..locales.languages import in_full, locale_in, locale_of
from ..model.message import Message
from ..model.plan import Plan
from .voices import Voices
from .words import Words


@dataclass(frozen=True, slots=True, repr=False)
class DayView:
    """One day of a month: its number, and its step in words and as a number; both empty where there is no dose."""

    number: Markup
    step: Markup
    step_number: Markup


@dataclass(frozen=True, slots=True, repr=False)
class MonthView:
    """One month; a week has 7 entries, None for days of another month."""

    name: Markup
    weekdays: tuple[Markup, ...]
    weeks: tuple[tuple[DayView | None, ...], ...]


def in_words(day: date, words: Words, region: str | None) -> str:
    """Return a day with its weekday and year, in full: Spanish "mar" is Tuesday and March."""
    said = in_full(day, words.translations.language.id, region)
    return in_digits(said, words.zero)


def in_own(number: str, words: Words) -> str:
    """Return a number with a decimal point in the digits of a language, and with its own decimal sign."""
    system = "latn" if words.zero == WESTERN else "native"
    locale = _locale(words)
    named = locale.other_numbering_systems.get("native", "latn") if system == "native" else "latn"
    return in_digits(number.replace(".", get_decimal_symbol(locale, numbering_system=named)), words.zero)


def months(plan: Plan, region: str | None, voices: Voices, step: Message) -> tuple[MonthView, ...]:
    """Return the months of a plan; a week begins as it does in the country, or where the language is at home."""
    found, begins = dose.days(plan), first_weekday(region, voices.reader)
    spoken = sorted({(day.year, day.month) for day in found})
    first = min(found)
    week = [first + timedelta(days=(begins - first.weekday() + at) % 7) for at in range(7)]
    weekdays = tuple(voices.both([_weekday(day, words) for words in voices.speakers]) for day in week)
    return tuple(
        MonthView(
            voices.both([_month(date(year, month, 1), words, region) for words in voices.speakers]),
            weekdays,
            tuple(
                tuple(_day(day, found.get(day), voices.reader, step) if day else None for day in days)
                for days in dose.month_weeks(year, month, begins)
            ),
        )
        for year, month in spoken
    )


def first_weekday(region: str | None, words: Words) -> int:
    """Return the first day of a week: 0 for Monday."""
    spoken = str(_locale(words))
    home = f"und_{region}" if region else str(get_global("likely_subtags").get(spoken, spoken))
    return int(Locale.parse(home).first_week_day)


def _day(day: date, index: int | None, words: Words, step: Message) -> DayView:
    number = Markup.escape(in_digits(str(day.day), words.zero))
    if index is None:
        return DayView(number, Markup(), Markup())
    said = in_digits(str(index + 1), words.zero)
    return DayView(number, words.told(step, number=index + 1), Markup.escape(said))


def _weekday(day: date, words: Words) -> Markup:
    return Markup.escape(format_date(day, "EEE", locale=_locale(words)))


def _month(day: date, words: Words, region: str | None) -> Markup:
    locale = locale_in(words.translations.language.id, region)
    return Markup.escape(in_digits(format_skeleton("yMMMM", day, locale=locale), words.zero))


def _locale(words: Words) -> Locale:
    return locale_of(words.translations.language.id)
