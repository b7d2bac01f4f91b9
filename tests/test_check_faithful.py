"""Signs that a translation does not say what the source says: each is told, and what is right is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.check import faithful
from handouts.errors import Problem
from handouts.locales import languages
from handouts.locales.catalogs import Entry, Translations
from handouts.locales.glossary import Glossary, Term
from handouts.model.message import Message

GLOSSARY = Glossary(
    format="1",
    terms=(
        Term(source="withdrawal (illness)", term="síndrome de abstinencia", stems=("abstinencia",)),
        Term(source="overdose, too much", term="demasiado", stems=("demasiad", "sobredosis")),
        Term(source="sheet", term="hoja"),
    ),
)


def said_of(lang: str, *texts: tuple[str, str], glossary: Glossary = GLOSSARY) -> list[Problem]:
    messages = [Message("sample", "about", source, f"about.yaml:{line}") for line, (source, _) in enumerate(texts, 1)]
    entries = {
        ("sample", "about", source): Entry(text, False, f"sample.po:{line}", "/root")
        for line, (source, text) in enumerate(texts, 1)
    }
    return list(faithful.problems(messages, Translations(languages.language(lang), entries, ()), glossary))


def codes(lang: str, source: str, text: str, glossary: Glossary = GLOSSARY) -> list[str]:
    return [problem.code.removeprefix("translation.") for problem in said_of(lang, (source, text), glossary=glossary)]


@pytest.mark.parametrize(
    ("lang", "source", "text", "found"),
    [
        ("es", "Take 2 tablets.", "Tome pastillas.", ["numbers"]),
        ("es", "Take 2 tablets.", "Tome 3 pastillas.", ["numbers"]),
        ("es", "Take tablets.", "Tome 2 pastillas.", ["numbers"]),
        ("es", "Take 5 mg.", "Tome 5 g.", ["units"]),
        ("es", "Take 5 mg twice, then 10 mg.", "Tome 5 mg dos veces, luego 10 mcg.", ["units"]),
        ("es", "Withdrawal can kill.", "La retirada puede matar.", ["term"]),
        ("es", "Too much can kill.", "Mucho puede matar.", ["term"]),
        ("es", "Call us.", "Llámenos", ["end"]),
        ("es", "Call us", "Llámenos.", ["end"]),
        ("es", "Well?", "¿Bien.", ["end"]),
        ("ar", "Well?", "جيد.", ["end"]),
        ("es", "Keep taking it every day please.", "Siga taking it every day por favor.", ["english"]),
        ("ar", "Keep taking it.", "استمر في taking it please everyone.", ["english"]),
        ("th", "Keep taking it.", "กินยาต่อไป keep taking it", ["english"]),
    ],
)
def test_a_sign_is_told_with_its_line(lang: str, source: str, text: str, found: list[str]) -> None:
    assert codes(lang, source, text) == found
    assert [problem.where for problem in said_of(lang, (source, text))] == ["sample.po:1"]


@pytest.mark.parametrize(
    ("lang", "source", "text"),
    [
        ("es", "Take 2 tablets of 5 mg.", "Tome 2 pastillas de 5 mg."),
        ("es", "Less than 2 hours: skip. Otherwise take it.", "Menos de 2 horas: no. Si faltan 2 horas o más, sí."),
        ("fa", "Take 2 tablets of 5 mg.", "۲ قرص ۵ mg بخورید."),
        ("hi", "Take 2 tablets.", "2 गोलियाँ लें।"),
        ("zh_Hans", "Is it 2?", "是 2 吗？"),
        ("ar", "Is it well?", "هل هو بخير؟"),
        ("th", "Take it.", "กินยา"),
        ("es", "“Call us.”", "«Llámenos.»"),
        ("ru", "Call {clinic_phone} now.", "Позвоните сейчас: {clinic_phone}."),
        ("ar", "Say “baclofen” first.", "قل «baclofen» أولًا."),
        ("es", "The Samaritans", "Samaritans"),
        ("es", "This sheet.", "Esta página."),
        ("ru", "Note from us, in {language}", "Заметка, язык: {language}"),
        ("th", "Some medicines.", "ยาบางชนิด (tricyclics, lithium, SSRI)"),
        ("es", "Withdrawals.", "Abstinencia."),
    ],
)
def test_what_is_right_is_left_alone(lang: str, source: str, text: str) -> None:
    assert codes(lang, source, text) == []


def test_what_the_grammar_says_in_words_may_be(own: object) -> None:
    dual = Glossary(format="1", in_words=(1, 2))
    assert codes("ar", "Missed 2 doses?", "فاتتك جرعتان؟") == ["numbers"]
    assert codes("ar", "Missed 2 doses?", "فاتتك جرعتان؟", dual) == []
    assert codes("ar", "Missed 3 doses?", "فاتتك جرعات؟", dual) == ["numbers"]


def test_a_text_of_unusual_length_is_noted() -> None:
    usual = [
        (f"This is sentence number {n}, about as long as all.", f"Esta es la frase número {n}, más o menos igual.")
        for n in range(9)
    ]
    cut = ("Never stop taking it suddenly, because that can kill you.", "Nunca pare.")
    found = said_of("es", *usual, cut)
    assert [(problem.severity, problem.code, problem.where) for problem in found] == [
        ("note", "translation.length", "sample.po:10")
    ]


@given(st.lists(st.integers(0, 9999), max_size=4), st.sampled_from("٠۰०๐０"))
def test_numbers_are_the_same_in_whichever_digits(numbers: list[int], zero: str) -> None:
    source = " and ".join(f"{number} mg" for number in numbers) + "."
    said = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in source.replace("and", "y"))
    assert codes("es", source, said) == []


def test_a_text_of_all_topics_names_no_medicine_that_its_source_does_not() -> None:
    glossary = Glossary(format="1", terms=(Term(source="baclofen", term="baclofeno", stems=("baclofen",)),))
    source, text = "Never stop suddenly.", "Nunca deje el baclofeno de golpe."
    for domain, found in (("shared", ["translation.medicine"]), ("baclofen", [])):
        entry = Entry(text, False, "sample.po:1", "/root")
        said = Translations(languages.language("es"), {(domain, "taking", source): entry}, ())
        messages = [Message(domain, "taking", source, "taking.yaml:1")]
        assert [item.code for item in faithful.problems(messages, said, glossary, {"baclofen"})] == found


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("I can stop at any time.", "“Puedo dejarlo cuando quiera”.", ["marks"]),
        ("I can stop at any time.", "«Puedo dejarlo cuando quiera.»", ["marks"]),
        ("I can stop at any time.", "Puedo dejarlo cuando quiera.", []),
        ("“{claim}”", "«{claim}»", []),
        ("Say “I take it”.", "Diga “lo tomo”.", []),
    ],
)
def test_marks_around_a_whole_text_are_told(source: str, text: str, found: list[str]) -> None:
    assert codes("es", source, text) == found
