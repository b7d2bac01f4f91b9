"""A clinic may have a language's own digits; doses, phone numbers and dates change, and keep their value and order."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from handouts.cli import run
from handouts.compose.fill import Given, Value, filled, plain
from handouts.digits import WESTERN, in_digits, own_zero

EXAMPLE = Path(__file__).parent.parent / "examples" / "clinic"
ZEROS = [zero for name in ("ar", "fa", "ur", "hi", "th", "bn") if (zero := own_zero(name))]


@given(st.integers(min_value=0), st.sampled_from(ZEROS))
def test_a_number_keeps_its_value_in_every_row_of_digits(number: int, zero: str) -> None:
    assert int(in_digits(str(number), zero)) == number
    assert in_digits(in_digits(str(number), zero), WESTERN) == str(number)


@given(st.text(), st.sampled_from([WESTERN, *ZEROS]))
def test_nothing_but_digits_changes(text: str, zero: str) -> None:
    changed = in_digits(text, zero)
    assert len(changed) == len(text)
    assert all(a == b for a, b in zip(text, changed, strict=True) if not a.isdecimal())


def test_each_language_has_the_digits_that_cldr_names() -> None:
    assert [own_zero(name) for name in ("ar", "fa", "ur", "hi", "th")] == ["٠", "۰", "۰", "०", "๐"]
    assert own_zero("ja") is None
    assert own_zero("es") is None
    assert own_zero("no such") is None
    assert Locale.parse("hi").other_numbering_systems["native"] == "deva"


def test_western_digits_stand_where_nobody_chose() -> None:
    values = {"phone": Value("01632 960123")}
    assert "۵" not in str(filled("{phone} ۵ mg", values))
    assert plain("{phone} ۵ mg", values) == "01632 960123 5 mg"


def test_text_and_values_change_together() -> None:
    values = {"phone": Value("999"), "count": Given(12), "made": Given("room 5")}
    assert plain("5 mg: {phone}, {count}, {made}", values, "۰") == "۵ mg: ۹۹۹, ۱۲, room 5"
    assert "۹۹۹" in str(filled("{phone}", values, zero="۰"))


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    for name in ("clinic.yaml", "logo.svg"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    return tmp_path


def choose(clinic: Path, chosen: str) -> None:
    with (clinic / "clinic.yaml").open("a", encoding="utf-8") as file:
        file.write(f"digits: {chosen}\n")


def test_the_page_has_them_and_the_groups_of_a_number_stand_as_written(clinic: Path, tmp_path: Path) -> None:
    choose(clinic, "{ar: native}")
    made = tmp_path / "made.pdf"
    assert (
        run(["make", "baclofen", "--clinic", str(clinic), "--lang", "ar", "--module", "driving", "-o", str(made)]) == 0
    )
    with pypdfium2.PdfDocument(made) as pdf:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        assert "٩٩٩" in text
        assert "999" not in text
        first, second = (page.search(group).get_next() for group in ("٠١٦٣٢", "٩٦٠١٢٣"))
        assert first
        assert second
        assert page.get_charbox(first[0])[0] < page.get_charbox(second[0])[0]


def test_a_language_without_digits_of_its_own_is_refused_with_its_place(
    clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    choose(clinic, "{ja: native, xx: native}")
    assert run(["make", "baclofen", "--clinic", str(clinic), "-o", "-"]) == 4
    said = capsys.readouterr().err
    assert said.count("clinic.digits") == 2
    assert "clinic.yaml:" in said
