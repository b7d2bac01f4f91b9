"""The designer's page, part by part: what a worker draws, who is told what, what is watched."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2
import pytest
import watchfiles
from flask import Flask
from PIL import Image, ImageChops

from handouts import pipeline, requests, roots
from handouts.contrast import Token
from handouts.errors import Refused, error
from handouts.model.request import Patient
from handouts.web import painting, remembered
from handouts.web.preview import choices, drawing, overlay, watching
from handouts.web.preview.records import Column, Drawn, Page, Shown
from handouts.web.preview.studio import Studio, Task
from handouts.web.preview.telling import Form, events

from .conftest import clinic_folder, written

ENGLISH = Column("sample", "en", "essential", "standard", "a4")
PAINTS = (painting.picture, painting.photocopy)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """The made-up topic's pages, drawn in this process."""
    return drawing.draw(clinic_folder(tmp_path_factory.mktemp("drawn") / "hilltop", {}, {}), ENGLISH)


# --- what a worker does


def test_a_column_is_drawn_as_make_makes_it(clinic: Any) -> None:
    folder = clinic()
    drawn, judged = drawing.draw(folder, ENGLISH), drawing.judge()
    workspace = roots.at(folder)
    made = pipeline.made(workspace, requests.request(workspace, {"topic": "sample", "recipe": "essential"}), Patient())
    assert (drawn.pdf, judged) == (made.document, made.problems)
    assert len(drawn.pages) == made.page_count
    (folder / "styles").mkdir()
    (folder / "styles/clinic.css").write_text("h2 { overflow: hidden; block-size: 4pt }")
    drawing.draw(folder, ENGLISH)
    with pytest.raises(Refused) as refused:
        pipeline.made(workspace, requests.request(workspace, {"topic": "sample", "recipe": "essential"}), Patient())
    assert drawing.judge() == refused.value.problems
    assert 0 < drawn.pages[0].area[0] <= drawn.pages[0].texts[0][0] < drawn.pages[0].width


@pytest.mark.parametrize("name", ["topics/sample/using.yaml", "templates/handout.html", "styles/clinic.css"])
def test_what_is_remembered_never_outlives_what_it_was_made_of(clinic: Any, name: str) -> None:
    folder = clinic({"styles/clinic.css": "", "templates/handout.html": '{% extends "base.html" %}'})
    before = drawing.draw(folder, ENGLISH).digest
    assert drawing.draw(folder, ENGLISH).digest == before
    path = folder / name
    stamp, text = path.stat(), path.read_text()
    new = {"yaml": text.replace("Take 5 mg", "Take 6 mg"), "css": "h1 { letter-spacing: 2pt }"}
    more = '{% extends "base.html" %}{% block modules %}<p style="block-size: 1cm"></p>{{ super() }}{% endblock %}'
    path.write_text({**new, "html": more}[name.rpartition(".")[2]])
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # its content counts, not its date
    assert drawing.draw(folder, ENGLISH).digest != before


def test_a_topic_that_has_not_changed_is_not_loaded_again(clinic: Any) -> None:
    workspace = roots.at(clinic())
    assert remembered.topic(workspace, "sample") is remembered.topic(roots.at(workspace.roots[0]), "sample")


def test_a_filled_panel_is_of_somebody_invented(clinic: Any, pages_of: Any) -> None:
    column = Column("sample", "en", "essential", "standard", "a4", panel="filled")
    assert "Maria Example" in pages_of(drawing.draw(clinic(), column).pdf)[0]
    assert not [problem for problem in drawing.judge() if problem.refuses]


def test_tokens_are_told_of_sheets_that_are_refused(clinic: Any) -> None:
    folder = clinic({"styles/clinic.css": ":root { --brand: #CCCCCC }"})
    with pytest.raises(Refused):
        drawing.draw(folder, ENGLISH)
    (brand,) = (token for token in drawing.tokens(folder, ENGLISH) if token.name == "brand")
    assert (brand.value, brand.where, bool(brand.nearest)) == ("#CCCCCC", "hilltop/styles/clinic.css:1", True)


def test_a_picture_is_what_the_pdf_prints(drawn: Drawn) -> None:
    picture = Image.open(io.BytesIO(painting.picture(drawn.pdf, 1, 794)))
    with pypdfium2.PdfDocument(drawn.pdf) as document:
        true = document[0].render(scale=793.99 / document[0].get_width()).to_pil().convert("RGB")
    assert (picture.size, picture.mode) == (true.size, "RGB")
    assert ImageChops.difference(picture, true).getbbox() is None
    huge = Image.open(io.BytesIO(painting.picture(drawn.pdf, 1, 99999)))
    assert huge.width * huge.height <= painting.MOST_PIXELS * 1.01


@pytest.mark.parametrize(("grey", "copied"), [(0.0, 0), (0.33, 0), (0.58, 120), (0.88, 255), (1.0, 255)])
def test_a_photocopy_loses_light_tints_and_darkens_dark_ones(grey: float, copied: int) -> None:
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(200, 280))
        page.Contents = made.make_stream(f"{grey} g 0 0 200 280 re f".encode())
        made.save(file := io.BytesIO())
    plain, copy = (Image.open(io.BytesIO(look(file.getvalue(), 1, 400))) for look in PAINTS)
    assert (copy.size, copy.mode, plain.mode) == (plain.size, "L", "RGB")
    assert copy.getextrema() == (pytest.approx(copied, abs=5),) * 2
    assert plain.convert("L").getextrema() == (round(grey * 255),) * 2


def test_baselines_lie_in_the_boxes_of_their_texts(drawn: Drawn) -> None:
    lines = painting.lines(drawn.pdf, 1)
    assert len(lines) > 10
    for y, left, right in lines:
        assert left <= right
        around = [box for box in drawn.pages[0].texts if box[1] < y < box[3] and box[0] - 1 < left < box[2] + 1]
        assert around, (y, left)
        assert all((y - box[1]) / (box[3] - box[1]) > 0.5 for box in around)


def test_an_overlay_draws_the_layers_asked_for_in_the_pages_own_measures() -> None:
    page = Page(200, 300, (20, 30, 180, 270), ((20, 40, 90, 60),))
    counts = {}
    for layers in ((), ("area",), ("texts",), ("lines",), ("area", "lines", "texts", "nonsense")):
        drawing = ET.fromstring(overlay.svg(page, ((55.0, 20.0, 88.0),), layers))
        assert (drawing.get("viewBox"), drawing.get("width"), drawing.get("height")) == ("0 0 200 300", "200", "300")
        counts[layers] = len(drawing)
    assert list(counts.values()) == [0, 2, 1, 2, 5]


# --- who is told what


def shown(version: int, mark: str = "a", **fields: Any) -> Shown:
    return Shown(version, Drawn(b"", mark, (Page(1, 1, (0, 0, 1, 1), ()),)), **{"judged": True, **fields})


def taken(studio: Studio, worker: int = 0, *, warm: bool = True) -> Any:
    """Return what a worker is to draw, or None when nothing comes within seconds."""
    timer = threading.Timer(3, studio.close)
    timer.start()
    try:
        return studio.take(worker, warm=warm)
    finally:
        timer.cancel()
        timer.join()


def test_the_newest_version_wins() -> None:
    studio = Studio(ENGLISH)
    with studio.looking_at((ENGLISH,)):
        task = taken(studio)
        studio.changed()
        studio.put(task, shown(1))
        assert (studio.overtaken(task), studio.shown(ENGLISH)) == (True, Shown())
        studio.leave(task)
        again = taken(studio)
        studio.put(again, shown(2))
        assert (again.version, studio.shown(ENGLISH).version, studio.overtaken(again)) == (2, 2, False)
        studio.leave(again)
        studio.changed()
        studio.put(Task(ENGLISH, 3), shown(3, "b"))
        assert [studio.drawn(mark).digest for mark in ("a", "b")] == ["a", "b"]  # a browser may be late
    assert studio.overtaken(again)  # nobody looks at it any more


def test_what_was_left_half_known_is_taken_up_again() -> None:
    studio = Studio(ENGLISH)
    with studio.looking_at((ENGLISH,)):
        task = taken(studio)
        studio.put(task, shown(1, judged=False))
    studio.leave(task)
    with studio.looking_at((ENGLISH,)):
        assert taken(studio) == task


def test_two_workers_share_the_columns_and_keep_to_their_languages() -> None:
    columns = tuple(Column("sample", name, "essential", "standard", "a4") for name in ("en", "eo", "fa"))
    studio = Studio(columns[0])
    with studio.looking_at(columns):
        tasks = {worker: taken(studio, worker) for worker in (0, 1)}
        assert {task.column.locale for task in tasks.values()} == {"en", "eo"}
        for task in tasks.values():
            studio.put(task, shown(1))
            studio.leave(task)
        studio.changed()
        assert [taken(studio, worker).column.locale for worker in (1, 0)] == ["eo", "en"]
        assert taken(studio).column.locale == "fa"  # what nobody works on yet


def test_a_cold_worker_practises_and_all_leave_when_it_is_over() -> None:
    studio, got = Studio(ENGLISH), []
    assert taken(studio, warm=False) == Task(ENGLISH, 1, practice=True)
    waiting = threading.Thread(target=lambda: got.append(studio.take(0, warm=True)))
    waiting.start()
    studio.close()
    waiting.join(5)
    assert got == [None]


def test_what_nobody_looks_at_is_forgotten_one_day() -> None:
    studio = Studio(ENGLISH)
    for number in range(60):
        column = Column("sample", f"l{number}", "essential", "standard", "a4")
        with studio.looking_at((column,)):
            studio.put(Task(column, 1), shown(1, f"d{number}"))
    assert (studio.drawn("d0"), studio.drawn("d59").digest) == (None, "d59")


class Told:
    """Reads an open page's events without a browser."""

    def __init__(self, app: Flask, studio: Studio, form: Form) -> None:
        self._context = app.app_context()
        self._context.push()
        self._stream = events(studio, form)
        self.columns: dict[str, dict[str, Any]] = {}
        self.last: dict[str, Any] = {}

    def until(self, holds: Callable[[Told], bool], seconds: float = 20) -> Told:
        end = time.monotonic() + seconds
        while not holds(self):
            assert time.monotonic() < end, (self.columns, self.last.get("problems"))
            self._read(next(self._stream))
        return self

    def _read(self, text: str) -> None:
        if text != ":\n\n":
            name, data = re.fullmatch(r"event: (\w+)\ndata: (.*)\n\n", text).groups()
            self.last[name] = json.loads(data)
            if name == "column":
                self.columns[self.last[name]["lang"]] = self.last[name]

    def close(self) -> None:
        self._stream.close()
        self._context.pop()


@pytest.fixture
def told(clinic: Any) -> Iterator[Callable[..., tuple[Told, Studio, Path]]]:
    """Open a page on a studio in which nobody works."""
    opened: list[Told] = []

    def open_page(**query: list[str]) -> tuple[Told, Studio, Path]:
        folder, studio = clinic(), Studio(ENGLISH)
        form = Form(choices.Chooser(folder), {"topic": ["sample"], **query})
        opened.append(Told(Flask("handouts.web.preview.app"), studio, form))
        return opened[-1], studio, folder

    yield open_page
    for page in opened:
        page.close()


def test_an_open_page_is_told_how_things_stand_and_only_what_is_news(told: Any) -> None:
    page, studio, _ = told()
    page.until(lambda page: "problems" in page.last)
    assert (page.columns["en"]["state"], page.last["problems"]["says"]) == ("first", "Checking …")
    fault = error("made.up", "<b>no</b>", "a.css:7", "mend it")
    for version, stands, expected in (
        (1, shown(1), ("good", False, 0)),
        (1, shown(1, problems=(fault,)), ("refused", False, 1)),
        (2, None, ("refused", True, 1)),
        (2, shown(2, faulty=True, problems=(fault,)), ("old", False, 1)),
        (3, shown(3), ("good", False, 0)),
        (4, Shown(4, None, faulty=True, judged=True, problems=(fault,)), ("none", False, 1)),
    ):
        if studio.version < version:
            studio.changed()
        if stands:
            studio.put(Task(ENGLISH, version), stands)
        page.until(
            lambda page, expected=expected: (
                expected == (page.columns["en"]["state"], page.columns["en"]["busy"], page.last["problems"]["errors"])
            ),
            seconds=5,
        )
    html = page.last["problems"]["html"]
    assert "&lt;b&gt;no&lt;/b&gt;" in html
    assert all(words in html for words in ("Error", "a.css:7", "made.up", "mend it"))


def test_a_problem_of_one_language_names_it_and_one_of_all_is_told_once(told: Any) -> None:
    page, studio, _ = told(lang=["en", "xx"])
    both, one = error("made.up", "everywhere"), error("made.up", "here")
    studio.put(Task(ENGLISH, 1), shown(1, problems=(both,)))
    other = Column("sample", "xx", "essential", "standard", "a4")
    studio.put(Task(other, 1), shown(1, problems=(both, one)))
    with studio.looking_at((ENGLISH, other)):
        for column, problems in ((ENGLISH, (both,)), (other, (both, one))):
            studio.put(Task(column, 1), shown(1, problems=problems))
    page.until(lambda page: page.last.get("problems", {}).get("errors") == 2)
    html = page.last["problems"]["html"]
    assert (html.count("everywhere"), html.count("only xx"), html.count("only ")) == (1, 1, 1)


def test_tokens_are_told_with_their_contrast_in_words(told: Any) -> None:
    page, studio, _ = told()
    tokens = (
        Token("unit", "7pt", "a.css:1"),
        Token("brand", "#ccc", "a.css:2", needs=4.5, contrast=1.61, nearest="#767676"),
    )
    with studio.looking_at((ENGLISH,)):
        studio.put(Task(ENGLISH, 1), shown(1, tokens=tokens))
    page.until(lambda page: page.last.get("tokens", {}).get("says") == "2 tokens, 1 without enough contrast")
    assert all(words in page.last["tokens"]["html"] for words in ("1.6 to 1, needs 4.5", "fails", "#767676", "a.css:1"))


def test_where_a_file_is_at_fault_the_last_good_choices_stand_in(clinic: Any) -> None:
    folder = clinic(recipe="brief", paper="letter")
    chooser = choices.Chooser(folder)
    good = chooser.at(1, "sample")
    assert (good.topics[-1], good.recipes, good.recipe, good.problems) == (
        "sample",
        ("essential", "brief"),
        "brief",
        (),
    )
    (folder / "clinic.yaml").write_text("format: 1\nname: [x")
    (folder / "topics/sample/topic.yaml").write_text("a: b: c")
    bad = chooser.at(2, "sample")
    assert (bad.facts.paper, bad.recipes, bad.digest) == ("letter", good.recipes, good.digest)
    assert {problem.where for problem in bad.problems} == {
        "hilltop/clinic.yaml:3",
        "hilltop/topics/sample/topic.yaml:1",
    }
    assert chooser.at(3, "baclofen").facts.paper == "letter"
    fresh = choices.Chooser(folder).at(1, "")
    assert ("sample" in fresh.topics, fresh.facts.name) == (True, None)


# --- what is watched


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[Callable[[], object]], int]]:
    """Watch a folder for real; the function given does something and tells how many versions came of it."""
    studio = Studio(ENGLISH)
    threads = watching.threads(studio, folder)
    for thread in threads:
        thread.start()
    time.sleep(0.3)

    def versions(act: Callable[[], object], seconds: float = 0.4) -> int:
        before = studio.version
        act()
        end = time.monotonic() + seconds
        while studio.version == before and time.monotonic() < end:
            time.sleep(0.01)
        return studio.version - before

    versions.studio = studio
    try:
        yield versions
    finally:
        studio.close()
        for thread in threads:
            thread.join(5)
    assert not any(thread.is_alive() for thread in threads)


def test_every_kind_of_save_is_seen_at_once_and_what_editors_do_besides_is_not(clinic: Any) -> None:
    folder = clinic({"styles/clinic.css": "", "logo.svg": "<svg/>"})
    with watched(folder) as versions:
        for name in ("styles/clinic.css", "topics/sample/using.yaml", "clinic.yaml", "logo.svg"):
            path = folder / name
            assert versions(lambda path=path: path.write_text(path.read_text() + " ")) >= 1, name
            beside = path.with_name(f".{path.name}.swp")
            assert versions(lambda beside=beside: beside.write_text("x"), 0.2) == 0, beside
            assert versions(lambda beside=beside, path=path: beside.replace(path)) >= 1, f"{name} replaced"
        assert versions(lambda: (folder / "out.pdf").write_text("x"), 0.2) == 0
        assert versions.studio.fonts == 0


def test_a_folder_that_comes_later_and_a_root_that_is_named_later_are_watched_too(clinic: Any, tmp_path: Path) -> None:
    folder, group = clinic(), tmp_path / "group"
    (group / "styles").mkdir(parents=True)
    (group / "clinic.yaml").write_text("format: 1\n")
    fonts = folder / "styles/fonts"
    with watched(folder) as versions:
        assert versions(lambda: fonts.mkdir(parents=True), 2) >= 1
        time.sleep(1)
        assert versions(lambda: (fonts / "a.ttf").write_text("x")) >= 1
        assert versions.studio.fonts == 1
        named = (folder / "clinic.yaml").read_text() + "extends: ../group\n"
        assert versions(lambda: (folder / "clinic.yaml").write_text(named)) >= 1
        time.sleep(1)
        assert versions(lambda: (group / "styles/clinic.css").write_text("p {}")) >= 1


def test_a_folder_that_is_taken_away_and_put_back_is_watched_again(clinic: Any) -> None:
    folder = clinic({"styles/clinic.css": ""})
    with watched(folder) as versions:
        assert versions(lambda: shutil.rmtree(folder / "styles"), 2) >= 1
        time.sleep(0.8)
        assert versions(lambda: written(folder, {"styles/clinic.css": "p {}"}), 2) >= 1
        time.sleep(0.8)
        assert versions(lambda: (folder / "styles/clinic.css").write_text("")) >= 1


def test_where_the_system_watches_no_more_files_they_are_looked_at_instead(
    clinic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = watchfiles.watch

    def limited(*paths: Path, force_polling: bool | None, **how: Any) -> Any:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return real(*paths, force_polling=force_polling, **how)

    monkeypatch.setattr(watching.watchfiles, "watch", limited)
    folder = clinic({"styles/clinic.css": ""})
    with watched(folder) as versions:
        time.sleep(1.5)
        assert versions(lambda: (folder / "styles/clinic.css").write_text("p {}"), 3) >= 1
