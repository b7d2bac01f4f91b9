"""The overlay, row by row of docs/clinics.md: what a clinic's file does to ours, and what it cannot do."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from handouts import catalog, check, layers, listing, pipeline, replaced, replacing, review, topics
from handouts import clinic as clinics
from handouts.cli import run
from handouts.errors import Problem, Refused, Severity, UsageFault
from handouts.locales import languages
from handouts.locales.review import ledger
from handouts.roots import at
from handouts.workspace import Workspace

from .conftest import FACTS, SAMPLE, TODAY, written

NOTE = """\
format: 1
kind: note
after: using
title: "Refills at Hilltop"
body:
  paragraphs:
    - text: "Order **7 days** before you run out: {clinic_phone}."
"""
WHERE = "topics/sample/our-refills.yaml"


@pytest.fixture
def project(own_copy: Path) -> Path:
    """The project's own root, with the made-up topic in it."""
    return own_copy


@pytest.fixture
def layered(project: Path, tmp_path: Path) -> Callable[..., Workspace]:
    """Return a workspace of a clinic's folder (and a group's) on the project: `files` are the clinic's."""

    def make(files: Mapping[str, str | bytes] | None = None, group: Mapping[str, str] | None = None) -> Workspace:
        folder = written(tmp_path / "hilltop", {"clinic.yaml": yaml.safe_dump(FACTS), **(files or {})})
        if group is None:
            return Workspace((folder, project))
        below = written(tmp_path / "trust", {"clinic.yaml": "format: 1\n", **group})
        return Workspace((folder, below, project))

    return make


def record(project: Path, name: str) -> str:
    """The line by which a file says which version of ours it replaces."""
    return f"replaces: {replaced.digest(project / name)}"


def changed(project: Path, name: str, old: str, new: str) -> dict[str, str]:
    """A clinic's copy of one of our files, recorded, with a stretch of it changed."""
    text = (project / name).read_text(encoding="utf-8")
    assert old in text
    return {name: replaced.recorded(text.replace(old, new), name, replaced.digest(project / name))}


def texts(workspace: Workspace, composed: Any, **asked: Any) -> str:
    return str(composed(workspace, **asked).html)


def worse(workspace: Workspace) -> list[tuple[str, str]]:
    """What `check` says beyond notes and the clinic's own lines, as (code, place)."""
    found = check.problems(workspace, TODAY)
    return sorted((item.code, item.where) for item in found if item.severity is not Severity.NOTE)


# --- a topic module takes the place of ours, whole --------------------------------------------------------------------

USING = "topics/sample/using.yaml"


def test_a_clinics_module_takes_the_place_of_ours_whole(layered: Any, project: Path, composed: Any):
    space = layered(changed(project, USING, "Take 5 mg with food.", "Take 5 mg after a meal."))
    html = texts(space, composed)
    assert "after a meal" in html
    assert "with food" not in html
    assert "Never stop sample suddenly." in html  # the rest is ours
    assert worse(space) == []
    (row,) = (row for row in listing.rows(space, "modules", "sample") if row["id"] == "using")
    assert row["from"] == "hilltop"


def test_ours_has_moved_since_so_check_warns_and_make_prints_and_says_so(layered: Any, project: Path, composed: Any):
    space = layered(changed(project, USING, "with food", "after a meal"))
    ours = project / USING
    ours.write_text(ours.read_text(encoding="utf-8").replace("protects the stomach", "protects your stomach"))
    assert worse(space) == [("overlay.moved", f"hilltop/{USING}")]
    draft = composed(space)
    assert [item.code for item in draft.problems if item.severity is Severity.WARNING] == ["overlay.moved"]
    assert "after a meal" in draft.html


@pytest.mark.parametrize("recorded", [True, False])
def test_for_a_critical_module_make_refuses_until_the_clinic_acknowledges(
    layered: Any, project: Path, composed: Any, refusal: Any, *, recorded: bool
):
    name = "topics/sample/key-points.yaml"
    files = changed(project, name, "great harm", "very great harm")
    if not recorded:
        files = {name: files[name].replace("replaces:", "# was:")}
    space = layered(files)
    ours = project / name
    ours.write_text(ours.read_text(encoding="utf-8").replace("in danger.", "when in danger."))
    code = "overlay.moved" if recorded else "overlay.unrecorded"
    (problem,) = refusal(Refused, composed, space)
    assert (problem.code, problem.where) == (code, f"hilltop/{name}")
    assert f"handouts replace {name} --acknowledge" in problem.hint
    assert (code, f"hilltop/{name}") in worse(space)
    assert "About sample" in texts(space, composed, modules=("about",))  # not on this sheet: nothing to refuse
    replacing.acknowledge(space, name)
    assert "very great harm" in texts(space, composed)
    assert worse(space) == []


def test_line_ends_are_no_change(project: Path, layered: Any):
    space = layered(changed(project, USING, "with food", "after a meal"))
    ours = project / USING
    ours.write_bytes(ours.read_bytes().replace(b"\n", b"\r\n"))
    assert worse(space) == []


def test_a_critical_module_stays_critical(layered: Any, project: Path, refusal: Any):
    name = "topics/sample/key-points.yaml"
    space = layered(changed(project, name, "safety: critical\n", ""))
    (problem,) = refusal(Refused, topics.load, space, "sample")
    assert (problem.code, problem.where) == ("overlay.safety", f"hilltop/{name}:1")


def test_what_ours_had_is_gone_and_the_clinics_file_says_so(layered: Any, project: Path):
    space = layered(changed(project, USING, "with food", "after a meal"))
    (project / USING).unlink()
    assert ("overlay.gone", f"hilltop/{USING}") in worse(space)


def test_a_module_that_leaves_out_a_required_fact_gets_it_from_the_core(layered: Any, project: Path, composed: Any):
    name = "topics/sample/key-points.yaml"
    point = SAMPLE[name].partition("        - states: [kidney]")[0]
    space = layered({name: replaced.recorded(point, name, replaced.digest(project / name))})
    assert "With kidney disease call us first." in texts(space, composed)


# --- topic.yaml -------------------------------------------------------------------------------------------------------


def test_a_clinics_topic_file_takes_the_place_of_ours(layered: Any, project: Path, composed: Any):
    name = "topics/sample/topic.yaml"
    recipe = "  ours: {modules: [about, using]}\n"
    space = layered(changed(project, name, "  brief: {modules: [about]}\n", recipe))
    assert [row["id"] for row in listing.rows(space, "recipes", "sample")] == ["essential", "ours"]
    assert {row["from"] for row in listing.rows(space, "recipes", "sample")} == {"hilltop"}
    assert listing.rows(space, "topics", None)[0]["from"] == "hilltop"
    assert "About sample" in texts(space, composed, recipe="ours")


def test_a_topic_file_that_requires_less_is_refused(layered: Any, project: Path, refusal: Any):
    name = "topics/sample/topic.yaml"
    space = layered(changed(project, name, "required: [never-stop, kidney]", "required: [never-stop]"))
    (problem,) = refusal(Refused, topics.load, space, "sample")
    assert (problem.code, problem.message) == (
        "overlay.required",
        "ours requires facts that this file leaves out: kidney",
    )


def test_an_outdated_topic_file_refuses_every_sheet_of_the_topic(
    layered: Any, project: Path, composed: Any, refusal: Any
):
    name = "topics/sample/topic.yaml"
    space = layered(changed(project, name, "revision: 1", "revision: 2"))
    ours = project / name
    ours.write_text(ours.read_text(encoding="utf-8").replace("Never stop sample suddenly.", "Never stop sample."))
    for asked in ({}, {"modules": ("about",)}):
        assert [item.code for item in refusal(Refused, composed, space, **asked)] == ["overlay.moved"]


# --- facts: a clinic may add, and cannot change ours ------------------------------------------------------------------


def test_facts_merge_and_ours_stay_as_they_are(layered: Any):
    facts = "format: 1\nfacts:\n  never-stop: {says: Changed.}\n  own: {says: Ours.}\n"
    found = topics.load(layered({"topics/sample/facts.yaml": facts}), "sample").facts
    assert (found["never-stop"].says, found["own"].says) == ("Stopping harms.", "Ours.")


# --- a note beside one of our modules ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "order"), [("after: using", (0, 1, 2)), ("before: using", (0, 2, 1))])
def test_a_note_stands_before_or_after_its_module(layered: Any, composed: Any, place: str, order: tuple[int, ...]):
    space = layered({WHERE: NOTE.replace("after: using", place)})
    html = texts(space, composed)
    parts = ("The most important points", "Using sample", "Refills at Hilltop")
    assert sorted(range(3), key=lambda index: html.index(parts[index])) == list(order)
    assert 'class="note-box"' in html
    assert worse(space) == []


def test_a_note_goes_where_its_module_goes(layered: Any, composed: Any):
    space = layered({WHERE: NOTE})
    assert "Refills at Hilltop" in texts(space, composed, modules=("using",))
    assert "Refills at Hilltop" not in texts(space, composed, recipe="brief")
    assert "Refills at Hilltop" not in texts(space, composed, modules=("about",))
    found = topics.load(space, "sample")
    assert found.topic.order == ("key-points", "using", "our-refills", "about", "numbers", "safety-core")


def test_a_note_has_no_number_and_makes_none_wrong(layered: Any, composed: Any):
    html = texts(layered({WHERE: NOTE.replace("after: using", "before: using")}), composed)
    assert '<span class="hang">2</span> Using sample' in html
    assert '<span class="hang">3</span>' not in html


def po(lang: str, domain: str, entries: Mapping[tuple[str, str], str]) -> dict[str, bytes]:
    found, buffer = Catalog(locale=lang, domain=domain, fuzzy=False), io.BytesIO()
    for (context, source), said in entries.items():
        found.add(source, said, context=context or None)
    write_po(buffer, found)
    return {f"locales/{lang}/LC_MESSAGES/{domain}.po": buffer.getvalue()}


def test_a_note_has_its_own_catalog_and_our_translations_stay(
    layered: Any, translate: Any, composed: Any, refusal: Any, project: Path
):
    translate(Workspace((project,)), "eo", root=project)
    space = layered({WHERE: NOTE})
    assert [item.code for item in refusal(Refused, composed, space, locale="eo")] == ["translation.module"]
    assert {name: counts for name, *counts in catalog.update(space, "eo")} == {
        "locales/eo/LC_MESSAGES/sample.po": [2, 2]
    }
    said = {
        ("our-refills", "Refills at Hilltop"): "Reprovizo",
        (
            "our-refills",
            "Order **7 days** before you run out: {clinic_phone}.",
        ): "Mendu **7 tagojn** antaŭe: {clinic_phone}.",
    }
    written(space.roots[0], po("eo", "sample", said))
    html = texts(space, composed, locale="eo")
    assert "Reprovizo" in html
    assert "Ûsîng sâmplê" in html  # ours, from our catalog
    assert [row["from"] for row in listing.rows(space, "languages", "sample") if row["id"] == "eo"] == [
        "hilltop + ours"
    ]


def test_what_a_clinic_words_anew_stays_when_its_catalog_is_updated(layered: Any, translate: Any, project: Path):
    translate(Workspace((project,)), "eo", root=project)
    own = po("eo", "sample", {("about", "About sample"): "Nia vorto", ("about", "No longer ours"): "For"})
    space = layered({WHERE: NOTE, **own})
    assert {name: counts for name, *counts in catalog.update(space, "eo")} == {
        "locales/eo/LC_MESSAGES/sample.po": [3, 2]
    }
    text = (space.roots[0] / "locales/eo/LC_MESSAGES/sample.po").read_text(encoding="utf-8")
    assert "Nia vorto" in text
    assert "No longer ours" not in text


BAD_NOTES = {
    "after: using\n": ("content.value-error", "needs before: or after:"),
    'title: "Refills at Hilltop"': ("content.missing", "'title' is missing"),
    "after: using": ("overlay.place", "no module 'usings'"),
    "kind: note": ("content.value-error", "two places"),
    'text: "Order': ("content.value-error", "can't state a fact"),
    "title: ": ("content.value-error", "critical to safety"),
    "**7 days**": ("content.value-error", "60 words at most"),
}
MENDS = {
    "after: using\n": "",
    'title: "Refills at Hilltop"': "",
    "after: using": "after: usings",
    "kind: note": "kind: note\nbefore: about",
    'text: "Order': 'states: [never-stop]\n      text: "Order',
    "title: ": "safety: critical\ntitle: ",
    "**7 days**": "**7 days** " + "and more " * 30,
}


@pytest.mark.parametrize("old", BAD_NOTES)
def test_a_note_that_cannot_stand_is_refused_with_its_place(layered: Any, refusal: Any, old: str):
    code, said = BAD_NOTES[old]
    problems = refusal(Refused, topics.load, layered({WHERE: NOTE.replace(old, MENDS[old], 1)}), "sample")
    assert [(item.code, said in item.message) for item in problems] == [(code, True)]
    assert problems[0].where.startswith(f"hilltop/{WHERE}:")


def test_a_whole_module_of_the_clinics_own_beside_ours(layered: Any, composed: Any):
    module = (
        SAMPLE["topics/sample/about.yaml"]
        .replace("About sample", "Our gym")
        .replace("kind: prose", "kind: prose\nafter: using")
    )
    space = layered({"topics/sample/our-gym.yaml": module})
    html = texts(space, composed)
    assert '<span class="hang">3</span> Our gym' in html
    assert worse(space) == []


def test_a_short_sheet_takes_notes_and_short_forms_only(layered: Any, project: Path):
    topic = (project / "topics/sample/topic.yaml").read_text(encoding="utf-8")
    (project / "topics/sample/topic.yaml").write_text(
        topic.replace("  brief: {modules: [about]}", "  brief: {modules: [about], form: brief}")
    )
    about = SAMPLE["topics/sample/about.yaml"].replace("kind: prose", "kind: prose\nafter: about")
    short = about + 'brief:\n  items:\n    - text: "In short."\n'
    note = NOTE.replace("after: using", "after: about")
    space = layered(
        {"topics/sample/our-a.yaml": about, "topics/sample/our-b.yaml": short, "topics/sample/our-c.yaml": note}
    )
    assert topics.load(space, "sample").topic.recipes["brief"].modules == ("about", "our-b", "our-c")


# --- a whole topic of the clinic's own --------------------------------------------------------------------------------


def test_a_whole_topic_of_the_clinics_own(clinic: Any, composed: Any, own: Path):
    space = at(clinic())
    found = {row["id"]: row["from"] for row in listing.rows(space, "topics", None)}
    assert found == {name: "hilltop" if name == "sample" else "ours" for name in found}
    assert {"baclofen", "sample"} <= set(found)
    assert "Using sample" in texts(space, composed)


# --- templates --------------------------------------------------------------------------------------------------------

HERO = "templates/parts/hero.html"


def test_a_clinics_template_takes_the_place_of_ours(layered: Any, project: Path, composed: Any):
    space = layered(changed(project, HERO, '<section class="hero">', '<section class="hero ours">'))
    assert 'class="hero ours"' in texts(space, composed)
    assert worse(space) == []


def test_a_template_that_has_moved_is_told_by_check(layered: Any, project: Path, composed: Any):
    space = layered(changed(project, HERO, '<section class="hero">', '<section class="hero ours">'))
    (project / HERO).write_text((project / HERO).read_text(encoding="utf-8") + "\n")
    assert worse(space) == [("overlay.moved", f"hilltop/{HERO}")]
    assert 'class="hero ours"' in texts(space, composed)  # what it must hold is proven on every sheet


@pytest.mark.parametrize(
    ("name", "old", "code"),
    [
        (HERO, '<p class="message">{{ topic.main.message }}</p>', "draft.frame"),
        ("templates/parts/foot.html", '<p class="strip-message">{{ topic.main.short }}</p>', "draft.frame"),
        ("templates/parts/furniture.html", '{% include "parts/draft-line.html" %}', "draft.frame"),
        ("templates/modules/points.html", '<p class="then">{{ item.then }}</p>', "draft.lost"),
    ],
)
def test_a_template_that_drops_a_safety_box_is_refused(
    layered: Any, project: Path, composed: Any, refusal: Any, name: str, old: str, code: str
):
    space = layered(changed(project, name, old, ""))
    problems = refusal(Refused, composed, space)
    assert code in {item.code for item in problems}
    assert all(item.hint for item in problems)


def test_only_a_block_may_be_changed_by_an_empty_child(layered: Any, composed: Any):
    child = '{% extends "base.html" %}\n{% block panel %}{{ super() }}<p class="hours">Ring twice.</p>{% endblock %}'
    assert "Ring twice." in texts(layered({"templates/handout.html": child}), composed)


# --- style sheets, drawings, the logo ---------------------------------------------------------------------------------


def test_style_sheets_all_load_ours_first(layered: Any, composed: Any):
    space = layered({"styles/base.css": ".what { margin: 0 }", "styles/clinic.css": ".why { margin: 0 }"})
    names = [sheet.name for sheet in composed(space).sheets]
    assert names[-2:] == ["hilltop/styles/base.css", "hilltop/styles/clinic.css"]
    assert "styles/base.css" in names[:-2]


def test_a_drawing_takes_the_place_of_ours(layered: Any, project: Path):
    name = "styles/symbols/call.svg"
    text = (project / name).read_text(encoding="utf-8")
    space = layered({name: replaced.recorded(text, name, replaced.digest(project / name))})
    assert space.asset("symbols/call.svg") == (space.roots[0] / name).read_bytes()
    assert worse(space) == []
    (space.roots[0] / name).write_text(text)
    assert worse(space) == [("overlay.unrecorded", f"hilltop/{name}")]


def test_a_logo_takes_the_place_of_the_groups(layered: Any):
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="{}" height="9"/></svg>'
    group = {"clinic.yaml": "format: 1\nlogo: logo.svg\n", "logo.svg": drawn.format(1)}
    assert layered(group=group).asset("logo.svg") == drawn.format(1).encode()
    assert layered({"logo.svg": drawn.format(2)}, group).asset("logo.svg") == drawn.format(2).encode()


# --- catalogs, help lines, approvals ----------------------------------------------------------------------------------


def test_catalogs_merge_and_the_clinics_message_wins(layered: Any, translate: Any, project: Path, composed: Any):
    translate(Workspace((project,)), "eo", root=project)
    space = layered(po("eo", "sample", {("using", "Using sample"): "Nia titolo"}))
    html = texts(space, composed, locale="eo")
    assert "Nia titolo" in html
    assert "Ûsîng sâmplê" not in html
    assert "Thê môst împôrtânt pôînts" in html


def test_a_clinic_may_word_the_source_anew(layered: Any, composed: Any):
    space = layered(po("en", "sample", {("using", "Using sample"): "Sample, day by day"}))
    assert "Sample, day by day" in texts(space, composed)


def test_help_lines_of_the_clinic_win_by_country_and_service(layered: Any):
    row = "GB,poison,Our poison desk,01632 960777,always,call,en,,,made up,high\n"
    head = ",".join(clinics.COLUMNS) + "\n"
    space = layered({"locales/help-lines.csv": head + row})
    lines = clinics.country_lines(space, "GB")
    assert [line.number for line in lines if line.service == "poison"] == ["01632 960777"]
    assert next(line.number for line in lines if line.service == "emergency") == "999"


def approve(space: Workspace, module: str, lang: str = "en") -> list[str]:
    signed = review.signature(by="Dr A. Tester", role="clinician", qualification="Consultant", date=TODAY)
    return [name for name, _ in review.approve(space, lang=lang, topic="sample", modules=(module,), signature=signed)]


def test_an_approval_goes_to_the_root_whose_text_it_approves(layered: Any):
    space = layered({WHERE: NOTE})
    assert approve(space, "our-refills") == ["hilltop/locales/en/review.yaml"]
    assert approve(space, "about") == ["locales/en/review.yaml"]
    clinic_word = ledger(space.roots[0] / "locales/en/review.yaml", "")
    assert [len(item.digests) for item in clinic_word.approvals] == [2]


# --- clinic.yaml: roots stack through extends: ------------------------------------------------------------------------


def stacked(tmp_path: Path, **facts: Mapping[str, Any]) -> Path:
    """Write folders with these facts; return the first."""
    for name, said in facts.items():
        written(tmp_path / name, {"clinic.yaml": yaml.safe_dump({"format": "1", **said}, allow_unicode=True)})
    return tmp_path / next(iter(facts))


def test_keys_merge_the_clinics_over_the_groups(tmp_path: Path):
    root = stacked(
        tmp_path,
        hilltop={"extends": "../trust", "name": "Hilltop", "colours": {"brand": "#5C0B4F"}},
        trust={
            "name": "Trust",
            "country": "GB",
            "phone": "01632 960000",
            "colours": {"brand": "#123456", "warning": "#701010"},
            "confirmed": [{"service": "poison", "number": "111", "by": "A. Tester", "date": "2026-11-02"}],
        },
    )
    space = at(root)
    assert [path.name for path in space.roots[:2]] == ["hilltop", "trust"]
    found, _ = clinics.load(space, TODAY)
    facts = found.facts
    assert (facts.name, facts.country, facts.phone) == ("Hilltop", "GB", "01632 960000")
    assert (facts.colours.brand, facts.colours.warning) == ("#5C0B4F", "#701010")
    assert {line.service for line in found.lines} == {"emergency", "clinic", "poison"}


def test_a_fault_is_told_in_the_file_that_has_it(tmp_path: Path, refusal: Any):
    root = stacked(tmp_path, hilltop={"extends": "../trust", "papper": "a4"}, trust={"colours": {"brand": "red"}})
    problems = refusal(Refused, clinics.load, at(root), TODAY)
    assert sorted((item.code, item.where) for item in problems) == [
        ("content.extra-forbidden", "hilltop/clinic.yaml:3"),
        ("content.string-pattern-mismatch", "trust/clinic.yaml:2"),
    ]


def test_confirmed_lines_are_put_together_and_the_groups_hold_in_its_country(tmp_path: Path):
    line = {"service": "poison", "number": "111", "by": "A. Tester", "date": "2026-11-02"}
    crisis = {**line, "service": "crisis", "number": "116 123"}
    found, _ = clinics.load(
        at(stacked(tmp_path, c={"extends": "../d", "country": "GB", "confirmed": [crisis]}, d={"confirmed": [line]})),
        TODAY,
    )
    assert {item.number for item in found.lines} == {"999", "111", "116 123"}
    french = {"service": "crisis", "number": "3114", "by": "A. Tester", "date": "2026-11-02"}
    root = stacked(
        tmp_path,
        hilltop={"extends": "../trust", "country": "FR", "confirmed": [french]},
        trust={"country": "GB", "confirmed": [line]},
    )
    found, said = clinics.load(at(root), TODAY)
    assert "line.unknown" not in {item.code for item in said}
    assert "3114" in {item.number for item in found.lines}


@pytest.mark.parametrize(
    ("below", "on_top", "refused"),
    [(True, False, True), (True, True, False), (True, None, False), (False, True, False), (None, False, False)],
)
def test_a_policy_can_only_be_tightened(
    tmp_path: Path, refusal: Any, *, below: bool | None, on_top: bool | None, refused: bool
):
    def policy(*, value: bool | None) -> dict[str, Any]:
        return {} if value is None else {"policy": {"require_unexpired": value}}

    root = stacked(tmp_path, hilltop={"extends": "../trust", **policy(value=on_top)}, trust=policy(value=below))
    if refused:
        (problem,) = refusal(Refused, clinics.load, at(root), TODAY)
        assert (problem.code, problem.where) == ("policy.loosened", "hilltop/clinic.yaml:4")
    else:
        found, _ = clinics.load(at(root), TODAY)
        assert found.facts.policy.require_unexpired is bool(below or on_top)


def test_three_folders_and_two_of_one_name(tmp_path: Path):
    stacked(
        tmp_path,
        **{"a/site": {"extends": "../../b/site"}, "b/site": {"extends": "../../trust"}, "trust": {"name": "T"}},
    )
    space = at(tmp_path / "a" / "site")
    assert [space.title(root) for root in space.roots] == ["a/site", "b/site", "trust", "ours"]
    assert clinics.load(space, TODAY)[0].facts.name == "T"


@pytest.mark.parametrize("told", ["../nowhere", "../hilltop", "clinic.yaml", "../trust/clinic.yaml"])
def test_extends_that_leads_nowhere_or_back_is_refused_with_its_place(tmp_path: Path, refusal: Any, told: str):
    root = stacked(tmp_path, hilltop={"extends": told}, trust={})
    (problem,) = refusal(Refused, at, root)
    assert (problem.code, problem.where) == ("clinic.extends", "hilltop/clinic.yaml:1")


def test_a_circle_is_refused(tmp_path: Path, refusal: Any):
    root = stacked(tmp_path, a={"extends": "../b"}, b={"extends": "../c"}, c={"extends": "../a"})
    assert refusal(Refused, at, root)[0].where == "c/clinic.yaml:1"


def test_a_groups_module_and_note_reach_the_clinic_and_the_clinics_wins(layered: Any, project: Path, composed: Any):
    group = {**changed(project, USING, "with food", "after a meal"), WHERE: NOTE}
    space = layered({}, group)
    assert "after a meal" in texts(space, composed)
    assert "Refills at Hilltop" in texts(space, composed)
    below = replaced.digest(space.roots[1] / USING)
    mine = replaced.recorded(group[USING].replace("after a meal", "with milk"), USING, below)
    written(space.roots[0], {USING: mine})
    assert "with milk" in texts(space, composed)
    assert worse(space) == []
    (space.roots[1] / USING).write_text(group[USING].replace("after a meal", "with bread"))
    assert worse(space) == [("overlay.moved", f"hilltop/{USING}")]


# --- what list and check say ------------------------------------------------------------------------------------------


def test_every_file_is_listed_with_what_it_does(layered: Any, project: Path):
    files = {
        WHERE: NOTE,
        **changed(project, USING, "with food", "after a meal"),
        "topics/sample/facts.yaml": "format: 1\nfacts: {own: {says: Ours.}}\n",
        "topics/nothing/module.yaml": "format: 1\n",
        "topics/sample/_aside.yaml": "x",
        "styles/clinic.css": "",
        "styles/base.css": "",
        "styles/brand.css": "",
        "templates/parts/extra.html": "",
        "templates/handout.html": '{% extends "base.html" %}{% block hero %}{% include "parts/used.html" %}'
        "{% endblock %}",
        "templates/parts/used.html": "",
        "locales/eo/LC_MESSAGES/sample.po": "",
        "locales/eo/LC_MESSAGES/simple.po": "",
        "locales/help-lines.csv": "",
        "styles/symbols/own.svg": "",
        "notes.txt": "",
    }
    found = {layer.name: layer.effect for layer in layers.layers(layered(files))}
    assert found == {
        "clinic.yaml": layers.MERGES,
        WHERE: layers.ADDS,
        USING: layers.REPLACES,
        "topics/sample/facts.yaml": layers.MERGES,
        "topics/nothing/module.yaml": layers.UNUSED,
        "styles/clinic.css": layers.AFTER,
        "styles/base.css": layers.AFTER,
        "styles/brand.css": layers.UNUSED,
        "templates/parts/extra.html": layers.UNUSED,
        "templates/handout.html": layers.REPLACES,
        "templates/parts/used.html": layers.ADDS,
        "locales/eo/LC_MESSAGES/sample.po": layers.ADDS,
        "locales/eo/LC_MESSAGES/simple.po": layers.UNUSED,
        "locales/help-lines.csv": layers.MERGES,
        "styles/symbols/own.svg": layers.ADDS,
    }


def test_check_tells_of_each_file_and_of_those_that_nothing_reads(layered: Any):
    space = layered({WHERE: NOTE, "styles/clinc.css": "", "topics/sample/usign.yml": ""})
    said: list[Problem] = list(check.problems(space, TODAY))
    notes = {item.where: item.message for item in said if item.code == "overlay.layer"}
    assert notes[f"hilltop/{WHERE}"] == "this file adds to ours"
    assert notes["hilltop/clinic.yaml"] == "this file merges with clinic.yaml"
    unused = {item.where: item.hint for item in said if item.code == "overlay.unused"}
    assert unused["hilltop/styles/clinc.css"] == "did you mean styles/clinic.css?"
    assert unused["hilltop/topics/sample/usign.yml"] == "did you mean topics/sample/using.yaml?"


def test_a_translation_of_ours_that_a_clinics_file_no_longer_needs_is_not_the_clinics_fault(
    layered: Any, translate: Any, project: Path
):
    translate(Workspace((project,)), "eo", root=project)
    space = layered(changed(project, USING, "Take 5 mg with food.", "Take 5 mg after a meal."))
    assert [code for code, _ in worse(space)] == ["translation.missing"]


def test_check_asks_only_for_the_clinics_languages(layered: Any, translate: Any, project: Path):
    translate(Workspace((project,)), "eo", root=project)
    assert worse(layered({WHERE: NOTE}))[0][0] == "translation.missing"
    facts = yaml.safe_dump({**FACTS, "languages": ["en"]})
    assert worse(layered({WHERE: NOTE, "clinic.yaml": facts})) == []
    assert languages.languages(layered()) == ("en", "eo")


# --- handouts replace -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [USING, HERO, "styles/symbols/call.svg", "topics/sample/topic.yaml"])
def test_a_copy_is_ours_with_a_record_of_it(layered: Any, project: Path, name: str):
    space = layered()
    assert replacing.copy(space, name) == f"hilltop/{name}"
    path = space.roots[0] / name
    assert replaced.record(path) == replaced.digest(project / name)
    assert worse(space) == []
    ours, theirs = ((root / name).read_text(encoding="utf-8").splitlines() for root in (project, space.roots[0]))
    assert len(theirs) == len(ours) + 1
    assert set(ours) < set(theirs)


def test_a_copied_template_and_drawing_still_work(layered: Any, made: Any):
    space = layered()
    for name in (HERO, "templates/base.html", "styles/symbols/call.svg", "templates/modules/points.html"):
        replacing.copy(space, name)
    assert made(space).page_count >= 1


@pytest.mark.parametrize("name", ["clinic.yaml", "styles/base.css", "topics/sample/facts.yaml", "nope", "../x", ""])
def test_what_is_not_replaced_whole_is_not_copied(layered: Any, refusal: Any, name: str):
    assert refusal(UsageFault, replacing.copy, layered(), name)[0].code == "replace.unknown"


def test_nothing_is_overwritten_and_ours_alone_takes_nothing(layered: Any, refusal: Any, project: Path):
    space = layered()
    replacing.copy(space, USING)
    assert refusal(UsageFault, replacing.copy, space, USING)[0].code == "replace.exists"
    assert refusal(UsageFault, replacing.copy, Workspace((project,)), USING)[0].code == "replace.no-clinic"
    assert refusal(UsageFault, replacing.acknowledge, space, HERO)[0].code == "replace.none"


def test_an_acknowledgement_changes_one_line(layered: Any, project: Path):
    space = layered(changed(project, USING, "with food", "after a meal"))
    path = space.roots[0] / USING
    before = path.read_text(encoding="utf-8").splitlines()
    (project / USING).write_text((project / USING).read_text(encoding="utf-8") + "# new\n")
    replacing.acknowledge(space, USING)
    after = path.read_text(encoding="utf-8").splitlines()
    assert [index for index, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [1]
    assert '-        - do: "Take 5 mg with food."' in replacing.differences(space, USING)


def test_the_command_copies_compares_and_acknowledges(clinic: Any, capfd: pytest.CaptureFixture[str]):
    root = clinic()
    name = "topics/baclofen/myths.yaml"

    def call(*arguments: str) -> tuple[int, str]:
        code = run(["replace", name, "--clinic", str(root), *arguments])
        return int(code), capfd.readouterr().out

    assert call() == (0, f"hilltop/{name}\n")
    path = root / name
    path.write_text(path.read_text(encoding="utf-8").replace("format: 1\nreplaces: ", "format: 1\nreplaces: 0000", 1))
    assert call("--acknowledge")[0] == 0
    assert "--- topics/baclofen/myths.yaml" in call("--diff")[1]
    assert call()[0] == 2


# --- a brand whose numbers are missing --------------------------------------------------------------------------------


def test_a_number_that_a_text_needs_and_the_clinic_lacks_is_an_error_with_a_remedy(
    workspace: Any, refusal: Any, asked: Any
):
    def make() -> None:
        pipeline.draft(pipeline.prepared(workspace(phone=None), asked(), pipeline.Patient())[0])

    problems = refusal(Refused, make)
    assert {(item.code, item.hint) for item in problems} >= {("clinic.lacks", "add phone: to clinic.yaml")}
