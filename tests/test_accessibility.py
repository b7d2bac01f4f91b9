"""What a screen reader finds in the finished sheets: read from the PDF's own tags and held against the draft's HTML.

docs/accessibility.md names these tests. A sheet with a module of every kind is made in English and in Arabic, in each
edition on paper; what Arabic lacks of the topic is filled with made-up words, so that every kind runs from the right.
Every run looks at `ON_EVERY_RUN`, which has each language and each edition once; `make soak` looks at all four.
"""

from __future__ import annotations

import functools
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
import tinyhtml5
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from handouts import catalog, pipeline, render, requests, topics
from handouts.compose import proof
from handouts.compose.draft import draft
from handouts.locales import catalogs, po
from handouts.model import editions
from handouts.model.kinds import KINDS
from handouts.model.message import SHARED, TEMPLATES
from handouts.model.request import Patient, Request
from handouts.roots import at
from handouts.workspace import Workspace

from . import verapdf
from .conftest import OUR_NOTE, OWN, TODAY, pseudo, written
from .tags import Piece, Tag, Tagged, read

EXAMPLE = OWN / "examples" / "clinic"
PATIENT = Patient(name="Maria Example", reference="RC-1", note="Please bring this sheet.\nCome early.")
PLANNED = requests.patient_of((OWN / "examples" / "dose-plan.yaml").read_text(encoding="utf-8"), "")
"""With a dose plan, which is a part of its own kind."""
EDITIONS = ("standard", "large-print")
LANGUAGES = ("en", "ar")
SHEETS = [(lang, edition) for lang in LANGUAGES for edition in EDITIONS]
ON_EVERY_RUN = {("en", "standard"), ("ar", "large-print")}
RECIPES = [
    pytest.param(name, marks=() if name in ("essential", "starting", "family") else pytest.mark.soak)
    for name in sorted(topics.load(at(EXAMPLE), "baclofen").topic.recipes)
    if name != "full"
]


def marks(lang: str, edition: str) -> Any:
    return () if (lang, edition) in ON_EVERY_RUN else pytest.mark.soak


def languages_of(edition: str) -> list[Any]:
    """Return the languages of an edition's sheets, marked as these are."""
    return [pytest.param(lang, marks=marks(lang, edition)) for lang in LANGUAGES]


@dataclass(frozen=True)
class Sheet:
    """A finished sheet: its draft and its tags."""

    html: str
    pdf: Tagged
    file: bytes = b""

    @functools.cached_property
    def texts(self) -> list[Said]:
        return list(_texts(tinyhtml5.parse(self.html, namespace_html_elements=False), ""))


@dataclass(frozen=True)
class Said:
    """A text of the draft, outside of heads and feet, or a picture's."""

    text: str
    lang: str
    tags: tuple[str, ...]


def _texts(element: Any, lang: str, around: tuple[str, ...] = ()) -> Iterator[Said]:
    if element.tag in ("head", "style") or "furniture" in (element.get("class") or "").split():
        return
    lang, inside = element.get("lang", lang), (*around, element.tag)
    if element.tag == "img":
        yield Said(element.get("alt"), lang, inside)
        return
    yield Said(element.text or "", lang, inside)
    for kid in element:
        yield from _texts(kid, lang, inside)
        yield Said(kid.tail or "", lang, inside)


def clinic_with_every_kind() -> Workspace:
    """Return the example clinic with a note of its own, and with Arabic for the whole topic."""
    files = {name: (EXAMPLE / name).read_bytes() for name in ("clinic.yaml", "logo.svg")}
    folder = Path(tempfile.mkdtemp()) / "clinic"
    workspace = at(written(folder, {**files, "topics/baclofen/our-note.yaml": OUR_NOTE}))
    needed = {
        domain: found for domain, found in catalog.domains(workspace) if domain in (TEMPLATES, SHARED, "baclofen")
    }
    spoken = catalogs.load(workspace, "ar", needed)
    for domain, messages in needed.items():
        made_up = po.like(Catalog(locale="ar", domain=domain, fuzzy=False), "ar", domain)
        for message in messages:
            if spoken.entry(message) is None:
                text = pseudo(message.source, "fa")
                said = (text,) * made_up.num_plurals if message.plural else text
                made_up.add(catalog.source_of(message), said, context=message.context or None)
        write_po(buffer := io.BytesIO(), made_up)
        written(folder, {f"locales/ar/LC_MESSAGES/{domain}.po": buffer.getvalue()})
    return workspace


@functools.cache
def workspace() -> Workspace:
    return clinic_with_every_kind()


@functools.cache
def modules_of_every_kind() -> tuple[str, ...]:
    """Return the last module of each kind, and those with an item to do that is drawn."""
    content = topics.load(workspace(), "baclofen")
    of_kind = {content.modules[name].module.kind: name for name in content.choosable}
    of_other_editions = {edition.own_words for edition in editions.EDITIONS.values()}
    assert {*of_kind} == {get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS} - of_other_editions
    return tuple(name for name in content.choosable if name in {*of_kind.values(), "overdose"})


def made(request: Request, patient: Patient = PATIENT) -> Sheet:
    brief, _ = pipeline.prepared(workspace(), request, patient)
    composed, rendering = pipeline.rendered(brief)
    return Sheet(composed.html, read(rendering.pdf), rendering.pdf)


@functools.cache
def sheet(lang: str, edition: str) -> Sheet:
    asked = Request(("baclofen",), lang, modules=modules_of_every_kind(), edition=edition, today=TODAY)
    return made(asked, PLANNED)


@functools.cache
def recipe(name: str) -> Sheet:
    return made(Request(("baclofen",), "en", recipe=name, today=TODAY))


def drawn(body: str, css: str, lang: str = "en") -> Sheet:
    """Return a page that is none of ours."""
    sheet(*SHEETS[0])  # starts the engine
    html = f'<!doctype html><html lang="{lang}"><title>Page</title><body>{body}</body></html>'
    return Sheet(html, read(render.render(html, [("page.css", css)], lambda _: b"").pdf))


@pytest.fixture(scope="module", params=[pytest.param(case, marks=marks(*case)) for case in SHEETS], ids="-".join)
def any_sheet(request: pytest.FixtureRequest) -> Sheet:
    return sheet(*request.param)


# --- order ------------------------------------------------------------------------------------------------------------


def spoken(tag: Tag) -> Tag:
    """Return a tag without what the page adds to the draft: the numbers of items, and of pages in the contents."""
    kids = [spoken(kid) if isinstance(kid, Tag) else kid for kid in tag.kids]
    found = replace(tag, kids=[kid for kid in kids if not (isinstance(kid, Tag) and kid.kind == "Lbl")])
    return without_page(found) if tag.kind == "Link" else found


def without_page(link: Tag) -> Tag:
    """Return a link of the contents without the number of the page that it leads to."""
    target = link.links[0].target
    if not isinstance(target, tuple):
        return link
    number = re.compile(rf"\s*{target[0] + 1}$")
    said = None if link.stands_for is None else number.sub("", link.stands_for)
    kids = [kid for kid in link.kids if not (isinstance(kid, Tag) and number.fullmatch(kid.text))]
    return replace(link, stands_for=said, kids=kids)


def plain(text: str) -> str:
    """Return a text with one space wherever there is space, without marks that nobody reads."""
    said = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join(said.split())


def first_difference(one: str, other: str) -> tuple[str, str]:
    """Return what follows where two texts part; empty when they do not."""
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(one), len(other)) if at is None else at
    return one[at : at + 60], other[at : at + 60]


def order_of_draft_and_tags(found: Sheet) -> tuple[str, str]:
    draft_order = "".join(block.text for block in proof.blocks(found.html) if not block.furniture)
    return first_difference(proof.squeezed(draft_order), proof.squeezed(spoken(found.pdf.root).text))


def test_the_tags_read_as_the_draft_does(any_sheet: Sheet) -> None:
    assert order_of_draft_and_tags(any_sheet) == ("", "")


@pytest.mark.parametrize("name", RECIPES)
def test_the_tags_of_each_recipe_read_as_its_draft_does(name: str) -> None:
    assert order_of_draft_and_tags(recipe(name)) == ("", "")


@pytest.mark.parametrize("css", ["i { order: 1 }", "b { order: -1 }", "div { flex-direction: row-reverse }"])
def test_another_order_is_caught(css: str) -> None:
    body = "<div><i>One</i> <b>two</b></div>"
    assert order_of_draft_and_tags(drawn(body, "")) == ("", "")
    assert order_of_draft_and_tags(drawn(body, f"div {{ display: flex }} {css}")) != ("", "")


def test_a_lost_and_a_doubled_text_are_caught() -> None:
    html, pdf = sheet("en", "standard").html, sheet("en", "standard").pdf
    for wrong in (html.replace("Maria Example", ""), html.replace("Maria Example", "Maria Maria Example")):
        assert order_of_draft_and_tags(Sheet(wrong, pdf)) != ("", "")


def test_no_two_words_are_read_as_one(any_sheet: Sheet) -> None:
    """Every text of the draft is there letter by letter, spaces too, whatever lines it was cut into."""
    said = plain(spoken(any_sheet.pdf.root).text)
    blocks = [plain(block.text) for block in proof.blocks(any_sheet.html) if not block.furniture]
    assert len(blocks) > 200
    assert [text for text in blocks if text not in said] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plain_edition_has_the_modules_in_the_same_order(lang: str) -> None:
    def of_modules(html: str) -> list[str]:
        main = re.sub(r'(?s)^.*?<section class="module', '<section class="module', html.partition("</main>")[0])
        return [plain(block.text) for block in proof.blocks(main)]

    request = Request(("baclofen",), lang, modules=modules_of_every_kind(), edition="plain", format="html", today=TODAY)
    on_paper = replace(request, edition="standard", format="pdf")
    printed, told = (
        of_modules(draft(pipeline.prepared(workspace(), asked, PATIENT)[0]).html) for asked in (on_paper, request)
    )
    assert len(printed) > 200
    assert told == printed


# --- languages --------------------------------------------------------------------------------------------------------


def runs(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return texts with their languages, neighbours of one language joined."""
    lettered = [(lang, proof.squeezed(text)) for lang, text in said if proof.squeezed(text)]
    return [(lang, "".join(text for _, text in texts)) for lang, texts in groupby(lettered, key=lambda one: one[0])]


def spoken_in(tag: Tag) -> list[tuple[str, str]]:
    if tag.stands_for is not None or tag.alt is not None:
        return [(tag.lang, tag.text)]
    parts: list[tuple[str, str]] = []
    for kid in tag.kids:
        if isinstance(kid, Piece):
            parts.append((tag.lang, kid.text))
        elif isinstance(kid, Tag):
            parts += spoken_in(kid)
    return parts


def test_each_text_has_the_language_that_the_draft_says(any_sheet: Sheet) -> None:
    drafted = runs([(said.lang, said.text) for said in any_sheet.texts])
    assert runs(spoken_in(spoken(any_sheet.pdf.root))) == drafted


@pytest.mark.parametrize("edition", [pytest.param(edition, marks=marks("ar", edition)) for edition in EDITIONS])
def test_english_in_an_arabic_sheet_is_called_english(edition: str) -> None:
    found = sheet("ar", edition)
    assert found.pdf.lang == "ar"
    english = [text for lang, text in runs(spoken_in(found.pdf.root)) if lang == "en"]
    for text in ("Baclofen", "For staff: Takes baclofen.", "Riverside Clinic", "MedicineNet: Baclofen, 2014."):
        assert any(proof.squeezed(text) in said for said in english), text


@pytest.mark.parametrize("edition", [pytest.param(edition, marks=marks("en", edition)) for edition in EDITIONS])
def test_an_english_sheet_is_english_throughout(edition: str) -> None:
    assert sheet("en", edition).pdf.lang == "en"
    assert {tag.lang for tag in sheet("en", edition).pdf.root.walk()} == {"en"}


# --- headings, bookmarks, title ---------------------------------------------------------------------------------------


def levels(found: Sheet) -> list[int]:
    return [int(tag.kind[1]) for tag in found.pdf.root.walk() if re.fullmatch("H[1-6]", tag.kind)]


def is_in_order(found: list[int]) -> bool:
    """Whether there is one first heading, which comes first, and none skips a level on the way down."""
    return found[:1] == [1] and found.count(1) == 1 and all(after <= before + 1 for before, after in pairwise(found))


def test_headings_skip_no_level(any_sheet: Sheet) -> None:
    assert is_in_order(levels(any_sheet))
    assert {1, 2, 3, 4} == set(levels(any_sheet))  # 4: the months of a dose plan


@pytest.mark.parametrize("name", RECIPES)
def test_headings_of_each_recipe_skip_no_level(name: str) -> None:
    assert is_in_order(levels(recipe(name)))


@pytest.mark.parametrize("body", ["<h2>A<h1>B", "<h1>A<h3>B", "<h1>A<h1>B", "<h1>A<h2>B<h4>C", "<p>A"])
def test_a_wrong_order_of_headings_is_caught(body: str) -> None:
    assert not is_in_order(levels(drawn(body, "")))


def test_bookmarks_are_the_headings_of_the_parts_and_lead_to_them(any_sheet: Sheet) -> None:
    heads = any_sheet.pdf.root.of("H2")
    assert len(heads) > 17
    assert [plain(mark.title) for mark in any_sheet.pdf.bookmarks] == [plain(head.text) for head in heads]
    assert [mark.page for mark in any_sheet.pdf.bookmarks] == [head.page for head in heads]
    assert {mark.level for mark in any_sheet.pdf.bookmarks} == {1}


def test_the_title_is_shown_and_the_file_says_that_it_is_tagged(any_sheet: Sheet) -> None:
    pdf = any_sheet.pdf
    title = re.search("<title>(.+?)</title>", any_sheet.html)
    assert title is not None
    assert pdf.title == title[1]
    assert pdf.catalog["ViewerPreferences"] == {"DisplayDocTitle": True}
    assert pdf.catalog["MarkInfo"] == {"Marked": True}  # and no /Suspects


# --- profiles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "edition"),
    [pytest.param(*case, marks=marks(*case)) for case in SHEETS if case != ("en", "large-print")],
)
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_a_sheet_of_every_kind_conforms(lang: str, edition: str, profile: str, tmp_path: Path) -> None:
    """English in large print is judged in test_large_print.py."""
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet(lang, edition).file)
    assert verapdf.failures(path, profile) == {}


# --- tags and artifacts -----------------------------------------------------------------------------------------------


def test_all_content_is_tagged_or_an_artifact(any_sheet: Sheet) -> None:
    pdf = any_sheet.pdf
    assert pdf.unmarked == pdf.unreached == pdf.orphans == ()


def test_heads_and_feet_are_artifacts_of_each_page(any_sheet: Sheet) -> None:
    short = plain(re.search('strip-message">(.+?)</p>', any_sheet.html)[1])  # type: ignore[index]
    for page in range(any_sheet.pdf.pages):
        said = [piece for kind, piece in any_sheet.pdf.artifacts if kind == "Pagination" and piece.page == page]
        foot = plain(" ".join(piece.shown for piece in said))
        assert re.search(rf"\b{page + 1}\b", foot)
        assert "999" in foot
        assert short in foot or any_sheet.pdf.lang == "ar"  # which an artifact shows from the right
    assert "Draft" not in any_sheet.pdf.root.text


def test_pictures_have_a_text_and_drawings_of_the_style_sheets_are_artifacts(any_sheet: Sheet) -> None:
    figures = any_sheet.pdf.root.of("Figure")
    pictures = [said.text for said in any_sheet.texts if said.tags[-1] == "img"]
    assert [figure.alt for figure in figures] == [text for text in pictures if text]  # without a text: decoration
    assert len(figures) > 2
    assert all(figure.alt and figure.alt.strip() for figure in figures)
    assert not any(piece.pictures for tag in any_sheet.pdf.root.walk() if tag.kind != "Figure" for piece in direct(tag))
    assert any(piece.pictures for _, piece in any_sheet.pdf.artifacts)


def direct(tag: Tag) -> list[Piece]:
    return [kid for kid in tag.kids if isinstance(kid, Piece)]


def test_figures_say_where_they_stand_on_the_page(any_sheet: Sheet) -> None:
    for figure in any_sheet.pdf.root.of("Figure"):
        left, bottom, right, top = figure.attributes["BBox"]
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842


def test_one_element_is_one_tag_on_however_many_pages(any_sheet: Sheet) -> None:
    """As many lists, items and paragraphs as the draft has, and one main part: each page no longer has its own."""
    html = any_sheet.html.partition("</main>")[0]
    main = html[html.index("<main") :]
    drafted = {kind: len(re.findall(rf"<{name}\b", main)) for kind, name in KINDS_OF_TAGS.items()}
    (part,) = any_sheet.pdf.root.of("Part")
    assert {kind: len(part.of(kind)) for kind in KINDS_OF_TAGS} | {"L": len(part.of("L"))} == drafted | {
        "L": len(re.findall(r"<[uo]l\b", main))
    }


KINDS_OF_TAGS = {"Part": "main", "Sect": "section", "LI": "li", "P": "p", "H2": "h2", "H3": "h3", "Table": "table"}


# --- lists ------------------------------------------------------------------------------------------------------------


def lists(found: Sheet) -> Iterator[tuple[str, list[str]]]:
    """Yield how each list is numbered, and its labels."""
    for part in found.pdf.root.of("L"):
        yield part.attributes["ListNumbering"], [label.text for item in part.tags for label in item.tags[:-1]]


def test_numbered_lists_count_and_show_their_numbers(any_sheet: Sheet) -> None:
    counted = [labels for numbering, labels in lists(any_sheet) if numbering == "Decimal"]
    assert len(counted) == 2  # the steps and the references
    for labels in counted:
        assert len(labels) > 3
        assert [label.strip(". ") for label in labels] == [str(number) for number in range(1, len(labels) + 1)]


def test_lists_with_drawn_marks_have_no_numbering_and_no_labels(any_sheet: Sheet) -> None:
    unnumbered = [labels for numbering, labels in lists(any_sheet) if numbering == "None"]
    assert len(unnumbered) > 5
    assert [labels for labels in unnumbered if labels] == []
    assert {numbering for numbering, _ in lists(any_sheet)} == {"None", "Decimal"}


def test_lists_hold_items_and_items_a_body(any_sheet: Sheet) -> None:
    for part in any_sheet.pdf.root.of("L"):
        assert {item.kind for item in part.tags} == {"LI"}
        for item in part.tags:
            assert [kid.kind for kid in item.tags] in (["LBody"], ["Lbl", "LBody"])


# --- tables -----------------------------------------------------------------------------------------------------------


def heads_of(table: Tag) -> dict[str, Tag]:
    return {head.name: head for head in table.of("TH")}


@pytest.mark.parametrize("lang", languages_of("standard"))
def test_cells_know_their_heads(lang: str) -> None:
    """The table has heads of columns and rows, the diary of columns; each cell names its own by their identifiers."""
    tables = sheet(lang, "standard").pdf.root.of("Table")
    assert len(tables) > 1
    for table in tables:
        heads = heads_of(table)
        assert "" not in heads
        scopes = [head.attributes["Scope"] for head in heads.values()]
        assert {*scopes} <= {"Column", "Row"}
        for row in table.of("TR"):
            rows_own = {head.name for head in row.of("TH") if head.attributes["Scope"] == "Row"}
            for cell in row.of("TD"):
                named = [heads[name] for name in cell.attributes["Headers"]]
                assert [head.attributes["Scope"] for head in named].count("Column") == 1
                assert {head.name for head in named if head.attributes["Scope"] == "Row"} == rows_own
    by_scope = {tuple(sorted({head.attributes["Scope"] for head in heads_of(table).values()})) for table in tables}
    assert by_scope == {("Column",), ("Column", "Row")}


@pytest.mark.parametrize("lang", languages_of("large-print"))
def test_a_dose_plan_in_large_print_says_its_step_over_each_of_its_tables(lang: str) -> None:
    """And each time of the day over its cell; the calendar has heads of columns alone."""
    tables = sheet(lang, "large-print").pdf.root.of("Table")
    scopes = [sorted(head.attributes["Scope"] for head in heads_of(table).values()) for table in tables]
    assert scopes.count(["Column", *["Row"] * 4]) == 3
    assert scopes.count(["Column"] * 7) == 2


def test_a_head_that_is_printed_again_on_the_next_page_is_not_read_again() -> None:
    asked = Request(("baclofen",), "de", modules=("dose-plan",), edition="large-print", size=28, today=TODAY)
    long = [table for table in made(asked, PLANNED).pdf.root.of("Table") if len({tag.page for tag in table.walk()}) > 1]
    assert long
    for table in long:
        assert [head.attributes["Scope"] for head in heads_of(table).values()].count("Column") == 1


@pytest.mark.parametrize("lang", ["en", pytest.param("ar", marks=pytest.mark.soak)])
def test_the_diary_in_large_print_has_heads_of_rows(lang: str) -> None:
    """And the table of facts is none there: a heading over each of its rows."""
    content = topics.load(workspace(), "baclofen")
    names = tuple(name for name in modules_of_every_kind() if content.modules[name].module.kind in ("diary", "table"))
    tables = made(Request(("baclofen",), lang, modules=names, edition="large-print", today=TODAY)).pdf.root.of("Table")
    assert len(names) == 2
    assert tables
    for table in tables:
        assert {head.attributes["Scope"] for head in heads_of(table).values()} == {"Row"}
        assert all(len(cell.attributes["Headers"]) == 1 for cell in table.of("TD"))


# --- links ------------------------------------------------------------------------------------------------------------


def test_links_of_the_contents_lead_to_the_heading_that_they_name(any_sheet: Sheet) -> None:
    links = any_sheet.pdf.root.of("Link")
    heads = [head for head in any_sheet.pdf.root.of("H2") if head.text != any_sheet.pdf.root.of("H2")[0].text]
    assert len(links) == len(heads) > 15
    for link, head in zip(links, heads, strict=True):
        (annotation,) = link.links
        assert isinstance(annotation.target, tuple)
        assert annotation.target[0] == head.page
        assert plain(spoken(link).text) == plain(head.text)
        assert plain(link.text) == f"{plain(head.text)} {head.page + 1}"


def test_each_link_is_one_stop_that_says_its_words(any_sheet: Sheet) -> None:
    links = any_sheet.pdf.root.of("Link")
    assert not any(inner.kind == "Link" for link in links for inner in list(link.walk())[1:])
    assert [link.links[0].parent for link in links] == [link.number for link in links]
    assert [plain(link.links[0].contents) for link in links] == [plain(link.text) for link in links]
    assert len(any_sheet.pdf.annotations) == len(links)


def test_the_tab_key_follows_the_tags(any_sheet: Sheet) -> None:
    """By `/Tabs /S`; a reader that goes by the page's own list finds the same order."""
    assert set(any_sheet.pdf.tab_orders) == {"S"}
    stops = [annotation for link in any_sheet.pdf.root.of("Link") for annotation in link.links]
    assert [stop.number for stop in stops] == [annotation.number for annotation in any_sheet.pdf.annotations]


def test_rows_of_dots_are_not_read_out(any_sheet: Sheet) -> None:
    assert not re.search(r"\. *\. *\.", any_sheet.pdf.root.text)


# --- the document -----------------------------------------------------------------------------------------------------


def test_the_document_names_tests_and_mends_that_there_are() -> None:
    said = (OWN / "docs" / "accessibility.md").read_text(encoding="utf-8")
    written_tests = "".join(path.read_text(encoding="utf-8") for path in (OWN / "tests").glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", said))
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in written_tests] == []
    mends = said.partition("## What the engine gets wrong")[2].partition("## What the engine cannot do")[0]
    of_rows = set(re.findall(r"`(\w+)`", " ".join(row.split(" | ")[2] for row in mends.splitlines() if " | " in row)))
    assert of_rows <= {path.stem for path in (OWN / "handouts" / "engine" / "mends").glob("*.py")}


# --- editions with words of their own ---------------------------------------------------------------------------------

OWN_WORDS = [name for name, edition in editions.EDITIONS.items() if edition.own_words]


@pytest.fixture(scope="module", params=[(lang, name) for lang in LANGUAGES for name in OWN_WORDS], ids="-".join)
def other_sheet(request: pytest.FixtureRequest) -> Sheet:
    lang, name = request.param
    return made(Request(("baclofen",), lang, edition=name, today=TODAY))


def test_other_editions_read_as_their_drafts_do(other_sheet: Sheet) -> None:
    assert order_of_draft_and_tags(other_sheet) == ("", "")
    drafted = runs([(said.lang, said.text) for said in other_sheet.texts])
    assert runs(spoken_in(spoken(other_sheet.pdf.root))) == drafted


def test_other_editions_leave_nothing_untagged(other_sheet: Sheet) -> None:
    assert other_sheet.pdf.unmarked == other_sheet.pdf.unreached == other_sheet.pdf.orphans == ()
    assert is_in_order(levels(other_sheet))
    pictures = [said.text for said in other_sheet.texts if said.tags[-1] == "img"]
    assert [plain(figure.alt) for figure in other_sheet.pdf.root.of("Figure")] == [
        plain(text) for text in pictures if text
    ]
