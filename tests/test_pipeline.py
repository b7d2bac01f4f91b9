"""The whole line, from a request to a finished PDF: what stands on it, what is refused, what never gets out."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts import child, lettering, pipeline, preflight, review
from handouts.errors import Refused, Severity, UsageFault
from handouts.locales import languages
from handouts.model.laid import LaidPage, LaidText
from handouts.model.message import TEMPLATES
from handouts.model.request import PATIENT_FIELDS, Handout, Patient, Request
from handouts.preflight.facts import facts_of
from handouts.workspace import Workspace

CANARY = "Qanary"
FULL = Patient(
    name=f"{CANARY} Example",
    reference=f"{CANARY}-0042",
    date="23 November 2026",
    prescriber=f"Dr A. {CANARY}",
    appointment="7 December 2026, 10:30",
    note=f"Please bring this sheet,\nyour tablets\nand {CANARY}.",
)
CSS = "styles/clinic.css"
REVIEWED = date(2026, 11, 20)
WHAT = {"modules": ("key-points", "using", "about", "numbers"), "today": date(2026, 11, 23)}


@pytest.fixture(scope="session")
def handout(small: Workspace) -> Handout:
    """One handout with every field of the panel, made in a child as the command line does."""
    return child.run(pipeline.made, small, Request(("sample",), "en", **WHAT), FULL)


@pytest.fixture
def laid(asked: Callable[..., Request]) -> Callable[..., tuple[LaidPage, ...]]:
    """Lay a handout out and return its pages as they stand."""

    def lay(workspace: Workspace, patient: Patient | None = None, **fields: Any) -> tuple[LaidPage, ...]:
        brief, _ = pipeline.prepared(workspace, asked(**fields), patient or Patient())
        composed, rendering = pipeline.rendered(brief)
        problems = preflight.inspect(rendering, composed.expected)
        assert [problem for problem in problems if problem.refuses] == []
        return rendering.pages

    return lay


def run_of(pages: tuple[LaidPage, ...], words: str) -> LaidText:
    return next(run for page in pages for run in page.texts if words in run.text and not run.furniture)


def warnings(handout: Handout) -> list[str]:
    return [problem.code for problem in handout.problems if problem.severity is Severity.WARNING]


# --- what stands on the page


def test_a_handout_says_everything_it_was_asked_for(handout: Handout, pages_of: Any) -> None:
    pages = pages_of(handout.document)
    text = " ".join(pages)
    assert len(pages) == handout.page_count > 1
    for words in (
        "Hilltop Clinic",
        "Never stop sample suddenly.",
        f"{CANARY} Example",
        f"and {CANARY}.",
        "Stopping suddenly can cause great harm.",
        "Do not drive yet.",
        "It works for hours.",
        "Too much, but well",
    ):
        assert words in text
    for page in pages:
        assert "Draft. Not yet checked by a clinician." in page
        assert "Never stop sample" in page
        assert "Emergency: 999 · Clinic: 01632 960321" in page
    assert warnings(handout) == []


def test_the_last_page_says_nothing_of_turning_over(handout: Handout, pages_of: Any) -> None:
    assert ["Turn over" in page for page in pages_of(handout.document)] == [True] + [False] * (handout.page_count - 1)


def test_a_sheet_of_one_page_says_nothing_of_turning_over(workspace: Any, made: Any, pages_of: Any) -> None:
    files = {"templates/handout.html": '{% extends "base.html" %}{% block panel %}{% endblock %}'}
    one = made(workspace(files), recipe="brief")
    assert one.page_count == 1
    assert "Turn over" not in pages_of(one.document)[0]


def test_nothing_personal_is_in_what_the_file_says_of_itself(handout: Handout) -> None:
    facts = facts_of(handout.document)
    assert facts.title == "Sample: How to take sample safely"
    assert CANARY not in " ".join((*facts.metadata, facts.producer, *facts.uris))
    assert CANARY not in repr(handout)
    with pikepdf.open(io.BytesIO(handout.document)) as pdf, pdf.open_outline() as outline:
        assert [str(item.title) for item in outline.root][1:] == [
            "2 Using sample",
            "3 About sample",
            "4 Numbers to call",
        ]


def test_what_a_translation_is_printed_under_is_in_the_readers_language(
    workspace: Any, translate: Any, made: Any, pages_of: Any
) -> None:
    made_up = made(translate(workspace(), "eo"), FULL, locale="eo")
    text = " ".join(pages_of(made_up.document))
    assert "Stôppîng sûddênly cân câûsê grêât hârm." in text
    assert "Draft. Not yet checked by a clinician or a qualified translator." in text
    assert facts_of(made_up.document).lang == "eo"


def test_a_regional_form_finds_its_language(workspace: Any, translate: Any, made: Any) -> None:
    space = translate(workspace(), "fa")
    assert facts_of(made(space, locale="fa_AF").document).lang == "fa"


def test_the_neutral_clinic_has_lines_to_write_on_and_says_so(own_copy: Path, made: Any, pages_of: Any) -> None:
    sheet = made(Workspace((own_copy,)))
    assert warnings(sheet) == ["clinic.no-country"]
    text = " ".join(pages_of(sheet.document))
    assert "Emergency: · Clinic:" in text
    assert "999" not in text


def test_a_signed_draft_has_its_line_at_the_foot_and_an_approved_sheet_has_none(
    own_copy: Path, clinic: Any, translate: Any, made: Any, pages_of: Any
) -> None:
    folder = clinic(allow_drafts={"by": "Dr A. Example", "date": "2026-11-01"})
    for path in (folder / "topics" / "sample").iterdir():
        path.unlink()
    topic = own_copy / "topics" / "sample" / "topic.yaml"
    topic.write_text(f"{topic.read_text()}reviewed: 2026-11-20\nreview_by: 2027-11-20\n")
    space = translate(Workspace((folder, own_copy)), "eo", root=own_copy)
    for page in pages_of(made(space, locale="eo").document):
        assert page.rindex("Draft. Not yet checked") > page.index("Êmêrgêncy")
    for lang, role in (("en", "clinician"), ("eo", "translator"), ("eo", "reviser"), ("eo", "clinician")):
        for texts in ("sample", TEMPLATES):
            signature = review.signature(by=f"A. {role}", role=role, qualification="made up", date=date(2026, 11, 20))
            list(review.approve(space, lang=lang, topic=texts, modules=(), signature=signature))
    for page in pages_of(made(space, locale="eo").document):
        assert "Draft" not in page
        assert f"Chêckêd by â clînîcîân: {languages.localised(REVIEWED, 'eo')}" in page
    topic.write_text(topic.read_text().replace("reviewed: 2026-11-20\n", ""))
    for page in pages_of(made(space, locale="eo").document):
        assert "Chêckêd by" not in page


# --- the panel


def test_what_follows_the_panel_never_moves(small: Workspace, laid: Any) -> None:
    heading = "The most important points"
    empty, full = (run_of(laid(small, patient), heading).box for patient in (Patient(), FULL))
    assert empty == full
    long = replace(
        FULL, name="Wilhelmina Margaretha Montgomery-Campbell van den Berghe", prescriber="Dr Ann-Katrin Baumann"
    )
    assert run_of(laid(small, long), heading).box == empty


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("ليلى حسن", "rtl"),
        ("ליאה כהן", "rtl"),
        ("สมชาย ใจดี", "ltr"),
        ("Nguyễn Thị Ánh", "ltr"),
        ("Ελένη Παπαδοπούλου", "ltr"),
        ("Иван Иванов", "ltr"),
        ("अनीता शर्मा", "ltr"),
    ],
)
def test_a_name_in_any_script_stands_in_its_own_direction(small: Workspace, laid: Any, name: str, way: str) -> None:
    run = run_of(laid(small, Patient(name=name)), name.split(maxsplit=1)[0])
    assert run.direction == way


def test_a_latin_name_on_a_right_to_left_sheet_is_left_to_right(workspace: Any, translate: Any, laid: Any) -> None:
    pages = laid(translate(workspace(), "fa"), Patient(name="Maria Example"), locale="fa")
    run = run_of(pages, "Maria")
    assert run.direction == "ltr"
    assert run.box[0] > pages[0].width / 2


def test_controls_in_a_name_do_not_reach_the_page(small: Workspace, laid: Any) -> None:
    turned = run_of(laid(small, Patient(name="Ma\u202eria\u2066 Exa\u200fmple\u0007")), "Maria")
    assert turned.text == "Maria Example"


@pytest.mark.parametrize(
    ("name", "point"),
    [("Ann \U0001f600", "\U0001f600 (U+1F600)"), ("\ue123", "U+E123"), ("\U00012000x", "\U00012000 (U+12000)")],
)
def test_a_character_that_no_font_has_is_named_and_nothing_around_it(
    small: Workspace, made: Any, refusal: Any, name: str, point: str
) -> None:
    (problem,) = refusal(Refused, made, small, Patient(name=name, note=CANARY))
    assert problem.message == f"no font that is here has the character {point}"
    assert problem.where == "name"
    assert CANARY not in repr(problem)


@pytest.fixture
def base_alone(tmp_path: Path, own: Path) -> Path:
    """A `styles/fonts` that has no more than was fetched when the program was set up."""
    folder = tmp_path / "fonts"
    (folder / "files").mkdir(parents=True)
    (folder / "fonts.yaml").write_bytes((own / "styles/fonts/fonts.yaml").read_bytes())
    (folder / "groups").symlink_to(own / "styles/fonts/groups")
    (folder / "files" / "base").symlink_to(own / "styles/fonts/files/base")
    return folder


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("\u738b", "fonts zh_Hans' once"),
        ("\u3055", "fonts ja' once"),
        ("\uae40", "fonts ko' once"),
        ("\U0001f600", "write it"),
    ],
)
def test_a_name_in_letters_whose_fonts_are_not_here_brings_the_command(
    base_alone: Path, refusal: Any, name: str, command: str
) -> None:
    (problem,) = refusal(Refused, lettering.require_drawable, base_alone, Patient(name=name))
    assert problem.code == "patient.character"
    assert command in problem.hint


def test_a_language_whose_fonts_are_not_here_brings_the_command(base_alone: Path, refusal: Any) -> None:
    (problem,) = refusal(Refused, lettering.font_files, base_alone, ["ja", "en"])
    assert (problem.code, problem.hint) == (
        "fonts.missing",
        "run 'handouts fonts ja' once; it needs the network and gets 28 MB",
    )
    assert lettering.font_files(base_alone, ["ur", "zu"]) == base_alone / "files"


@pytest.mark.parametrize(
    "patient",
    [
        Patient(name="W" * 100, reference=CANARY),
        Patient(note="\n".join((CANARY,) * 9)),
        Patient(note=f"{CANARY} and " * 40),
        Patient(name=f"{CANARY} \ufffd"),
    ],
    ids=["a name without a break", "nine lines", "a long note", "a lost character"],
)
def test_what_does_not_fit_the_panel_is_refused_and_not_repeated(
    small: Workspace, made: Any, refusal: Any, patient: Patient
) -> None:
    assert CANARY not in repr(refusal(Refused, made, small, patient))


@pytest.mark.parametrize(
    "css", [".value { color: white }", ".value { display: none }", ".field { overflow: hidden; height: 8mm }"]
)
def test_a_style_that_hides_the_name_is_refused_and_the_name_is_not_repeated(
    workspace: Any, made: Any, refusal: Any, css: str
) -> None:
    assert CANARY not in repr(refusal(Refused, made, workspace({CSS: css}), FULL))


def test_what_is_typed_is_printed_as_it_was_typed(small: Workspace, made: Any, pages_of: Any) -> None:
    patient = Patient(name="<script>alert(1)</script>", reference="{{7*7}} **x**", note="{clinic_phone} & <b>")
    text = " ".join(pages_of(made(small, patient).document))
    for words in (patient.name, patient.reference, patient.note):
        assert words in text


# --- what is refused


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"topics": ("nope",)}, "topic.unknown"),
        ({"locale": "xx"}, "language.unknown"),
        ({"modules": ("nope",)}, "module.unknown"),
        ({"recipe": "nope"}, "recipe.unknown"),
        ({"edition": "poster"}, "edition.unknown"),
        ({"paper": "a5"}, "paper.unknown"),
        ({"size": 20}, "edition.size"),
        ({"size": 15, "edition": "large-print"}, "edition.size"),
        ({"beside": "en"}, "beside.same"),
        ({"format": "html"}, "edition.format"),
        ({"concerns": ("pump",), "spares": ("pump",)}, "condition.both"),
    ],
)
def test_what_this_version_cannot_do_is_refused_and_nothing_else_is_made(
    small: Workspace, made: Any, refusal: Any, fields: dict[str, Any], code: str
) -> None:
    (problem,) = refusal(UsageFault, made, small, **fields)
    assert (problem.code, bool(problem.message)) == (code, True)
    assert problem.hint


def test_fonts_that_are_not_there_yet_are_named_with_the_command_that_gets_them(
    own_copy: Path, own: Path, asked: Any, refusal: Any
) -> None:
    fonts = own_copy / "styles" / "fonts"
    fonts.unlink()
    fonts.mkdir()
    (fonts / "fonts.yaml").write_bytes((own / "styles" / "fonts" / "fonts.yaml").read_bytes())
    (problem,) = refusal(Refused, pipeline.prepared, Workspace((own_copy,)), asked(), Patient())
    assert problem.code == "fonts.missing"
    assert "'handouts fonts'" in problem.hint


def test_every_error_of_a_draft_is_told_at_once(workspace: Any, made: Any, refusal: Any) -> None:
    space = workspace({"templates/parts/draft-line.html": ""}, phone=None, policy={"require_approved": "true"})
    codes = {problem.code for problem in refusal(Refused, made, space)}
    assert codes == {"draft.frame", "clinic.lacks", "review.source-open"}


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux only")
def test_a_template_that_eats_the_machine_is_refused(
    workspace: Any, asked: Any, refusal: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    space = workspace({"templates/parts/hero.html": "{{ 'x' * 2000000000 }}"})
    (problem,) = refusal(Refused, child.run, pipeline.made, space, asked(), FULL)
    assert problem.code == "child.memory"
    assert CANARY not in repr(problem) + "".join(capfd.readouterr())


def test_parts_nested_too_deep_are_refused(workspace: Any, asked: Any, refusal: Any, swapped: Any) -> None:
    deep = "{% for x in ('<div>' * 3000)|list %}{{ x|safe }}{% endfor %}<section"
    space = workspace(swapped("templates/parts/hero.html", "<section", deep))
    assert refusal(Refused, child.run, pipeline.made, space, asked(), FULL)[0].code == "child.depth"


# --- the same again


def test_the_same_request_gives_the_same_bytes_in_every_process(small: Workspace, handout: Handout, own: Path) -> None:
    program = textwrap.dedent("""
        import datetime, hashlib, pathlib, sys
        from handouts import pipeline
        from handouts.model.request import Patient, Request
        from handouts.workspace import Workspace
        space, what, who = Workspace(tuple(map(pathlib.Path, sys.argv[1:3]))), eval(sys.argv[3]), eval(sys.argv[4])
        handout = pipeline.made(space, Request(("sample",), "en", **what), Patient(**who))
        print(hashlib.sha256(handout.document).hexdigest())
    """)
    who = {name: getattr(FULL, name) for name in PATIENT_FIELDS}
    environment = {**os.environ, "PYTHONPATH": str(own), "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", program, *(str(root) for root in small.roots), repr(WHAT), repr(who)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(handout.document).hexdigest()
