"""A text whose letters its language is not written in, or that runs the wrong way, is told; real mixtures are not."""

from __future__ import annotations

from collections import Counter

import pytest

from handouts.errors import Problem
from handouts.locales.scripts import script_of, scripts
from handouts.preflight import inspect
from handouts.preflight import scripts as written

from .sheets import codes, sheet, start_engine, wanted

ARABIC = "لا تتوقّف عن تناول الدواء فجأةً أبدًا."
THAI = "ห้ามหยุดยาทันทีเองเด็ดขาด"
ENGLISH = "Never stop taking it suddenly."


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    start_engine()


def told(body: str, lang: str) -> tuple[Problem, ...]:
    return inspect(sheet(f"<p>{'.' * 9}</p>{body}", ":lang(x) { color: black }", lang), wanted(lang=lang))


BAD = {
    "English in an Arabic sheet": ("ar", f"<p dir='ltr'>{ENGLISH}</p>", "run-language"),
    "Arabic in an English sheet": ("en", f"<p dir='rtl'>{ARABIC}</p>", "run-language"),
    "Thai in a Spanish sheet": ("es", f"<p>{THAI}</p>", "run-language"),
    "English in a Thai sheet": ("th", f"<p>{ENGLISH}</p>", "run-language"),
    "isolated, without a language": ("en", f"<p lang='und'><bdi>{ENGLISH}</bdi></p>", "run-language"),
    "in the second of two lines": ("ar", f"<p>{ARABIC}</p><p dir='ltr'>{ENGLISH}</p>", "run-language"),
    "language not determined": ("en", "<p lang='und'>Ask</p>", "run-language"),
    "Arabic from left to right": ("ar", f"<p dir='ltr'>{ARABIC}</p>", "run-direction"),
    "Arabic from left to right that begins with a name": ("ar", f"<p dir='ltr'>Baclofen {ARABIC}</p>", "run-direction"),
    "Arabic quoted from left to right": ("en", f"<p lang='ar'>{ARABIC}</p>", "run-direction"),
    "isolated Arabic from left to right": ("ar", f"<p><bdi dir='ltr'>{ARABIC}</bdi></p>", "run-direction"),
    "English from right to left": ("ar", f"<p lang='en'>{ENGLISH}</p>", "run-direction"),
}
GOOD = {
    "sheet in Arabic": ("ar", f"<h1>{ARABIC}</h1><p>{ARABIC} <b>{ARABIC}</b></p>"),
    "sheet in Thai": ("th", f"<p>{THAI}</p>"),
    "Spanish that says it is English": ("en", "<p>No deje de tomarlo de repente.</p>"),
    "quotation that says its language": ("ar", f"<p>{ARABIC} <bdi lang='en' dir='ltr'>{ENGLISH}</bdi></p>"),
    "name in the other letters, short": ("ar", "<h1>باكلوفين <bdi dir='ltr'>Baclofn</bdi></h1><p>.</p>"),
    "names within a sentence": ("ar", f"<p>{ARABIC} (Lioresal, Gablofen) {ARABIC}</p>"),
    "doses and telephone numbers": (
        "ar",
        f"<p>{ARABIC} <bdi dir='ltr'>10 mg</bdi> <bdi dir='ltr'>01632 960123</bdi></p>",
    ),
    "codes": ("ar", "<p><bdi dir='ltr'>4QNF-984R-TRGM-200W</bdi> <bdi dir='ltr'>ABCDEFGHK1ABCDEFGHK2</bdi></p>"),
    "addresses": ("ar", "<p dir='ltr'>https://clinic.example/leaflets?name=x reception@clinic.example</p>"),
    "personal name in other letters": ("ar", f"<p data-personal><bdi dir='ltr'>{ENGLISH}</bdi></p>"),
    "personal note, somewhere within": ("en", f"<div data-personal><p><b>{ARABIC}</b></p></div>"),
    "isolated name that begins in another direction": (
        "ar",
        "<p><bdi dir='ltr'>St Mary عيادة الأمل والشفاء</bdi></p>",
    ),
    "Serbian in Latin letters that says so": ("sr-Latn", "<p>Nikada ne prestajte odjednom.</p>"),
    "language that nobody knows": ("qaa", f"<p>{ENGLISH}</p>"),
}


@pytest.mark.parametrize(("lang", "body", "code"), BAD.values(), ids=BAD)
def test_wrong_language_or_direction_is_told_and_nothing_else(lang: str, body: str, code: str) -> None:
    (problem,) = told(body, lang)
    assert codes([problem]) == {code}
    assert problem.refuses
    assert problem.where.startswith("page 1, ")
    assert not set(problem.message) & set(ARABIC + THAI) - set(" .,")


@pytest.mark.parametrize("name", ["مستشفى الملك فهد", "Straße 1 · Οδός 2 · شارع"])
def test_name_in_other_letters_is_noted_and_refuses_nothing(name: str) -> None:
    (problem,) = told(f"<p class='clinic'><bdi dir='{'ltr' if name[0] == 'S' else 'rtl'}'>{name}</bdi></p>", "en")
    assert codes([problem]) == {"name-language"}
    assert not problem.refuses


@pytest.mark.parametrize(("lang", "body"), GOOD.values(), ids=GOOD)
def test_sound_mixture_is_not_told(lang: str, body: str) -> None:
    assert told(body, lang) == ()


def test_text_in_a_sheet_without_a_language_is_told() -> None:
    said = codes(inspect(sheet(f"<p>{ENGLISH}</p>", lang=""), wanted()))
    assert said == {"run-language", "no-language", "wrong-language", "engine-log"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "LATIN"),
        ("en-GB", "LATIN"),
        ("ar", "ARABIC"),
        ("ur-PK", "ARABIC"),
        ("pa", "GURMUKHI"),
        ("pa-PK", "ARABIC"),
        ("sr", "CYRILLIC"),
        ("sr-Latn-RS", "LATIN"),
        ("zh-TW", "CJK BOPOMOFO"),
        ("zh-419", "CJK BOPOMOFO"),
        ("ja", "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA"),
        ("ko", "HANGUL CJK"),
        ("ti", "ETHIOPIC"),
        ("prs", "ARABIC"),
        ("sh", "LATIN"),
        ("mul", ""),
        ("x-own", ""),
    ],
)
def test_scripts_of_a_language(lang: str, words: str) -> None:
    assert scripts(lang) == frozenset(words.split())


def test_only_letters_have_a_script() -> None:
    assert [script_of(char) for char in "aكก漢1µ.\u0301 "] == ["LATIN", "ARABIC", "THAI", "CJK", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("lang", "letters", "strange"),
    [
        ("zh-Hans", {"CJK": 3, "LATIN": 5}, False),
        ("zh-Hans", {"CJK": 2, "LATIN": 9}, True),
        ("ko", {"HANGUL": 4, "LATIN": 7}, False),
        ("th", {"THAI": 4, "LATIN": 7}, True),
    ],
)
def test_a_letter_that_is_a_syllable_counts_for_two(lang: str, letters: dict[str, int], strange: bool) -> None:  # noqa: FBT001
    assert written._in_another_script(Counter(letters), lang) is strange
