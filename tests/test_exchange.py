"""Translations travel as a spreadsheet or XLIFF and come back: whole or not at all, every change shown."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from handouts import cli, exchange
from handouts.cli import translating
from handouts.errors import ExitCode, Refused, UsageFault
from handouts.exchange import toolkit, workbook
from handouts.locales.glossary import Glossary
from handouts.locales.languages import language
from handouts.locales.negations import Negations, changes
from handouts.packed import refuse_unsafe_workbook
from handouts.roots import at
from handouts.workspace import Workspace

from .content_fixtures import PROPERTY, codes, edit, entry, overlaid, po, put, refused, said, tea, translate

PO = "locales/es/LC_MESSAGES/tea.po"
TOPIC = {
    "Tea": "Té",
    "Never drink tea while it boils.": "Nunca tome té mientras hierve.",
    "Ask us first: {clinic_phone}.": "Pregúntenos antes: {clinic_phone}.",
    "Boiling tea **burns** you.": "El té hirviendo le **quema**.",
    "Not too much.": "No demasiado.",
}
HERE = shutil.which("po2xliff", path=str(Path(sys.executable).parent)) or shutil.which("po2xliff")
with_toolkit = pytest.mark.skipif(HERE is None, reason="translate-toolkit is not here")


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = tea(tmp_path)
    put(made.own, "locales/en/glossary.yaml", "format: 1\nnegations: [not, never, no]\n")
    put(made.own, "locales/es/glossary.yaml", "format: 1\nnegations: [no, nunca, sin]\n")
    translate(made, made.own, "es")
    for source, translation in TOPIC.items():
        path = made.own / PO
        text, swapped = path.read_text("utf-8"), _swapped(source)
        assert f'msgstr "{swapped}"' in text, swapped
        path.write_text(text.replace(f'msgstr "{swapped}"', f'msgstr "{translation}"'), "utf-8")
    return made


def _swapped(text: str) -> str:
    return text.swapcase().replace("{CLINIC_PHONE}", "{clinic_phone}")


@pytest.fixture
def sent(space: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "es.xlsx"
    assert exchange.export(space, "es", "xlsx", path) == 22
    return path


def filled(path: Path, change: Callable[[Any], None]) -> Path:
    """Open a spreadsheet as a translator does, change its first sheet, and save it."""
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def cell(sheet: Any, source: str, column: str = "translation") -> Any:
    names = [item.value for item in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[names.index("English")].value == source]
    return row[names.index(column)]


def typed(path: Path, said: dict[str, Any], column: str = "translation") -> Path:
    def change(sheet: Any) -> None:
        for source, value in said.items():
            cell(sheet, source, column).value = value

    return filled(path, change)


def catalog(space: Workspace) -> dict[str, Any]:
    with (space.own / PO).open("rb") as file:
        return {str(item.id): item for item in read_po(file) if item.id}


def taken(space: Workspace, path: Path, **options: Any) -> exchange.Taken:
    return exchange.take(space, "es", path, "T. One", **options)


# --- what goes out ----------------------------------------------------------------------------------------------------


def test_ids_and_source_are_locked_and_two_columns_are_open(sent: Path):
    sheet = load_workbook(sent).worksheets[0]
    assert [item.value for item in sheet[1]] == ["id", "where", "notes", "state", "English", "translation", "remark"]
    assert (sheet.title, sheet.protection.sheet, sheet.freeze_panes, sheet.max_row) == ("es", True, "A2", 23)
    for row in sheet.iter_rows(min_row=2):
        assert [item.protection.locked for item in row] == [True] * 5 + [False] * 2
        assert all(item.alignment.wrap_text for item in row)
    notes = cell(sheet, "Ask us first: {clinic_phone}.", "notes").value
    assert notes == "safety: every word counts\n{clinic_phone}: the clinic's telephone number"
    assert cell(sheet, "Not too much.", "where").value.startswith("tea / brewing / body.steps")
    assert cell(sheet, "Not too much.").value == "No demasiado."


def test_a_language_from_the_right_has_its_column_so(space: Workspace, tmp_path: Path):
    translate(space, space.own, "ar")
    exchange.export(space, "ar", "xlsx", tmp_path / "ar.xlsx")
    sheet = load_workbook(tmp_path / "ar.xlsx").worksheets[0]
    found = cell(sheet, "Tea").alignment
    assert (found.readingOrder, found.horizontal) == (2, "right")
    assert cell(sheet, "Tea", "English").alignment.readingOrder != 2


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@sum", "=HYPERLINK(1)"])
def test_a_text_that_begins_like_a_formula_is_text_in_the_file(space: Workspace, sign: str, tmp_path: Path):
    edit(space.own, PO, 'msgstr "Té"', f'msgstr "{sign}"')
    exchange.export(space, "es", "xlsx", tmp_path / "x.xlsx")
    found = cell(load_workbook(tmp_path / "x.xlsx").worksheets[0], "Tea")
    assert (found.value, found.data_type, found.quotePrefix, found.number_format) == (sign, "s", True, "@")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_topic_can_be_sent_alone_and_nothing_is_no_file(space: Workspace, tmp_path: Path):
    assert exchange.export(space, "es", "xlsx", tmp_path / "a.xlsx", ["handouts"]) == 2
    with pytest.raises(UsageFault) as fault:
        exchange.export(space, "es", "xlsx", tmp_path / "b.xlsx", ["coffee"])
    assert codes(fault.value.problems) == ["export.empty"]
    with pytest.raises(UsageFault) as fault:
        exchange.export(space, "en", "xlsx", tmp_path / "b.xlsx")
    assert codes(fault.value.problems) == ["export.source"]
    assert not (tmp_path / "b.xlsx").exists()


def test_a_clinics_own_texts_travel_alone(tmp_path: Path):
    space, clinic = overlaid(tmp_path)
    put(clinic, "templates/parts/foot.html", '{{ _("Come back soon") }}')
    po(clinic, "es", "handouts", [entry("", "Come back soon", "Vuelva pronto")])
    assert exchange.export(space, "es", "xlsx", tmp_path / "c.xlsx") == 1
    typed(tmp_path / "c.xlsx", {"Come back soon": "Vuelva"})
    assert exchange.take(space, "es", tmp_path / "c.xlsx", "T. One").written == (
        "clinic/locales/es/LC_MESSAGES/handouts.po",
    )


# --- what comes back --------------------------------------------------------------------------------------------------


def test_what_is_not_touched_changes_no_byte(space: Workspace, sent: Path):
    before = (space.own / PO).read_bytes()
    assert taken(space, filled(sent, lambda _: None)) == exchange.Taken((), 0, (), ())
    assert (space.own / PO).read_bytes() == before


def test_a_translation_and_a_remark_come_home_and_the_header_says_by_whom(space: Workspace, sent: Path):
    typed(sent, {"Tea": " El té\n"})
    typed(sent, {"Tea": "Is it black tea?\nPlease say."}, "remark")
    found = taken(space, sent)
    assert (len(found.changes), found.remarks, found.written) == (1, 1, (PO,))
    there = catalog(space)
    assert there["Tea"].string == "El té"
    assert there["Tea"].user_comments == ["Is it black tea?", "Please say."]
    assert there["Not too much."].string == "No demasiado."
    text = (space.own / PO).read_text("utf-8")
    assert '"Last-Translator: T. One\\n"' in text
    assert "YEAR-MO-DA" not in text
    exchange.export(space, "es", "xlsx", sent)
    assert cell(load_workbook(sent).worksheets[0], "Tea", "remark").value == "Is it black tea?\nPlease say."


def test_changed_numbers_nots_and_nevers_are_listed_for_the_eye(space: Workspace, sent: Path):
    typed(
        sent,
        {
            "Tea": "Infusión",
            "Never drink tea while it boils.": "No tome té mientras hierve.",
            "Not too much.": "Demasiado.",
        },
    )
    found = {change.row.message.source: change for change in taken(space, sent).changes}
    assert (found["Tea"].to_look_at, len(found)) == (False, 3)
    assert found["Never drink tea while it boils."].words == ("-nunca", "+no")
    assert (found["Not too much."].words, found["Not too much."].without) == (("-no",), ("not",))


def test_a_new_translation_without_the_not_of_its_source_is_listed(space: Workspace, sent: Path):
    edit(space.own, PO, 'msgstr "No demasiado."', 'msgstr ""')
    exchange.export(space, "es", "xlsx", sent)
    assert cell(load_workbook(sent).worksheets[0], "Not too much.", "state").value == "to do"
    typed(sent, {"Not too much.": "Mucho."})
    (change,) = taken(space, sent).changes
    assert (change.words, change.without, change.to_look_at) == ((), ("not",), True)


def test_a_changed_translation_is_fuzzy_no_more_and_an_emptied_cell_takes_nothing_away(space: Workspace, sent: Path):
    edit(space.own, PO, 'msgctxt "topic"\nmsgid "Tea"', '#, fuzzy\nmsgctxt "topic"\nmsgid "Tea"')
    exchange.export(space, "es", "xlsx", sent)
    assert cell(load_workbook(sent).worksheets[0], "Tea", "state").value == "look again"
    typed(sent, {"Tea": "El té", "Not too much.": None})
    found = taken(space, sent)
    assert codes(found.problems) == ["import.emptied"]
    there = catalog(space)
    assert (there["Tea"].fuzzy, there["Not too much."].string) == (False, "No demasiado.")


def test_every_fault_is_told_by_its_cell_and_nothing_is_written(space: Workspace, sent: Path):
    typed(
        sent,
        {
            "Tea": "Té de las 5",
            "Ask us first: {clinic_phone}.": "Pregúntenos antes.",
            "Boiling tea **burns** you.": "El té le quema.",
            "Not too much.": "No <b>demasiado</b>.",
            "Let it cool": "Déjelo enfriar.",
        },
    )
    typed(sent, {"Let it cool": "Let it be cool"}, "English")
    typed(sent, {"Page {number}": "0123456789abcdef-00000000"}, "id")
    before = (space.own / PO).read_bytes()
    found = refused(lambda: taken(space, sent))
    assert codes(found) == ["import.unknown", "import.source"]
    typed(sent, {"Let it be cool": "Let it cool"}, "English")
    filled(sent, lambda sheet: sheet.delete_rows(cell(sheet, "Page {number}").row))
    found = refused(lambda: taken(space, sent))
    assert {problem.code for problem in found if problem.refuses} == {
        "translation.numbers",
        "translation.placeholders",
        "translation.emphasis",
        "translation.markup",
    }
    sheet = load_workbook(sent).worksheets[0]
    assert ("translation.numbers", f"es.xlsx:{cell(sheet, 'Tea').coordinate}") in said(found)
    assert (space.own / PO).read_bytes() == before


def test_a_changed_source_a_doubled_row_and_a_catalog_that_moved_on_are_refused(space: Workspace, sent: Path):
    typed(sent, {"Tea": "Infusión", "Not too much.": "Un poco, no más."})
    edit(space.own, PO, 'msgstr "Té"', 'msgstr "Tecito"')
    (problem,) = refused(lambda: taken(space, sent))
    assert problem.code == "import.conflict"
    edit(space.own, "topics/tea/brewing.yaml", "Not too much.", "Not so much.")
    assert codes(refused(lambda: taken(space, sent))) == ["import.conflict", "import.unknown"]

    def double(sheet: Any) -> None:
        sheet.append([item.value for item in sheet[5]])

    filled(sent, double)
    assert "import.twice" in codes(refused(lambda: taken(space, sent)))


def test_what_the_catalog_already_says_is_no_conflict(space: Workspace, sent: Path):
    edit(space.own, PO, 'msgstr "Té"', 'msgstr "Tecito"')
    assert taken(space, sent).changes == ()
    assert catalog(space)["Tea"].string == "Tecito"


def test_a_dry_run_says_the_same_and_writes_nothing(space: Workspace, sent: Path):
    typed(sent, {"Tea": "Infusión"})
    before = (space.own / PO).read_bytes()
    found = taken(space, sent, dry_run=True)
    assert (len(found.changes), found.written, (space.own / PO).read_bytes()) == (1, (), before)


# --- files from elsewhere ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["=1+1", '=HYPERLINK("http://x.example","x")', 5, True])
def test_a_formula_or_a_number_is_told_and_never_evaluated(space: Workspace, sent: Path, value: Any):
    def change(sheet: Any) -> None:
        there = cell(sheet, "Tea")
        there.number_format = "General"
        there.value = value

    (problem,) = refused(lambda: taken(space, filled(sent, change)))
    assert problem.code == "sheet.not-text"
    assert problem.where.startswith("es.xlsx:F")


def test_a_first_row_that_is_not_ours_is_told(space: Workspace, sent: Path):
    filled(sent, lambda sheet: setattr(sheet["A1"], "value", "number"))
    (problem,) = refused(lambda: taken(space, sent))
    assert (problem.code, problem.where) == ("sheet.columns", "es.xlsx:1")


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    """Change parts of a workbook behind the back of every program."""
    with zipfile.ZipFile(path) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()} | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    return path


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
HOSTILE = {
    "an entity": ({"xl/sharedStrings.xml": ENTITY}, "file.entities"),
    "an entity in UTF-16": ({"xl/sharedStrings.xml": ENTITY.decode().encode("utf-16")}, "file.entities"),
    "a bomb": ({"xl/media/x.bin": bytes(70_000_000)}, "file.bomb"),
    "too many parts": ({f"xl/x{number}.bin": b"" for number in range(600)}, "file.bomb"),
    "no workbook": ({"xl/workbook.xml": b"<x/>"}, "file.not-workbook"),
    "a broken sheet": ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row r='1'"}, "file.not-workbook"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused(space: Workspace, sent: Path, name: str):
    parts, code = HOSTILE[name]
    before = (space.own / PO).read_bytes()
    assert codes(refused(lambda: taken(space, packed(sent, parts)))) == [code]
    assert (space.own / PO).read_bytes() == before


def test_a_million_rows_that_are_not_there_cost_nothing(space: Workspace, sent: Path):
    with zipfile.ZipFile(sent) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    packed(sent, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    assert taken(space, sent).changes == ()


@PROPERTY
@given(st.binary(max_size=300), st.integers(0, 5000))
def test_whatever_the_bytes_a_workbook_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, where: int
):
    path = tmp_path_factory.getbasetemp() / "noise.xlsx"
    whole = _small()
    path.write_bytes(whole[:where] + noise + whole[where + len(noise) :])
    with contextlib.suppress(Refused):
        workbook.read(path)


def _small() -> bytes:
    return workbook.written([], language("es"), Glossary(format="1"))


def test_what_is_no_zip_and_what_is_not_there_are_refused(space: Workspace, tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\3\4 not really")
    assert codes(refused(lambda: refuse_unsafe_workbook(path))) == ["file.not-workbook"]
    assert codes(refused(lambda: taken(space, tmp_path / "none.xlsx"))) == ["file.unreadable"]
    with pytest.raises(UsageFault) as fault:
        taken(space, tmp_path / "none.ods")
    assert codes(fault.value.problems) == ["import.format"]


# --- XLIFF and TMX ----------------------------------------------------------------------------------------------------


@with_toolkit
def test_xliff_goes_out_and_comes_back_with_its_changes_and_remarks(space: Workspace, tmp_path: Path):
    path = tmp_path / "es.xlf"
    assert exchange.export(space, "es", "xliff", path) == 22
    before = (space.own / PO).read_bytes()
    assert taken(space, path) == exchange.Taken((), 0, (), ())
    assert (space.own / PO).read_bytes() == before
    text = path.read_text("utf-8")
    path.write_text(text.replace(">Nunca tome té mientras hierve.<", ">No tome té mientras hierve.<"), "utf-8")
    (change,) = taken(space, path).changes
    assert change.words == ("-nunca", "+no")
    assert catalog(space)["Never drink tea while it boils."].string == "No tome té mientras hierve."


@with_toolkit
def test_what_an_agency_does_not_call_done_stays_fuzzy(space: Workspace, tmp_path: Path):
    path = tmp_path / "es.xlf"
    exchange.export(space, "es", "xliff", path)
    text = path.read_text("utf-8")
    start = text.rindex("<trans-unit", 0, text.index(">No demasiado.<"))
    unit = text[start:].replace('approved="yes"', 'approved="no"', 1).replace(">No demasiado.<", ">No mucho.<", 1)
    path.write_text(text[:start] + unit, "utf-8")
    assert len(taken(space, path).changes) == 1
    assert catalog(space)["Not too much."].fuzzy


@with_toolkit
def test_xliff_with_an_entity_or_without_our_ids_is_refused(space: Workspace, tmp_path: Path):
    path = tmp_path / "es.xlf"
    exchange.export(space, "es", "xliff", path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("ref: ", "reference: "), "utf-8")
    assert set(codes(refused(lambda: taken(space, path)))) == {"import.unknown"}
    path.write_text(text.replace("<xliff", '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><xliff', 1), "utf-8")
    assert codes(refused(lambda: taken(space, path))) == ["file.entities"]
    path.write_text("not xml at all", "utf-8")
    assert codes(refused(lambda: taken(space, path))) == ["toolkit.failed"]


@with_toolkit
def test_a_memory_has_what_is_translated(space: Workspace, tmp_path: Path):
    exchange.export(space, "es", "tmx", tmp_path / "es.tmx")
    text = (tmp_path / "es.tmx").read_text("utf-8")
    assert "<seg>Nunca tome té mientras hierve.</seg>" in text
    assert text.count("<tu ") == 22


def test_without_the_toolkit_it_says_what_to_install(space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(toolkit.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    for made_as in ("xliff", "tmx"):
        (problem,) = refused(lambda made_as=made_as: exchange.export(space, "es", made_as, tmp_path / "x"))
        assert problem.code == "toolkit.missing"
        assert "pip install translate-toolkit" in problem.hint
    assert not (tmp_path / "x").exists()


def test_the_toolkit_is_never_imported():
    code = "import sys, handouts.cli, handouts.exchange; sys.exit('translate' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# --- the commands, and the real catalogs ------------------------------------------------------------------------------


def test_the_commands_list_what_to_look_at(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(translating, "workspace_of", lambda *_, **__: space)
    path = tmp_path / "out" / "es.xlsx"
    assert cli.run(["catalog", "export", "--lang", "es", "-o", str(path)]) == ExitCode.DONE
    typed(path, {"Never drink tea while it boils.": "No tome té mientras hierve."})
    assert cli.run(["catalog", "import", str(path), "--lang", "es", "--by", "T. One"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert f"{path}: 22 texts" in out
    assert "look at es.xlsx:F" in out
    assert "-nunca +no" in out
    assert f"1 translations changed, 1 to look at, 0 remarks; {PO}" in out


@pytest.mark.parametrize("locale_id", ["ar", "th", "hi", "fa"])
def test_every_real_text_comes_back_from_a_spreadsheet_as_it_went(locale_id: str, tmp_path: Path):
    space = at(None)
    path = tmp_path / "x.xlsx"
    exchange.export(space, locale_id, "xlsx", path)
    filled(path, lambda _: None)
    found = exchange.take(space, locale_id, path, "T. One", dry_run=True)
    assert (found.changes, found.problems) == ((), ())


# --- negations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "text", "found"),
    [
        (("not", "*n't", "never"), "Don’t stop. NEVER, not once; another knot.", ["don't", "never", "not"]),
        (("n'*", "aucun*"), "N’arrêtez jamais : aucune dose.", ["aucune", "n'arrêtez"]),
        (("*ไม่*",), "อย่าหยุดยาไม่ว่าไม่", ["ไม่", "ไม่"]),
        (("न", "नहीं"), "ना नहीं न", ["न", "नहीं"]),
        (("نمی*",), "نمی‌توانید", ["نمی‌توانید"]),
        (("es sei denn",), "Es sei, denn", ["es sei denn"]),
    ],
)
def test_negations_are_words_and_not_pieces_of_words(patterns: tuple[str, ...], text: str, found: list[str]):
    assert sorted(Negations(patterns).found(text).elements()) == sorted(found)


def test_changes_say_what_went_and_what_came():
    words = Negations(("no", "nunca"))
    assert changes(words.found("No, no y nunca"), words.found("nunca nunca")) == ("-no", "-no", "+nunca")
