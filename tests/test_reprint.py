"""The reprint code: what goes in comes out, a slip of the hand is told, and nothing personal is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import reprint, styles
from handouts.errors import HandoutsError, UsageFault
from handouts.model import editions
from handouts.model.parts import Condition
from handouts.model.request import Request
from handouts.reprint import ALPHABET, CONDITIONS, EDITIONS, PAPERS, Printed

BYTE, CONTENT = st.integers(0, 255), st.integers(0, 65535)
CHOSEN = st.sets(st.sampled_from(CONDITIONS)).map(lambda names: tuple(n for n in CONDITIONS if n in names))


@st.composite
def sheets(draw: st.DrawFn) -> Printed:
    by_recipe = draw(st.booleans())
    edition = draw(st.sampled_from(EDITIONS))
    plain = edition == "standard"
    return Printed(
        topic=draw(BYTE),
        locale=draw(BYTE),
        recipe=draw(BYTE) if by_recipe else None,
        modules=() if by_recipe else tuple(draw(st.lists(BYTE, min_size=1, max_size=40))),
        revision=draw(st.integers(0, 63)),
        source=draw(CONTENT),
        translation=draw(CONTENT),
        edition=edition,
        size=None if plain else draw(st.none() | st.integers(16, 28)),
        paper=draw(st.sampled_from(PAPERS)),
        fallback=draw(st.booleans()),
        with_name=draw(st.booleans()),
        concerns=draw(CHOSEN),
        spares=draw(CHOSEN),
    )


@given(sheets())
def test_what_goes_in_comes_out(said: Printed):
    code = reprint.encode(said)
    assert set(code) <= set(ALPHABET + "-")
    assert reprint.decode(code) == said
    assert reprint.decode(code.lower().replace("-", " ").replace("1", "l").replace("0", "O")) == said


PLAIN = Printed(1, 2, 3, (), 1, 4, 5)


def test_an_ordinary_sheets_code_has_sixteen_letters():
    assert len(reprint.encode(PLAIN)) == len("XXXX-XXXX-XXXX-XXXX")


def test_every_slip_of_one_letter_is_told():
    code = reprint.encode(PLAIN).replace("-", "")
    missed = 0
    for at, letter in enumerate(code):
        for other in ALPHABET.replace(letter, ""):
            try:
                reprint.decode(code[:at] + other + code[at + 1 :])
                missed += 1
            except UsageFault:
                pass
    assert missed <= len(code) * 31 / 1024 * 3  # a checksum of 10 bits misses one in 1024


def test_two_letters_that_changed_places_or_a_cut_are_told():
    code = reprint.encode(PLAIN)
    for wrong in (code[:-1], code[1:], code[:9], code[1] + code[0] + code[2:], code + "7"):
        with pytest.raises(UsageFault):
            reprint.decode(wrong)


@given(st.text())
def test_any_text_is_no_code(text: str):
    with pytest.raises(HandoutsError, match="code"):
        reprint.decode(text)


def test_a_code_of_a_later_version_says_so():
    bits = reprint._Bits()
    bits.put(3, 2)
    bits.put(0, 33)
    letters = bits.letters()
    with pytest.raises(UsageFault) as refused:
        reprint.decode(letters + reprint._letters(reprint._check(letters), 10))
    assert [item.code for item in refused.value.problems] == ["code.newer"]


def test_the_lists_know_all_that_a_request_can_say():
    assert set(CONDITIONS) == set(get_args(Condition))
    assert set(EDITIONS) >= set(editions.EDITIONS)
    assert set(PAPERS) == set(styles.PAPERS)


def test_choices_change_the_code_and_the_day_does_not():
    asked = Request(("baclofen",), "es", recipe="essential")
    codes = {
        reprint.encode(reprint.printed(item, 1, 7, 8))
        for item in (
            asked,
            replace(asked, locale="ar"),
            replace(asked, recipe="full"),
            replace(asked, recipe=None, modules=("myths",)),
            replace(asked, spares=("pump",)),
            replace(asked, concerns=("pump",)),
            replace(asked, paper="letter"),
            replace(asked, edition="large-print", size=18),
            replace(asked, fallback=True),
        )
    }
    assert len(codes) == 9
    later = replace(asked, today=asked.today.replace(year=2030))
    assert reprint.printed(later, 1, 7, 8) == reprint.printed(asked, 1, 7, 8)
