"""What hinders a reader: each check has texts that it catches and texts that it lets pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import check, listing, wording
from handouts.errors import Problem, Severity
from handouts.phrases import phrases
from handouts.readability import Measure
from handouts.workspace import Workspace

from .content_fixtures import PROPERTY, ROOT, codes, edit, overlaid, place, put, refused, said, tea

OURS = wording.rules(Workspace((ROOT,)))
assert OURS is not None
RULES = OURS
TODAY = date(2026, 6, 1)


def found(text: str) -> list[str]:
    """Return the codes of one text, without what all have in common."""
    return [code.removeprefix("wording.") for code in codes(wording.problems(text, "a.yaml:1", RULES))]


def alone(code: str, text: str) -> list[str]:
    """Return the words that one check quotes from a text."""
    problems = wording.problems(text, "a.yaml:1", RULES)
    return [p.message.partition("'")[2].rpartition("'")[0] for p in problems if p.code == f"wording.{code}"]


# --- sentences --------------------------------------------------------------------------------------------------------


def test_a_sentence_may_have_15_words_and_not_16():
    said_well = "Take it at " + "a " * 11 + "time."
    assert found(said_well) == []
    assert found("Call us. " + said_well) == []
    assert alone("long-sentence", "Call us. " + said_well[:-1] + " {clinic_phone}.") == ["Take it at a …"]


# --- jargon -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Discontinue it prior  to surgery.", ["Discontinue", "prior  to"]),
        ("Tapering takes time.", ["Tapering"]),
        ("Sedatives", ["Sedatives"]),
        ("You may have **hypotension**.", ["hypotension"]),
        ("Sedatives (medicines that make you sleepy) add to it.", []),
        ("Tight, stiff muscles (spasticity)", []),
        ("The receptionist works on Sunday morning, at an oracle.", []),
    ],
)
def test_jargon(text: str, hits: list[str]):
    assert alone("jargon", text) == hits


def test_the_hint_is_the_plain_word():
    (problem,) = wording.jargon("Your renal test", "a.yaml:3", RULES)
    assert (problem.where, problem.hint, problem.severity) == ("a.yaml:3", "say: kidney", Severity.WARNING)


# --- stigma -----------------------------------------------------------------------------------------------------------

TABLE = (
    "abuse abuser addict junkie user addicted habit clean dirty relapse cold_turkey getting_high sick weak-willed "
    "intervene detox quit suffer_from victim"
)


@pytest.mark.parametrize("term", [term.replace("_", " ") for term in TABLE.split()])
def test_every_term_of_the_table_is_found(term: str):
    assert alone("stigma", f"They say {term} here.") == [term]
    assert alone("stigma", f"{term.upper()}, they say.") == [term.upper()]


@pytest.mark.parametrize(
    "text",
    [
        "Addicts",
        "an addict’s life",
        "He abused it",
        "Quitting",
        "Drug users",
        "She suffers from pain",
        "Suffering",
        "He got high",
        "weak willed",
        "Relapses",
        "drug-abuse",
        "ſick",
    ],
)
def test_forms_of_the_terms_are_found(text: str):
    assert len(alone("stigma", text)) == 1


def test_a_term_of_its_own_is_no_form_of_another():
    assert [p.hint for p in wording.stigma("addicted", "", RULES)] == [f"say: {RULES.file.stigma['addicted']}"]
    for order in (["addict", "addicted"], ["addicted", "addict"]):
        assert [phrase for _, phrase in phrases(order).found("Addicted addicts")] == ["addicted", "addict"]


@pytest.mark.parametrize(
    "text",
    [
        "Is baclofen addictive?",
        "clean-up",
        "Substance use disorder (addiction)",
        "You may feel sick.",
        "Do not use it. Using it harms.",
        "A hospital inhabits it",
        "High fever",
        "Getting high fever",
        "cleanse",
        "quite well",
        "because",
        "Misuse",
    ],
)
def test_words_that_only_look_alike_pass(text: str):
    assert alone("stigma", text) == []


# --- passive ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The dose is lowered.", ["is lowered"]),
        ("It was not always taken.", ["was not always taken"]),
        ("It must be slowly **reduced**, and can be given.", ["be slowly reduced", "be given"]),
        ("It isn’t used for this.", ["isn’t used"]),
        ("BEING HELD", ["BEING HELD"]),
        ("It may be less well controlled.", ["be less well controlled"]),
        ("Take what was prescribed.", []),
        ("You are confused. You are no longer used to it.", []),
        ("The clinic is closed. You see what is not there.", []),
        ("It is a red need indeed. This is speed.", []),
        ("Your prescriber lowers the dose.", []),
        ("You are taking too much.", []),
    ],
)
def test_passive(text: str, hits: list[str]):
    assert alone("passive", text) == hits


# --- capitals, doses, numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hits"),
    [("NEVER stop. DON’T WAIT", ["NEVER", "WAIT"]), ("PTSD, GABA-A, CPR and NHS", []), ("Never", [])],
)
def test_capitals(text: str, hits: list[str]):
    assert alone("capitals", text) == hits


@pytest.mark.parametrize(
    "text",
    [
        "5.0 mg",
        "Take .5 mg",
        "50 µg",
        "50μg",
        "mcg",
        "10 U",
        "100 IU",
        "1 TDS",
        "BD",
        "QD",
        "QID",
        "PRN",
        "b.d.",
        "q.i.d.",
        "Take it twice daily.",
        "Take it 3 times a day.",
        "Take it three times daily.",
        "Take it every 8 hours.",
    ],
)
def test_a_dose_that_can_be_misread(text: str):
    assert len(alone("dose", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "5 mg",
        "0.5 mg",
        "5.05 mg",
        "10.5 mg",
        "50 micrograms",
        "10 units",
        "We bid you call.",
        "About 1 hour",
        "Section 5.0",
        "Take it twice a day, in the morning and in the evening.",
        "Take it 3 times a day: at 8:00, 14:00 and 20:00.",
        "Twice, some people said so.",
    ],
)
def test_a_dose_that_cannot(text: str):
    assert alone("dose", text) == []


def test_one_sentence_does_not_lend_its_times_to_another():
    assert alone("dose", "Take it twice daily. Sleep in the evening.") == ["twice daily"]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Two tablets, or ten", ["Two", "ten"]),
        ("2 tablets, one dose", []),
        ("often, attend, network, weight", []),
        ("ſix", ["ſix"]),
    ],
)
def test_number_words(text: str, hits: list[str]):
    assert alone("number-word", text) == hits


def test_the_hint_is_the_digit():
    assert [p.hint for p in wording.number_word("Three to seven", "")] == ["write 3", "write 7"]


# --- lists, modules, recipes ------------------------------------------------------------------------------------------


def test_a_list_has_2_to_7_items():
    assert [count for count in range(10) if list(wording.list_length(count, ""))] == [0, 1, 8, 9]


@pytest.mark.parametrize(
    ("texts", "acts", "hit"),
    [
        (["Baclofen relaxes muscles."], False, True),
        (["Youth", "It is **young**!"], False, True),
        (["Baclofen relaxes **your** muscles."], False, False),
        (["Rest. Do it for YOURSELF."], False, False),
        (["Baclofen relaxes muscles."], True, False),
        (["Where this comes from"], False, False),
        (["Safety. Ask us."], False, False),
        (["Safety.", "Do not wait."], False, False),
        (["They say: ask us."], False, True),
        ([], False, False),
    ],
)
def test_a_module_speaks_to_its_reader(texts: list[str], acts: bool, hit: bool):  # noqa: FBT001 - a table
    assert bool(list(wording.no_you("m", texts, "", RULES, acts=acts))) is hit


@pytest.mark.parametrize(
    ("measure", "said_there"),
    [
        (Measure(7.3, 90, 5), ["module 'm' reads at grade 7.3; the aim is 6"]),
        (Measure(6.1, 90, 5), ["module 'm' reads at grade 6.1; the aim is 6"]),
        (Measure(6.0, 90, 5), []),
    ],
)
def test_a_grade_above_6_is_a_note(measure: Measure, said_there: list[str]):
    problems = list(wording.grade("m", measure, "m.yaml:1"))
    assert [problem.message for problem in problems] == said_there
    assert {problem.severity for problem in problems} <= {Severity.NOTE}


Judge = Callable[[str, tuple[str, ...], str], Iterator[Problem]]


@pytest.mark.parametrize(
    ("judge", "good", "bad"),
    [
        (wording.no_action, ("brief", "checklist", "steps", "warning"), ("points", "prose", "diary")),
        (wording.no_tool, ("box", "checklist", "diary", "plan", "questions", "steps"), ("points", "warning")),
        (wording.no_summary, ("points", "brief"), ("checklist", "prose")),
    ],
)
def test_a_recipe_has_an_action_a_tool_and_a_summary(judge: Judge, good: tuple[str, ...], bad: tuple[str, ...]):
    for kind in good:
        assert list(judge("r", ("prose", kind), "t.yaml:1")) == []
    for kinds in (bad, ()):
        (problem,) = judge("r", kinds, "t.yaml:1")
        assert problem.message.startswith("recipe 'r'")
        assert problem.hint.endswith(", ".join(sorted(good)))


# --- any text ---------------------------------------------------------------------------------------------------------


@PROPERTY
@given(st.text(max_size=200))
def test_no_text_is_too_odd_and_every_problem_says_where_and_how(text: str):
    for problem in wording.problems(text, "a.yaml:7", RULES):
        assert (problem.where, problem.severity) == ("a.yaml:7", Severity.WARNING)
        assert problem.hint


@PROPERTY
@given(st.lists(st.sampled_from(["addict", "is taken", "NEVER", "two", "µg", "baclofen", "**", "."]), max_size=8))
def test_every_quotation_stands_in_the_text(pieces: list[str]):
    text = " ".join(pieces)
    for code in ("jargon", "stigma", "passive", "capitals", "dose", "number-word"):
        assert all(quoted in text.replace("**", "") for quoted in alone(code, text))


# --- the file of words ------------------------------------------------------------------------------------------------

MINE = 'format: 1\njargon: {renal: "of the kidneys", brew: "make tea"}\ninitialisms: [TEAS]\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made, _ = overlaid(tmp_path)
    put(
        made.own,
        wording.NAME,
        'format: 1\njargon: {renal: "kidney", steep: "let stand"}\nglossed: [Boiling]\nactions: [ask]\n',
    )
    return made


def test_a_clinic_adds_to_our_words_and_wins(workspace: Workspace):
    put(workspace.roots[0], wording.NAME, MINE)
    known = wording.rules(workspace)
    assert known is not None
    assert known.file.jargon == {"renal": "of the kidneys", "steep": "let stand", "brew": "make tea"}
    assert (known.file.initialisms, known.glossed) == (("TEAS",), {"boiling"})


def test_every_fault_of_every_file_is_told(workspace: Workspace):
    put(workspace.roots[0], wording.NAME, "format: 1\nslang: {}\nglossed: [two words, naïve, '1']\n")
    put(workspace.own, wording.NAME, "format: 1\njargon: [renal]\nstigma: {addict: x}\n")
    assert sorted(said(refused(lambda: wording.rules(workspace)))) == [
        ("content.dict-type", "locales/en/wording.yaml:2"),
        ("content.extra-forbidden", "clinic/locales/en/wording.yaml:2"),
        ("content.string-pattern-mismatch", "clinic/locales/en/wording.yaml:3"),
        ("content.string-too-short", "locales/en/wording.yaml:3"),
    ]


def test_without_a_file_there_are_no_rules_and_no_checks(tmp_path: Path):
    assert wording.rules(tea(tmp_path)) is None


# --- in `handouts check` and `handouts list` --------------------------------------------------------------------------


RECIPES = {"wording.no-action", "wording.no-tool", "wording.no-summary"}


def checked(workspace: Workspace) -> list[tuple[str, str]]:
    """Return what is found in the texts; the small project's recipes have too little in them for more."""
    found = (p for p in check.problems(workspace, TODAY) if p.code.startswith("wording."))
    return said(problem for problem in found if problem.code not in RECIPES)


def test_each_recipe_is_held_to_an_action_a_tool_and_a_summary(workspace: Workspace):
    def found() -> list[tuple[str, str]]:
        return said(p for p in check.problems(workspace, TODAY) if p.code in RECIPES)

    line = place(workspace.own, "topics/tea/topic.yaml", "essential:")
    assert found() == [("wording.no-action", line), ("wording.no-tool", line)]
    edit(
        workspace.own,
        "topics/tea/topic.yaml",
        "essential: {modules: [points]}",
        "essential: {modules: [points, brewing]}",
    )
    assert found() == []


def test_short_forms_sum_up_and_a_box_of_them_is_a_tool(workspace: Workspace):
    topic = "topics/tea/topic.yaml"
    edit(workspace.own, topic, "essential: {modules: [points]}", "essential: {form: brief, modules: [points]}")
    edit(workspace.own, "topics/tea/points.yaml", "body:", 'brief: {who: "You:", items: [{text: "Wait."}]}\nbody:')
    assert not [p for p in check.problems(workspace, TODAY) if p.code in RECIPES]


def test_a_fault_that_is_planted_is_found_in_its_line(workspace: Workspace):
    assert checked(workspace) == []
    file, topic = "topics/tea/brewing.yaml", "topics/tea/topic.yaml"
    edit(workspace.own, file, "Not too much.", "Steep it TEN times, it is told, NEVER less.")
    edit(workspace.own, topic, "Let it cool", "Steep")
    at = place(workspace.own, file, "Steep")
    assert checked(workspace) == [
        ("wording.jargon", place(workspace.own, topic, "Steep")),
        ("wording.jargon", at),
        ("wording.capitals", at),
        ("wording.number-word", at),
    ]


def test_what_is_said_to_staff_and_a_term_that_is_explained_pass(workspace: Workspace):
    edit(workspace.own, "topics/tea/topic.yaml", "Drinks tea.", "Steep renal tea.")
    body = 'body: {entries: [{term: "Steep", means: "To let tea stand."}]}'
    put(workspace.own, "topics/tea/brewing.yaml", f"format: 1\nkind: glossary\ntitle: T\nsources: [T2]\n{body}\n")
    assert checked(workspace) == [("wording.no-you", "topics/tea/brewing.yaml:1")]


PROSE = "format: 1\nkind: prose\ntitle: T\nsources: [T2]\nbody:\n  paragraphs: [{text: Ask us.}]\n  lists:\n"


def test_lists_are_counted_as_a_reader_sees_them(workspace: Workspace):
    file = "topics/tea/brewing.yaml"
    put(workspace.own, file, f"{PROSE}    - items: [{{text: A, only_in: [AA]}}, {{text: B}}]\n")
    assert checked(workspace) == []
    put(workspace.own, file, f"{PROSE}    - items: [{{text: A, not_in: [AA]}}, {{text: B}}]\n")
    assert checked(workspace) == [("wording.list-length", f"{file}:8")]
    put(workspace.own, file, f"{PROSE}    - items: [{', '.join(['{text: A}'] * 8)}]\n")
    assert checked(workspace) == [("wording.list-length", f"{file}:8")]


def test_the_core_is_no_list_and_one_point_under_a_title_is_none(workspace: Workspace):
    own, item = workspace.own, '\n        - {states: [ask], say: "Ask us."}'
    edit(own, "topics/tea/core.yaml", '          say: "Ask us first."', '          say: "Ask us first."' + item * 7)
    edit(own, "topics/tea/points.yaml", '        - states: [ask]\n          say: "Ask us: {clinic_phone}."\n', "")
    assert checked(workspace) == []


def test_one_thing_to_do_after_signs_is_no_list(workspace: Workspace):
    level = "{level: visit, title: T, signs: [{text: A}, {text: B}], act: [{do: Ask us.}]}"
    head = "format: 1\nkind: warning\ntitle: T\nsources: [T2]\n"
    put(workspace.own, "topics/tea/brewing.yaml", f"{head}body: {{levels: [{level}]}}\n")
    assert checked(workspace) == []
    put(workspace.own, "topics/tea/brewing.yaml", f"{head}body: {{levels: [{level.replace('{text: A}, ', '')}]}}\n")
    assert checked(workspace) == [("wording.list-length", "topics/tea/brewing.yaml:5")]


def test_the_same_fault_in_the_same_place_is_told_once(workspace: Workspace):
    edit(workspace.own, "topics/tea/brewing.yaml", "Not too much.", "Take ten, not ten.")
    assert checked(workspace) == [("wording.number-word", place(workspace.own, "topics/tea/brewing.yaml", "ten"))]


def test_the_short_form_of_a_module_is_checked_and_not_counted(workspace: Workspace):
    before = listing.rows(workspace, "modules", None)
    edit(workspace.own, "topics/tea/brewing.yaml", "body:", "brief: {items: [{text: Steep it.}]}\nbody:")
    assert checked(workspace) == [("wording.jargon", place(workspace.own, "topics/tea/brewing.yaml", "Steep"))]
    assert listing.rows(workspace, "modules", None) == before


def test_a_module_for_staff_is_not_read(workspace: Workspace):
    edit(workspace.own, "topics/tea/brewing.yaml", "kind: steps", "kind: steps\naudience: staff")
    edit(workspace.own, "topics/tea/brewing.yaml", "Not too much.", "Steep it.")
    assert checked(workspace) == []


def test_a_hard_module_is_noted_at_its_file(workspace: Workspace):
    hard = "Immediately communicate unfamiliar complications occurring."
    edit(workspace.own, "topics/tea/brewing.yaml", "Not too much.", hard)
    edit(workspace.own, "topics/tea/brewing.yaml", "Drink slowly.", hard)
    assert checked(workspace) == [("wording.grade", "topics/tea/brewing.yaml:1")]


def test_faults_of_the_words_do_not_hide_the_rest(workspace: Workspace):
    put(workspace.own, wording.NAME, "format: 2\n")
    edit(workspace.own, "topics/tea/brewing.yaml", "sources: [T2]", "sources: [T1]")
    found_codes = codes(check.problems(workspace, TODAY))
    assert {"content.literal-error", "source.unused"} <= set(found_codes)


def test_the_list_of_modules_says_how_they_read(workspace: Workspace):
    rows = {row["id"]: row for row in listing.rows(workspace, "modules", None)}
    assert (rows["brewing"]["grade"], rows["brewing"]["words"]) == ("grade 1.0", "9 words")


def test_our_own_words_hold_the_names_that_the_grade_leaves_out():
    assert {"baclofen", "seizure", "withdrawal", "prescriber", "pharmacist", "emergency"} <= RULES.glossed
    assert {"GABA", "PTSD"} <= set(RULES.file.initialisms)
    assert not set(RULES.file.jargon) & set(RULES.file.stigma)
