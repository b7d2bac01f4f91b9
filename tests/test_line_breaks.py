"""Where lines end, in real layout at every width: nothing that belongs together is parted, in whatever script."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import engine
from handouts.engine import breaking

from .looking import extracted
from .pages import FONTCONFIG, page, pdf_of

engine.start(FONTCONFIG)
from handouts.engine import boxes  # noqa: E402 - the engine reads the fonts' settings when it is loaded

FACES = {
    "th": "Noto Sans Thai Looped",
    "ja": "Noto Sans JP",
    "ko": "Noto Sans KR",
    "zh-Hans": "Noto Sans SC",
    "ur": "Noto Nastaliq Urdu",
}
WIDTHS = range(70, 330, 26)
JAPANESE = (
    "薬がなくなったときは、（<b>決して</b>）待たないで「バクロフェン」と言ってください。キャッシュカード、ラーメン。"
)
KOREAN = "바클로펜을 <b>갑자기</b> 끊지 마십시오. 5mg을 하루에 3번(아침) 드십시오. 999로 전화하세요."
CHINESE = "请勿突然停药：每次5 毫克，每天10毫克（<b>早上</b>）。“巴氯芬”很重要！请拨打<bdi>999</bdi>。"
KHMER = "កុំឈប់លេបថ្នាំភ្លាមៗព្រោះវាអាចបណ្តាលឱ្យមានគ្រោះថ្នាក់ដល់អាយុជីវិត"
LAO = "ຢ່າຢຸດກິນຢາທັນທີເພາະອາດເປັນອັນຕະລາຍຮ້າຍແຮງຕໍ່ຊີວິດຂອງທ່ານໄດ້"


def lines(text: str, lang: str, width: int) -> list[str]:
    """Return what stands on each line, marks taken out, spaces at its ends kept."""
    return [engine.without_marks(said(line)) for line in laid(text, lang, width)]


def widths(text: str, lang: str, width: int) -> list[float]:
    """Return how wide the words of each line are."""
    return [sum(box.width for box in boxes.descendants(line) if boxes.is_text(box)) for line in laid(text, lang, width)]


def laid(text: str, lang: str, width: int) -> list[Any]:
    face = FACES.get(lang, "Noto Sans")
    css = f"@page {{ size: 400px 4000px; margin: 0 }} p {{ width: {width}px; font-family: '{face}' }}"
    sample = page(f"<p>{text}</p>", lang, css + " .whole { white-space: nowrap }")
    document = engine.lay_out(sample[0], [("x", sample[1])], lambda _: b"")
    return [box for page_ in document.pages for box in boxes.descendants(page_._page_box) if boxes.is_line(box)]


def said(line: Any) -> str:
    return "".join(box.text for box in boxes.descendants(line) if boxes.is_text(box))


def plain(text: str) -> str:
    return re.sub("<[^>]*>", "", text)


@pytest.mark.parametrize("width", range(190, 330, 13))
def test_thai_is_broken_around_whole_words_that_stand_side_by_side(width: int) -> None:
    """The longest of them is 170 px wide; before, a row of them ran into the margin as one."""
    text = "เจ้าหน้าที่[เติมยา][บาโคลเฟน]ใน[เครื่องปั๊มยา]ของคุณอีกครั้ง อย่า[หยุดยา]เอง"
    found = lines(text.replace("[", '<span class="whole">').replace("]", "</span>"), "th", width)
    assert len(found) > 1
    whole = re.findall(r"\[(.*?)\]", text)
    assert [word for word in whole if not any(word in line for line in found)] == []
    assert not any(line.rstrip().endswith("อย่า") for line in found)
    assert max(widths(text.replace("[", '<span class="whole">').replace("]", "</span>"), "th", width)) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_korean_is_broken_between_words_alone(width: int) -> None:
    words = plain(KOREAN).split()
    assert [word for line in lines(KOREAN, "ko", width) for word in line.split()] == words


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("lang", "text"), [("ja", JAPANESE), ("zh-Hans", CHINESE)])
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(lang: str, text: str, width: int) -> None:
    found = lines(text, lang, width)
    assert "".join(found).replace(" ", "") == plain(text).replace(" ", "")
    for before, after in pairwise(found):
        assert after[0] not in "、。，！：）」”ャュョッーぁっゃゅょ"
        assert before.rstrip()[-1] not in "（「“"


@pytest.mark.parametrize("width", WIDTHS)
def test_japanese_is_broken_between_phrases(width: int) -> None:
    found = lines("薬がなくなったときは決して待たないで", "ja", width)
    assert set(found) <= {"薬がなくなった", "ときは", "決して", "待たないで"} | {
        "薬がなくなったときは", "ときは決して", "決して待たないで", "薬がなくなったときは決して",
        "ときは決して待たないで", "薬がなくなったときは決して待たないで",
    }  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("lang", "whole"),
    [
        ("en", "5 mg"),
        ("de", "0,5 mL"),
        ("ru", "10 мг"),
        ("zh-Hans", "5 毫克"),
        ("zh-Hans", "10毫克"),
        ("ja", "2回"),
        ("ko", "5 mg"),
        ("ar", "5 mg"),
        ("en", "01632 960123"),
        ("ja", "01632 960123"),
        ("ur", "0300 123 6600"),
        ("en", "+44 20 7946 0000"),
        ("fr", "mal ?"),
        ("fr", "« oui"),
        ("fr", "oui »"),
    ],
)
def test_what_belongs_together_stands_on_one_line(lang: str, whole: str, width: int) -> None:
    around = {"zh-Hans": "请每天按时服用，", "ja": "毎日飲んでください、"}.get(lang, "aa bbb cccc ")
    found = lines(f"{around}{whole} {around}{whole}", lang, width)
    assert sum(line.count(whole) for line in found) == 2


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("lang", "text", "face"), [("km", KHMER, "Noto Sans Khmer"), ("lo", LAO, "Noto Sans Lao")])
def test_scripts_without_spaces_do_not_run_over_the_line(lang: str, text: str, face: str, width: int) -> None:
    css = f"@page {{ size: 400px 4000px; margin: 0 }} p {{ width: {width + 60}px; font-family: '{face}' }}"
    html, sheet = page(f"<p>{text}</p>", lang, css)
    document = engine.lay_out(html, [("x", sheet)], lambda _: b"")
    found = [box for box in boxes.descendants(document.pages[0]._page_box) if boxes.is_text(box)]
    assert len(found) > 1
    assert max(box.width for box in found) <= width + 60


@pytest.mark.parametrize(("lang", "text"), [("ja", JAPANESE), ("ko", KOREAN), ("zh-Hans", CHINESE)])
def test_nobody_reads_the_marks(lang: str, text: str) -> None:
    css = f"p {{ width: 150px; font-family: '{FACES[lang]}' }} @page {{ size: 300px 900px }}"
    found = extracted(pdf_of(page(f"<p>{text}</p>", lang, css)))
    assert not {"\u200b", "\u2060"} & set(found)
    assert found.replace(" ", "") == plain(text).replace(" ", "").replace("：", ":").replace("，", ",").replace(
        "（", "("
    ).replace("）", ")").replace("！", "!")


@given(st.text(alphabet="aé5 mg.,:?!()«»「」。、薬かっ한글กไទ\u0628\u06c1", max_size=40))
def test_whatever_the_text_places_are_inside_it(text: str) -> None:
    for places in (breaking.forbidden(text), breaking.by_icu(text, "ja") if text else frozenset()):
        assert all(0 <= place <= len(text) for place in places)
