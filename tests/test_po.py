"""The catalogs are what gettext, Poedit and Weblate expect: `msgfmt --check` and `pofilter` have no complaint."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from handouts import catalog
from handouts.locales.po import plural_forms
from handouts.workspace import Workspace

from .content_fixtures import ROOT, edit, tea

CATALOGS = sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))
LANGUAGES = sorted({path.parts[-3] for path in CATALOGS})
ORDER = ("zero", "one", "two", "few", "many", "other")
EXCLUDED = {
    "acronyms": "PTSD and the like are said as each language says them",
    "brackets": "what a word means stands in brackets where a language needs it",
    "doublequoting": "each language has its own quotation marks",
    "doublewords": "German, French and Vietnamese have sentences in which a word rightly stands twice in a row",
    "endpunc": "handouts check knows the end marks of each script",
    "long": "handouts check measures by what is usual in the language",
    "nplurals": "handouts check counts the forms, by CLDR; pofilter has a table of its own, and counts empty ones",
    "numbers": "handouts check knows which numbers a grammar says in words",
    "puncspacing": "each language has its own spaces around marks",
    "sentencecount": "a translation may make two sentences of one; Thai has no stops",
    "short": "as long",
    "simplecaps": "German nouns; scripts without capitals",
    "startcaps": "scripts without capitals",
    "startpunc": "Spanish opens a question with a mark",
    "unchanged": "Alcohol is Alcohol in Spanish",
    "untranslated": "handouts catalog status counts these, and a sheet that needs one is refused",
}
"""The tests of pofilter that are about what these languages rightly do in another way, and why."""


def program(name: str) -> str:
    """Return a program of the environment or of the system; the test is skipped where there is none."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


def msgfmt(path: Path) -> str:
    done = subprocess.run(
        [program("msgfmt"), "--check", "-o", "-", path], capture_output=True, check=False, env={"LC_ALL": "C"}
    )
    return done.stderr.decode() if done.stderr or not done.returncode else "failed"


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_msgfmt_has_no_complaint(path: Path):
    assert msgfmt(path) == ""


def test_msgfmt_has_none_of_a_new_language_either_and_has_of_a_wrong_placeholder(tmp_path: Path):
    workspace = tea(tmp_path)
    for name, _, _ in catalog.update(Workspace((workspace.own,)), "pl"):
        assert msgfmt(workspace.own / name) == ""
    source = 'msgid "Ask us: {clinic_phone}."\nmsgstr "'
    path = edit(workspace.own, "locales/pl/LC_MESSAGES/tea.po", source, f"{source}{{clinic_fax}}")
    assert "clinic_fax" in msgfmt(path)


@pytest.mark.parametrize("locale_id", LANGUAGES)
def test_pofilter_has_no_complaint(locale_id: str, tmp_path: Path):
    left_out = [option for name in EXCLUDED for option in ("--excludefilter", name)]
    folder = ROOT / "locales" / locale_id / "LC_MESSAGES"
    command = [program("pofilter"), "--progress=none", *left_out, f"--language={locale_id}", folder, tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    said = [line for path in tmp_path.glob("*.po") for line in re.findall(r"\(pofilter\).*", path.read_text("utf-8"))]
    assert said == []


def test_pofilter_is_asked_for_what_it_can_tell(tmp_path: Path):
    """It sees a translated placeholder, so its silence says something."""
    folder = tmp_path / "in"
    shutil.copytree(ROOT / "locales/es/LC_MESSAGES", folder)
    path = folder / "shared.po"
    text = path.read_text("utf-8")
    first = re.search(r'msgstr "(?=[^"\n])', text[text.index("msgctxt") :])
    assert first is not None
    at = text.index("msgctxt") + first.end()
    path.write_text(f"{text[:at]}{{teléfono}} {text[at:]}", "utf-8")
    subprocess.run([program("pofilter"), "--progress=none", folder, tmp_path / "out"], check=True, capture_output=True)
    assert "(pofilter) " in (tmp_path / "out/shared.po").read_text("utf-8")


@pytest.mark.parametrize("locale_id", [*LANGUAGES, "cy", "pl", "zh_Hant", "lv", "sl"])
def test_the_plural_forms_are_those_of_cldr_for_whole_numbers(locale_id: str):
    count, _, said = plural_forms(locale_id).removeprefix("nplurals=").partition("; plural=")
    form, rule = c2py(said.rstrip(";")), Locale.parse(locale_id).plural_form
    numbers = range(2001)
    names = [name for name in ORDER if any(rule(number) == name for number in numbers)]
    assert int(count) == len(names)
    assert [names[form(number)] for number in numbers] == [rule(number) for number in numbers]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_header_says_the_language_and_the_flags_fit(path: Path):
    locale_id, text = path.parts[-3], path.read_text("utf-8")
    head = text.partition("\n\n")[0].replace('"\n"', "")
    assert f"\\nLanguage: {locale_id}\\n" in head
    assert f"\\nPlural-Forms: {plural_forms(locale_id)}\\n" in head
    assert "\\nX-Generator: " in head
    assert "Generated-By" not in text
    with path.open("rb") as file:
        for item in read_po(file):
            if item.id:
                assert ("python-brace-format" in item.flags) == ("{" in "".join(item.id)), item.id
                assert "python-format" not in item.flags, item.id
