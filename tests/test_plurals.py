"""Texts with a number have a form for each kind of number: in catalogs, checks, approvals, and what translators get."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from babel.messages.catalog import Catalog

from handouts import catalog, exchange, plan_words, review
from handouts.check import faithful
from handouts.compose.words import Words
from handouts.exchange.rows import rows
from handouts.locales import catalogs, languages, po
from handouts.locales.glossary import glossary
from handouts.locales.review import message_digest
from handouts.model.message import Message
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import OWN
from .content_fixtures import codes

WHOLE = plan_words.words(at(None))["whole"]
AR = tuple(f"{{number}} {word}" for word in ("صفر", "قرص", "قرصان", "أقراص", "قرصا", "قرص واحد"))


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """Return our own root, of which a test may change the Arabic words of the templates."""
    root = tmp_path / "own"
    shutil.copytree(OWN / "templates", root / "templates")
    shutil.copytree(OWN / "locales" / "ar", root / "locales" / "ar")
    path = root / "locales/ar/LC_MESSAGES/handouts.po"
    known = catalog.read(path, "ar")
    for message in plan_words.words(at(None)).values():
        known.delete(message.source, message.context)
    path.write_bytes(po.written(known))
    space = Workspace((root,))
    list(catalog.update(space, "ar"))
    return space


def say(space: Workspace, forms: tuple[str, ...] | str, message: Message = WHOLE) -> catalogs.Translations:
    """Write a translation into the catalog, and return what is read back."""
    path = space.own / "locales/ar/LC_MESSAGES/handouts.po"
    known = catalog.read(path, "ar")
    entry = known.get(message.source, message.context)
    assert entry is not None
    entry.string = forms
    path.write_bytes(po.written(known))
    return catalogs.load(space, "ar", ["handouts"])


def test_a_catalog_has_room_for_each_form_and_keeps_what_is_said(own: Workspace):
    path = own.own / "locales/ar/LC_MESSAGES/handouts.po"
    assert catalogs.said_in(catalog.read(path, "ar").get(WHOLE.source, WHOLE.context)) == ("",) * 6  # type: ignore[arg-type]
    say(own, AR)
    counts = {name: empty for name, _, empty in catalog.update(own, "ar")}
    assert counts["locales/ar/LC_MESSAGES/handouts.po"] == len(plan_words.words(own)) - 1
    assert catalogs.load(own, "ar", ["handouts"]).entry(WHOLE).forms == AR  # type: ignore[union-attr]


def test_each_number_is_said_in_its_form(own: Workspace):
    words = Words(say(own, AR), {})
    for number, form in ((1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (103, 3)):
        assert words.told(WHOLE, number, number=number) == AR[form].replace("{number}", str(number))
    assert words.problems == []


@pytest.mark.parametrize(
    ("forms", "code"),
    [
        (("", *AR[1:]), "translation.missing"),
        (AR[:3], "translation.missing"),
        (tuple(form.replace("{number} ", "") for form in AR[:1]) + AR[1:], "translation.placeholders"),
        ((f"**{AR[0]}**", *AR[1:]), "translation.emphasis"),
        ((f"{AR[0]} {{", *AR[1:]), "translation.markup"),
    ],
)
def test_one_form_that_lacks_something_refuses_the_text(own: Workspace, forms: tuple[str, ...], code: str):
    assert codes(tuple(catalogs.faults(WHOLE, say(own, forms)))) == [code]


def test_too_many_or_too_few_forms_are_told(own: Workspace):
    found = say(own, AR)
    key = (WHOLE.domain, WHOLE.context, WHOLE.source)
    for forms in (AR[:2], (*AR, "{number} x")):
        entries = {key: replace(found.entries[key], translation="\n".join(forms))}
        assert codes(tuple(catalogs.faults(WHOLE, replace(found, entries=entries)))) == ["translation.forms"]


def test_another_plural_in_the_source_is_another_text(own: Workspace):
    found = say(own, AR)
    assert found.entry(WHOLE) is not None
    assert found.entry(replace(WHOLE, plural="{number} pills")) is None
    assert found.entry(replace(WHOLE, plural="")) is None


def test_an_approval_is_for_all_forms_together(own: Workspace):
    before = message_digest(WHOLE, say(own, AR))
    assert message_digest(WHOLE, say(own, (*AR[:5], "{number} x"))) != before
    assert message_digest(replace(WHOLE, plural="{number} pills"), say(own, AR)) != before


def test_who_approves_the_words_of_all_sheets_need_not_wait_for_those_of_plans(own: Workspace, tmp_path: Path):
    who = review.signature(by="A. Person", role="translator", qualification="Translator", date=date(2026, 11, 30))
    many = len(plan_words.words(own))
    ((_, before),) = review.approve(own, lang="ar", topic="handouts", modules=(), signature=who)
    for message in plan_words.words(own).values():
        marks = " ".join(re.findall(r"\*\*|\{[a-z_]+\}", message.source))
        say(own, (f"x {marks}",) * 6 if message.plural else f"x {marks}", message)
    ((_, after),) = review.approve(own, lang="ar", topic="handouts", modules=(), signature=who)
    assert after == before + many


def test_the_source_language_and_those_of_designers_have_their_forms():
    for lang, one, many in (("en", "1 tablet", "2 tablets"), ("en_XA", "1 ", "2 "), ("ar_XB", "1 ", "11 ")):
        words = Words(catalogs.Translations(languages.language(lang), {}), {})
        number = int(many.split()[0])
        assert one in words.told(WHOLE, 1, number=1)
        assert many in words.told(WHOLE, number, number=number)
        assert words.problems == []


def test_numbers_of_each_form_are_held_against_the_source(own: Workspace):
    found = say(own, (*AR[:2], "{number} 57", *AR[3:]))
    assert "translation.numbers" in codes(tuple(faithful.problems([WHOLE], found, glossary(own, "ar"))))


def test_each_form_goes_to_the_translator_as_a_row_and_comes_back(own: Workspace, tmp_path: Path):
    sent = tmp_path / "ar.xlsx"
    exchange.export(own, "ar", "xlsx", sent, ["handouts"])
    forms = [row for row in rows(own, "ar", ["handouts"]) if row.of == WHOLE]
    assert len(forms) == len({row.id for row in forms}) == 6
    assert [row.message.source for row in forms] == [WHOLE.plural, WHOLE.source, *[WHOLE.plural] * 4]
    assert "for numbers such as 3, 4, 5, 6, 7" in forms[3].notes
    filled(sent, {row.ref: said for row, said in zip(forms, AR, strict=True)})
    taken = exchange.take(own, "ar", sent, "T. One")
    assert len(taken.changes) == 6
    assert catalogs.load(own, "ar", ["handouts"]).entry(WHOLE).forms == AR  # type: ignore[union-attr]


def filled(path: Path, said: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        name = row[head.index("id")].value
        if name in said:
            row[head.index("translation")].value = said[name]
    book.save(path)


def test_msgfmt_and_babel_read_the_forms_as_we_write_them(tmp_path: Path):
    known = po.like(Catalog(locale="ru"), "ru", "handouts")
    known.add((WHOLE.source, WHOLE.plural), ("{number} a", "{number} b", "{number} c"), context=WHOLE.context)
    text = po.written(known).decode()
    assert "nplurals=3" in text
    assert 'msgstr[2] "{number} c"' in text
    path = tmp_path / "handouts.po"
    path.write_text(text, encoding="utf-8")
    (entry,) = (item for item in catalog.read(path, "ru") if item.id)
    assert catalogs.said_in(entry) == ("{number} a", "{number} b", "{number} c")
