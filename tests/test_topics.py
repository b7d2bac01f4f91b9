"""Topics hold together, and whatever does not is named with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handouts import topics
from handouts.errors import ExitCode, Problem, Refused, Severity, UsageFault
from handouts.model.walk import facts, texts
from handouts.roots import at
from handouts.workspace import Workspace

from .content_fixtures import BREWING, CORE, codes, edit, overlaid, place, put, said, tea

T = "topics/tea"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return tea(tmp_path)


def found(workspace: Workspace) -> tuple[Problem, ...]:
    """Return what the topic says of itself, refused or not."""
    try:
        return tuple(topics.problems(topics.load(workspace, "tea")))
    except Refused as refusal:
        return refusal.problems


# --- what is whole ----------------------------------------------------------------------------------------------------


def test_a_whole_topic_loads_without_a_word(workspace: Workspace):
    content = topics.load(workspace, "tea")
    assert list(content.modules) == ["brewing", "core", "points"]
    assert list(content.facts) == ["let-cool", "ask", "steep"]
    assert found(workspace) == ()
    assert tuple(topics.unconfirmed(content)) == ()


def test_messages_come_in_reading_order_with_context_line_and_weight(workspace: Workspace):
    content = topics.load(workspace, "tea")
    first, *_, last = content.messages("points")
    assert (first.domain, first.context, first.source, first.critical) == ("tea", "points", "The points", True)
    assert first.where == place(workspace.own, f"{T}/points.yaml", "The points")
    assert last.where == place(workspace.own, f"{T}/points.yaml", "Ask us")
    assert [message.critical for message in content.messages("brewing")] == [False] * 4
    head = content.head()
    assert [message.source for message in head][:2] == ["Tea", "How to drink tea"]
    assert {(message.context, message.critical) for message in head} == {("topic", True)}
    assert head[3].where == place(workspace.own, f"{T}/topic.yaml", "while it boils")


def test_the_digest_changes_with_any_file_of_the_topic_and_with_nothing_else(workspace: Workspace):
    seen = {topics.load(workspace, "tea").digest}
    put(workspace.own, "topics/coffee/notes.txt", "x")
    put(workspace.own, f"{T}/notes.txt", "x")
    seen.add(topics.load(workspace, "tea").digest)
    assert len(seen) == 1
    for name, old in (("points", "The points"), ("facts", "scalds"), ("topic", "boils")):
        edit(workspace.own, f"{T}/{name}.yaml", old, "other words")
        seen.add(topics.load(workspace, "tea").digest)
    assert len(seen) == 4


def test_a_clinics_module_takes_the_place_of_ours_and_its_facts_join_ours(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(clinic, f"{T}/brewing.yaml", BREWING.replace("Not too much.", "Ours is small.") + "      states: [cup]\n")
    put(clinic, f"{T}/facts.yaml", 'format: 1\nfacts:\n  cup: {says: "Our cup is small."}\n')
    content = topics.load(workspace, "tea")
    assert content.modules["brewing"].found.root == clinic
    assert content.messages("brewing")[2].where == "clinic/topics/tea/brewing.yaml:8"
    assert content.modules["points"].found.root == workspace.own
    assert set(content.facts) == {"let-cool", "ask", "steep", "cup"}


def test_a_clinics_fault_is_named_in_the_clinics_file(tmp_path: Path):
    workspace, clinic = overlaid(tmp_path)
    put(clinic, f"{T}/brewing.yaml", BREWING.replace("kind:", "knd:"))
    assert {problem.where.partition(":")[0] for problem in found(workspace)} == {"clinic/topics/tea/brewing.yaml"}


# --- files ------------------------------------------------------------------------------------------------------------


def test_an_unknown_topic_is_a_fault_of_usage_that_names_the_known_ones(workspace: Workspace):
    put(workspace.own, "topics/empty/points.yaml", CORE)
    for name in ("coffee", "empty", "../tea", "tea/../tea", "", "/", "te\0a"):
        with pytest.raises(UsageFault) as fault:
            topics.load(workspace, name)
        assert codes(fault.value.problems) == ["topic.unknown"]
        assert fault.value.problems[0].hint == "topics: tea"
        assert fault.value.exit_code is ExitCode.USAGE
    assert topics.ids(workspace) == ("tea",)


def test_the_faults_of_all_files_come_at_once_and_nothing_false_with_them(workspace: Workspace):
    own = workspace.own
    edit(own, f"{T}/topic.yaml", "category: medicine", "category: drink")
    edit(own, f"{T}/facts.yaml", "audience: staff", "audience: nobody")
    edit(own, f"{T}/points.yaml", "          then:", "          than:")
    edit(own, f"{T}/core.yaml", 'title: "Please also know this"', 'title: "Please {know} this"')
    put(own, f"{T}/brewing.yaml", "format: 1\n\tkind: steps\n")
    assert sorted(said(found(workspace))) == [
        ("content.extra-forbidden", place(own, f"{T}/points.yaml", "than:")),
        ("content.literal-error", place(own, f"{T}/facts.yaml", "nobody")),
        ("content.literal-error", place(own, f"{T}/topic.yaml", "drink")),
        ("content.text-placeholder", place(own, f"{T}/core.yaml", "{know}")),
        ("yaml.syntax", f"{T}/brewing.yaml:2"),
    ]


def test_an_id_that_is_not_the_folders_name_is_an_error(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", "id: tea", "id: coffee")
    (problem,) = found(workspace)
    assert (problem.code, problem.where, problem.hint) == ("topic.id", f"{T}/topic.yaml:2", "write id: tea")


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_module_that_is_not_there_is_named_in_order_and_recipe(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", "order: [points, ", "order: [points, milk, ")
    edit(workspace.own, f"{T}/topic.yaml", "full: {modules: [points, ", "full: {modules: [sugar, points, ")
    where = f"{T}/topic.yaml"
    assert said(found(workspace)) == [
        ("topic.no-module", place(workspace.own, where, "order:")),
        ("topic.no-module", place(workspace.own, where, "full:")),
    ]
    assert "modules: brewing, core, points" in found(workspace)[0].hint


def test_a_module_that_no_order_names_is_an_error(workspace: Workspace):
    put(workspace.own, f"{T}/milk.yaml", BREWING)
    (problem,) = found(workspace)
    assert (problem.code, problem.where) == ("topic.not-in-order", f"{T}/milk.yaml:1")
    edit(workspace.own, f"{T}/topic.yaml", "order: [points, ", "order: [points, milk, ")
    assert found(workspace) == ()


# --- facts ------------------------------------------------------------------------------------------------------------


def test_an_unknown_fact_is_named_where_it_is_required_and_where_it_is_stated(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", "required: [let-cool, ask]", "required: [let-cool, ask, cup]")
    edit(workspace.own, f"{T}/brewing.yaml", "when: [kidney]", "states: [milk]")
    assert said(found(workspace)) == [
        ("fact.unknown", place(workspace.own, f"{T}/topic.yaml", "required:")),
        ("fact.unknown", place(workspace.own, f"{T}/brewing.yaml", "milk")),
        ("safety.core-lacks", f"{T}/core.yaml:1"),
    ]


def test_a_core_that_lacks_a_required_fact_is_an_error_though_other_modules_state_it(workspace: Workspace):
    edit(workspace.own, f"{T}/core.yaml", "- states: [ask]\n          say:", "- say:")
    (problem,) = found(workspace)
    assert (problem.code, problem.where) == ("safety.core-lacks", f"{T}/core.yaml:1")
    assert (problem.message, problem.hint) == (
        "the safety core does not state 'ask'",
        "add an item with states: [ask]",
    )


def test_a_core_that_is_not_there_lacks_every_required_fact(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", "core: core", "core: kernel")
    where = place(workspace.own, f"{T}/topic.yaml", "core: kernel")
    assert said(found(workspace)) == [("safety.core-lacks", where)] * 2


# --- sources ----------------------------------------------------------------------------------------------------------


def test_an_unknown_source_is_named_where_it_is_cited(workspace: Workspace):
    edit(workspace.own, f"{T}/brewing.yaml", "sources: [T2]", "sources: [T2, T9]")
    edit(workspace.own, f"{T}/core.yaml", "sources: [T1]", "sources: [T8]")
    assert said(found(workspace)) == [
        ("source.unknown", place(workspace.own, f"{T}/brewing.yaml", "T9")),
        ("source.unknown", place(workspace.own, f"{T}/core.yaml", "T8")),
    ]


def test_a_weak_source_is_never_cited_and_may_stay_in_the_list(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", 'T2: {title: "Another book of tea"}', 'T2: {title: "Hearsay", weak: true}')
    assert said(found(workspace)) == [("source.weak", place(workspace.own, f"{T}/brewing.yaml", "T2"))]
    edit(workspace.own, f"{T}/brewing.yaml", "sources: [T2]", "sources: [T1]")
    assert found(workspace) == ()


def test_a_source_that_nothing_cites_is_a_warning(workspace: Workspace):
    edit(workspace.own, f"{T}/brewing.yaml", "sources: [T2]", "sources: [T1]")
    (problem,) = found(workspace)
    assert said([problem]) == [("source.unused", place(workspace.own, f"{T}/topic.yaml", "T2:"))]
    assert problem.severity is Severity.WARNING


# --- who may read it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["staff", "author"])
def test_what_is_not_for_patients_is_not_stated_to_them(workspace: Workspace, audience: str):
    edit(workspace.own, f"{T}/facts.yaml", "audience: staff", f"audience: {audience}")
    edit(workspace.own, f"{T}/brewing.yaml", "when: [kidney]", "states: [steep]")
    assert said(found(workspace)) == [("fact.audience", place(workspace.own, f"{T}/brewing.yaml", "steep"))]
    edit(workspace.own, f"{T}/brewing.yaml", "kind: steps", "kind: steps\naudience: staff")
    assert found(workspace) == ()


@pytest.mark.parametrize(
    "words", ["Wait 4 minutes.", "WAIT 4 MINUTES.", "Wait **4 minutes** or so.", "Wait 4\u00a0minutes."]
)
def test_a_figure_that_is_never_printed_is_found_in_any_text_for_patients(workspace: Workspace, words: str):
    edit(workspace.own, f"{T}/brewing.yaml", "Not too much.", words)
    (problem,) = found(workspace)
    assert said([problem]) == [("fact.figure", place(workspace.own, f"{T}/brewing.yaml", "detail:"))]
    assert "'4 minutes' (fact 'steep')" in problem.message
    edit(workspace.own, f"{T}/brewing.yaml", "kind: steps", "kind: steps\naudience: staff")
    assert found(workspace) == ()


def test_a_figure_is_found_in_the_main_message_too(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", "while it boils", "before 4 minutes")
    assert said(found(workspace)) == [("fact.figure", place(workspace.own, f"{T}/topic.yaml", "4 minutes"))]


# --- numbers that may be lacking --------------------------------------------------------------------------------------

LINES = {"poison_number": "poison", "crisis_number": "crisis", "after_hours_phone": "after-hours"}


@pytest.mark.parametrize(("name", "line"), LINES.items())
def test_a_number_that_may_be_lacking_stands_in_a_part_that_makes_sure_of_it(
    workspace: Workspace, name: str, line: str
):
    edit(workspace.own, f"{T}/brewing.yaml", "Drink slowly.", f"Call {{{name}}}.")
    (problem,) = found(workspace)
    assert said([problem]) == [("line.unsure", place(workspace.own, f"{T}/brewing.yaml", name))]
    assert f"line: {line}" in problem.hint
    other = next(other for other in LINES.values() if other != line)
    edit(workspace.own, f"{T}/brewing.yaml", "when: [kidney]", f"line: {other}")
    assert codes(found(workspace)) == ["line.unsure"]
    edit(workspace.own, f"{T}/brewing.yaml", f"line: {other}", f"line: {line}")
    assert found(workspace) == ()


def test_a_part_makes_sure_of_nothing_in_its_neighbour(workspace: Workspace):
    edit(workspace.own, f"{T}/brewing.yaml", '- do: "Pour', '- line: poison\n      do: "Pour')
    edit(workspace.own, f"{T}/brewing.yaml", "Drink slowly.", "Call {poison_number}.")
    assert said(found(workspace)) == [("line.unsure", place(workspace.own, f"{T}/brewing.yaml", "{poison_number}"))]


def test_an_outer_part_makes_sure_for_those_inside_it(workspace: Workspace):
    text = (
        BREWING.partition("kind")[0]
        + 'kind: warning\ntitle: "Signs"\nsources: [T2]\nbody:\n  levels:\n'
        + '    - level: today\n      title: "Call"\n      act:\n        - do: "Call {poison_number}."\n'
    )
    put(workspace.own, f"{T}/brewing.yaml", text)
    assert codes(found(workspace)) == ["line.unsure"]
    edit(workspace.own, f"{T}/brewing.yaml", "    - level: today", "    - line: poison\n      level: today")
    assert found(workspace) == ()


def test_a_number_that_may_be_lacking_never_stands_in_the_main_message(workspace: Workspace):
    edit(workspace.own, f"{T}/topic.yaml", "{clinic_phone}", "{poison_number}")
    assert said(found(workspace)) == [("line.unsure", place(workspace.own, f"{T}/topic.yaml", "{poison_number}"))]


# --- what waits for a clinician ---------------------------------------------------------------------------------------


def test_whatever_waits_for_a_clinician_is_a_note(workspace: Workspace):
    edit(workspace.own, f"{T}/brewing.yaml", "when: [kidney]", "needs_clinician: yes")
    edit(workspace.own, f"{T}/core.yaml", "safety: critical", "safety: critical\nneeds_clinician: true")
    content = topics.load(workspace, "tea")
    waiting = tuple(topics.unconfirmed(content))
    assert said(waiting) == [
        ("clinician.confirm", place(workspace.own, f"{T}/brewing.yaml", "sources: [T2]")),
        ("clinician.confirm", place(workspace.own, f"{T}/core.yaml", "needs_clinician")),
    ]
    assert {problem.severity for problem in waiting} == {Severity.NOTE}


# --- the project's own topic ------------------------------------------------------------------------------------------


class TestBaclofen:
    content = topics.load(at(None), "baclofen")

    def test_it_loads_without_a_word(self):
        assert tuple(topics.problems(self.content)) == ()

    @pytest.mark.parametrize("name", ["key-points", "safety-core"])
    def test_the_key_points_and_the_core_state_every_required_fact(self, name: str):
        assert set(self.content.topic.required) <= facts(self.content.modules[name].module)

    def test_the_facts_that_no_sheet_may_lack_are_required(self):
        assert set(self.content.topic.required) == {
            *("never-stop", "running-out", "withdrawal-emergency", "took-too-much", "no-sedatives", "kidney", "pump"),
            *("pregnancy", "say-baclofen", "driving", "no-own-plan", "for-whom", "missed-several"),
            "prescribed-sedatives",
        }

    def test_there_is_no_module_for_staff_and_no_fact_of_theirs_is_stated(self):
        for loaded in self.content.modules.values():
            assert loaded.module.audience == "patient"
            assert {self.content.facts[fact].audience for fact in facts(loaded.module)} <= {"patient"}

    def test_every_required_fact_rests_on_something_and_every_source_is_in_the_list(self):
        for name, fact in self.content.facts.items():
            assert fact.sources or fact.mark != "verified", name
            assert set(fact.sources) <= set(self.content.topic.sources), name

    def test_nothing_says_that_it_was_reviewed(self):
        topic = self.content.topic
        assert (topic.owner, topic.reviewed, topic.review_by) == (None, None, None)

    def test_no_text_holds_a_dose(self):
        for loaded in self.content.modules.values():
            assert not [text for _, text in texts(loaded.module) if re.search(r"\d\s?(mg|mL|g)\b", text)]
