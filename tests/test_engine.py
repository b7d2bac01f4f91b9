"""The engine starts with our fonts only, takes sheets in their order, and keeps the page's text out of its log."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from handouts import engine
from handouts.engine.starting import INSTALL, missing_library
from handouts.errors import Refused

from .pages import FONTCONFIG, FONTS, STYLE, image, page, pdf_of

THAI = "ดื่มน้ำตามมากๆ ทุก 8 ชั่วโมง"
ARABIC = "لا تتوقف عن تناول الدواء الآن"


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    engine.start(FONTCONFIG)


def test_later_sheet_wins_and_a_style_attribute_wins_over_all() -> None:
    sheets = [("one.css", "p { color: #f00 }"), ("two.css", "p { color: #0f0 }")]
    html = '<!doctype html><html lang="en"><title>S</title><p>a<p style="color: #00f">b'
    content = pypdfium2.PdfDocument(engine.pdf_bytes(engine.lay_out(html, sheets, lambda _name: b"")))[0]
    picture = content.render(scale=2).to_pil().convert("RGB")
    assert {color for _, color in picture.getcolors(100_000) if max(color) == 255 and sum(color) == 255} == {
        (0, 255, 0),
        (0, 0, 255),
    }


def test_same_page_same_bytes_without_date_or_path() -> None:
    sample = page(f'<p lang="th">{THAI}<p lang="ar">{ARABIC}<p><img src="asset:a.png" alt="A box">')
    document = engine.lay_out(sample[0], [("s.css", sample[1])], lambda _name: image())
    pdf = engine.pdf_bytes(document)
    assert pdf == engine.pdf_bytes(document) == pdf_of(sample)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert set(opened.docinfo.keys()) == {"/Title", "/Producer"}
        opened.save(
            plain := io.BytesIO(),
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    for word in (b"Date", str(FONTS).encode(), b"asset:", b"file:", b"/home", b"/tmp"):
        assert word not in plain.getvalue()


def test_log_is_collected_without_the_text_of_the_page() -> None:
    with engine.collected_log() as log:
        pdf_of(page("<p>\U0001f9ff \u1300<p><img src='asset:a.png'>", css="p { colour: red; color: nonsense }"))
    assert {line.level for line in log} == {"warning", "error"}
    told = "\n".join(line.message for line in log)
    assert "colour" in told
    assert "notdef" in told
    assert "\U0001f9ff" not in told
    assert "1F9FF" not in told


class Catcher(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        del record
        pytest.fail("a line of the engine's log went on to the root logger")


def test_log_is_empty_for_a_sound_page_and_apart_for_each_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [Catcher()])
    with engine.collected_log() as first:
        pdf_of(page("<p>Text", css="p { colour: red }"))
    with engine.collected_log() as second:
        pdf_of(page('<p>Text <img src="asset:a.png" alt="">'))
    assert len(first) == 1
    assert second == []


def test_page_cannot_attach_files_or_dates() -> None:
    html = (
        '<!doctype html><html lang="en"><head><title>S</title><meta name="dcterms.created" content="2020-01-01">'
        '<link rel="attachment" href="asset:a.png"></head><body><p>a <a rel="attachment" href="asset:a.png">b</a>'
    )
    with pikepdf.open(io.BytesIO(pdf_of((html, STYLE)))) as opened:
        assert set(opened.docinfo.keys()) == {"/Title", "/Producer"}
        assert not opened.attachments


def test_slow_fonts_are_no_matter_for_the_page() -> None:
    with engine.collected_log() as log:
        logging.getLogger("weasyprint").warning('Using fontTools instead of HarfBuzz-Subset for font "%s".', "Noto")
    assert log == []


# Starting.


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_engine_is_not_imported_before_it_is_started() -> None:
    assert run("import sys, handouts.engine, handouts.render; print('weasyprint' in sys.modules)").strip() == "False"


@pytest.mark.parametrize(
    "before",
    [
        "import weasyprint",
        "engine.start(other)",
        "engine.start(ours); engine.start(other)",
    ],
)
def test_other_fonts_in_the_same_process_are_refused(before: str, tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from handouts import engine
from handouts.errors import Refused
ours, other = Path({str(FONTCONFIG)!r}), Path({str(tmp_path / "other.conf")!r})
other.write_bytes(ours.read_bytes())
try:
    {before}
    engine.start(ours)
except Refused as refusal:
    print(refusal.problems[0].code)
"""
    assert run(program).strip() == "engine.other-fonts"


def test_layout_before_start_is_our_fault() -> None:
    assert "RuntimeError: handouts.engine.start must run" in run(
        "from handouts import engine; engine.lay_out('', [], dict)"
    )


def test_missing_pango_is_told_with_the_command_that_brings_it() -> None:
    program = f"""
import cffi
from pathlib import Path
from handouts import engine
from handouts.errors import Refused
def dlopen(self, name, flags=0): raise OSError(f"cannot load library {{name!r}}")
cffi.FFI.dlopen = dlopen
try:
    engine.start(Path({str(FONTCONFIG)!r}))
except Refused as refusal:
    print(refusal.problems[0].code)
"""
    assert run(program).split() == ["engine.missing-library"]
    assert INSTALL["debian"] in missing_library("debian").hint
    assert "Pango" in missing_library("").hint


SMALL = f"""
import ctypes.util, sys
from pathlib import Path
searching = ctypes.util.find_library
from handouts import engine
from handouts.engine.importing import LATER
programs = []
sys.addaudithook(lambda event, _: programs.append(event) if event == "subprocess.Popen" else None)
engine.start(Path({str(FONTCONFIG)!r}))
engine.pdf_bytes(engine.lay_out("<html lang=en><title>a</title><body><p>Fifty five", [], dict))
print(programs, [name for name in LATER if name in sys.modules], ctypes.util.find_library is searching)
"""


def test_what_our_sheets_do_not_use_is_not_loaded_and_no_program_is_asked_for_a_library() -> None:
    assert run(SMALL).strip() == "[] [] True"


def test_what_was_put_off_is_the_real_thing_when_it_is_called() -> None:
    program = f"""
from pathlib import Path
from handouts import engine
engine.start(Path({str(FONTCONFIG)!r}))
from weasyprint.pdf import fonts
made = fonts.subset.Subsetter(fonts.subset.Options(retain_gids=True))
try:
    fonts.instantiateVariableFont(None, {{}})
except Exception as fault:  # it is given no font
    trace = fault.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
import fontTools.subset, fontTools.varLib.instancer
print(type(made) is fontTools.subset.Subsetter, made.options.retain_gids, trace.tb_frame.f_globals["__name__"])
"""
    assert run(program).strip() == "True True fontTools.varLib.instancer"


def test_a_library_under_a_name_that_only_a_search_finds_is_found() -> None:
    program = f"""
import cffi
by_name = cffi.FFI.dlopen
def dlopen(self, name, flags=0):
    if ".so" in name: raise OSError(name)
    return by_name(self, name, flags)
cffi.FFI.dlopen = dlopen
{SMALL}
"""
    assert run(program).strip().endswith("[] True")


def kept() -> dict[str, object]:
    from handouts.engine import parsed  # only now may the engine's modules be imported

    return parsed._kept


def laid_out(css: str) -> None:
    engine.lay_out('<!doctype html><html lang="en"><title>S</title><p>a', [("s", css)], lambda _name: b"")


def test_a_sheet_that_says_something_is_parsed_anew_each_time_and_another_is_not() -> None:
    bad, good = "p { colour: red }", "p { color: #123 }"
    for _ in range(2):
        with engine.collected_log() as log:
            laid_out(bad)
        assert any("colour" in line.message for line in log)
        laid_out(good)
    assert (bad in kept(), good in kept()) == (False, True)


def test_a_sheet_that_asks_for_a_file_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(Refused):
            laid_out("@import url(https://example.org/x.css);")


def test_no_more_sheets_are_kept_than_a_process_needs() -> None:
    for number in range(40):
        laid_out(f"p {{ width: {number}px }}")
    assert len(kept()) == 32
