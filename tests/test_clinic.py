"""The clinic: what it says of itself, and which numbers of its country may be printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handouts import clinic
from handouts.errors import Problem, Severity
from handouts.model.clinic import Clinic, HelpLine
from handouts.roots import at
from handouts.workspace import Workspace

from .content_fixtures import FILES, PROPERTY, ROOT, codes, outcome, overlaid, place, project, put, refused, said

TODAY = date(2026, 6, 1)
CSV = "locales/help-lines.csv"
HEAD, *ROWS = FILES[CSV].splitlines()
POISON = '{service: poison, number: "200 100", by: A. Person, date: 2026-05-31}'


def given_yaml(folder: Path, text: str) -> tuple[Workspace, Path]:
    """Return a workspace whose clinic.yaml says this below its format."""
    workspace, root = overlaid(folder)
    put(root, "clinic.yaml", f"format: 1\n{text}")
    return workspace, root


def load(folder: Path, text: str, today: date = TODAY) -> tuple[Clinic, tuple[Problem, ...]]:
    return clinic.load(given_yaml(folder, text)[0], today)


def numbers(found: Clinic) -> dict[str, list[str]]:
    """Return the printable numbers by service."""
    services = dict.fromkeys(line.service for line in found.lines)
    return {service: [line.number for line in found.of(service)] for service in services}


# --- which lines are printed ------------------------------------------------------------------------------------------


def test_only_the_first_emergency_number_is_printed_unconfirmed(tmp_path: Path):
    found, problems = load(tmp_path, "country: AA\n")
    assert numbers(found) == {"emergency": ["111"]}
    assert codes(problems) == ["line.unconfirmed"] * 4
    assert {problem.severity for problem in problems} == {Severity.NOTE}
    assert "emergency line 112 is not confirmed" in problems[0].message
    assert 'service: poison, number: "200 100", by: …, date: …' in problems[1].hint


def test_a_confirmed_line_is_printed_with_all_that_is_known_of_it(tmp_path: Path):
    found, problems = load(tmp_path, f"country: AA\nconfirmed:\n  - {POISON}\n")
    assert found.of("poison") == (
        HelpLine("poison", "Poison Line", "200 100", "always", ("call", "text:85"), ("en", "es"), "", ""),
    )
    assert numbers(found) == {"emergency": ["111"], "poison": ["200 100"]}
    assert codes(problems) == ["line.unconfirmed"] * 3


def test_a_second_emergency_number_is_printed_when_it_is_confirmed(tmp_path: Path):
    text = 'country: AA\nconfirmed: [{service: emergency, number: "112", by: A. Person, date: 2026-05-31}]\n'
    assert numbers(load(tmp_path, text)[0]) == {"emergency": ["111", "112"]}


def test_a_number_confirmed_for_another_service_is_not_this_line(tmp_path: Path):
    found, problems = load(tmp_path, f"country: AA\nconfirmed:\n  - {POISON.replace('poison', 'crisis')}\n")
    assert numbers(found) == {"emergency": ["111"]}
    assert problems[0].code == "line.unknown"


@pytest.mark.parametrize(
    ("day", "printed", "words"),
    [
        ("2026-06-01", True, ""),
        ("2025-06-01", True, ""),
        ("2025-05-31", True, ""),
        ("2025-05-30", False, "was confirmed more than a year ago"),
        ("2016-06-01", False, "was confirmed more than a year ago"),
        ("2026-06-02", False, "was confirmed on a day to come"),
    ],
)
def test_a_line_is_asked_about_again_after_a_year(tmp_path: Path, day: str, printed: bool, words: str):  # noqa: FBT001
    workspace, root = given_yaml(tmp_path, f"country: AA\nconfirmed:\n  - {POISON.replace('2026-05-31', day)}\n")
    found, problems = clinic.load(workspace, TODAY)
    assert bool(found.of("poison")) is printed
    stale = [problem for problem in problems if problem.code == "line.stale"]
    assert bool(stale) is not printed
    for problem in stale:
        assert words in problem.message
        assert problem.where == place(root, "clinic.yaml", day, "clinic/clinic.yaml")
        assert problem.severity is Severity.WARNING


def test_the_latest_confirmation_counts(tmp_path: Path):
    old = POISON.replace("2026-05-31", "2020-01-01")
    for first, second in ((old, POISON), (POISON, old)):
        found, _ = load(
            tmp_path / str(len(first)) / first[-5:-1], f"country: AA\nconfirmed:\n  - {first}\n  - {second}\n"
        )
        assert numbers(found)["poison"] == ["200 100"]


def test_a_confirmed_line_that_the_country_does_not_have_is_an_error(tmp_path: Path):
    text = f"country: AA\nconfirmed:\n  - {POISON}\n  - {POISON.replace('200 100', '200100')}\n"
    workspace, root = given_yaml(tmp_path, text)
    found, problems = clinic.load(workspace, TODAY)
    (problem,) = [problem for problem in problems if problem.refuses]
    assert said([problem]) == [("line.unknown", place(root, "clinic.yaml", '"200100"', "clinic/clinic.yaml"))]
    assert problem.message == "no poison line 200100 in AA"
    assert numbers(found)["poison"] == ["200 100"]


# --- the clinic's own -------------------------------------------------------------------------------------------------


def test_the_clinics_own_numbers_are_printed_under_its_name(tmp_path: Path):
    text = 'country: AA\nname: Green Street\nphone: "900"\nafter_hours_phone: "901"\ninterpreter_line: "902"\n'
    found, _ = load(tmp_path, text)
    assert numbers(found) == {"clinic": ["900"], "after-hours": ["901"], "interpreter": ["902"], "emergency": ["111"]}
    assert found.of("clinic") == (HelpLine("clinic", "Green Street", "900"),)


def test_underscores_are_a_line_to_write_on_and_a_warning(tmp_path: Path):
    workspace, root = given_yaml(tmp_path, 'country: AA\nphone: "____ ____"\n')
    found, problems = clinic.load(workspace, TODAY)
    assert numbers(found) == {"clinic": [""], "emergency": ["111"]}
    assert said(problems)[0] == ("clinic.blank", place(root, "clinic.yaml", "phone", "clinic/clinic.yaml"))
    assert problems[0].severity is Severity.WARNING


def test_without_a_country_there_is_a_warning_and_no_line(tmp_path: Path):
    found, problems = load(tmp_path, 'phone: "900"\n')
    assert numbers(found) == {"clinic": ["900"]}
    (problem,) = problems
    assert (problem.code, problem.severity) == ("clinic.no-country", Severity.WARNING)
    assert "handouts new" in problem.hint


def test_the_language_never_gives_a_country(tmp_path: Path):
    found, _ = load(tmp_path, "language: es_AA\n")
    assert found.lines == ()


def test_the_neutral_clinic_has_nothing_but_a_warning():
    found, problems = clinic.load(at(None), TODAY)
    assert (found.lines, codes(problems)) == ((), ["clinic.no-country"])
    assert (found.facts.name, found.facts.country) == (None, None)


def test_the_clinics_words_stay_as_written(tmp_path: Path):
    found, _ = load(tmp_path, "name: No\nphone: 007\nhours: 9:00\nconfirmed: []\n")
    assert (found.facts.name, found.facts.phone, found.facts.hours) == ("No", "007", "9:00")


# --- faults of clinic.yaml --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("contry: AA", "content.extra-forbidden"),
        ("country: England", "content.string-pattern-mismatch"),
        ("country: aa", "content.string-pattern-mismatch"),
        ("paper: a5", "content.literal-error"),
        ("logo: ../../secret.svg", "content.string-pattern-mismatch"),
        ("logo: logo.gif", "content.string-pattern-mismatch"),
        ("colours: {brand: red}", "content.string-pattern-mismatch"),
        ('colours: {brand: "#12345"}', "content.string-pattern-mismatch"),
        ('colours: {brand: "#123456; } body { display: none"}', "content.string-pattern-mismatch"),
        (f"phone: {'9' * 121}", "content.string-too-long"),
        ("allow_drafts: {by: A. Person}", "content.missing"),
        ("allow_drafts: yes", "content.model-type"),
        ("policy: {require_approved: perhaps}", "content.bool-parsing"),
        ("confirmed: [{service: moon, number: 1, by: A. Person, date: 2026-01-01}]", "content.literal-error"),
        ("confirmed: [{service: poison, number: 1, by: A. Person, date: today}]", "content.date-from-datetime-parsing"),
        ("confirmed: [{service: poison, number: 1, date: 2026-01-01}]", "content.missing"),
    ],
)
def test_a_fault_is_refused_with_its_line(tmp_path: Path, line: str, code: str):
    workspace, _ = given_yaml(tmp_path, f"# a comment\n{line}\n")
    assert said(refused(lambda: clinic.load(workspace, TODAY))) == [(code, "clinic/clinic.yaml:3")]


def test_a_country_without_an_emergency_number_is_refused_with_the_remedy(tmp_path: Path):
    for country in ("BB", "ZZ"):
        workspace, _ = given_yaml(tmp_path / country, f"name: X\ncountry: {country}\n")
        (problem,) = refused(lambda workspace=workspace: clinic.load(workspace, TODAY))
        assert said([problem]) == [("clinic.no-emergency", "clinic/clinic.yaml:3")]
        assert f"add a row for {country}" in problem.hint


def test_without_our_own_clinic_yaml_nothing_goes(tmp_path: Path):
    root = project(tmp_path)
    (root / "clinic.yaml").unlink()
    assert codes(refused(lambda: clinic.load(Workspace((root,)), TODAY))) == ["clinic.missing"]


# --- the list of lines ------------------------------------------------------------------------------------------------


def test_a_clinics_rows_take_the_place_of_ours_service_by_service(tmp_path: Path):
    workspace, root = given_yaml(tmp_path, "country: AA\n")
    row = "AA,crisis,Our Own Line,555,,call,,,,the clinic,seen"
    put(root, CSV, f"{HEAD}\n{row}\nBB,emergency,,999,,call,,,,the clinic,seen\n")
    lines = clinic.country_lines(workspace, "AA")
    assert [(line.service, line.number) for line in lines] == [
        ("crisis", "555"),
        ("emergency", "111"),
        ("emergency", "112"),
        ("poison", "200 100"),
    ]
    assert [line.service for line in clinic.country_lines(workspace, "BB")] == ["emergency", "poison"]
    assert clinic.country_lines(workspace, "CC") == ()


def test_a_clinics_own_row_must_be_confirmed_too(tmp_path: Path):
    workspace, root = given_yaml(tmp_path, "country: AA\n")
    put(root, CSV, f"{HEAD}\nAA,emergency,,888,,call,,,,x,seen\nAA,crisis,Our Own Line,555,,call,,,,x,seen\n")
    found, problems = clinic.load(workspace, TODAY)
    assert numbers(found) == {"emergency": ["888"]}
    assert "crisis line 555 is not confirmed" in " ".join(problem.message for problem in problems)


def lines_of(folder: Path, *rows: str, head: str = HEAD) -> tuple[Problem, ...]:
    """Return the faults of a clinic's list with these rows."""
    workspace, root = given_yaml(folder, "country: AA\n")
    put(root, CSV, "\n".join([head, *rows]) + "\n")
    return refused(lambda: clinic.load(workspace, TODAY))


@pytest.mark.parametrize("head", [HEAD.replace("service", "kind"), HEAD + ",more", HEAD.replace(",note", ""), "", "x"])
def test_other_columns_are_refused(tmp_path: Path, head: str):
    (problem,) = lines_of(tmp_path, *ROWS, head=head)
    assert said([problem]) == [("lines.columns", f"clinic/{CSV}:1")]
    assert problem.hint == f"columns: {HEAD}"


@pytest.mark.parametrize(
    "row",
    ["AA,crisis,X,555,,call", "AA,crisis,X,555,,call,,,,x,seen,more", "AA,crisis,X,,,call,,,,x,seen", "words"],
)
def test_a_row_with_too_few_or_too_many_cells_is_refused(tmp_path: Path, row: str):
    assert said(lines_of(tmp_path, ROWS[0], row)) == [("lines.row", f"clinic/{CSV}:3")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("aa,crisis,X,555,,call,,,,x,seen", "country"),
        ("UKR,crisis,X,555,,call,,,,x,seen", "country"),
        ("AA,police,X,555,,call,,,,x,seen", "service"),
        ("AA,clinic,X,555,,call,,,,x,seen", "service"),
        ("AA,crisis,X,555,24h,call,,,,x,seen", "hours"),
        ("AA,crisis,X,555,8:00-22:00,call,,,,x,seen", "hours"),
        ("AA,crisis,X,555,,fax,,,,x,seen", "channels"),
        ("AA,crisis,X,555,,call; text,,,,x,seen", "channels"),
        ("AA,crisis,X,555,,text:abc,,,,x,seen", "channels"),
        ("AA,crisis,X,555,,call,English,,,x,seen", "languages"),
        ("AA,crisis,X,555,,call,en;xx,,,x,seen", "languages"),
        ("AA,crisis,X,555,,call,,,call first,x,seen", "note"),
    ],
)
def test_a_code_without_words_is_refused(tmp_path: Path, row: str, column: str):
    (problem,) = lines_of(tmp_path, ROWS[0], row)
    assert said([problem]) == [("lines.code", f"clinic/{CSV}:3")]
    assert problem.message.startswith(f"unknown {column} '")
    assert problem.hint


def test_all_faults_of_a_list_come_at_once(tmp_path: Path):
    found = lines_of(tmp_path, "AA,police,X,5,never,call,,,,x,seen", ROWS[0], "words", "AA,crisis,X,5,,fax,,,,x,seen")
    assert said(found) == [
        ("lines.code", f"clinic/{CSV}:2"),
        ("lines.code", f"clinic/{CSV}:2"),
        ("lines.row", f"clinic/{CSV}:4"),
        ("lines.code", f"clinic/{CSV}:5"),
    ]


@pytest.mark.parametrize("hours", ["", "always", "weekdays", "office", "08:00-02:00"])
@pytest.mark.parametrize("channels", ["", "call", "call;text", "call;text:8681", "chat"])
def test_the_codes_of_the_docs_pass(tmp_path: Path, hours: str, channels: str):
    workspace, root = given_yaml(tmp_path, "country: AA\n")
    put(root, CSV, f"{HEAD}\nAA,crisis,X,5,{hours},{channels},en;pt-BR;zh-Hant,,suicide,x,seen\n")
    (line, *_) = clinic.country_lines(workspace, "AA")
    assert line.channels == tuple(filter(None, channels.split(";"))) or ("call",)
    assert line.languages == ("en", "pt-BR", "zh-Hant")


def test_a_list_in_another_encoding_is_refused(tmp_path: Path):
    workspace, root = given_yaml(tmp_path, "country: AA\n")
    put(root, CSV, "").write_bytes(f"{HEAD}\nAA,crisis,Línea,5,,call,,,,x,seen\n".encode("latin-1"))
    assert said(refused(lambda: clinic.load(workspace, TODAY))) == [("file.not-utf8", f"clinic/{CSV}")]
    (root / CSV).write_bytes(f"{HEAD}\r\nAA,crisis,Línea,5,,call,,,,x,seen\r\n".encode("utf-8-sig"))
    assert clinic.country_lines(workspace, "AA")[0].name == "Línea"


def test_a_cell_without_end_is_refused(tmp_path: Path):
    assert codes(lines_of(tmp_path, f'AA,crisis,"{"x" * 200_000},5')) == ["lines.row"]


@PROPERTY
@given(
    st.lists(st.sampled_from([*ROWS, "AA", '"', ",", "AA,crisis", "\0", "\r", "é", "always", "call"]), max_size=8),
    st.sampled_from([",", "\n", ""]),
)
def test_any_list_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, cells: list[str], between: str):
    root = tmp_path_factory.getbasetemp() / "any"
    put(root, CSV, f"{HEAD}\n{between.join(cells)}\n")
    problems = outcome(lambda: clinic.country_lines(Workspace((root,)), "AA"))
    assert all(problem.where.startswith(CSV) for problem in problems)
    if not problems:
        assert all(line.number for line in clinic.country_lines(Workspace((root,)), "AA"))


values = st.sampled_from(["", "AA", "no", "2026-01-01", "logo.svg", "#123456", "words", "a4"])
KEYS = ["format", "name", "country", "language", "paper", "logo", "phone", "confirmed", "policy", "colours", "moon"]


@PROPERTY
@given(st.dictionaries(st.sampled_from(KEYS), values | st.lists(values, max_size=2) | st.dictionaries(values, values)))
def test_any_clinic_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]):
    root = tmp_path_factory.getbasetemp() / "clinics" / "one"
    put(root, CSV, FILES[CSV])
    put(root, "clinic.yaml", yaml.safe_dump({"format": "1", **data}))
    refusal = outcome(lambda: clinic.load(Workspace((root,)), TODAY))
    assert all(problem.where.startswith(("clinic.yaml:", CSV)) for problem in refusal)
    if not refusal:
        found, problems = clinic.load(Workspace((root,)), TODAY)
        assert all(line.service != "poison" for line in found.lines)
        assert all(problem.where.startswith("clinic.yaml:") for problem in problems)


# --- the project's own lists ------------------------------------------------------------------------------------------


def test_every_country_of_our_list_has_an_emergency_number_and_no_fault():
    rows = (ROOT / CSV).read_text(encoding="utf-8").splitlines()[1:]
    countries = sorted({row.split(",")[0] for row in rows})
    assert len(countries) == 41
    assert sum(len(clinic.country_lines(at(None), country)) for country in countries) == len(rows)
    for country in countries:
        assert clinic.country_lines(at(None), country)[0].service == "emergency"


def test_the_example_clinic_prints_what_it_has_confirmed():
    found, problems = clinic.load(at(ROOT / "examples" / "clinic"), date(2026, 11, 23))
    assert not [problem for problem in problems if problem.severity is not Severity.NOTE]
    assert numbers(found) == {
        "clinic": ["01632 960123"],
        "after-hours": ["01632 960456"],
        "interpreter": ["01632 960789"],
        "emergency": ["999"],
        "poison": ["111"],
        "substance-use": ["0300 123 6600"],
        "crisis": ["116 123"],
    }
    _, later = clinic.load(at(ROOT / "examples" / "clinic"), date(2028, 1, 1))
    assert codes(problem for problem in later if problem.severity is Severity.WARNING) == ["line.stale"] * 3
