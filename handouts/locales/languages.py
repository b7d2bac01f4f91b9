"""Which languages there are and which one serves a request. Nothing falls from one language to another.

Must not read messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.dates import format_date

from ..errors import Refused, UsageFault, error
from ..workspace import Workspace
from .pseudo import PSEUDO, base_of, pseudo_id

_TAG = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")
SOURCE = "en"
"""The language in which the project's own content is written."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language as the page needs it: `pt_BR`, `pt-BR`, `ltr`, and its name in itself and in English."""

    id: str
    tag: str
    direction: str
    name: str
    english: str


def languages(workspace: Workspace) -> tuple[str, ...]:
    """Return the ids of all languages with a catalog, the source language first."""
    named = {name for name in workspace.names("locales") if workspace.names(f"locales/{name}/LC_MESSAGES", ".po")}
    return (SOURCE, *sorted(named - {SOURCE} - set(PSEUDO)))


def resolve(workspace: Workspace, asked: str, *, for_designer: bool = False) -> str:
    """Return the id of the language that serves what was asked (`es_MX` finds `es`); raises `UsageFault`.

    A designer may ask for a pseudo-language too; for everybody else there is none.
    """
    if pseudo := pseudo_id(asked):
        if for_designer:
            return pseudo
        say, hint = f"'{asked}' is a pseudo-language, for designers", "only 'handouts make' and 'preview' have it"
        raise UsageFault(error("language.pseudo", say, hint=hint))
    known = languages(workspace)
    for candidate in _candidates(asked):
        if candidate in known:
            return candidate
    rule = "A regional form finds its language (es_MX finds es); no language stands in for another"
    hint = f"languages: {', '.join(known)}. {rule}"
    raise UsageFault(error("language.unknown", f"there is no language '{asked}'", hint=hint))


def language(locale_id: str) -> Language:
    """Return what the page needs to know of a language; raises `Refused` where there is no such language."""
    try:
        locale = locale_of(locale_id)
    except (ValueError, UnknownLocaleError):
        hint = "write it as the folders of locales/ are named: es, pt_BR, zh_Hant"
        raise Refused(error("language.tag", f"'{locale_id}' names no language", f"locales/{locale_id}", hint)) from None
    direction = "rtl" if locale.text_direction == "rtl" else "ltr"
    if locale_id in PSEUDO:
        name = english = PSEUDO[locale_id].name
    else:
        name, english = locale.get_display_name(locale) or "", locale.get_display_name(SOURCE) or ""
    return Language(locale_id, locale_id.replace("_", "-"), direction, name or locale_id, english or locale_id)


def locale_of(locale_id: str) -> Locale:
    """Return Babel's locale of a language; raises as `Locale.parse` does."""
    return Locale.parse(base_of(locale_id))


def script(locale_id: str) -> str | None:
    """Return the script (ISO 15924) that a language is written in: `zh_TW` gives `Hant`."""
    locale = locale_of(language(locale_id.replace("-", "_")).id)
    return locale.script or _script(f"{locale.language}_{locale.territory}") or _script(locale.language)


def localised(value: date, locale_id: str, country: str | None = None) -> str:
    """Return a date in words of the language, as they are put in the country."""
    return format_date(value, format="long", locale=locale_in(locale_id, country))


def in_full(value: date, locale_id: str, country: str | None = None) -> str:
    """Return the same with its weekday."""
    return format_date(value, format="full", locale=locale_in(locale_id, country))


def locale_in(locale_id: str, country: str | None) -> Locale:
    """Return Babel's locale of a language in a country where CLDR knows it, else the language's own.

    "January 31" and "31 January" are both English.
    """
    own = locale_of(locale_id)
    named = f"{own.language}_{country}"
    return Locale.parse(named) if country and not own.territory and localedata.exists(named) else own


def country_name(country: str, locale_id: str) -> str:
    """Return a country's name in a language; the code itself where Babel has none."""
    return str(locale_of(locale_id).territories.get(country, country))


def _candidates(asked: str) -> Iterator[str]:
    """Yield what may serve, nearest first: as asked, language with script, the language alone; never another script."""
    if asked.lower().startswith("und") or not _TAG.fullmatch(asked):  # Babel would guess English, or cut it short
        return
    try:
        locale = Locale.parse(asked.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return
    usual = _script(f"{locale.language}_{locale.territory}") or _script(locale.language)
    script = locale.script or usual
    forms: list[tuple[str | None, ...]] = [(locale.language, locale.script, locale.territory)]
    if script == usual:
        forms.append((locale.language, None, locale.territory))
    forms.append((locale.language, script))
    if script == _script(locale.language):
        forms.append((locale.language,))
    yield from dict.fromkeys("_".join(filter(None, form)) for form in forms)


def _script(tag: str) -> str | None:
    """Return the script that CLDR says a language is most likely written in (`zh_TW` gives `Hant`)."""
    full = get_global("likely_subtags").get(tag, "")
    return next((part for part in str(full).split("_") if len(part) == 4 and part.istitle()), None)
