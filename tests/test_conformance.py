"""A finished page passes PDF/UA-1 and PDF/A-3a at once, as veraPDF judges; known bad files fail."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from handouts import engine, fonts
from handouts.render import render

from . import verapdf

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
STYLE = """
@page { size: A4; margin: 20mm; @top-left { content: "Example clinic" } @bottom-right { content: counter(page) } }
html { font: 12pt/1.6 "Noto Sans", Vazirmatn, "Noto Sans Thai Looped", "Source Sans 3" }
#foot { position: running(foot) } @page { @bottom-left { content: element(foot) } }
h2 { break-before: page }
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#246"/></svg>'
PAGE = """<!doctype html><html lang="en"><head><title>Baclofen</title></head><body>
<div id="foot">Call <b>112</b> or <a href="https://example.org/">look</a> <img src="asset:mark.svg" alt=""></div>
<h1>Taking <em>baclofen</em></h1>
<p>Never stop <strong>suddenly</strong>. <img src="asset:photo.png" alt="A tablet"> <img src="asset:mark.svg" alt="">
<img src="asset:logo.svg" alt="Example clinic"></p>
<ol><li>Read this.<ul><li>All of it.</li></ul></li><li>Ask us.</li></ol>
<dl><dt>Dose</dt><dd>5 mg</dd></dl>
<table><caption>Steps</caption><thead><tr><th>Week</th><th>Dose</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>5 mg</td></tr><tr><th scope="row">2</th><td>10 mg</td></tr></tbody></table>
<p>See <a href="https://example.org/">our page</a> or <a href="#last">the end</a>.</p>
<h2>Other languages</h2>
<div lang="ar" dir="rtl"><h3>باكلوفين</h3><p>لا تتوقف عن تناول <bdi>Baclofen 5 mg</bdi> فجأة؛ اتصل على
<bdi>+44 20 7946 0000</bdi> أولا.</p></div>
<p lang="th" id="last">ห้ามหยุดยาทันที ดื่มน้ำ ทุก 8 ชั่วโมง</p>
</body></html>"""
BAD = (
    '<!doctype html><html lang="en"><body><h1>One</h1><p><img src="asset:photo.png"></p><h3>Skipped</h3></body></html>'
)


def asset(name: str) -> bytes:
    if name.endswith(".svg"):
        return SVG
    photo = io.BytesIO()
    Image.new("RGBA", (30, 20), (200, 40, 40, 120)).save(photo, "PNG")
    return photo.getvalue()


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    engine.start(fonts.fontconfig_file(fonts.font_folder(FONTS)))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("conformance") / "page.pdf"
    rendering = render(PAGE, [("style.css", STYLE)], asset)
    assert rendering.log == ()
    assert len(rendering.pages) == 2
    path.write_bytes(rendering.pdf)
    return path


@pytest.mark.parametrize(("name", "rules"), [("ua1", 106), ("3a", 155)])
def test_profile_holds_all_its_rules(name: str, rules: int) -> None:
    assert verapdf.profile(name)[2] == rules


@pytest.mark.parametrize("name", ["ua1", "3a"])
def test_finished_page_conforms(finished: Path, name: str) -> None:
    assert verapdf.failures(finished, name) == {}


def test_page_without_title_alt_and_order_fails(tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(render(BAD, [("style.css", STYLE)], asset).pdf)
    assert {"7.1-9", "7.3-1", "7.4.2-1"} <= verapdf.failures(path, "ua1").keys()


def test_file_without_colour_profile_fails(finished: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    with pikepdf.open(finished) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(path)
    assert "6.2.4.3-2" in verapdf.failures(path, "3a")
