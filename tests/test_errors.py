"""Problems, refusals and exit codes; docs/errors.md lists every code that the package has, and no other."""

from __future__ import annotations

import ast
import contextlib
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import requests
from handouts.errors import (
    ExitCode,
    HandoutsError,
    OutputFailed,
    Refused,
    Severity,
    UsageFault,
    error,
    note,
    refuse_if_any,
    warning,
)
from handouts.locales.review import Ledger
from handouts.model.clinic import ClinicFile
from handouts.model.content import FactsFile, Topic
from handouts.model.kinds import ModuleFile
from handouts.reading import checked, yaml_text

from .content_fixtures import BREWING, FACTS, POINTS, PROPERTY, ROOT, TOPIC, codes, outcome, refused

DOCS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

# --- problems ---------------------------------------------------------------------------------------------------------


def test_only_an_error_refuses():
    made = [error("a.b", "x"), warning("a.b", "x"), note("a.b", "x")]
    assert [problem.severity for problem in made] == list(Severity)
    assert [problem.refuses for problem in made] == [True, False, False]


def test_refusing_carries_every_problem_and_nothing_is_refused_without_an_error():
    quiet = [warning("a.b", "one"), note("a.b", "two")]
    refuse_if_any(quiet)
    refuse_if_any(iter(()))
    with pytest.raises(Refused) as refusal:
        refuse_if_any(iter([*quiet, error("a.c", "three")]))
    assert [problem.message for problem in refusal.value.problems] == ["one", "two", "three"]
    assert str(refusal.value) == "one; two; three"


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Refused, ExitCode.REFUSED), (UsageFault, ExitCode.USAGE), (OutputFailed, ExitCode.OUTPUT), (HandoutsError, 4)],
)
def test_a_refusal_has_its_exit_code_and_survives_the_way_out_of_a_child(kind: type[HandoutsError], code: int):
    made = kind(error("a.b", "words", "f:1", "mend it"))
    assert made.exit_code == code
    back = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own bytes
    assert (type(back), back.problems) == (kind, made.problems)


def test_a_problem_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        error("a.b", "x").code = "c.d"  # type: ignore[misc]


# --- the list of codes ------------------------------------------------------------------------------------------------

CODE = re.compile(r"[a-z]+\.[a-z]+(-[a-z0-9]+)*")
FILES = tuple("yaml css html json csv pdf conf svg ttf po txt xlf sqlite png jpg jpeg".split())
MADE = {"f'{what}.unknown'": {"module.unknown", "recipe.unknown"}}
"""Codes that are put together from parts, by the expression that does so."""
ELSEWHERE = {
    "code",
    "first.code",
    "*rest",
    "f\"content.{item['type'].replace('_', '-')}\"",
}
"""Expressions whose codes stand as words elsewhere in the source, or come from Pydantic and are provoked below."""
SAYING = {"error", "warning", "note"}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield name and code of every call that makes a problem."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING and node.args:
            yield node.func.id, node.args[0]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield "Problem", node.args[1]


def codes_of(source: str) -> set[str]:
    """Return every code that stands in a source; an expression that is not known here is an error."""
    tree = ast.parse(source)
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found = {word for word in words if CODE.fullmatch(word) and word.partition(".")[2] not in FILES}
    for _, code in calls(tree):
        said = ast.unparse(code)
        assert isinstance(code, ast.Constant) or said in MADE or said in ELSEWHERE, f"new expression for a code: {said}"
        found |= MADE.get(said, set())
    return found


def documented() -> dict[str, str]:
    """Return the codes of the docs with how grave each is."""
    rows = re.findall(r"^\| `([a-z]+\.[a-z0-9-]+)`(?: \*)? \| ([a-z ]+) \| [^|]+ \| [^|]+ \|$", DOCS, re.MULTILINE)
    return dict(rows)


def sources() -> list[str]:
    paths = sorted((ROOT / "handouts").rglob("*.py"))
    return [path.read_text(encoding="utf-8") for path in paths if "_workspace" not in path.parts]


def gaps(source: set[str], docs: set[str]) -> tuple[set[str], set[str]]:
    """Return the codes that are not documented, and the documented ones that are gone."""
    made_from = {code for code in docs if code.startswith(("content.", "patient."))}
    return source - docs, docs - source - made_from


def test_every_code_is_documented_and_no_documented_one_is_gone():
    found = set[str]().union(*(codes_of(source) for source in sources()))
    assert gaps(found, set(documented())) == (set(), set())


def test_a_code_that_is_new_or_gone_is_seen():
    planted = 'def f():\n    yield error("tea.cold", "the tea is cold", hint="see tea.yaml")\n'
    assert codes_of(planted) == {"tea.cold"}
    assert gaps({"tea.cold", "tea.hot"}, {"tea.hot", "tea.gone"}) == ({"tea.cold"}, {"tea.gone"})
    with pytest.raises(AssertionError, match="new expression"):
        codes_of('error(f"tea.{state}", "x")')


def test_the_list_is_read_whole():
    assert len(documented()) == len(re.findall(r"^\| `[a-z]+\.", DOCS, re.MULTILINE)) > 100
    assert len(documented()) == len(set(re.findall(r"^\| `([a-z]+\.[a-z0-9-]+)`", DOCS, re.MULTILINE)))


def test_the_list_says_how_grave_each_code_is():
    grave = documented()
    for source in sources():
        for name, code in calls(ast.parse(source)):
            if isinstance(code, ast.Constant) and name in ("error", "warning", "note"):
                assert name in grave[str(code.value)].split(" or "), code.value


def test_exit_codes_are_documented():
    rows = re.findall(r"^\| (\d+) \| ([a-z ]+) \| ", DOCS, re.MULTILINE)
    assert {int(number): name for number, name in rows} == {
        code.value: code.name.lower().replace("_", " ") for code in ExitCode
    }


# --- codes that Pydantic words ----------------------------------------------------------------------------------------

Made = Callable[[], object]


def of(model: type, text: str, old: str = "", new: str = "", inside: str = "") -> Made:
    assert not old or text.count(old) == 1, old
    return lambda: checked(model, yaml_text(text.replace(old, new) if old else text, "a.yaml"), inside)


LEDGER = 'format: "1"\napprovals: [{by: A. Person, role: reviser, qualification: x y, date: 2026-01-01, digests: [a]}]'
CHECKLIST = "format: 1\nkind: checklist\ntitle: T\nsources: [a]\nbody: {groups: [{items: [{why: x}]}]}"
CONTENT: dict[str, Made] = {
    "extra-forbidden": of(Topic, TOPIC + "moon: full"),
    "missing": of(Topic, TOPIC, "id: tea\n", ""),
    "union-tag-invalid": of(ModuleFile, POINTS, "kind: points", "kind: pints", "module"),
    "union-tag-not-found": of(ModuleFile, POINTS, "kind: points\n", "", "module"),
    "literal-error": of(Topic, TOPIC, "category: medicine", "category: drink"),
    "string-type": of(Topic, TOPIC, "core: core", "core: [core]"),
    "string-too-short": of(Ledger, LEDGER, "A. Person", "A"),
    "string-too-long": of(ClinicFile, "format: 1\nname: " + "x" * 121),
    "string-pattern-mismatch": of(Topic, TOPIC, "id: tea", "id: Tea"),
    "tuple-type": of(Topic, TOPIC, "required: [let-cool, ask]", "required: ask"),
    "too-short": of(Topic, TOPIC, "required: [let-cool, ask]", "required: []"),
    "dict-type": of(FactsFile, "format: 1\nfacts: [a]"),
    "model-type": of(Topic, "- a"),
    "model-attributes-type": of(ModuleFile, "- a", inside="module"),
    "int-parsing": of(Topic, TOPIC, "revision: 1", "revision: one"),
    "int-type": of(Topic, TOPIC, "revision: 1", "revision: [1]"),
    "int-parsing-size": of(Topic, TOPIC, "revision: 1", "revision: " + "1" * 5000),
    "greater-than-equal": of(Topic, TOPIC, "revision: 1", "revision: 0"),
    "bool-parsing": of(ModuleFile, BREWING, "when: [kidney]", "needs_clinician: perhaps", "module"),
    "bool-type": of(ModuleFile, BREWING, "when: [kidney]", "needs_clinician: [no]", "module"),
    "date-from-datetime-parsing": of(Topic, TOPIC + "reviewed: soon"),
    "date-from-datetime-inexact": of(Topic, TOPIC + "reviewed: 2026-01-01T10:00"),
    "date-type": of(Topic, TOPIC + "reviewed: [2026-01-01]"),
    "value-error": of(ModuleFile, CHECKLIST, inside="module"),
    "text-markup": of(Topic, TOPIC, "Let it cool", "Let **it cool"),
    "text-placeholder": of(Topic, TOPIC, "{clinic_phone}", "{phone}"),
    "text-html": of(Topic, TOPIC, "Let it cool", "Let <b>it</b> cool"),
}
PATIENT = {
    "shape": "- Zelda",
    "extra-forbidden": "Zelda: Zelda",
    "string-too-long": "name: " + "Zelda" * 25,
    "string-type": "name: [Zelda]",
    "value-error": "note: |\n" + "  Zelda\n" * 9,
    "unsafe-dose": "dose: Zelda TDS",
    "yaml-comma": "name: {Zelda: 2,5}",
    "yaml-syntax": "name: 'Zelda",
    "yaml-duplicate": "Zelda: Zelda\nZelda: Zelda",
    "yaml-key": "? [Zelda]\n: Zelda",
    "yaml-alias": "name: &Zelda [Zelda]\nnote: *Zelda",
    "yaml-depth": "[" * 60 + "]" * 60,
}


@pytest.mark.parametrize("name", CONTENT)
def test_a_fault_of_content_has_its_code(name: str):
    assert codes(refused(CONTENT[name])) == [f"content.{name}"]


@pytest.mark.parametrize("name", PATIENT)
def test_a_fault_of_a_patient_file_has_its_code_and_repeats_nothing(name: str):
    (problem,) = refused(lambda: requests.patient_of(PATIENT[name], "the patient file"))
    assert problem.code == f"patient.{name}"
    assert problem.where.startswith("the patient file")
    assert "Zelda" not in str(problem)


def test_these_codes_are_those_of_the_list():
    listed = {code for code in documented() if code.startswith(("content.", "patient."))}
    others = {"patient.unreadable", "patient.character", "patient.unnamed", "patient.unprinted", "patient.unsafe-note"}
    assert {f"content.{name}" for name in CONTENT} | {f"patient.{name}" for name in PATIENT} == listed - others


BASES = [(Topic, TOPIC, ""), (ModuleFile, POINTS, "module"), (ModuleFile, BREWING, "module"), (FactsFile, FACTS, "")]
ODD = ["", "x", "-1", "9" * 5000, "**", "<b>", "{x}", "2026-01-01T10:00", [], {}, ["x"], [[]], {"x": "y"}, {"": "y"}]


@PROPERTY
@given(st.sampled_from(BASES), st.data())
def test_whatever_is_wrong_with_a_file_has_a_code_of_the_list(base: tuple[type, str, str], data: st.DataObject):
    model, text, inside = base
    reading = yaml_text(text, "a.yaml")
    for _ in range(data.draw(st.integers(1, 3))):
        *outer, key = data.draw(st.sampled_from([loc for loc in reading.lines if loc]))
        part = reading.data
        with contextlib.suppress(KeyError, IndexError, TypeError):  # an earlier change may have taken the place away
            for step in outer:
                part = part[step]
            if not (isinstance(part, dict) and isinstance(key, int)):  # YAML's keys are text
                part[key] = data.draw(st.sampled_from(ODD))
    problems = outcome(lambda: checked(model, reading, inside))
    assert set(codes(problems)) <= set(documented())
    assert all(problem.where.startswith("a.yaml:") for problem in problems)


def test_the_whole_files_have_no_fault():
    assert checked(FactsFile, yaml_text(FACTS, "a.yaml")).facts
    assert checked(Ledger, yaml_text(LEDGER, "a.yaml")).approvals
    assert requests.patient_of("name: Zelda", "x").name == "Zelda"
