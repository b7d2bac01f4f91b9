"""Texts become HTML: escaped, with emphasis, values isolated, doses whole, personal words clean."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from handouts.compose import fill
from handouts.compose.fill import Given, Value

VALUES = {
    "clinic_phone": Value("01632 960123"),
    "clinic_name": Value("عيادة النور", number=False, lang="ar"),
    "poison_number": Value("", lacking=True),
    "count": Given(3),
    "made": Given(Markup('<b class="x">a &amp; b</b>')),
    "typed": Given("<i>a & b</i>"),
}


class Reader(HTMLParser):
    """Collects what a browser would show, and every tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", set()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.add(tag)
        self.text += "\n" if tag == "br" else ""


def shown(html: str) -> Reader:
    reader = Reader()
    reader.feed(str(html))  # a slice of Markup would escape what is added to it
    reader.close()
    return reader


def test_emphasis_becomes_strong_and_nothing_else_becomes_markup() -> None:
    assert fill.filled("Never **stop** it & 3 < 5", {}) == "Never <strong>stop</strong> it &amp; 3 &lt; 5"


def test_a_number_is_isolated_and_stays_left_to_right() -> None:
    html = fill.filled("Call **{clinic_phone}**.", VALUES)
    assert html == 'Call <strong><bdi dir="ltr" class="number whole">01632 960123</bdi></strong>.'


def test_words_of_the_clinic_are_isolated_in_their_own_language_and_direction() -> None:
    assert fill.filled("At {clinic_name}", VALUES) == 'At <bdi dir="rtl" lang="ar">عيادة النور</bdi>'


def test_a_value_that_nobody_has_is_a_line_to_write_on() -> None:
    assert fill.filled("Call {poison_number}.", VALUES) == 'Call <span class="write-on"></span>.'
    assert fill.plain("Call {poison_number}.", VALUES) == "Call ."


def test_what_a_template_hands_over_is_escaped_unless_it_is_html_already() -> None:
    assert fill.filled("{count}", VALUES) == "3"
    assert fill.filled("{made}", VALUES) == '<b class="x">a &amp; b</b>'
    assert fill.filled("{typed}", VALUES) == "&lt;i&gt;a &amp; b&lt;/i&gt;"
    assert fill.plain("{made} {typed} {count}", VALUES) == "a & b <i>a & b</i> 3"


@pytest.mark.parametrize("dose", ["5 mg", "2.5 mg", "10mg", "1,000 mcg", "5\u00a0ml", "20 %"])
def test_a_dose_is_kept_whole_and_left_to_right(dose: str) -> None:
    html = fill.filled(f"Take {dose} now.", {})
    assert '<bdi dir="ltr" class="whole">' in html
    assert "\u00a0" in html.partition("<bdi")[2].partition("</bdi>")[0]
    assert "".join(shown(html).text.split()) == "".join(f"Take{dose}now.".split())


@pytest.mark.parametrize("words", ["B5 mg", "5 mgs", "in 5 days", "v2.5 mgx"])
def test_what_is_no_dose_is_left_alone(words: str) -> None:
    assert fill.filled(words, {}) == words


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "a } b", "{", "{Upper}", "**open", "a <b>"])
def test_a_text_with_broken_markup_raises(text: str) -> None:
    with pytest.raises(ValueError, match=r"brace|emphasis|HTML"):
        fill.filled(text, VALUES)


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "{{7*7}}", "**bold**", "{clinic_phone}", "&lt;b&gt;", 'O\'Brien "Bo" & Co']
)
def test_personal_words_are_shown_as_they_were_typed(typed: str) -> None:
    reader = shown(fill.personal(typed))
    assert (reader.text, reader.tags) == (typed, {"bdi"})


@pytest.mark.parametrize(
    ("typed", "way"),
    [("Ann", "ltr"), ("ليلى", "rtl"), ("12 ליאה", "rtl"), ("١٢", "ltr"), ("", "ltr"), ("3 Ann ליאה", "ltr")],
)
def test_the_first_strong_letter_gives_the_direction(typed: str, way: str) -> None:
    assert fill.direction(typed) == way


@pytest.mark.parametrize(
    "control", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff\x00\x07\x1b\x9b"]
)
def test_controls_that_turn_or_hide_text_are_taken_out(control: str) -> None:
    assert shown(fill.personal(f"Ma{control}ria")).text == "Maria"


def test_joiners_that_spelling_needs_stay() -> None:
    assert shown(fill.personal("می\u200cخواهم क्\u200dष")).text == "می\u200cخواهم क्\u200dष"


def test_letters_are_composed_and_lines_kept() -> None:
    assert shown(fill.personal("Jose\u0301\r\n\n  two  words ")).text == "José\ntwo words"


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=60))
def test_no_text_that_anybody_types_makes_markup_or_is_changed(typed: str) -> None:
    reader = shown(fill.personal(typed))
    lines = [line for line in (fill.clean(part) for part in typed.splitlines()) if line]
    assert reader.text == "\n".join(lines)
    assert reader.tags <= {"bdi", "br"}
    assert not any(
        unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        for char in reader.text
    )


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(exclude_characters="{}*<&", exclude_categories=["Cs"]), max_size=60))
def test_plain_and_html_say_the_same(words: str) -> None:
    html, text = fill.filled(words, {}), fill.plain(words, {})
    folded = str.maketrans({"\u00a0": " ", "\u202f": " "})
    assert "".join(shown(html).text.replace("\r", "\n").translate(folded).split()) == "".join(
        text.translate(folded).split()
    )
