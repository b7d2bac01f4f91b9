"""A dose plan on the page: where a plan is given it is printed, in each script, and nowhere else is any of it.

What a language lacks of the words of a plan is filled with made-up ones, so that this holds before they are translated.
"""

from __future__ import annotations

import functools
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from babel.messages.catalog import Catalog

from handouts import again, catalog, dose, pipeline, plan_words, press, requests, template_words
from handouts.compose import plan_days
from handouts.compose.draft import draft
from handouts.compose.select import chosen
from handouts.compose.words import Words
from handouts.errors import Severity
from handouts.locales import catalogs, languages, po
from handouts.model.content import Doses
from handouts.model.editions import EDITIONS
from handouts.model.plan import Plan, Step, Tablet
from handouts.model.request import Draft, Handout, Patient, Request
from handouts.reading import yaml_text
from handouts.roots import at
from handouts.workspace import Workspace

from . import verapdf
from .conftest import OWN, written
from .content_fixtures import codes, refused
from .looking import metadata

TODAY = date(2026, 11, 30)
TEXT = (OWN / "examples" / "dose-plan.yaml").read_text(encoding="utf-8")
PATIENT = requests.patient_of(TEXT, "")
FILLER = {"ar": "كلمة", "ru": "слово", "ja": "語", "th": "คำ", "de": "Wort"}
RU = {
    "whole": ("{number} таблетку", "{number} таблетки", "{number} таблеток"),
    "take-morning": "Примите **{amount}** утром.",
    "half": "половину таблетки",
}


def spoken(key: str, source: str, plural: str, lang: str, count: int) -> Any:
    """Return made-up words with the marks of their source."""
    marks = "".join(re.findall(r"\*\*|\{[a-z_]+\}", source))
    said = f"{FILLER[lang]} {marks}".strip()
    found = RU.get(key, said) if lang == "ru" else said
    return (found if isinstance(found, tuple) else (found,) * count) if plural else found


@functools.cache
def workspace(*langs: str) -> Workspace:
    """Return the example clinic with words for dose plans in these languages."""
    example = OWN / "examples" / "clinic"
    folder = Path(tempfile.mkdtemp()) / "clinic"
    made = at(written(folder, {name: (example / name).read_bytes() for name in ("clinic.yaml", "logo.svg")}))
    for lang in langs:
        known = po.like(Catalog(locale=lang), lang, "handouts")
        for key, message in plan_words.words(made).items():
            said = spoken(key, message.source, message.plural, lang, known.num_plurals)
            known.add(catalog.source_of(message), said, context=message.context)
        written(folder, {f"locales/{lang}/LC_MESSAGES/handouts.po": po.written(known)})
    return made


def asked(lang: str = "en", **fields: Any) -> Request:
    more = {"modules": ("dose-plan",), "region": "GB", "today": TODAY} | fields
    return Request(("baclofen",), lang, **more)


def composed(lang: str = "en", patient: Patient = PATIENT, **fields: Any) -> Draft:
    langs = [name for name in (lang, fields.get("beside")) if name in FILLER]
    brief, _ = pipeline.prepared(workspace(*sorted(langs)), asked(lang, **fields), patient)
    return draft(brief)


def made(lang: str = "en", patient: Patient = PATIENT, **fields: Any) -> Handout:
    langs = [name for name in (lang, fields.get("beside")) if name in FILLER]
    return pipeline.made(workspace(*sorted(langs)), asked(lang, **fields), patient)


def section(html: str) -> str:
    return html.partition('id="dose-plan"')[2].partition("</section>")[0]


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def with_plan(**fields: Any) -> Patient:
    assert PATIENT.plan is not None
    return replace(PATIENT, plan=replace(PATIENT.plan, **fields))


# --- printed where it is given ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["essential", "stopping", "full"])
def test_a_plan_is_printed_without_being_named(recipe: str):
    html = composed(recipe=recipe, modules=()).html
    found = words_of(section(html))
    for said in ("Take 1 tablet and half a tablet in the morning.", "15 mg", "Maria Example", "Dr A. Example"):
        assert said in found, said
    assert "Take half a tablet at noon. 5 mg" in found


def test_it_stands_after_the_short_forms_or_after_the_first_part():
    for recipe, before in (("stopping", "help-lines-brief"), ("full", "key-points")):
        ids = re.findall(r'<section class="module[^>]* id="([^"]+)"', composed(recipe=recipe, modules=()).html)
        assert ids[ids.index("dose-plan") - 1] in (before, "is-this-you"), ids


def test_a_sheet_without_a_plan_says_nothing_of_one():
    without = replace(PATIENT, plan=None)
    assert "dose-plan" not in composed(patient=without, recipe="stopping", modules=()).html
    (problem,) = refused(lambda: composed(patient=without))
    assert problem.code == "plan.none"


@pytest.mark.parametrize("recipe", ["essential", "stopping", "full"])
def test_nothing_beside_a_plan_says_that_the_sheet_is_none(recipe: str):
    without = composed(patient=replace(PATIENT, plan=None), recipe=recipe, modules=()).html
    assert "is not a plan" in without
    beside = composed(recipe=recipe, modules=()).html
    assert "is not a plan" not in beside
    assert without.count("Never stop suddenly") <= beside.count("Never stop suddenly")


def test_a_plan_stands_for_the_facts_that_the_topic_says_it_states_and_no_others():
    """Without `doses.says`, the safety core brings back what was left out for the plan."""
    brief, _ = pipeline.prepared(workspace(), asked(recipe="essential", modules=()), PATIENT)
    topic = brief.content.topic.model_copy(update={"doses": Doses()})
    for content, says in ((brief.content, False), (replace(brief.content, topic=topic), True)):
        printed = chosen(content, brief.request, brief.clinic, planned=True)
        assert any("is not a plan" in str(item.module) for item in printed) is says


def test_the_reprint_code_is_the_same_with_and_without_a_plan():
    code = re.compile(r'class="code whole[^"]*">([^<]+)<')
    sheets = [composed(patient=who, recipe="stopping", modules=()) for who in (PATIENT, replace(PATIENT, plan=None))]
    assert len({tuple(code.findall(sheet.html)) for sheet in sheets}) == 1


def test_its_code_is_found_again_and_asks_for_the_plan():
    code = re.search(r'class="code whole[^"]*">([^<]+)<', composed().html)
    assert code is not None
    assert again.again(workspace(), code[1], TODAY).request.modules == ("dose-plan",)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_prints_it_or_refuses_it(edition: str):
    fields: dict[str, Any] = {
        "edition": edition,
        "size": EDITIONS[edition].usual_size if EDITIONS[edition].sizes else None,
        "modules": (),
    }
    fields["format"] = EDITIONS[edition].formats[0]
    if EDITIONS[edition].plan:
        assert "Take half a tablet at noon." in words_of(composed(**fields, recipe="essential").html)
    else:
        found = refused(lambda: composed(**fields))
        assert codes(found)[0] == "plan.edition"
        assert "large-print" in found[0].hint


def test_what_a_plan_needs_to_be_somebody_s():
    for name, code in (("name", "plan.no-name"), ("prescriber", "plan.no-prescriber")):
        assert code in codes(refused(lambda name=name: composed(patient=replace(PATIENT, **{name: " "}))))
    found = refused(lambda: composed(recipe="misuse", modules=()))
    assert "plan.no-name" in codes(found)
    assert "--with-name" in next(problem.hint for problem in found if problem.code == "plan.no-name")
    assert "dose-plan" in composed(recipe="misuse", modules=(), with_name=True).html


def test_what_is_odd_refuses_with_the_word_that_confirms_it():
    late = asked(today=TODAY + timedelta(days=20))
    (problem, *_) = refused(lambda: pipeline.prepared(workspace(), late, PATIENT))
    assert (problem.code, problem.where) == ("plan.starts-past", "plan")
    confirmed = with_plan(confirmed=("starts-past",))
    pipeline.prepared(workspace(), late, confirmed)


def test_totals_are_compared_with_the_maximum_of_the_country():
    assert PATIENT.plan is not None
    steps = tuple(replace(step, taken=tuple((count * 2,) for (count,) in step.taken)) for step in PATIENT.plan.steps)
    double = with_plan(steps=steps)
    found = refused(lambda: composed(patient=double, region="US"))
    assert [(problem.code, problem.where) for problem in found] == [("plan.above-maximum", "plan.steps.1")]
    _, said = pipeline.prepared(workspace(), asked(), double)
    assert "plan.no-maximum" in codes(said)


def test_a_template_that_drops_a_line_of_the_plan_is_refused():
    ours = (OWN / "templates/modules/dose-plan.html").read_text(encoding="utf-8")
    for old in ("<td>{{ taken(part) }}</td>", "{{ step.total }}", "{{ module.valid }}", "{{ module.said.signature }}"):
        folder = Path(tempfile.mkdtemp()) / "clinic"
        files = {"clinic.yaml": "format: 1\n", "templates/modules/dose-plan.html": ours.replace(old, "")}
        space = at(written(folder, files))
        found = refused(lambda space=space: draft(pipeline.prepared(space, asked(), PATIENT)[0]))
        assert {problem.code for problem in found if problem.refuses} == {"draft.lost"}, old
        assert "Example" not in str(found)
        assert "mg" not in str(found)


def test_a_note_that_can_be_misread_is_a_warning_and_the_sheet_is_printed():
    _, said = pipeline.prepared(workspace(), asked(modules=("closing",)), Patient(note="Take 5 mg BD."))
    assert "patient.unsafe-note" in codes(said)
    assert "BD." not in str(said)


# --- nowhere else -----------------------------------------------------------------------------------------------------


def test_nothing_of_a_plan_is_in_the_file_s_metadata_its_name_or_its_problems():
    sheet = made()
    assert not re.search(r"Maria|15.mg|2027", metadata(sheet.document))
    assert "Maria" not in requests.name_of(asked(), ())
    assert not re.search(r"Maria|mg\b", str(sheet.problems))


def test_a_press_renders_a_plan_whole():
    made_ready = press.ready(workspace(), asked(recipe="essential", modules=()))
    sheet = made_ready.handout(PATIENT)
    assert made_ready.whole == {"plan": 1}
    assert "Your dose plan" in text_of(sheet.document)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


# --- words, numbers, days in each language ----------------------------------------------------------------------------


def test_a_language_without_the_words_prints_every_other_sheet_and_refuses_this_one(tmp_path: Path):
    own = tmp_path / "own"
    for folder in ("templates", "topics/shared", "topics/baclofen", "locales/es"):
        shutil.copytree(OWN / folder, own / folder)
    shutil.copytree(OWN / "styles", own / "styles", ignore=shutil.ignore_patterns("fonts"))
    (own / "styles" / "fonts").symlink_to(OWN / "styles" / "fonts")
    for name in ("clinic.yaml", "locales/help-lines.csv"):
        (own / name).write_bytes((OWN / name).read_bytes())
    path = own / "locales/es/LC_MESSAGES/handouts.po"
    known = catalog.read(path, "es")
    for message in plan_words.words(at(None)).values():
        known.delete(message.source, message.context)
    path.write_bytes(po.written(known))
    space = Workspace((OWN / "examples" / "clinic", own))
    sheets = [draft(pipeline.prepared(space, asked("es", modules=(), recipe="stopping"), Patient())[0])]
    assert "dose-plan" not in sheets[0].html
    found = refused(lambda: draft(pipeline.prepared(space, asked("es"), PATIENT)[0]))
    assert codes(found) == ["translation.missing"] * len(found)
    assert {problem.where.partition(":")[0] for problem in found} == {plan_words.FILE}


def test_words_that_nobody_has_approved_yet_make_no_other_sheet_a_draft():
    with_it, without = (
        composed(recipe="stopping", modules=()),
        composed(recipe="stopping", modules=(), patient=Patient()),
    )
    assert with_it.review == without.review == "source"
    space, messages = workspace(), tuple(plan_words.words(workspace()).values())
    assert not set(messages) & set(template_words.messages(space))


@pytest.mark.parametrize(
    ("count", "form"), [("1", "таблетку"), ("2", "таблетки"), ("5", "таблеток"), ("21", "таблетку")]
)
def test_russian_has_its_three_forms(count: str, form: str):
    said = yaml_text(TEXT, "").data
    for step in said["plan"]["steps"]:
        step["morning"] = {"tablets": count}
    plan, faults = dose.read(said["plan"])
    assert plan is not None, faults
    patient = replace(PATIENT, plan=plan)
    odd = [item.id for item in dose.oddities(plan, TODAY, names=("Baclofen",))]
    patient = replace(patient, plan=replace(plan, confirmed=tuple(odd)))
    assert f"Примите {count} {form} утром." in words_of(composed("ru", patient).html)


@pytest.mark.parametrize("lang", languages.languages(at(None)))
def test_every_number_of_tablets_has_a_form_in_every_language(lang: str):
    base = po.forms(lang)
    assert {po.form_of(lang, number) for number in range(1, 100)} <= set(range(len(base)))
    for form in range(len(base)):
        assert all(po.form_of(lang, number) == form for number in po.examples(lang, form))


def test_a_dose_keeps_its_digits_in_every_language():
    plan = Plan(
        "Baclofen",
        (Tablet(Decimal("2.5"), 4),),
        (Step(date(2026, 12, 7), date(2026, 12, 8), ((Decimal("1.25"),),) * 4),),
        date(2026, 12, 8),
    )
    patient = replace(PATIENT, plan=plan)
    assert "3.125 mg" in words_of(composed(patient=patient).html)
    assert "3,125 mg" in words_of(composed("de", patient).html)
    assert "12,5 mg" in words_of(composed("de", patient).html)
    assert "3.125 mg" in words_of(composed("ar", patient).html)


@pytest.mark.parametrize("lang", languages.languages(at(None)))
def test_days_and_months_are_named_in_the_language(lang: str):
    """Babel's own list of days, asked for as they stand alone, answers in another language once Urdu is loaded."""
    for other in ("ur", lang):
        words = _words(other)
        week = [plan_days._weekday(date(2026, 12, 7) + timedelta(days=at), words) for at in range(7)]
        assert len(set(week)) == 7
    urdu = {str(plan_days._weekday(date(2026, 12, 7) + timedelta(days=at), _words("ur"))) for at in range(7)}
    assert lang in ("ur", "fa", "ar") or not urdu.intersection(map(str, week))


def _words(lang: str) -> Any:
    return Words(catalogs.Translations(languages.language(lang), {}), {})


@pytest.mark.parametrize(
    ("region", "lang", "begins"), [("GB", "en", 0), ("US", "ar", 6), ("EG", "en", 5), (None, "ja", 6)]
)
def test_a_week_begins_as_it_does_in_the_country(region: str | None, lang: str, begins: int):
    assert plan_days.first_weekday(region, _words(lang)) == begins


def test_the_calendar_says_each_day_s_step():
    html = section(composed().html)
    found = re.findall(r'day-number">(\d+)</p><p class="in-step">Step (\d)</p>', html)
    assert found[:2] == [("7", "1"), ("8", "1")]
    assert len(found) == 14 * 3
    assert re.findall(r'month-name">([^<]+)<', html) == ["December 2026", "January 2027"]


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "fields"),
    [
        ("en", {}),
        ("ar", {}),
        ("th", {}),
        ("ru", {"paper": "letter"}),
        ("ru", {"edition": "large-print", "size": 24}),
        ("en", {"beside": "de"}),
        ("en", {"beside": "ar"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value.values())) or "usual",
)
def test_a_plan_is_printed_whole_in_each_script(lang: str, fields: Mapping[str, Any]):
    sheet = made(lang, **fields)
    told = {problem.code for problem in sheet.problems if problem.severity is not Severity.NOTE}
    assert told <= {"plan.no-maximum", "preflight.page-thin"}


def hard_plan() -> Patient:
    """Return a plan with quarters of two strengths, and none of both where they stand side by side."""
    quarter, none = Decimal("0.25"), Decimal(0)
    tablets = (Tablet(Decimal(10), 4), Tablet(Decimal(25), 4))
    taken = ((quarter * 3, quarter * 11), (none, none), (quarter, none), (none, quarter * 5))
    step = Step(date(2026, 12, 7), date(2026, 12, 13), taken)
    return with_plan(tablets=tablets, steps=(step,), confirmed=(), valid_until=date(2026, 12, 31))


LARGE = ("en", "de", "es", "ru", "ar", "hi", "th", "ja")
"""Seven scripts, and the longest words; `make soak` lays the other languages out in large print too."""


@pytest.mark.parametrize(
    ("lang", "edition"),
    [
        pytest.param(lang, edition, marks=() if edition == "standard" or lang in LARGE else pytest.mark.soak)
        for lang in languages.languages(at(None))
        for edition in ("standard", "large-print")
    ],
)
def test_the_real_words_of_each_language_fit_their_cells(lang: str, edition: str):
    space = at(OWN / "examples" / "clinic")
    size = 28 if edition == "large-print" else None
    sheet = pipeline.made(space, asked(lang, edition=edition, size=size), hard_plan())
    told = {problem.code for problem in sheet.problems if problem.severity is not Severity.NOTE}
    assert told <= {"plan.no-maximum", "preflight.page-thin"}


def test_a_word_longer_than_its_column_breaks_where_its_translation_says():
    space = at(OWN / "examples" / "clinic")
    brief, _ = pipeline.prepared(space, asked("de", edition="large-print", size=28), hard_plan())
    _, rendering = pipeline.rendered(brief)
    with pypdfium2.PdfDocument(rendering.pdf) as document:
        lines = [line.strip() for page in document for line in page.get_textpage().get_text_range().splitlines()]
    assert [line.rstrip("-\u2010") for line in lines[lines.index("Vor") :][:4]] == ["Vor", "dem", "Schlafen", "gehen"]


def long_plan(steps: int) -> Patient:
    day, made_steps = date(2026, 12, 7), []
    for number in range(steps):
        last = day + timedelta(days=6)
        made_steps.append(Step(day, last, ((Decimal(20 - number) / 2,),) * 4))
        day = last + timedelta(days=1)
    assert PATIENT.plan is not None
    return replace(PATIENT, plan=replace(PATIENT.plan, steps=tuple(made_steps), valid_until=day))


def test_a_step_is_never_split():
    brief, _ = pipeline.prepared(workspace(), asked(), long_plan(12))
    _, rendering = pipeline.rendered(brief)
    with pypdfium2.PdfDocument(rendering.pdf) as document:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    steps = [page.count("First day:") for page in pages]
    assert sum(steps) == 12
    assert sum(map(bool, steps)) > 1
    assert [len(re.findall(r"Take \d", page)) for page in pages] == [4 * count for count in steps]
    assert [page.count("Total for") for page in pages] == steps


def test_the_file_conforms(tmp_path: Path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(made().document)
    assert verapdf.failures(path, "ua1") == {}
    assert verapdf.failures(path, "3a") == {}
