"""Content models are walked in reading order, whatever their kind; parts leave without a trace."""

from __future__ import annotations

import re

import pytest

from handouts.model.content import Topic
from handouts.model.kinds import KINDS, ModuleFile, Points, Steps
from handouts.model.parts import Paragraph
from handouts.model.text import Text
from handouts.model.walk import facts, kept, mapped, parts, texts
from handouts.reading import checked, yaml_text

from .content_fixtures import BREWING, POINTS, TOPIC, refused

HEAD = "format: 1\ntitle: Title\nlead: Lead\nsources: [T1]\n"
BODIES = {
    "points": "groups: [{title: t1, items: [{say: t2, then: t3, states: [a]}, {say: t4}]}, {items: [{say: t5}]}]",
    "prose": "paragraphs: [{text: t1, states: [a]}, {text: t2}]",
    "checklist": "groups: [{title: t1, items: [{do: t2, why: t3, states: [a]}, {dont: t4}]}]",
    "warning": "levels: [{level: today, title: t1, lead: t2, signs: [{text: t3, states: [a]}], act: [{do: t4}]}]",
    "steps": "steps: [{do: t1, detail: t2, states: [a]}, {do: t3}]\n  note: {text: t4}",
    "myths": "myths: [{truth: t1, claim: t2, why: t3, states: [a]}]",
    "contacts": "lines: [{service: clinic, use: t1, states: [a]}, {service: poison, use: t2}]",
    "comparison": "figure: {name: f, alt: t1}\n  sides: [{title: t2, points: [{text: t3, states: [a]}]},"
    " {title: t4, points: [{text: t5}]}]\n  after: [{text: t6}]",
    "table": "head: [t1, t2]\n  rows: [{cells: [t3, t4], states: [a]}]",
    "options": "options: [{name: t1, what: t2, good: t3, states: [a]}, {name: t4, what: t5, mind: t6}]",
    "diary": "columns: [t1, t2]",
    "questions": "questions: [{text: t1, states: [a]}, {text: t2}]\n  after: [{text: t3}]",
    "plan": "blanks: [{label: t1, lines: 2, states: [a]}]",
    "teach-back": "asks: [{ask: t1, listen: t2, states: [a]}]",
    "references": "{}",
    "glossary": "entries: [{term: t1, means: t2, states: [a]}]",
    "card": "statement: t1\n  warning: t2\n  reasons: [{text: t3, states: [a]}]\n  staff: [{text: t4}]\n"
    "  ticks: [{text: t5}]",
    "pictures": "pictures: ["
    + ", ".join(
        f"{{name: p, alt: t{2 * n - 1:02}, text: t{2 * n:02}, states: [{'a' if n == 1 else ''}]}}" for n in range(1, 7)
    )
    + "]",
    "note": "paragraphs: [{text: t1}, {text: t2}]",
}
PLACED = {"note": "after: points\n"}


def module(text: str):
    return checked(ModuleFile, yaml_text(text, "a.yaml"), "module").module


def of_kind(kind: str):
    return module(f"kind: {kind}\n{HEAD}{PLACED.get(kind, '')}body:\n  {BODIES[kind]}\n")


def test_every_kind_is_tried_here():
    assert {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS} == set(BODIES)


@pytest.mark.parametrize("kind", BODIES)
def test_texts_come_in_reading_order_with_a_path_that_finds_them(kind: str):
    made = of_kind(kind)
    found = [str(text) for _, text in texts(made)]
    assert found == ["Title", "Lead", *sorted(set(found) - {"Title", "Lead"})]
    assert len(found) == 2 + len(re.findall(r"\bt\d", BODIES[kind]))
    for loc, text in texts(made):
        value = made
        for key in loc:
            value = value[key] if isinstance(key, int) else getattr(value, key)
        assert value is text


@pytest.mark.parametrize("kind", BODIES)
def test_every_text_is_mapped_and_nothing_else_is_changed(kind: str):
    made = of_kind(kind)
    loud = mapped(made, lambda text: Text(text.upper()))
    assert [str(text) for _, text in texts(loud)] == [text.upper() for _, text in texts(made)]
    assert mapped(made, lambda text: text) == made == kept(made, lambda _: True)
    assert (loud.kind, loud.sources, facts(loud)) == (made.kind, made.sources, facts(made))


@pytest.mark.parametrize("kind", sorted(set(BODIES) - {"diary", "references", "note"}))  # these state nothing
def test_a_part_that_is_refused_is_gone_with_its_facts(kind: str):
    made = of_kind(kind)
    assert facts(made) == {"a"}
    left = kept(made, lambda part: "a" not in part.states)
    assert facts(left) == frozenset()
    assert len(list(parts(left))) == len(list(parts(made))) - 1


def test_a_group_that_loses_all_its_items_leaves_with_its_title():
    made = of_kind("points")
    left = kept(made, lambda part: getattr(part, "say", "") == "t5")
    assert isinstance(left, Points)
    assert [str(text) for _, text in texts(left)] == ["Title", "Lead", "t5"]
    assert kept(made, lambda _: False).body.groups == ()


def test_a_part_that_stands_alone_becomes_nothing():
    left = kept(of_kind("steps"), lambda part: not isinstance(part, Paragraph))
    assert isinstance(left, Steps)
    assert left.body.note is None
    assert len(left.body.steps) == 2


def test_an_outer_part_comes_before_its_inner_ones():
    found = [type(part).__name__ for _, part in parts(of_kind("warning"))]
    assert found == ["Level", "Sign", "Action"]


def test_facts_are_those_of_all_parts():
    assert facts(module(POINTS)) == {"let-cool", "ask"}
    assert facts(module(BREWING)) == frozenset()


def test_a_topic_has_its_texts_too():
    found = [str(text) for _, text in texts(checked(Topic, yaml_text(TOPIC, "a.yaml")))]
    assert found[0] == "Tea"
    assert found[-1] == "Drinks tea."
    assert "Thea" not in found


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("groups: [{items: [{why: x}]}]", "an action has either do: or dont:"),
        ("groups: [{items: [{do: x, dont: y}]}]", "an action has either do: or dont:"),
        ("groups: [{items: []}]", "'items' needs at least 1 entry"),
        ("groups: []", "'groups' needs at least 1 entry"),
    ],
)
def test_a_checklist_has_groups_of_things_to_do_or_not_to_do(body: str, wrong: str):
    (problem,) = refused(lambda: module(f"kind: checklist\n{HEAD}body:\n  {body}\n"))
    assert wrong in problem.message
    assert problem.where == "a.yaml:7"
