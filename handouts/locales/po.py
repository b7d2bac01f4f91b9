"""What a PO file of ours looks like: its header, filled so that Poedit, Weblate and `msgfmt --check` have no complaint.

Must not read or write files, or know a message.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from io import BytesIO

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from babel.plural import PluralRule, to_gettext

from .. import __version__

_GENERATED = re.compile(rb'^"Generated-By: [^"]*"$', re.MULTILINE)

_COUNTED = (*range(1000), 1002, 1011, 1100, 10_000, 100_000)
"""Whole numbers that show which forms a language has."""


@cache
def forms(locale_id: str) -> tuple[str, ...]:
    """Return the kinds of whole numbers that a language tells apart, in the order of a catalog's `msgstr[0]` and on."""
    rule = Locale.parse(locale_id).plural_form
    reached = {rule(number) for number in _COUNTED}
    return tuple(tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in reached)


@cache
def examples(locale_id: str, form: int) -> tuple[int, ...]:
    """Return the first whole numbers of a form, to show a translator which it is."""
    rule, tag = Locale.parse(locale_id).plural_form, forms(locale_id)[form]
    return tuple(number for number in range(103) if rule(number) == tag)[:5]


def form_of(locale_id: str, number: int) -> int:
    """Return which form a whole number takes."""
    return forms(locale_id).index(Locale.parse(locale_id).plural_form(number))


@cache
def plural_forms(locale_id: str) -> str:
    """Return `nplurals=…; plural=…;` for whole numbers, the forms in CLDR's order: zero, one, two, few, many, other.

    Babel's own table for catalogs differs from CLDR: Arabic's last two forms change places, Hindi counts 0 as many,
    Persian has one form too few. Its rules of CLDR also count fractions and millions, which gettext can't or need not.
    """
    rule = Locale.parse(locale_id).plural_form
    reached = {rule(number) for number in _COUNTED}
    kept = {tag: said for tag, said in rule.rules.items() if tag in reached}
    if "other" not in reached:  # gettext has one form without a condition: the last
        last = [tag for tag in ("zero", "one", "two", "few", "many") if tag in kept][-1]
        del kept[last]
    return f"{to_gettext(PluralRule(kept)).rstrip(';')};"


def like(known: Catalog, locale_id: str, domain: str) -> Catalog:
    """Return an empty catalog with the header of a known one, where that says anything."""
    fresh = Catalog(locale=locale_id, domain=domain, project="handouts", version=__version__, fuzzy=False)
    fresh.charset, fresh.msgid_bugs_address = "utf-8", ""
    fresh.creation_date = known.creation_date
    has_date = isinstance(known.revision_date, datetime)  # else it is Babel's YEAR-MO-DA
    fresh.revision_date = known.revision_date if has_date else known.creation_date
    fresh.last_translator = "nobody yet" if known.last_translator.startswith("FULL NAME") else known.last_translator
    named = known.language_team.strip() and "LL@li.org" not in known.language_team
    fresh.language_team = known.language_team if named else str(Locale.parse(locale_id).english_name)
    fresh.mime_headers = [("Plural-Forms", plural_forms(locale_id))]
    return fresh


def written(catalog: Catalog) -> bytes:
    """Return a catalog as a PO file."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=120, sort_output=False, ignore_obsolete=True)
    generator = rf'"X-Generator: handouts {__version__}\n"'.encode()
    return _GENERATED.sub(lambda _: generator, buffer.getvalue(), count=1)
