"""`build`: every complete leaflet in a folder, what is not complete named, and a page that lists what is there."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

import pypdfium2
import pytest

from handouts import clinic as clinics
from handouts import library
from handouts.errors import OutputFailed, UsageFault
from handouts.workspace import Workspace

from .conftest import KEY_POINTS, TODAY


def wanted(workspace: Workspace, topics: tuple[str, ...] = ("sample",), spoken: tuple[str, ...] = ()) -> Any:
    clinic, _ = clinics.load(workspace, TODAY)
    return clinic, library.leaflets(workspace, clinic, TODAY, only_topics=topics, only_languages=spoken)


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


def test_each_recipe_of_each_topic_in_each_language(workspace: Any, translate: Any):
    space = translate(workspace(), "eo")
    _, found = wanted(space, (), ())
    assert {item.topic for item in found} == {"sample", "baclofen"}
    _, found = wanted(space)
    assert [str(item.path) for item in found if item.request.locale in ("en", "eo")] == [
        "sample/en/sample-essential-en.pdf",
        "sample/en/sample-brief-en.pdf",
        "sample/eo/sample-essential-eo.pdf",
        "sample/eo/sample-brief-eo.pdf",
    ]


def test_the_clinics_languages_are_the_default_and_an_option_wins(workspace: Any):
    space = workspace(languages=["es", "en"])
    assert [item.request.locale for item in wanted(space)[1]] == ["es", "es", "en", "en"]
    assert [item.request.locale for item in wanted(space, spoken=("ar_EG",))[1]] == ["ar", "ar"]


def test_an_unknown_topic_or_language_is_told_before_anything_is_made(workspace: Any, refusal: Any):
    assert [item.code for item in refusal(UsageFault, wanted, workspace(), ("nope", "none"))] == ["topic.unknown"] * 2
    assert refusal(UsageFault, wanted, workspace(), spoken=("xx",))[0].code == "language.unknown"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, small: Workspace, translate: Any) -> Any:
    """One build: English whole, Esperanto without one module, Arabic without anything of the topic."""
    from .conftest import clinic_folder

    root = clinic_folder(tmp_path_factory.mktemp("build") / "hilltop", {}, {})
    space = translate(Workspace((root, small.own)), "eo", leave_out=("Take 5 mg with food.",))
    clinic, found = wanted(space, spoken=("en", "eo", "ar"))
    folder = root.parent / "out"
    outcomes = list(library.build(space, folder, found, jobs=2))
    return space, clinic, folder, outcomes


def test_what_is_complete_is_made_and_the_rest_is_named(built: Any):
    _, _, folder, outcomes = built
    said = {(item.leaflet.request.locale, item.leaflet.recipe): item.status for item in outcomes}
    assert said == {
        ("en", "essential"): "made",
        ("en", "brief"): "made",
        ("eo", "essential"): "incomplete",
        ("eo", "brief"): "made",
        ("ar", "essential"): "incomplete",
        ("ar", "brief"): "incomplete",
    }
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == sorted(str(item.leaflet.path) for item in outcomes if item.status == "made")
    for item in (item for item in outcomes if item.status == "made"):
        with pypdfium2.PdfDocument(folder / item.leaflet.path) as pdf:
            assert len(pdf) == item.pages
    (lost,) = (item for item in outcomes if (item.leaflet.request.locale, item.leaflet.recipe) == ("eo", "essential"))
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
    assert "<script" not in html


def test_one_that_fails_does_not_stop_the_rest(workspace: Any, tmp_path: Path):
    space = workspace({"styles/clinic.css": ".kind-prose { display: none }"})
    _, found = wanted(space, spoken=("en",))
    outcomes = list(library.build(space, tmp_path / "out", found, jobs=2))
    assert [(item.leaflet.recipe, item.status) for item in outcomes] == [("essential", "made"), ("brief", "failed")]
    assert "preflight.lost-text" in {problem.code for problem in outcomes[1].problems}


def test_a_policy_that_holds_a_leaflet_back_leaves_it_out(workspace: Any, tmp_path: Path):
    space = workspace(policy={"require_approved": True})
    _, found = wanted(space, spoken=("en",))
    outcomes = list(library.build(space, tmp_path / "out", found, jobs=1))
    assert [item.status for item in outcomes] == ["incomplete", "incomplete"]
    assert not (tmp_path / "out").exists()


def test_a_folder_that_takes_nothing_is_told(workspace: Any, tmp_path: Path, refusal: Any):
    space = workspace()
    _, found = wanted(space, spoken=("en",))
    (tmp_path / "out").write_text("a file")
    assert refusal(OutputFailed, list, library.build(space, tmp_path / "out", found, jobs=1))[0].code == "output.failed"


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_makes_the_folder_and_says_what_is_left_out(handouts: Any, clinic: Any, tmp_path: Path):
    root, out = clinic(), tmp_path / "out"
    only = ("--topic", "sample", "--lang", "en", "--lang", "es", "--clinic", root, "--jobs", 2)
    code, said, told = handouts("build", "-o", out, *only)
    assert code == 0
    assert said.strip() == f"{out / 'index.html'}: 2 made, 2 not complete, 0 failed"
    assert "sample/en/sample-essential-en.pdf (" in told
    assert "left out: sample/es/sample-essential-es.pdf: Spanish lacks the module 'key-points' and 1 more" in told
    assert (out / "index.html").is_file()


def test_the_command_answers_3_where_one_failed(handouts: Any, clinic: Any, tmp_path: Path):
    root = clinic({"styles/clinic.css": ".kind-prose { display: none }"})
    code, said, told = handouts("build", "-o", tmp_path / "out", "--topic", "sample", "--lang", "en", "--clinic", root)
    assert (code, "1 made, 0 not complete, 1 failed" in said) == (3, True)
    assert "preflight.lost-text" in told
    code, said, _ = handouts(
        "build", "-o", tmp_path / "out", "--topic", "sample", "--lang", "en", "--clinic", root, "--json"
    )
    rows = json.loads(said)
    assert [(row["id"], row["status"], bool(row["problems"])) for row in rows] == [
        ("sample/en/sample-essential-en.pdf", "made", bool(rows[0]["problems"])),
        ("sample/en/sample-brief-en.pdf", "failed", True),
    ]


def test_a_faulty_clinic_makes_nothing(handouts: Any, clinic: Any, tmp_path: Path):
    root = clinic({"topics/sample/key-points.yaml": KEY_POINTS.replace("kind: points", "kind: pints")})
    code, _, told = handouts("build", "-o", tmp_path / "out", "--topic", "sample", "--clinic", root)
    assert (code, "content.union-tag-invalid" in told, (tmp_path / "out").exists()) == (4, True, False)
