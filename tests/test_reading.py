"""YAML is read as written, and every fault names its file and line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import Problem, Refused
from handouts.model.clinic import ClinicFile
from handouts.model.content import FactsFile, Topic
from handouts.model.kinds import ModuleFile
from handouts.reading import Loc, checked, yaml_file, yaml_text

from .content_fixtures import BREWING, POINTS, PROPERTY, TOPIC, codes, outcome, refused, said


def of(text: str) -> tuple[Problem, ...]:
    return refused(lambda: yaml_text(text, "a.yaml"))


def against(model: type, text: str, inside: str = "") -> tuple[Problem, ...]:
    return refused(lambda: checked(model, yaml_text(text, "a.yaml"), inside))


# --- what is no YAML for us -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "a.yaml:3"),
        ("a: one: two\n", "a.yaml:1"),
        ("a:\n  b: 1\n c: 2\n", "a.yaml:3"),
        ("a: 'open\n", "a.yaml:2"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2"),
        ('a: "\\ud800"\n', "a.yaml:1"),
        ("a: \0", "a.yaml"),
    ],
)
def test_a_fault_of_syntax_names_its_line(text: str, where: str):
    (problem,) = of(text)
    assert (problem.code, problem.where) == ("yaml.syntax", where)
    assert problem.refuses
    assert "indentation" in problem.hint


def test_a_tab_is_refused_where_it_stands_and_spaces_are_not():
    assert said(of("a:\n  b: 1\n\tc: 2\n")) == [("yaml.syntax", "a.yaml:3")]
    assert yaml_text("a:\n  b: 1\n  c: 2\n", "a.yaml").data == {"a": {"b": "1", "c": "2"}}


def test_every_key_that_stands_twice_is_named():
    assert said(of("a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: 2\n")) == [
        ("yaml.duplicate", "a.yaml:3"),
        ("yaml.duplicate", "a.yaml:6"),
    ]
    assert yaml_text("a: 1\nc:\n  a: 2\n", "a.yaml").data == {"a": "1", "c": {"a": "2"}}


@pytest.mark.parametrize("text", ['"": x', "? [a]\n: b", "? {a: b}\n: c"])
def test_a_key_that_is_no_word_is_refused(text: str):
    assert said(of(text)) == [("yaml.key", "a.yaml:1")]


def test_an_alias_bomb_is_refused():
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30)]
    problems = of("\n".join(["l0: &l0 [x, x]", *levels]))
    assert set(codes(problems)) == {"yaml.alias"}
    assert problems[0].where == "a.yaml:2"


@pytest.mark.parametrize(
    "text", ["a: *nobody\n", "a: &a x\nb: *a\n", "a: &a {b: 1}\nc: *a\n", "a: &a {b: 1}\nc: {<<: *a}\n", "&a [*a]\n"]
)
def test_an_alias_is_refused(text: str):
    assert set(codes(of(text))) == {"yaml.alias"}


@pytest.mark.parametrize("text", ["[" * 60 + "]" * 60, "{a: " * 40_000 + "}" * 40_000, "- " * 60 + "a", "[" * 900_000])
def test_what_nests_without_end_is_refused_before_it_crashes_the_parser(text: str):
    assert codes(of(text)) == ["yaml.depth"]


def test_deep_nesting_names_its_line_and_40_levels_pass():
    assert said(of("a: 1\nb: 2\nc: " + "[" * 60 + "]" * 60)) == [("yaml.depth", "a.yaml:3")]
    assert yaml_text("[" * 40 + "]" * 40, "a.yaml").data


def test_a_file_without_anything_has_no_keys_and_one_that_says_nothing_is_no_mapping():
    assert [yaml_text(text, "a.yaml").data for text in ("", "# nothing\n", "---\n", "''")] == [{}, {}, "", ""]


def without_empty(value: Any) -> Any:
    """Return what PyYAML's own loader says as we read it: a key with nothing behind it counts as not written."""
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if item != ""}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


def test_our_own_files_say_what_another_reader_finds_in_them(own: Path):
    files = [*own.glob("topics/*/*.yaml"), *own.glob("locales/**/*.yaml"), *own.glob("examples/**/*.yaml")]
    assert len(files) > 200
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert yaml_text(text, path.name).data == without_empty(yaml.load(text, loader) or {}), path  # noqa: S506


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes("a: café\n".encode("latin-1"))
    assert said(refused(lambda: yaml_file(path, "topics/a.yaml"))) == [("file.not-utf8", "topics/a.yaml")]
    path.write_bytes("a: café\n".encode("utf-8-sig"))
    assert yaml_file(path, "a.yaml").data == {"a": "café"}


def test_a_file_larger_than_1_mb_is_refused_unread(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text("a: " + "x" * 1_000_000)
    assert said(refused(lambda: yaml_file(path, "a.yaml"))) == [("file.too-large", "a.yaml")]
    path.write_text("a: " + "x" * 999_000)
    assert len(yaml_file(path, "a.yaml").data["a"]) == 999_000


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path):
    assert said(refused(lambda: yaml_file(tmp_path / "none.yaml", "a.yaml"))) == [("file.unreadable", "a.yaml")]
    assert codes(refused(lambda: yaml_file(tmp_path, "a.yaml"))) == ["file.unreadable"]


@PROPERTY
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    path = tmp_path_factory.getbasetemp() / f"{os.getpid()}.yaml"
    path.write_bytes(data)
    assert all(problem.where.startswith("a.yaml") for problem in outcome(lambda: yaml_file(path, "a.yaml")))


@PROPERTY
@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`?,<=~\n\t 1", max_size=60))
def test_any_text_is_read_or_refused_on_a_line_that_it_has(text: str):
    problems = outcome(lambda: yaml_text(text, "a.yaml"))
    for problem in problems:
        label, _, line = problem.where.partition(":")
        assert label == "a.yaml"
        assert not line or 1 <= int(line) <= text.count("\n") + 2
    if not problems:
        assert all(1 <= line <= text.count("\n") + 1 for line in yaml_text(text, "a.yaml").lines.values())


# --- what it says -----------------------------------------------------------------------------------------------------


def test_scalars_stay_as_written():
    text = "a: no\nb: 1.10\nc: 007\nd: 2026-01-31\ne: ~\nf: 0x1F\ng: 1_000\nh: true\ni: 12:30:45\nj: .5\nk: null\n"
    assert yaml_text(text, "a.yaml").data == {
        "a": "no",
        "b": "1.10",
        "c": "007",
        "d": "2026-01-31",
        "e": "~",
        "f": "0x1F",
        "g": "1_000",
        "h": "true",
        "i": "12:30:45",
        "j": ".5",
        "k": "null",
    }


def test_a_tag_runs_nothing():
    assert yaml_text("a: !!python/object/apply:os.getcwd []\nb: !!int 5", "a.yaml").data == {"a": [], "b": "5"}


def test_a_key_with_nothing_behind_it_counts_as_not_written():
    assert yaml_text("a:\nb: ''\nc: x", "a.yaml").data == {"c": "x"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_says_nothing(text: str):
    assert not yaml_text(text, "a.yaml").data


keys = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
words = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)
data = st.recursive(words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4))


@PROPERTY
@given(st.dictionaries(keys, data, max_size=5))
def test_what_another_program_writes_is_read_back_word_for_word(value: dict[str, object]):
    for flow in (True, False):
        text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
        reading = yaml_text(text, "a.yaml")
        assert reading.data == value
        assert set(reading.lines) == set(locs(value))


def locs(value: object, loc: Loc = ()) -> list[Loc]:
    """Return the path of a value and of every part of it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [loc, *(found for key, part in pairs for found in locs(part, (*loc, key)))]


def test_every_part_has_its_line_and_an_absent_one_that_of_its_nearest_neighbour():
    reading = yaml_text("a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n", "x/a.yaml")
    places = {(): 1, ("a",): 1, ("b",): 2, ("b", 0, "d"): 4, ("b", 1): 5, ("b", 0, "gone"): 3, ("gone", "b"): 2}
    assert {loc: reading.where(loc) for loc in places} == {loc: f"x/a.yaml:{line}" for loc, line in places.items()}


# --- against a model --------------------------------------------------------------------------------------------------


def test_what_is_whole_is_a_model():
    assert checked(Topic, yaml_text(TOPIC, "a.yaml")).revision == 1
    assert checked(ModuleFile, yaml_text(POINTS, "a.yaml"), "module").module.kind == "points"


def test_an_unknown_key_is_named_with_the_one_that_was_meant():
    lost, problem = against(Topic, TOPIC.replace("recipes:", "recipies:"))
    assert (lost.code, lost.message) == ("content.missing", "'recipes' is missing")
    assert (problem.code, problem.where) == ("content.extra-forbidden", "a.yaml:17")
    assert (problem.message, problem.hint) == ("unknown key 'recipies'", "did you mean 'recipes'?")


def test_an_unknown_key_like_no_other_is_sent_to_the_schemas():
    (problem,) = against(ModuleFile, BREWING.replace("      detail:", "      xyz:"), "module")
    assert (problem.where, problem.hint) == ("a.yaml:8", "remove it; the keys are listed in docs/schema/")


def test_a_missing_key_is_named_at_the_part_that_lacks_it():
    (problem,) = against(ModuleFile, BREWING.replace('do: "Drink slowly."', 'detail: "Slowly."'), "module")
    assert (problem.code, problem.where) == ("content.missing", "a.yaml:9")
    assert (problem.message, problem.hint) == ("'do' is missing", "add 'do:'")


@pytest.mark.parametrize("text", [BREWING.replace("kind: steps", "kind: step"), BREWING.replace("kind: steps\n", "")])
def test_a_wrong_kind_is_answered_with_the_kinds(text: str):
    (problem,) = against(ModuleFile, text, "module")
    assert problem.code in ("content.union-tag-invalid", "content.union-tag-not-found")
    assert "'kind' is missing or unknown" in problem.message
    if "kind: step\n" in text:
        assert "'points', 'prose', 'checklist', 'warning', 'steps', 'myths', 'contacts'" in problem.message


def test_all_faults_of_a_file_come_at_once_each_with_its_line():
    text = (
        TOPIC.replace("format: 1", "format: 2")
        .replace("id: tea", "id: Tea!")
        .replace('  short: "Let it cool"\n', "")
        .replace("{clinic_phone}", "{phone}")
        .replace("revision: 1", "revision: one\nreviewed: soon")
    )
    assert said(against(Topic, text)) == [
        ("content.literal-error", "a.yaml:1"),
        ("content.string-pattern-mismatch", "a.yaml:2"),
        ("content.text-placeholder", "a.yaml:11"),
        ("content.missing", "a.yaml:7"),
        ("content.int-parsing", "a.yaml:22"),
        ("content.date-from-datetime-parsing", "a.yaml:23"),
    ]


@pytest.mark.parametrize("model", [Topic, ModuleFile, FactsFile, ClinicFile])
@pytest.mark.parametrize("text", ["just words", "- a\n- b\n"])
def test_a_file_without_keys_is_refused(model: type, text: str):
    (problem,) = against(model, text, "module" if model is ModuleFile else "")
    assert (problem.where, problem.message) == ("a.yaml:1", "keys with values are expected here")


def test_a_wrong_kind_of_value_is_said_in_plain_words():
    text = BREWING.replace('"Brewing"', "[a, b]").replace("sources: [T1]", "sources: T1").replace("[kidney]", "[moon]")
    lists, words, condition = against(ModuleFile, text, "module")
    assert (words.where, words.message) == ("a.yaml:4", "a list is expected here")
    assert (lists.where, lists.message) == ("a.yaml:3", "words are expected here")
    assert (condition.code, condition.where) == ("content.literal-error", "a.yaml:10")


def test_an_empty_list_is_refused_and_a_faulty_entry_is_not_called_an_empty_list():
    (empty,) = against(ModuleFile, BREWING.replace("sources: [T1]", "sources: []"), "module")
    assert (empty.code, empty.message) == ("content.too-short", "'sources' needs at least 1 entry")
    one = POINTS.replace('          then: "Wait.', '          than: "Wait.')
    assert said(against(ModuleFile, one, "module")) == [("content.extra-forbidden", "a.yaml:13")]


@PROPERTY
@given(st.dictionaries(st.sampled_from(["format", "kind", "title", "body", "sources", "safety", "x"]), data))
def test_any_data_is_a_module_or_refused_with_lines(value: dict[str, object]):
    reading = yaml_text(yaml.safe_dump(value, allow_unicode=True), "a.yaml")
    with pytest.raises(Refused) as refusal:
        checked(ModuleFile, reading, "module")
    assert all(problem.where.startswith("a.yaml:") and problem.message for problem in refusal.value.problems)
