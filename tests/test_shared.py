"""What topics share: written once, taken in by reference, translated and approved once, named by its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts import catalog, replaced, shared, topics
from handouts.errors import Refused
from handouts.locales import catalogs
from handouts.model.message import SHARED
from handouts.model.walk import texts
from handouts.workspace import Workspace

from .content_fixtures import approve, codes, edit, entry, place, po, put, refused, said, tea

FILE = "topics/shared/cups.yaml"
CUPS = """\
format: 1
safety: critical
points:
  wash:
    - states: [ask]
      say: "Wash the cup."
    - say: "Dry the cup."
actions:
  wash:
    - do: "Wash this cup."
briefs:
  wash:
    - text: "Wash it."
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    put(made.own, FILE, CUPS)
    edit(
        made.own,
        "topics/tea/points.yaml",
        "        - states: [ask]\n",
        "        - take: cups/wash\n        - states: [ask]\n",
    )
    return made


def points(workspace: Workspace) -> list[str]:
    return [str(text) for _, text in texts(topics.load(workspace, "tea").modules["points"].module)]


def test_a_reference_gives_every_item_in_its_place(workspace: Workspace):
    assert points(workspace)[-4:] == [
        "Wait. Call **{emergency_number}** for a bad burn.",
        "Wash the cup.",
        "Dry the cup.",
        "Ask us: {clinic_phone}.",
    ]


def test_what_is_shared_belongs_to_its_own_domain_and_file(workspace: Workspace):
    found = {m.source: m for m in topics.load(workspace, "tea").messages("points")}
    washed, own = found["Dry the cup."], found["Ask us: {clinic_phone}."]
    assert (washed.domain, washed.context) == (SHARED, "cups")
    assert washed.where == place(workspace.own, FILE, "Dry the cup.")
    assert (own.domain, own.context) == ("tea", "points")
    assert own.where == place(workspace.own, "topics/tea/points.yaml", "Ask us: {clinic_phone}.")


def test_the_place_decides_which_shape_is_taken(workspace: Workspace):
    path = workspace.own / "topics/tea/points.yaml"
    path.write_text(path.read_text() + "brief:\n  items:\n    - take: cups/wash\n")
    brief = topics.load(workspace, "tea").modules["points"].module.brief
    assert brief is not None
    assert [str(item.text) for item in brief.items] == ["Wash it."]


@pytest.mark.parametrize("name", ["cups/break", "plates/wash", "cups", "/"])
def test_a_reference_that_leads_nowhere_is_refused_with_its_line_and_what_there_is(workspace: Workspace, name: str):
    edit(workspace.own, "topics/tea/points.yaml", "take: cups/wash", f"take: '{name}'")
    (problem,) = refused(lambda: topics.load(workspace, "tea"))
    assert problem.code == "shared.unknown"
    assert problem.where == place(workspace.own, "topics/tea/points.yaml", "take:")
    assert problem.hint == "shared points: cups/wash"


def test_a_place_that_can_take_nothing_says_so(workspace: Workspace):
    edit(
        workspace.own,
        "topics/tea/brewing.yaml",
        "    - sources: [T2]\n",
        "    - take: cups/wash\n    - sources: [T2]\n",
    )
    (problem,) = refused(lambda: topics.load(workspace, "tea"))
    assert (problem.code, problem.hint) == ("shared.unknown", "shared : nothing fits here")


def test_a_fault_in_a_shared_file_is_told_once_with_its_line(workspace: Workspace):
    edit(workspace.own, FILE, '      say: "Wash the cup."', '      sya: "Wash the cup."')
    found = refused(lambda: topics.load(workspace, "tea"))
    assert {problem.where.partition(":")[0] for problem in found} == {FILE}
    assert "content.extra-forbidden" in codes(found)


def test_a_fault_after_what_was_taken_still_has_its_own_line(workspace: Workspace):
    edit(
        workspace.own, "topics/tea/points.yaml", '          say: "Ask us: {clinic_phone}."', '          sya: "Ask us."'
    )
    found = refused(lambda: topics.load(workspace, "tea"))
    assert ("content.extra-forbidden", place(workspace.own, "topics/tea/points.yaml", "sya:")) in said(found)


def test_shared_facts_serve_every_topic_and_a_topic_may_say_its_own(workspace: Workspace):
    put(
        workspace.own,
        "topics/shared/facts.yaml",
        'format: 1\nfacts:\n  ask: {says: "Shared."}\n  dry: {says: "Dry."}\n',
    )
    facts = topics.load(workspace, "tea").facts
    assert facts["dry"].says == "Dry."
    assert facts["ask"].says == "Questions go to the clinic."


def test_the_shared_catalog_holds_everything_that_can_be_taken(workspace: Workspace):
    domains = dict(catalog.domains(workspace))
    assert [m.source for m in domains[SHARED]] == ["Wash this cup.", "Wash the cup.", "Dry the cup.", "Wash it."]
    assert all(m.critical for m in domains[SHARED])
    assert not any(m.source == "Dry the cup." for m in domains["tea"])


def test_a_translation_of_shared_text_is_found_under_its_domain(workspace: Workspace):
    po(workspace.own, "es", SHARED, [entry("cups", "Dry the cup.", "Seque la taza.")])
    found = catalogs.load(workspace, "es", (SHARED, "tea"))
    message = next(m for m in topics.load(workspace, "tea").messages("points") if m.source == "Dry the cup.")
    written = found.entry(message)
    assert written is not None
    assert written.translation == "Seque la taza."


def test_shared_text_is_approved_once_and_by_itself(workspace: Workspace):
    assert sum(approve(workspace, "en", "clinician", topic=SHARED).values()) == 4
    own = len({(m.context, m.source) for m in dict(catalog.domains(workspace))["tea"]})
    assert sum(approve(workspace, "en", "clinician").values()) == own


def test_a_clinics_shared_file_replaces_ours_whole(workspace: Workspace, tmp_path: Path):
    clinic = tmp_path / "clinic"
    put(clinic, "clinic.yaml", "format: 1\n")
    record = f"replaces: {replaced.digest(workspace.own / FILE)}"
    head = f"format: 1\n{record}\nsafety: critical\n"
    put(clinic, FILE, head + 'points:\n  wash:\n    - say: "Rinse it."\n      states: [ask]\n')
    over = Workspace((clinic, workspace.own))
    assert "Rinse it." in points(over)
    assert "Dry the cup." not in points(over)
    found = {m.source: m for m in topics.load(over, "tea").messages("points")}
    assert found["Rinse it."].where == "clinic/topics/shared/cups.yaml:6"


def test_without_shared_files_there_is_no_shared_domain(tmp_path: Path):
    assert SHARED not in dict(catalog.domains(tea(tmp_path)))
    assert shared.load(tea(tmp_path / "b")) == {}


def test_references_cannot_take_references(workspace: Workspace):
    edit(workspace.own, FILE, '    - say: "Dry the cup."\n', "    - take: cups/wash\n")
    with pytest.raises(Refused):
        topics.load(workspace, "tea")


def test_safety_text_stays_safety_text_whoever_takes_it_and_is_no_less_in_a_critical_module(workspace: Workspace):
    def critical() -> bool:
        return next(m.critical for m in topics.load(workspace, "tea").messages("points") if m.context == "cups")

    edit(workspace.own, "topics/tea/points.yaml", "safety: critical\n", "")
    assert critical()
    edit(workspace.own, FILE, "safety: critical\n", "")
    assert not critical()
    edit(workspace.own, "topics/tea/points.yaml", "kind: points\n", "kind: points\nsafety: critical\n")
    assert critical()


def test_a_place_may_say_more_of_what_it_takes(workspace: Workspace):
    edit(
        workspace.own,
        "topics/tea/points.yaml",
        "take: cups/wash\n",
        "take: cups/wash\n          states: [let-cool]\n          needs_clinician: true\n",
    )
    first, wash, dry, _ = topics.load(workspace, "tea").modules["points"].module.body.groups[0].items
    assert (wash.states, dry.states) == (("ask", "let-cool"), ("let-cool",))
    assert wash.needs_clinician
    assert not first.needs_clinician


def test_rows_of_a_table_and_words_can_be_taken_too(workspace: Workspace):
    put(workspace.own, "topics/shared/rows.yaml", 'format: 1\nrows:\n  hot:\n    - cells: ["Hot", "Wait"]\n')
    table = 'format: 1\nkind: table\ntitle: "Cups"\nsources: [T1]\nbody:\n  head: ["Cup", "Do"]\n  rows:\n'
    put(workspace.own, "topics/tea/brewing.yaml", table + "    - take: rows/hot\n")
    (row,) = topics.load(workspace, "tea").modules["brewing"].module.body.rows
    assert row.cells == ("Hot", "Wait")
