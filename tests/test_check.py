"""`check`: everything that stands against printing, and what whoever keeps the content should know."""

from __future__ import annotations

import functools
import io
import re
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import pytest

from handouts import check, cli
from handouts.errors import ExitCode, Problem, Severity
from handouts.workspace import Workspace

from .content_fixtures import (
    ROOT,
    approve,
    approve_all,
    codes,
    edit,
    entry,
    overlaid,
    place,
    po,
    put,
    said,
    tea,
    translate,
)

TODAY = date(2026, 6, 1)
PO = "locales/es/LC_MESSAGES/tea.po"


def found(workspace: Workspace, least: Severity = Severity.WARNING) -> tuple[Problem, ...]:
    """Return what is found, notes left out unless they are asked for."""
    order = list(Severity)
    return tuple(p for p in check.problems(workspace, TODAY) if order.index(p.severity) <= order.index(least))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made, _ = overlaid(tmp_path)
    translate(made, made.own, "es")
    return made


def test_a_whole_workspace_has_nothing_but_notes(workspace: Workspace):
    assert found(workspace) == ()
    assert set(codes(found(workspace, Severity.NOTE))) == {"line.unconfirmed", "overlay.layer", "review.waiting"}


def test_what_waits_for_a_reviewer_is_counted_by_language(workspace: Workspace):
    waiting = [p for p in found(workspace, Severity.NOTE) if p.code == "review.waiting"]
    assert [problem.message for problem in waiting] == [
        "22 English texts of tea wait for a clinician",
        "22 Spanish texts of tea wait for a translator, reviser, clinician",
    ]
    approve_all(workspace, "es", "tea", "handouts")
    approve(workspace, "en", "clinician")
    waiting = [p for p in found(workspace, Severity.NOTE) if p.code == "review.waiting"]
    assert [problem.message for problem in waiting] == ["2 English texts of tea wait for a clinician"]


def test_the_faults_of_clinic_topics_catalogs_and_styles_come_at_once(workspace: Workspace):
    clinic, own = workspace.roots
    edit(clinic, "clinic.yaml", "name:", "nme:")
    edit(own, "topics/tea/topic.yaml", "order: [points, ", "order: [points, milk, ")
    for path in sorted((own / "topics/tea").iterdir()):
        put(own, f"topics/coffee/{path.name}", path.read_text().replace("id: tea", "id: coffee").replace("milk, ", ""))
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    begun = header + "\n" + entry("points", "The points", "Los puntos")  # an empty one is not begun, and no fault
    put(own, PO.replace("tea.po", "coffee.po"), begun)
    found_codes = said(found(workspace))
    assert found_codes[:2] == [
        ("content.extra-forbidden", "clinic/clinic.yaml:2"),
        ("translation.missing", "topics/coffee/topic.yaml:5"),
    ]
    assert found_codes[-1] == ("topic.no-module", place(own, "topics/tea/topic.yaml", "order:"))


def test_a_language_that_has_not_begun_a_topic_is_not_asked_for_it(workspace: Workspace):
    (workspace.own / PO).unlink()
    assert said(found(workspace)) == []


def test_a_logo_that_is_not_there_and_a_language_that_is_not_are_found(workspace: Workspace):
    edit(workspace.roots[0], "clinic.yaml", "name:", "logo: logo.svg\nname:")
    assert [code for code, _ in said(found(workspace))] == ["logo.missing"]
    edit(workspace.roots[0], "clinic.yaml", "name:", "language: xx\nname:")
    assert [code for code, _ in said(found(workspace))] == ["language.unknown"]


def test_a_style_sheet_of_the_clinic_that_makes_text_is_found(workspace: Workspace):
    put(workspace.roots[0], "styles/clinic.css", "p { margin: 0 }\np::after { content: 'Stop it' }\n")
    assert said(found(workspace)) == [("styles.made-text", "clinic/styles/clinic.css:2")]


def test_a_template_whose_words_cannot_be_known_does_not_hide_the_rest(workspace: Workspace):
    put(workspace.roots[0], "templates/parts/foot.html", "<p>\n{{ _(clinic.name) }}\n</p>\n")
    edit(workspace.own, "topics/tea/brewing.yaml", "sources: [T2]", "sources: [T1]")
    assert said(found(workspace)) == [
        ("overlay.unused", "clinic/templates/parts/foot.html"),  # the small project has no template that asks for it
        ("template.words", "clinic/templates/parts/foot.html:2"),
        ("source.unused", place(workspace.own, "topics/tea/topic.yaml", "T2:")),
    ]


def test_a_translation_that_may_not_be_printed_is_an_error_in_that_language(workspace: Workspace):
    edit(workspace.own, PO, 'msgstr "tHE POINTS"', 'msgstr ""')
    edit(workspace.own, PO, "aSK US: {clinic_phone}.", "pregunte.")
    assert said(found(workspace)) == [
        ("translation.missing", place(workspace.own, "topics/tea/points.yaml", "The points")),
        ("translation.placeholders", place(workspace.own, PO, "Ask us: {clinic_phone}")),
    ]


def test_a_translation_whose_text_is_gone_is_a_warning(workspace: Workspace):
    path = workspace.own / PO
    path.write_text(path.read_text(encoding="utf-8") + entry("points", "Gone", "ido"), encoding="utf-8")
    assert found(workspace) == ()  # a clinic can't mend ours
    problem = found(Workspace((workspace.own,)))[-1]
    assert said([problem]) == [("translation.unused", place(workspace.own, PO, '"Gone"'))]
    assert problem.severity is Severity.WARNING


def test_a_broken_catalog_does_not_hide_the_other_languages(workspace: Workspace):
    translate(Workspace((workspace.own,)), workspace.own, "ar")
    edit(workspace.own, "locales/ar/LC_MESSAGES/tea.po", 'msgid "Let it cool"', 'msgid "Let it cool')
    edit(workspace.own, PO, 'msgstr "tHE POINTS"', 'msgstr ""')
    assert codes(found(workspace)) == ["catalog.syntax", "translation.missing"]


def test_a_folder_that_names_no_language_is_an_error(workspace: Workspace):
    po(workspace.own, "xx_bogus", "tea", [])
    assert said(found(workspace)) == [("language.tag", "locales/xx_bogus")]


def test_warnings_of_a_topic_are_told_once(workspace: Workspace):
    edit(workspace.own, "topics/tea/brewing.yaml", "sources: [T2]", "sources: [T1]")
    assert codes(found(workspace)) == ["source.unused"]


def test_what_waits_for_a_clinician_is_a_note(workspace: Workspace):
    edit(workspace.own, "topics/tea/brewing.yaml", "when: [kidney]", "needs_clinician: true")
    assert "clinician.confirm" in codes(found(workspace, Severity.NOTE))


def test_without_a_country_there_is_a_warning(tmp_path: Path):
    assert codes(found(tea(tmp_path))) == ["clinic.no-country"]


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_says_where_and_answers_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    put(tmp_path, "clinic.yaml", "format: 1\ncountry: GB\nphone: 1\npapr: a4\n")
    assert cli.run(["check", "--clinic", str(tmp_path), "--today", "2026-06-01"]) == ExitCode.REFUSED
    said_there = capsys.readouterr().err
    assert f"error: {tmp_path.name}/clinic.yaml:4: unknown key 'papr' [content.extra-forbidden]" in said_there
    assert "did you mean 'paper'?" in said_there


@functools.cache
def of_the_example(*more: str) -> tuple[int, str, str]:
    """Check the example clinic, and with it all that is our own; return exit code, output and what is said."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as said_there:
        code = cli.run(["check", "--clinic", str(ROOT / "examples" / "clinic"), "--today", "2026-11-23", *more])
    return code, out.getvalue(), said_there.getvalue()


def test_the_example_clinic_passes_with_every_translation_of_ours():
    answer, out, err = of_the_example()
    warned = [line for line in err.splitlines() if line.startswith("warning: ") and "[wording." not in line]
    assert out.startswith("0 errors, "), err[:2000]
    assert warned == []
    assert answer == ExitCode.DONE


def test_notes_on_our_own_files_are_counted_and_listed_when_asked_for():
    _, _, short = of_the_example()
    assert "clinic/logo.svg" in short
    assert "clinician.confirm" not in short
    _, _, long = of_the_example("--notes")
    assert "clinician.confirm" in long
    (hidden,) = re.findall(r"and (\d+) notes", short)
    lines = [len(re.findall(r"^note: ", text, re.MULTILINE)) for text in (short, long)]
    assert lines[1] - lines[0] == int(hidden)


def test_a_changed_english_text_is_named_as_stale_where_its_translation_stands(workspace: Workspace):
    own = workspace.own
    approve_all(Workspace((own,)), "es")
    edit(own, "topics/tea/points.yaml", "They keep you safe.", "They keep you well.")
    ours = tuple(problem for problem in check.problems(Workspace((own,)), TODAY) if problem.code == "review.stale")
    assert [problem.message for problem in ours] == [
        "the English of an approved Spanish text has changed: “They keep you safe.”",
        "1 Spanish texts of tea were approved and have changed since",
    ]
    assert ours[0].where == place(own, PO, 'msgid "They keep')
