"""Which language serves a request: its own, in its own script, or none."""

from __future__ import annotations

import contextlib
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from handouts.errors import ExitCode, UsageFault
from handouts.locales.languages import country_name, language, languages, localised, resolve
from handouts.workspace import Workspace

from .content_fixtures import codes, overlaid, po, put, refused, tea


def having(folder: Path, *names: str) -> Workspace:
    """Return a workspace with catalogs of these languages."""
    workspace = tea(folder)
    for name in names:
        po(workspace.own, name, "tea", [])
    return workspace


# --- which there are --------------------------------------------------------------------------------------------------


def test_a_language_is_a_folder_with_a_catalog_and_the_source_comes_first(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    po(workspace.own, "es", "tea", [])
    po(clinic, "ar", "tea", [])
    put(workspace.own, "locales/th/review.yaml", 'format: "1"\n')
    put(workspace.own, "locales/fr/LC_MESSAGES/notes.txt", "")
    assert languages(workspace) == ("en", "ar", "es")


def test_without_catalogs_there_is_the_source_language(tmp_path: Path):
    assert languages(tea(tmp_path)) == ("en",)


# --- which one serves -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "there", "serves"),
    [
        ("es_MX", ("es",), "es"),
        ("es-MX", ("es",), "es"),
        ("es-419", ("es",), "es"),
        ("ES", ("es",), "es"),
        ("es_MX", ("es", "es_MX"), "es_MX"),
        ("en_GB", (), "en"),
        ("zh_TW", ("zh_Hant", "zh"), "zh_Hant"),
        ("zh_HK", ("zh_Hant", "zh_Hans"), "zh_Hant"),
        ("zh_CN", ("zh_Hant", "zh_Hans"), "zh_Hans"),
        ("zh_CN", ("zh_Hant", "zh"), "zh"),
        ("zh", ("zh_Hant", "zh_Hans"), "zh_Hans"),
        ("zh-Hant", ("zh_Hant", "zh"), "zh_Hant"),
        ("zh_Hant_TW", ("zh_TW",), "zh_TW"),
        ("pt_BR", ("pt",), "pt"),
        ("pa_PK", ("pa_Arab", "pa"), "pa_Arab"),
        ("sr_Latn_RS", ("sr_Latn", "sr"), "sr_Latn"),
        ("ar-EG", ("ar",), "ar"),
    ],
)
def test_a_regional_form_finds_its_language(tmp_path: Path, asked: str, there: tuple[str, ...], serves: str):
    assert resolve(having(tmp_path, *there), asked) == serves


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("zh_TW", ("zh", "zh_Hans", "zh_CN")),
        ("zh-Hant", ("zh", "zh_Hans")),
        ("zh_CN", ("zh_Hant",)),
        ("sr-Latn", ("sr",)),
        ("sr_Latn_RS", ("sr", "sr_RS")),
        ("pa_PK", ("pa",)),
        ("es", ("es_MX",)),
        ("pt_PT", ("pt_BR",)),
        ("gl", ("es", "pt")),
        ("fa", ("ar",)),
        ("uk", ("ru",)),
        ("und", ("es",)),
        ("und-MX", ("es",)),
        ("mul", ("es",)),
    ],
)
def test_no_language_and_no_script_stands_in_for_another(tmp_path: Path, asked: str, there: tuple[str, ...]):
    with pytest.raises(UsageFault) as fault:
        resolve(having(tmp_path, *there), asked)
    (problem,) = fault.value.problems
    assert (problem.code, fault.value.exit_code) == ("language.unknown", ExitCode.USAGE)
    assert f"languages: en, {', '.join(sorted(there))}." in problem.hint


@pytest.mark.parametrize(
    "asked", ["", "xx", "Spanish", "e", "es/../en", "../es", "es_", "_", "zz-ZZ", "es\0", "español", "-"]
)
def test_what_is_no_language_is_refused(tmp_path: Path, asked: str):
    assert codes(refused(lambda: resolve(having(tmp_path, "es"), asked))) == ["language.unknown"]


def test_a_folder_that_names_no_language_serves_nobody(tmp_path: Path):
    assert codes(refused(lambda: resolve(having(tmp_path, "xx_bogus"), "xx_bogus"))) == ["language.unknown"]


THERE = "ar az az_Cyrl es es_MX pa pt pt_BR sr sr_Latn uz zh zh_Hant yue_Hans".split()


def test_whatever_serves_has_the_language_and_the_script_that_were_asked_for(tmp_path: Path):
    workspace = having(tmp_path, *THERE)
    known = {name.split("_")[0] for name in THERE}
    served = {}
    for asked in locale_identifiers():
        if asked.split("_")[0] in known:
            with contextlib.suppress(UsageFault):
                served[asked] = resolve(workspace, asked)
    assert set(served.values()) == set(THERE)
    for asked, name in served.items():
        assert (asked, asked.split("_")[0], script(asked)) == (asked, name.split("_")[0], script(name))


def script(tag: str) -> str:
    """Return the script of a locale: that in which it writes Wednesday."""
    word = Locale.parse(tag).days["format"]["wide"][2]
    return "Hant" if "週" in word else next(unicodedata.name(char).split()[0] for char in word if char.isalpha())


# --- what the page needs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale_id", "tag", "direction", "name", "english"),
    [
        ("es", "es", "ltr", "español", "Spanish"),
        ("pt_BR", "pt-BR", "ltr", "português (Brasil)", "Portuguese (Brazil)"),
        ("ar", "ar", "rtl", "العربية", "Arabic"),
        ("th", "th", "ltr", "ไทย", "Thai"),
        ("pa_Arab", "pa-Arab", "rtl", "پنجابی (عربی)", "Punjabi (Arabic)"),
    ],
)
def test_a_language_has_its_tag_direction_and_names(locale_id: str, tag: str, direction: str, name: str, english: str):
    found = language(locale_id)
    assert (found.id, found.tag, found.direction, found.english) == (locale_id, tag, direction, english)
    assert found.name.casefold() == name.casefold()


@pytest.mark.parametrize("locale_id", ["xx_bogus", "es-MX", "..", "", "Spanish"])
def test_what_names_no_language_is_refused(locale_id: str):
    (problem,) = refused(lambda: language(locale_id))
    assert (problem.code, problem.where) == ("language.tag", f"locales/{locale_id}")
    assert "pt_BR" in problem.hint


def test_dates_and_countries_are_said_in_the_language():
    assert localised(date(2026, 1, 31), "es") == "31 de enero de 2026"
    assert localised(date(2026, 1, 31), "en") == "January 31, 2026"


@pytest.mark.parametrize(
    ("locale_id", "country", "said"),
    [("en", "US", "January 31, 2026"), ("en", "GB", "31 January 2026"), ("en", "AU", "31 January 2026")],
)
def test_a_date_is_put_as_in_the_country(locale_id: str, country: str, said: str):
    assert localised(date(2026, 1, 31), locale_id, country) == said


def test_a_country_that_does_not_write_the_language_changes_no_date():
    for locale_id in ("ar", "th", "ja", "pt_BR", "zh_Hans"):
        assert localised(date(2026, 1, 31), locale_id, "GB") == localised(date(2026, 1, 31), locale_id)
    assert country_name("GB", "es") == "Reino Unido"
    assert country_name("ZZZ", "es") == "ZZZ"
