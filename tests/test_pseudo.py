"""Pseudo-languages: long and accented, and from the right; marked on every page, never approved, never in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import catalog, library, listing, pipeline, progress, review
from handouts.check import faithful
from handouts.clinic import load
from handouts.errors import Refused, UsageFault
from handouts.locales import catalogs, languages
from handouts.locales.pseudo import MARK, PSEUDO, said
from handouts.locales.review import waiting
from handouts.model.clinic import Policy
from handouts.model.laid import Rendering
from handouts.model.message import Message
from handouts.model.request import Patient, Request
from handouts.model.text import emphases, placeholders
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import TODAY
from .content_fixtures import PROPERTY, ROOT, approve, codes, put

NAMES = tuple(PSEUDO)
LAYOUT = {
    "preflight.panel-overflow",
    "preflight.overlap",
    "preflight.off-page",
    "recipe.too-long",
    "preflight.page-thin",
}
"""What may be said of our own pages in a language a third longer: that something does not fit, and nothing else."""
texts = st.lists(
    st.sampled_from([*"take never stop at once a b I mg , . ? “”".split(), "{clinic_phone}", "**now**", "5 mg", "2.5"]),
    min_size=1,
    max_size=12,
).map(" ".join)


@PROPERTY
@given(texts, st.sampled_from(NAMES))
def test_placeholders_emphasis_and_numbers_stay(text: str, name: str):
    made = said(name, text)
    assert placeholders(made) == placeholders(text)
    assert emphases(made) == emphases(text)
    assert faithful.figures(made) == faithful.figures(text)
    assert made.count("5 mg") == text.count("5 mg")
    assert (made[0], made[-1]) == ("[", "]")


@pytest.mark.parametrize("name", NAMES)
def test_all_texts_together_are_35_to_40_percent_longer(name: str):
    once = {message.source for _, messages in catalog.domains(at(None)) for message in messages}
    longer = sum(len(said(name, source)) for source in once) / sum(map(len, once))
    assert 1.35 <= longer <= 1.40


def test_accents_are_on_every_letter_and_the_other_is_written_from_the_right():
    assert said("en_XA", "Stop now") == "[Šťóþ ñóóŵ]"
    assert not any(char.isascii() and char.isalpha() for char in said("ar_XB", "Stop. Now? 5 mg").replace("mg", ""))
    assert [languages.language(name).direction for name in NAMES] == ["ltr", "rtl"]
    assert [languages.language(name).tag for name in NAMES] == ["en-XA", "ar-XB"]


# --- who has them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["en_XA", "en-xa", "ar-XB", "AR_xb"])
def test_nobody_but_a_designer_is_given_one_nor_the_language_that_it_looks_like(asked: str):
    space = at(None)
    assert languages.resolve(space, asked, for_designer=True) in PSEUDO
    with pytest.raises(UsageFault) as fault:
        languages.resolve(space, asked)
    assert codes(fault.value.problems) == ["language.pseudo"]


def test_no_list_has_them_even_where_somebody_put_a_catalog_there(tmp_path: Path):
    put(tmp_path, "locales/en_XA/LC_MESSAGES/handouts.po", 'msgid ""\nmsgstr ""\n')
    space = Workspace((tmp_path, ROOT))
    assert not {*languages.languages(space)} & {*NAMES}
    assert not {row["id"] for row in listing.rows(space, "languages", "baclofen")} & {*NAMES}
    assert not {item.language for item in progress.progress(space, ["es"])} & {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_what_makes_many_does_not_make_them(small: Workspace, asked: Callable[..., Request], name: str, tmp_path: Path):
    found, _ = load(small, TODAY)
    with pytest.raises(UsageFault) as fault:
        library.build(library.Plan(small, found, tmp_path, TODAY, 1, languages=(name,)), print, print)
    assert codes(fault.value.problems) == ["language.pseudo"]
    with pytest.raises(UsageFault) as fault:
        pipeline.prepared(small, asked(locale=name), Patient())
    assert codes(fault.value.problems) == ["language.pseudo"]


def test_the_clinics_staff_do_not_read_one(workspace: Any, asked: Callable[..., Request]):
    with pytest.raises(UsageFault):
        pipeline.prepared(workspace(language="en_XA"), asked(for_designer=True), Patient())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_approves_one(tmp_path: Path, name: str):
    space = at(None)
    with pytest.raises(UsageFault):
        approve(space, name, "reviser", topic="handouts")
    message = Message("handouts", "", "Name")
    found = catalogs.load(space, name, ("handouts",))
    digest = review.message_digest(message, found)
    words = "".join(
        f"- {{by: A. {role}, role: {role}, qualification: xx, date: 2026-01-01, digests: ['{digest}']}}\n"
        for role in ("translator", "reviser", "clinician")
    )
    put(tmp_path, f"locales/{name}/review.yaml", f'format: "1"\napprovals:\n{words}')
    assert waiting([message], found, Workspace((tmp_path, ROOT)), Policy())


# --- on the page ------------------------------------------------------------------------------------------------------


def drawn(space: Workspace, asked: Request) -> tuple[Rendering, list[Any]]:
    brief, _ = pipeline.prepared(space, asked, Patient())
    composed, rendering = pipeline.rendered(brief)
    return rendering, list(pipeline.judged(brief, composed, rendering))


@pytest.mark.parametrize("edition", ["standard", "large-print", "picture"])
@pytest.mark.parametrize("name", NAMES)
def test_real_pages_are_drawn_marked_and_judged(name: str, edition: str, pages_of: Any):
    space = at(ROOT / "examples" / "clinic")
    asked = Request(
        ("baclofen",),
        name,
        recipe="essential" if edition != "picture" else None,
        edition=edition,
        size=18 if edition == "large-print" else None,
        region="GB",
        today=TODAY,
        for_designer=True,
    )
    rendering, problems = drawn(space, asked)
    pages = pages_of(rendering.pdf)
    mark = MARK.format(tag=name.replace("_", "-"))
    assert Counter(mark in page for page in pages) == {True: len(pages)}
    assert {problem.code for problem in problems} <= LAYOUT


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_so_too(small: Workspace, composed: Any, name: str):
    made = composed(at(None), topics=("baclofen",), locale=name, edition="wallet-card", region=None, for_designer=True)
    assert MARK.format(tag=name.replace("_", "-")) in made.html


def test_a_template_that_leaves_the_mark_out_is_refused(workspace: Any, asked: Callable[..., Request], swapped: Any):
    files = swapped("templates/parts/draft-line.html", "{{ page.pseudo }}", "")
    space = workspace(files)
    brief, _ = pipeline.prepared(space, asked(locale="en_XA", for_designer=True), Patient())
    with pytest.raises(Refused) as fault:
        pipeline.draft(brief)
    assert "draft.frame" in codes(fault.value.problems)


def test_a_box_that_only_english_fits_into_is_found(workspace: Any, asked: Callable[..., Request]):
    css = ".purpose { width: 80mm; overflow: hidden; white-space: nowrap; line-height: 2 }"
    space = workspace({"styles/clinic.css": css})
    kept = {"modules": ("about",)}
    _, english = drawn(space, asked(**kept))
    _, longer = drawn(space, asked(locale="en_XA", for_designer=True, **kept))
    assert "preflight.clipped" not in codes(english)
    assert "preflight.clipped" in codes(longer)


def test_the_command_makes_one_for_a_designer(handouts: Any, tmp_path: Path, small: Workspace):
    clinic = small.roots[0]
    options = ("--edition", "large-print", "--lang", "en-XA", "--clinic", clinic, "-o", tmp_path / "x.pdf")
    code, out, err = handouts("make", "sample", *options)
    assert (code, "x.pdf" in out) == (0, True), err
    code, _, err = handouts("build", "--lang", "en_XA", "--clinic", clinic, "-o", tmp_path / "shelf")
    assert (code, "language.pseudo" in err) == (2, True)
    assert not (tmp_path / "shelf").exists()


def test_the_preview_offers_them_last(small: Workspace):
    from handouts.web.preview.choices import Chooser

    offered = Chooser(small.roots[0]).at(1, "sample").languages
    assert tuple(item.id for item in offered[-2:]) == NAMES
