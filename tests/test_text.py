"""Text for a patient: words, `**strong**` and `{placeholders}`; everything else is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from handouts.model.text import PLACEHOLDERS, Piece, Text, emphases, pieces, placeholders

from .content_fixtures import PROPERTY

TEXT = TypeAdapter(Text)


def fault(text: str) -> str:
    """Return the type of the one fault that a text has."""
    with pytest.raises(ValidationError) as refusal:
        TEXT.validate_python(text)
    (item,) = refusal.value.errors()
    return str(item["type"])


def test_a_text_is_its_pieces():
    assert list(pieces("Call **{emergency_number} now** or {clinic_phone}.")) == [
        Piece("Call "),
        Piece(placeholder="emergency_number", strong=True),
        Piece(" now", strong=True),
        Piece(" or "),
        Piece(placeholder="clinic_phone"),
        Piece("."),
    ]


@pytest.mark.parametrize(
    "text",
    ["Take 1 * 2 tablets.", "**All** of it.", "5 < 6 & 7 > 2", "Salt & pepper; tea", "“Stop”", "a **b**c**d** e"],
)
def test_plain_words_and_strong_ones_pass(text: str):
    assert TEXT.validate_python(text) == text
    assert isinstance(TEXT.validate_python(text), Text)


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_known_placeholders_pass(name: str):
    assert placeholders(TEXT.validate_python(f"Call {{{name}}}.")) == (name,)


def test_an_unknown_placeholder_is_refused_with_the_known_ones():
    with pytest.raises(ValidationError) as refusal:
        TEXT.validate_python("Call {phone}.")
    message = refusal.value.errors()[0]["msg"]
    assert message == f"unknown placeholder {{phone}}; known are {', '.join(PLACEHOLDERS)}"
    assert fault("Call {phone}.") == "text_placeholder"


@pytest.mark.parametrize(
    "text", ["a { b", "a } b", "{}", "{Clinic_Phone}", "{clinic phone}", "{{clinic_phone}}", "{clinic_phone", "{0}"]
)
def test_a_brace_that_is_no_placeholder_is_refused(text: str):
    assert fault(text) == "text_markup"


@pytest.mark.parametrize("text", ["**a", "a**", "**a** **b", "***a", "**"])
def test_emphasis_that_is_not_closed_is_refused(text: str):
    assert fault(text) == "text_markup"


@pytest.mark.parametrize(
    "text",
    ["<b>a</b>", "a<br>", "a</p>", "&nbsp;", "a &#8203; b", "&#x41;", "<!-- a -->", "<?php", "<script>", "&Auml;"],
)
def test_html_is_refused(text: str):
    assert fault(text) == "text_html"
    with pytest.raises(ValueError, match="HTML is not allowed"):
        list(pieces(text))


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0"])
def test_a_text_without_words_is_refused(text: str):
    with pytest.raises(ValidationError):
        TEXT.validate_python(text)


def test_line_ends_and_runs_of_spaces_become_one_space():
    assert TEXT.validate_python(" Never \n  stop\u00a0 it.\n") == "Never stop it."


words = st.text(st.characters(exclude_characters="*{}<&", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
parts = st.lists(
    st.tuples(words | st.sampled_from([f"{{{name}}}" for name in PLACEHOLDERS]), st.booleans()), max_size=6
)


@PROPERTY
@given(parts)
def test_what_is_put_together_is_taken_apart(made: list[tuple[str, bool]]):
    text = " ".join(f"**{part}**" if strong else part for part, strong in made)
    found = [piece for piece in pieces(text) if piece.placeholder or piece.words.strip()]
    names = [part[1:-1] for part, _ in made if part.startswith("{")]
    assert placeholders(text) == tuple(sorted(names))
    assert emphases(text) == sum(strong for _, strong in made)
    assert [piece.strong for piece in found if piece.placeholder] == [s for part, s in made if part.startswith("{")]
    assert "".join(piece.words or f"{{{piece.placeholder}}}" for piece in pieces(text)) == text.replace("**", "")


@PROPERTY
@given(st.text(alphabet="ab*{}_ <&;/", max_size=20) | st.text(max_size=20))
@example("\x1f")  # white space to Python alone
def test_any_words_are_a_text_or_refused_and_a_text_stays_itself(text: str):
    try:
        made = TEXT.validate_python(text)
    except ValidationError:
        return
    assert TEXT.validate_python(str(made)) == made
    shown = "".join(piece.words or f"{{{piece.placeholder}}}" for piece in pieces(made))
    assert shown == made.replace("**", "")
    assert set(placeholders(made)) <= set(PLACEHOLDERS)
