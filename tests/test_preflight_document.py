"""What a file says of itself is held against what it must say; the defects are put into a sound file."""

from __future__ import annotations

import io
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image

from handouts import engine, fonts, glyphs
from handouts.errors import Severity
from handouts.model.expected import Expected
from handouts.model.laid import EngineLog, Rendering
from handouts.preflight import inspect, jpeg
from handouts.render import render

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
STYLE = '@page { size: A4; margin: 20mm } html { font: 14pt/1.5 "Noto Sans" }'
LINE = "<p>Take one tablet in the morning and one in the evening, with water.</p>"
LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40' viewBox='0 0 90 40'>"
    "<title>Stripes</title><path d='M0 0h90v9h-90z M0 30h90v9h-90z'/></svg>"
)
EXPECTED = Expected((), (), "en", ("Noto Sans",), "Baclofen")


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    engine.start(fonts.fontconfig_file(fonts.font_folder(FONTS)))


def sheet(body: str, lang: str = "en") -> Rendering:
    html = f'<!doctype html><html lang="{lang}"><title>Baclofen</title><body>{body}</body></html>'
    return render(html, [("a.css", STYLE)], {}.__getitem__)


def codes(rendering: Rendering) -> set[str]:
    return {problem.code.removeprefix("preflight.") for problem in inspect(rendering, EXPECTED)}


def drop(pdf: pikepdf.Pdf, key: str) -> None:
    """Remove a key from every object that has it."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and key in thing:
            del thing[key]


def lend_another_font(pdf: pikepdf.Pdf) -> None:
    """Put a font with other glyph numbers in place, as the engine does when two files call themselves the same."""
    font = TTFont(fonts.font_folder(FONTS) / "base" / "NotoSans_400Regular.ttf")
    options = subset.Options(layout_features=[])
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=string.ascii_letters + " .,")
    subsetter.subset(font)
    stream = io.BytesIO()
    font.save(stream)
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
            thing["/FontFile2"] = pdf.make_stream(stream.getvalue())


def reword(pdf: pikepdf.Pdf, text: bytes) -> None:
    """Put a property into the XMP packet."""
    packet = pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", text + b"</rdf:RDF>")
    pdf.Root.Metadata = pdf.make_stream(packet)


def link(pdf: pikepdf.Pdf, **action: object) -> None:
    """Put a link that does something on the first page, all of it in the page itself."""
    made = pikepdf.Dictionary(Type=pikepdf.Name.Action, **action)
    pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=made)])


def attach(pdf: pikepdf.Pdf, kind: str) -> None:
    """Hang a file on the first page or on the whole."""
    file = pdf.make_stream(b"Amina")
    named = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.txt", EF=pikepdf.Dictionary(F=file))
    if kind == "page":
        pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, FS=named)])
    else:
        pdf.Root.AF = pikepdf.Array([named])


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
NAMED = "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/'{}/>"
CHANGES: dict[str, tuple[Callable[[pikepdf.Pdf], object], set[str]]] = {
    "none": (lambda _: None, set()),
    "language": (lambda pdf: pdf.Root.__setitem__("/Lang", pikepdf.String("es")), {"wrong-language"}),
    "no language": (lambda pdf: pdf.Root.__delitem__("/Lang"), {"wrong-language", "no-language"}),
    "title": (lambda pdf: pdf.docinfo.__setitem__("/Title", "Warfarin"), {"wrong-title"}),
    "title not shown": (lambda pdf: drop(pdf, "/ViewerPreferences"), {"title-not-shown"}),
    "no marks": (lambda pdf: drop(pdf, "/MarkInfo"), {"untagged"}),
    "no tags": (lambda pdf: drop(pdf, "/StructTreeRoot"), {"untagged"}),
    "no alt": (lambda pdf: drop(pdf, "/Alt"), {"no-alt"}),
    "no metadata": (lambda pdf: pdf.Root.__delitem__("/Metadata"), {"no-claim"}),
    "date": (lambda pdf: pdf.docinfo.__setitem__("/CreationDate", "D:20260101"), {"dated"}),
    "date in XMP": (lambda pdf: reword(pdf, NAMED.format(" xmp:CreateDate='2026-01-01'").encode()), {"dated"}),
    "path": (lambda pdf: pdf.docinfo.__setitem__("/Keywords", "/home/anna/clinic.yaml"), {"path-in-metadata"}),
    "author": (lambda pdf: pdf.docinfo.__setitem__("/Author", "Amina"), {"foreign-metadata"}),
    "own key": (lambda pdf: pdf.docinfo.__setitem__("/Patient", pikepdf.Array([])), {"foreign-metadata"}),
    "subject": (lambda pdf: pdf.docinfo.__setitem__("/Subject", "Baclofen"), {"foreign-metadata"}),
    "subject of a print file": (lambda pdf: pdf.docinfo.__setitem__("/Subject", "Print file: x"), set()),
    "property": (lambda pdf: reword(pdf, NAMED.format(" xmp:CreatorTool='Amina'").encode()), {"foreign-metadata"}),
    "property as an element": (lambda pdf: reword(pdf, b"<dc:creator>Amina</dc:creator>"), {"foreign-metadata"}),
    "property without a prefix": (lambda pdf: reword(pdf, b"<Label xmlns='x:y'>Amina</Label>"), {"foreign-metadata"}),
    "metadata of a page": (
        lambda pdf: pdf.pages[0].__setattr__("Metadata", pdf.make_stream(b"")),
        {"foreign-metadata"},
    ),
    "notes of a program": (lambda pdf: pdf.Root.__setattr__("PieceInfo", pikepdf.Dictionary()), {"foreign-metadata"}),
    "file": (lambda pdf: pdf.attachments.__setitem__("a.txt", b"Amina"), {"attachment"}),
    "file of a page": (lambda pdf: attach(pdf, "page"), {"attachment"}),
    "file that belongs to it": (lambda pdf: attach(pdf, "whole"), {"attachment"}),
    "script at the start": (lambda pdf: pdf.Root.__setattr__("OpenAction", SCRIPT), {"script"}),
    "script of the file": (
        lambda pdf: pdf.Root.__setattr__("Names", pikepdf.Dictionary(JavaScript={"/Names": ["a", SCRIPT]})),
        {"script"},
    ),
    "script of a page": (lambda pdf: pdf.pages[0].__setattr__("AA", pikepdf.Dictionary(O=SCRIPT)), {"script"}),
    "link that starts a program": (lambda pdf: link(pdf, S=pikepdf.Name.Launch, F="a.exe"), {"script"}),
    "printing at the start": (
        lambda pdf: pdf.Root.__setattr__("OpenAction", pikepdf.Dictionary(S=pikepdf.Name.Named, N=pikepdf.Name.Print)),
        {"script"},
    ),
    "place at the start": (
        lambda pdf: pdf.Root.__setattr__("OpenAction", pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])),
        set(),
    ),
    "link to a place": (lambda pdf: link(pdf, S=pikepdf.Name.GoTo, D="a"), set()),
    "link to the web": (lambda pdf: link(pdf, S=pikepdf.Name.URI, URI="https://clinic.example"), set()),
    "link to a folder": (lambda pdf: link(pdf, S=pikepdf.Name.URI, URI="a/b.html"), {"bad-link"}),
    "page": (lambda pdf: pdf.add_blank_page(), {"page-count"}),
    "letters": (lend_another_font, {"wrong-glyph"}),
    "font": (lambda pdf: drop(pdf, "/FontFile2"), {"font-not-embedded"}),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_each_fact_is_checked(change: Callable[[pikepdf.Pdf], object], expected: set[str]) -> None:
    rendering = sheet(LINE + LOGO)
    with pikepdf.open(io.BytesIO(rendering.pdf)) as pdf:
        change(pdf)
        stream = io.BytesIO()
        pdf.save(stream)
    assert codes(replace(rendering, pdf=stream.getvalue())) == expected


def test_what_is_besides_the_sheet_is_named_and_its_values_are_not_repeated() -> None:
    rendering = sheet(LINE)
    with pikepdf.open(io.BytesIO(rendering.pdf)) as pdf:
        pdf.docinfo["/Author"] = "Amina"
        pdf.docinfo["/Amina Haddad, born 1980"] = "x"
        reword(pdf, b"<dc:creator>Amina</dc:creator>")
        stream = io.BytesIO()
        pdf.save(stream)
    (problem,) = inspect(replace(rendering, pdf=stream.getvalue()), EXPECTED)
    assert problem.message.endswith(": Author, dc:creator, 1 more")
    assert "Amina" not in repr(problem)


def photograph(**told: object) -> bytes:
    """Return a JPEG image that tells something in each of the ways there are."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((300, 300)).convert("RGB").save(stream, "JPEG", **told)
    return stream.getvalue()


def with_properties() -> Image.Exif:
    properties = Image.Exif()
    properties[0x010F] = "A camera"
    return properties


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, False),
        ({"icc_profile": b"x" * 400}, False),
        ({"exif": with_properties()}, True),
        ({"xmp": b"<x:xmpmeta/>"}, True),
        ({"comment": "by Amina"}, True),
    ],
)
def test_photograph_that_tells_where_it_was_taken_is_told(*, told: dict[str, object], says: bool) -> None:
    assert jpeg.tells(photograph(**told)) == says
    body = photograph(**told)
    for length in range(0, len(body), 7):
        jpeg.tells(body[:length])
    html = f'<html lang="en"><title>Baclofen</title>{LINE}<img alt="x" src="asset:a.jpg" style="width: 9mm">'
    rendering = render(html, [("a.css", STYLE)], lambda _name: photograph())
    with pikepdf.open(io.BytesIO(rendering.pdf)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                thing.write(body, filter=pikepdf.Name.DCTDecode)
        stream = io.BytesIO()
        pdf.save(stream)
    assert codes(replace(rendering, pdf=stream.getvalue())) == ({"picture-metadata"} if says else set())


def test_font_of_another_family_is_found() -> None:
    assert codes(sheet("<p style='font-family: Noto Sans Hebrew'>Take one. שלום</p>")) == {"foreign-font"}


def test_engine_errors_refuse_and_notes_do_not() -> None:
    rendering = sheet(LINE)
    loud = replace(rendering, log=(EngineLog("error", "Failed to load …"), EngineLog("info", "Step 1")))
    (problem,) = inspect(loud, EXPECTED)
    assert problem.severity is Severity.ERROR
    assert "Failed to load …" in problem.message


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("pl", "Zażółć gęślą jaźń 5 mg"),
        ("ro", "așa, aşa, ţară, țară"),
        ("lt", "į́ i̇́ ė Į̃"),
        ("tr", "Iğdır İstanbul ışık"),
        ("vi", "Không tự ý ngừng thuốc đột ngột"),
        ("ru", "Не прекращайте приём лекарства йод ё"),
        ("sr", "б г д п т <i>бгдпт</i>"),
        ("el", "Μην διακόπτετε ξαφνικά ΐ ΰ µg μg"),
        ("en", "office fluffy H₂O x² ½ 3/4 <span style='font-variant: small-caps'>Small Caps</span> nº 1ª K Å"),
        ("en", '<span style=\'font-feature-settings: "frac", "onum", "sups"\'>1/2 345 abc</span> é'),
    ],
)
def test_no_letter_of_our_fonts_passes_for_another(lang: str, text: str) -> None:
    assert "wrong-glyph" not in codes(sheet(f"<p>{text}</p>", lang))


def test_long_character_maps_are_read_too() -> None:
    font = TTFont(fonts.font_folder(FONTS) / "base" / "NotoSansMath_400Regular.ttf")
    subsetter = subset.Subsetter(subset.Options(layout_features=[]))
    subsetter.populate(text="ab\U0001d400")
    subsetter.subset(font)
    assert any(table.format == 12 for table in font["cmap"].tables)
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 12]
    stream = io.BytesIO()
    font.save(stream)
    glyph = font.getGlyphID(font.getBestCmap()[ord("a")])
    for text, expected in (("a", ()), ("z", ("z",))):
        claim = b"1 beginbfchar\n<%04x> <%04x>\nendbfchar" % (glyph, ord(text))
        assert glyphs.wrong(stream.getvalue(), claim) == expected
    assert glyphs.wrong(stream.getvalue()[:40], claim) == ()
