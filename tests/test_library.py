"""`build`: every complete leaflet in a folder, what is not complete named, and a page that lists what is there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

import pypdfium2
import pytest

from handouts import clinic as clinics
from handouts import inputs, library
from handouts.errors import OutputFailed, UsageFault
from handouts.library.leaflets import Offer
from handouts.model.editions import EDITIONS
from handouts.workspace import Workspace

from .conftest import KEY_POINTS, TODAY


def planned(workspace: Workspace, folder: Path, topics: tuple[str, ...] = ("sample",), **choices: Any) -> library.Plan:
    clinic, _ = clinics.load(workspace, TODAY)
    return library.Plan(workspace, clinic, folder, TODAY, 1, topics, **choices)


def ran(plan: library.Plan) -> library.Report:
    seen: list[library.Outcome] = []
    report = library.build(plan, lambda _total: None, seen.append)
    assert sorted(map(id, seen)) == sorted(map(id, report.outcomes))
    return report


def statuses(report: library.Report) -> dict[str, str]:
    return {item.leaflet.path.stem: item.status for item in report.outcomes}


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Links(HTMLParser):
    """The addresses and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


SAMPLE = Offer("sample", 1, "", ("essential", "brief"), (), ())
OTHER = Offer("other", 3, "", ("essential", "misuse"), ("misuse",), ("wallet-card",))


def paths(small: Workspace, *spoken: str, **choices: Any) -> list[str]:
    clinic, _ = clinics.load(small, TODAY)
    return [str(item.path) for item in library.leaflets((SAMPLE, OTHER), spoken, clinic, TODAY, **choices)]


def test_each_recipe_of_each_topic_in_each_language(small: Workspace):
    assert paths(small, "en", "eo") == [
        "sample/en/sample-essential-en.pdf",
        "sample/en/sample-brief-en.pdf",
        "sample/eo/sample-essential-eo.pdf",
        "sample/eo/sample-brief-eo.pdf",
        "other/en/other-essential-en.pdf",
        "other/en/other-information-1-en.pdf",
        "other/eo/other-essential-eo.pdf",
        "other/eo/other-information-1-eo.pdf",
    ]


def test_recipes_editions_and_papers_multiply(small: Workspace):
    assert paths(small, "en", recipes=("brief",), papers=("letter", "a4")) == [
        "sample/en/sample-brief-en-letter.pdf",
        "sample/en/sample-brief-en.pdf",
    ]
    assert paths(small, "en", recipes=("essential",), editions=("large-print", "wallet-card", "plain")) == [
        "sample/en/sample-essential-en-large-print-18pt.pdf",
        "sample/en/sample-essential-en.html",
        "other/en/other-essential-en-large-print-18pt.pdf",
        "other/en/other-en-wallet-card.pdf",
        "other/en/other-essential-en.html",
    ]
    every = paths(small, "en", "es", editions=tuple(EDITIONS), papers=("a4", "letter"))
    assert len(every) == len(set(every)) > 40


def test_an_unknown_choice_is_told_before_anything_is_made(workspace: Any, refusal: Any, tmp_path: Path):
    space, out = workspace(), tmp_path / "out"
    said = refusal(UsageFault, ran, planned(space, out, ("nope", "none")))
    assert [item.code for item in said] == ["topic.unknown"] * 2
    for choices, code in (
        ({"languages": ("xx",)}, "language.unknown"),
        ({"recipes": ("nope",)}, "recipe.unknown"),
        ({"editions": ("nope",)}, "edition.unknown"),
    ):
        assert refusal(UsageFault, ran, planned(space, out, **choices))[0].code == code
    assert not out.exists()


def test_the_clinics_languages_are_the_default_and_an_option_wins(workspace: Any, tmp_path: Path):
    space = workspace(languages=["es", "en"], policy={"require_approved": True})
    report = ran(planned(space, tmp_path / "a"))
    assert [item.leaflet.request.locale for item in report.outcomes] == ["es", "es", "en", "en"]
    report = ran(planned(space, tmp_path / "b", languages=("ar_EG",)))
    assert [item.leaflet.request.locale for item in report.outcomes] == ["ar", "ar"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, small: Workspace, translate: Any) -> Any:
    """One build: English whole, Esperanto without one module, Arabic without anything of the topic."""
    from .conftest import clinic_folder

    root = clinic_folder(tmp_path_factory.mktemp("build") / "hilltop", {}, {})
    space = translate(Workspace((root, small.own)), "eo", leave_out=("Take 5 mg with food.",))
    plan = planned(space, root.parent / "out", languages=("en", "eo", "ar"))
    return space, plan.clinic, plan.folder, ran(replace(plan, jobs=2)).outcomes


def test_what_is_complete_is_made_and_the_rest_is_named(built: Any):
    _, _, folder, outcomes = built
    said = {(item.leaflet.request.locale, item.leaflet.what): item.status for item in outcomes}
    assert said == {
        ("en", "essential"): "made",
        ("en", "brief"): "made",
        ("eo", "essential"): "incomplete",
        ("eo", "brief"): "made",
        ("ar", "essential"): "incomplete",
        ("ar", "brief"): "incomplete",
    }
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.pdf"))
    assert files == sorted(str(item.leaflet.path) for item in outcomes if item.status == "made")
    others = {path.name for path in folder.iterdir() if path.is_file()}
    assert others == {library.INDEX, library.MANIFEST}
    for item in (item for item in outcomes if item.status == "made"):
        with pypdfium2.PdfDocument(folder / item.leaflet.path) as pdf:
            assert len(pdf) == item.pages
    (lost,) = (item for item in outcomes if (item.leaflet.request.locale, item.leaflet.what) == ("eo", "essential"))
    assert {problem.code for problem in lost.problems if problem.refuses} == {"translation.missing"}


def test_the_shelf_lists_what_was_made_and_names_what_was_not(built: Any):
    space, clinic, folder, outcomes = built
    html = library.page(space, clinic, outcomes).decode()
    page = Links(html)
    assert page.links == [str(item.leaflet.path) for item in outcomes if item.status == "made"]
    assert all((folder / PurePosixPath(link)).is_file() for link in page.links)
    words = " ".join(" ".join(page.words).split())
    assert "Not complete yet, so not here: essential, brief" in words
    assert all(said in words for said in ("Hilltop Clinic", "Handouts", "How to take sample safely", "Pages: "))
    assert "http" not in html
    assert '<html lang="en" dir="ltr">' in html


def test_the_shelf_speaks_the_clinics_language_and_bears_its_colour(built: Any, workspace: Any):
    _, _, _, outcomes = built
    space = workspace(language="ar", colours={"brand": "#5C0B4F"}, name="A < B & C")
    clinic, _ = clinics.load(space, TODAY)
    html = library.page(space, clinic, outcomes).decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert "نشرات معلومات للمرضى" in html
    assert "--brand: #5C0B4F" in html
    assert "A &lt; B &amp; C" in html


def test_a_style_sheet_of_the_clinic_cannot_end_the_style_element(built: Any, workspace: Any):
    _, _, _, outcomes = built
    space = workspace({"styles/shelf.css": "body { margin: 0 } /* </style><script>alert(1)</script> */"})
    clinic, _ = clinics.load(space, TODAY)
    html = library.page(space, clinic, outcomes).decode()
    assert html.count("</style>") == 1
    assert html.count("<script>") == html.count("</script>") == 1
    assert "alert(1)" not in html.partition("</style>")[2]


def test_one_that_fails_does_not_stop_the_rest(workspace: Any, tmp_path: Path):
    space = workspace({"styles/clinic.css": ".kind-prose { display: none }"})
    report = ran(planned(space, tmp_path / "out", languages=("en",)))
    assert [(item.leaflet.what, item.status) for item in report.outcomes] == [
        ("essential", "made"),
        ("brief", "failed"),
    ]
    assert "preflight.lost-text" in {problem.code for problem in report.outcomes[1].problems}


def test_a_policy_that_holds_a_leaflet_back_leaves_it_out(workspace: Any, tmp_path: Path):
    plan = planned(workspace(policy={"require_approved": True}), tmp_path / "out", languages=("en",))
    assert [item.status for item in ran(plan).outcomes] == ["incomplete", "incomplete"]
    assert not list((tmp_path / "out").rglob("*.pdf"))
    again = ran(plan)
    assert [item.status for item in again.outcomes] == ["incomplete", "incomplete"]
    assert again.outcomes[0].problems[0].code.startswith("review.")


def test_a_folder_that_takes_nothing_is_told(workspace: Any, tmp_path: Path, refusal: Any):
    (tmp_path / "out").write_text("a file")
    assert refusal(OutputFailed, ran, planned(workspace(), tmp_path / "out"))[0].code == "output.failed"


# --- only what changed ------------------------------------------------------------------------------------------------


def test_only_what_changed_is_made_again(workspace: Any, translate: Any, tmp_path: Path):
    """A folder's life: made, kept, a language changed, a file damaged, one nobody wants, one that somebody changed."""
    space, out = translate(workspace(), "eo"), tmp_path / "out"
    both = planned(space, out, languages=("en", "eo"))
    assert set(statuses(ran(both)).values()) == {"made"}
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.rglob("*") if path.is_file()}
    assert set(statuses(ran(both)).values()) == {"kept"}
    for path, known in before.items():
        assert ".handouts" in path.parts or (path.read_bytes(), path.stat().st_mtime_ns) == known

    translate(space, "eo", say={"It works for hours.": "Gxi efikas dum horoj kaj horoj."})
    assert statuses(ran(both)) == {
        "sample-essential-en": "kept",
        "sample-brief-en": "kept",
        "sample-essential-eo": "made",
        "sample-brief-eo": "made",
    }
    damaged = out / "sample/en/sample-brief-en.pdf"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    os.utime(damaged, (0, 0))
    (out / "index.html").unlink()
    assert [name for name, status in statuses(ran(both)).items() if status == "made"] == ["sample-brief-en"]
    assert damaged.read_bytes() == before[damaged][0]
    assert (out / "index.html").exists()

    (out / "sample/eo/sample-brief-eo.pdf").write_bytes(b"mine now")
    (out / "sample/eo/notes.txt").write_text("mine")
    report = ran(planned(space, out, languages=("en",)))
    assert (report.removed, report.left) == (
        ("sample/eo/sample-essential-eo.pdf",),
        ("sample/eo/sample-brief-eo.pdf",),
    )
    assert {path.name for path in (out / "sample/eo").iterdir()} == {"sample-brief-eo.pdf", "notes.txt"}


@pytest.mark.parametrize(
    "change",
    [
        {"styles/clinic.css": ".panel { color: #000 }"},
        {"templates/parts/panel.html": ""},
        {"locales/help-lines.csv": ""},
        {"topics/shared/x.yaml": ""},
        {"logo.svg": "<svg/>"},
        {"styles/fonts/x.ttf": "x"},
    ],
)
def test_all_that_goes_into_a_leaflet_is_in_its_digest(workspace: Any, change: dict[str, str]):
    space = workspace()
    clinic, _ = clinics.load(space, TODAY)
    before = inputs.inputs(space, clinic).of("sample", frozenset({"en"}))
    assert inputs.inputs(space, clinic).of("sample", frozenset({"en"})) == before
    for name, body in change.items():
        path = space.roots[0] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    assert inputs.inputs(space, clinic).of("sample", frozenset({"en"})) != before
    assert inputs.inputs(space, replace(clinic, lines=())).rest != inputs.inputs(space, clinic).rest


def test_another_language_or_topic_does_not_matter_and_a_review_that_is_overdue_does(workspace: Any, tmp_path: Path):
    space = workspace()
    clinic, _ = clinics.load(space, TODAY)
    known = inputs.inputs(space, clinic)
    one = known.of("sample", frozenset({"en"}))
    assert one != known.of("sample", frozenset({"en", "es"})) != known.of("baclofen", frozenset({"en"}))
    (space.roots[0] / "locales/es/LC_MESSAGES").mkdir(parents=True)
    (space.roots[0] / "locales/es/LC_MESSAGES/sample.po").write_text("")
    assert inputs.inputs(space, clinic).of("sample", frozenset({"en"})) == one
    topic = space.roots[0] / "topics/sample/topic.yaml"
    topic.write_text(topic.read_text() + "review_by: 2026-12-01\n")
    plan = planned(space, tmp_path / "out", languages=("en",), recipes=("brief",))
    assert statuses(ran(plan)) == {"sample-brief-en": "made"}
    assert statuses(ran(replace(plan, today=date(2026, 12, 1)))) == {"sample-brief-en": "kept"}
    assert statuses(ran(replace(plan, today=date(2026, 12, 2)))) == {"sample-brief-en": "made"}


def test_a_revision_that_was_withdrawn_is_taken_away(workspace: Any, tmp_path: Path):
    space, out = workspace(), tmp_path / "out"
    plan = planned(space, out, languages=("en",), recipes=("brief",))
    ran(plan)
    topic = space.roots[0] / "topics/sample/topic.yaml"
    topic.write_text(topic.read_text() + "withdrawn: [{revision: 1, why: wrong dose, date: 2026-11-20}]\n")
    assert statuses(ran(plan)) == {"sample-brief-en": "failed"}
    assert not list(out.rglob("*.pdf"))
    assert "sample-brief-en" not in (out / "index.html").read_text()


def test_the_manifest_says_what_each_file_is(built: Any):
    _, _, folder, outcomes = built
    told = json.loads((folder / library.MANIFEST).read_bytes())
    assert [row["path"] for row in told["leaflets"]] == [str(item.leaflet.path) for item in outcomes]
    for row in (row for row in told["leaflets"] if row["status"] == "there"):
        body = (folder / row["path"]).read_bytes()
        assert (row["sha256"], row["bytes"]) == (hashlib.sha256(body).hexdigest(), len(body))
        waits = "source" if row["language"] == "en" else "source+translation"
        assert (row["revision"], row["review"], row["edition"], row["paper"]) == (1, waits, "standard", "a4")
    left_out = [row["codes"] for row in told["leaflets"] if row["status"] == "incomplete"]
    assert left_out[0] == ["translation.missing"]


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_makes_the_folder_and_says_what_is_left_out(handouts: Any, clinic: Any, tmp_path: Path):
    root, out = clinic(), tmp_path / "out"
    only = ("--topic", "sample", "--lang", "en", "--lang", "es", "--clinic", root, "--jobs", 2)
    code, said, told = handouts("build", "-o", out, *only)
    assert code == 0
    assert said.strip() == f"{out / 'index.html'}: 2 made, 0 unchanged, 2 not complete, 0 failed"
    assert "sample/en/sample-essential-en.pdf (" in told
    assert "left out: sample/es/sample-essential-es.pdf: Spanish lacks the module 'key-points' and 1 more" in told
    assert (out / "index.html").is_file()


def test_the_command_answers_3_where_one_failed(handouts: Any, clinic: Any, tmp_path: Path):
    root = clinic({"styles/clinic.css": ".kind-prose { display: none }"})
    code, said, told = handouts("build", "-o", tmp_path / "out", "--topic", "sample", "--lang", "en", "--clinic", root)
    assert (code, "1 made, 0 unchanged, 0 not complete, 1 failed" in said) == (3, True)
    assert "preflight.lost-text" in told
    code, said, _ = handouts(
        "build", "-o", tmp_path / "out", "--topic", "sample", "--lang", "en", "--clinic", root, "--json"
    )
    rows = json.loads(said)
    assert [(row["id"], row["status"], bool(row["problems"])) for row in rows] == [
        ("sample/en/sample-essential-en.pdf", "kept", False),
        ("sample/en/sample-brief-en.pdf", "failed", True),
    ]


def test_a_bucket_is_refused_and_becomes_no_folder(
    handouts: Any, clinic: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = clinic()
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    code, _, said = handouts("build", "--clinic", root, "-o", "s3://bucket/part")
    assert (code, "output.folder" in said) == (2, True), said
    assert set(tmp_path.rglob("*")) == before


def test_a_faulty_clinic_makes_nothing(handouts: Any, clinic: Any, tmp_path: Path):
    root = clinic({"topics/sample/key-points.yaml": KEY_POINTS.replace("kind: points", "kind: pints")})
    code, _, told = handouts("build", "-o", tmp_path / "out", "--topic", "sample", "--clinic", root)
    assert (code, "content.union-tag-invalid" in told, (tmp_path / "out").exists()) == (4, True, False)


# --- the page in a browser --------------------------------------------------------------------------------------------


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_shelf_finds_by_topic_title_and_language_from_a_folder(built: Any):
    from playwright.sync_api import sync_playwright

    _, _, folder, outcomes = built
    there = sum(item.is_there for item in outcomes)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / library.INDEX).as_uri())
        rows = page.locator(".shelf-leaflets li:visible")
        assert (rows.count(), page.inner_text("output")) == (there, f"{there} / {there}")
        for words, count in {
            "SAMPLE esperanto": 1,
            "espéranto": 1,
            "english": 2,
            "how to  take": there,
            "nope": 0,
        }.items():
            page.get_by_label("Search").fill(words)
            assert (words, rows.count()) == (words, count)
        assert page.locator("h2:visible").count() == 0
        page.get_by_label("Search").fill("")
        assert rows.count() == there
        assert asked == [(folder / library.INDEX).as_uri()]
        context = browser.new_context(java_script_enabled=False)
        plain = context.new_page()
        plain.goto((folder / library.INDEX).as_uri())
        assert plain.locator(".shelf-leaflets li:visible").count() == there
        assert plain.locator("input:visible").count() == 0
        browser.close()
