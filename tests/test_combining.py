"""Several topics on one sheet: nothing required is lost, nothing is said twice, the interaction is read first."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from handouts import again, pipeline, requests, topics
from handouts.compose.select import chosen
from handouts.errors import HandoutsError, Refused, UsageFault
from handouts.locales.languages import SOURCE
from handouts.model.message import SHARED
from handouts.model.request import Draft, Patient, Request
from handouts.model.walk import facts, texts
from handouts.roots import at
from handouts.topics.combination import TOGETHER
from handouts.topics.joining import DIVISIBLE, ONE
from handouts.topics.pieces import of_body, of_brief
from handouts.workspace import Workspace

from .content_fixtures import ROOT, edit, put, refused, tea

CLINIC = at(ROOT / "examples/clinic")
MEDICINES = ("antidepressants", "baclofen", "benzodiazepines", "gabapentinoids", "opioids")
SHEETS = [
    ("baclofen", "opioids"),
    ("antidepressants", "gabapentinoids"),
    ("baclofen", "benzodiazepines", "opioids"),
    MEDICINES,
]


@cache
def load(names: str) -> topics.TopicContent:
    return topics.load(CLINIC, names)


@cache
def draft(*names: str, space: Workspace = CLINIC, **asked: object) -> Draft:
    fields: dict[str, object] = {"recipe": "essential", "edition": "plain", "format": "html", "region": "GB"}
    request = Request(names, SOURCE, **(fields | asked))  # type: ignore[arg-type]
    return pipeline.drafted(space, request, Patient())


def visible(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


# --- what our own topics make together --------------------------------------------------------------------------------


@pytest.mark.parametrize("names", SHEETS, ids="+".join)
@pytest.mark.parametrize("recipe", ["essential", "full"])
def test_every_required_fact_of_each_topic_is_on_the_sheet(names: tuple[str, ...], recipe: str):
    content = load("+".join(names))
    clinic = pipeline.prepared(CLINIC, Request(names, SOURCE, edition="plain", format="html"), Patient())[0].clinic
    picked = chosen(content, Request(names, SOURCE, recipe=recipe), clinic)
    said = facts_of(content, picked)
    for name in names:
        own = load(name)
        assert {f"{name}/{fact}" for fact in own.topic.required} <= said


def facts_of(content: topics.TopicContent, picked: object) -> frozenset[str]:
    found = (facts(item.module) for item in picked)  # type: ignore[attr-defined]
    return frozenset(content.topic.main.states).union(*found)


@pytest.mark.parametrize("names", SHEETS, ids="+".join)
def test_no_piece_of_one_module_is_said_twice(names: tuple[str, ...]):
    content = load("+".join(names))
    for came in content.choosable:
        places = [place for place in content.beside(came) if place != TOGETHER]
        modules = [content.modules[place].module for place in places]
        heads = {(module.kind, str(getattr(module.body, "head", ""))) for module in modules}
        if len(heads) == 1 and modules[0].kind in DIVISIBLE | ONE:
            said = [piece.key for module in modules for piece in of_body(module.body)]
            said += [("brief", *piece.key) for module in modules if module.brief for piece in of_brief(module.brief)]
            assert [key for key, count in Counter(said).items() if count > 1] == []


@pytest.mark.parametrize("names", SHEETS, ids="+".join)
def test_nothing_that_a_topic_says_in_short_is_lost(names: tuple[str, ...]):
    said = visible(draft(*names).html)
    for name in names:
        own = visible(draft(name).html)
        for word in ("naloxone", "breathing", "withdrawal", "suddenly"):
            assert word not in own or word in said


def test_the_interaction_is_read_first_then_what_each_medicine_needs():
    said = visible(draft("opioids", "baclofen").html)
    order = ["Never stop any of these medicines suddenly, and never take extra"]
    order += ["These medicines together", "stop your breathing"]
    order += ["Too much of any of them?", "Keep taking baclofen", "Keep taking it as prescribed", "Numbers to call"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert said.count("Numbers to call") == 1
    assert "Takes baclofen" not in said  # the line for staff is for another language's sheet


def test_too_much_is_a_matter_for_the_emergency_number_whatever_lines_there_are():
    alone, both = visible(draft("baclofen").html), visible(draft("baclofen", "opioids").html)
    assert "None of these? Call" in alone
    assert "None of these? Call" not in both
    assert "None of these? Still call" in both


def test_whichever_way_it_is_asked_for_it_is_the_same_sheet():
    assert draft("opioids", "baclofen").html == draft("baclofen", "opioids").html
    asked = {"topic": "opioids+baclofen", "recipe": "essential"}
    request = requests.request(CLINIC, asked)
    assert request.topics == ("baclofen", "opioids")
    assert requests.file_name(CLINIC, request) == "baclofen+opioids-essential-en.pdf"


def test_the_code_at_the_foot_makes_the_same_sheet_again():
    html = draft("opioids", "baclofen", edition="standard", format="pdf").html
    code = re.findall(r'class="code whole">([0-9A-Z-]+)<', html)[0]
    found = again.again(CLINIC, code, Request((), SOURCE).today)
    assert (found.request.topics, found.request.recipe, found.problems) == (("baclofen", "opioids"), "essential", ())


def test_a_card_holds_one_medicine():
    with pytest.raises(UsageFault) as refusal:
        draft("baclofen", "opioids", recipe=None, edition="wallet-card", format="pdf")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.hint) == ("edition.no-words", "make one for each: baclofen, opioids")


def test_a_topic_named_twice_is_one_topic():
    assert topics.load(CLINIC, "baclofen+baclofen").topic.id == "baclofen"


def test_alcohol_makes_no_sheet_with_a_medicine_that_says_not_to_drink():
    found = refused(lambda: topics.load(CLINIC, "alcohol-withdrawal+opioids"))
    assert {problem.code for problem in found} == {"combine.silent", "combine.contradicts"}
    assert all("a sheet for each" in problem.hint for problem in found)


def test_both_topics_of_every_pair_name_the_same_text():
    for one, other in combinations(topics.ids(CLINIC), 2):
        a, b = (load(name).topic.together for name in (one, other))
        assert a.get(other) == b.get(one)


# --- small topics -----------------------------------------------------------------------------------------------------

SHARED_FILE = """\
format: 1
safety: critical
main:
  title: "Both"
  message: "Never drink both at once."
  act: "Ask us: {clinic_phone}."
  short: "Not both"
  heading: "Together"
  common: "For both"
paragraphs:
  hot:
    - text: "Together they are **too hot**."
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    put(made.own, "topics/shared/together.yaml", SHARED_FILE)
    edit(made.own, "topics/tea/topic.yaml", "revision: 1\n", "together: {soup: hot}\nrevision: 1\n")
    for file in (made.own / "topics/tea").iterdir():
        words = (
            file.read_text().replace("id: tea", "id: soup").replace('"Tea"', '"Soup"').replace("drink tea", "eat soup")
        )
        put(made.own, f"topics/soup/{file.name}", words.replace("soup: hot", "tea: hot"))
    return made


def test_what_both_say_is_one_section_and_what_one_says_is_named(workspace: Workspace):
    edit(workspace.own, "topics/soup/points.yaml", '"Ask us: {clinic_phone}."', '"Ask the cook: {clinic_phone}."')
    content = topics.load(workspace, "soup+tea")
    assert content.topic.recipes["essential"].modules == (TOGETHER, "points", "points-soup", "points-tea")
    said = {place: [str(text) for _, text in texts(content.modules[place].module)] for place in content.modules}
    assert said["points"][-2:] == ["Boiling tea **burns** you.", "Wait. Call **{emergency_number}** for a bad burn."]
    assert said["points-soup"][-1] == "Ask the cook: {clinic_phone}."
    assert said["points-tea"][-1] == "Ask us: {clinic_phone}."
    assert [m.source for m in content.label("points-soup")] == ["Soup"]
    assert content.label("points") == ()
    assert facts(content.modules["points"].module) == {"soup/let-cool", "tea/let-cool"}


def test_each_text_keeps_the_domain_in_which_it_is_translated(workspace: Workspace):
    content = topics.load(workspace, "soup+tea")
    domains = {message.source: message.domain for message in content.messages("points")}
    assert domains["Together they are **too hot**."] == SHARED
    assert [message.domain for message in content.slots()["name"]] == ["soup", "tea"]


def test_no_sheet_without_a_text_on_what_they_do_together(workspace: Workspace):
    edit(workspace.own, "topics/soup/topic.yaml", "together: {tea: hot}\n", "")
    (problem,) = refused(lambda: topics.load(workspace, "soup+tea"))
    assert problem.code == "combine.unequal"
    edit(workspace.own, "topics/tea/topic.yaml", "together: {soup: hot}\n", "")
    (problem,) = refused(lambda: topics.load(workspace, "soup+tea"))
    assert (problem.code, problem.hint) == ("combine.silent", "give out a sheet for each: soup, tea")


def test_facts_that_oppose_each_other_stand_on_no_one_sheet(workspace: Workspace):
    edit(
        workspace.own,
        "topics/tea/facts.yaml",
        '    says: "Boiling tea scalds."\n',
        '    says: "Boiling tea scalds."\n    opposes: [soup/ask, bread/ask]\n',
    )
    (problem,) = refused(lambda: topics.load(workspace, "soup+tea"))
    assert problem.code == "combine.contradicts"
    assert topics.load(workspace, "tea").topic.id == "tea"


def test_a_sheet_is_as_reviewed_as_its_least_reviewed_topic(workspace: Workspace):
    edit(workspace.own, "topics/tea/topic.yaml", "revision: 1\n", "revision: 1\nreviewed: 2026-01-02\n")
    assert topics.load(workspace, "soup+tea").topic.reviewed is None
    edit(workspace.own, "topics/soup/topic.yaml", "revision: 1\n", "revision: 1\nreviewed: 2025-03-04\n")
    assert str(topics.load(workspace, "soup+tea").topic.reviewed) == "2025-03-04"


def test_an_unknown_topic_beside_a_known_one_is_named(workspace: Workspace):
    with pytest.raises(HandoutsError) as refusal:
        topics.load(workspace, "tea+bread")
    assert not isinstance(refusal.value, Refused)
    assert refusal.value.problems[0].message == "there is no topic 'bread'"


def test_a_topic_names_what_its_panel_and_its_foot_say():
    html = draft("alcohol-withdrawal", edition="standard", format="pdf").html
    assert "Care team" in html
    assert "Prescriber" not in html
    foot = draft("gabapentinoids", edition="standard", format="pdf").html.partition('class="foot-line"')[2]
    assert "Gabapentinoids" in foot.partition("</p>")[0]


def test_a_withdrawn_revision_of_one_topic_withdraws_the_sheet(workspace: Workspace):
    withdrawn = 'withdrawn: [{revision: 2, why: "It was wrong.", date: 2026-01-02}]\n'
    edit(workspace.own, "topics/tea/topic.yaml", "revision: 1\n", f"revision: 3\n{withdrawn}")
    told = [
        topics.withdrawn_file(workspace, f"soup+tea, revision {told}, reprint 0-0") for told in ("1+2", "1+3", "2+1")
    ]
    assert [[problem.code for problem in found] for found in told] == [["topic.withdrawn"], [], []]
