"""Sheets through the real engine and preflight, with the fonts in the checkout.

Must not judge them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from handouts import engine, fonts
from handouts.errors import Problem
from handouts.model.expected import Expected, Sentence
from handouts.model.laid import Rendering
from handouts.preflight import inspect
from handouts.render import render

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
FAMILIES = ("Noto Sans", "Noto Sans Thai Looped", "Vazirmatn", "Source Sans 3")
STYLE = """
@page { size: A4; margin: 20mm; @bottom-center { content: "STRIP" } }
html { font: 14pt/1.5 "Noto Sans" }
:lang(ar) { font-family: "Noto Sans", Vazirmatn; line-height: 1.65 }
:lang(th) { font-family: "Noto Sans Thai Looped"; line-height: 1.6 }
body { margin: 0 } h2 { break-after: avoid } td, th { border: 0.75pt solid; padding: 1mm; text-align: start }
tr { break-inside: avoid }
"""
STRIPS = {"ar": "لا تتوقف وحدك", "th": "อย่าหยุดยาเอง"}
STRIP = "Never stop alone"
LINE = "Take one tablet in the morning and one in the evening, with water."


def start_engine() -> None:
    engine.start(fonts.fontconfig_file(fonts.font_folder(FONTS)))


def png(*greys: int, size: tuple[int, int] = (1300, 500)) -> bytes:
    image = Image.new("L", (len(greys), 1))
    image.putdata(greys)
    stream = io.BytesIO()
    image.resize(size, Image.Resampling.NEAREST).save(stream, "PNG")
    return stream.getvalue()


def ground(color: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9999" height="9999" fill="{color}"/></svg>'.encode()


ASSETS = {
    "stripes.png": png(0, 255, 0, 255),
    "white.png": png(255, 255),
    "small.png": png(0, 255, 0, 255, size=(100, 50)),
    "stripes.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h1v1H0zM2 0h1v1z"/></svg>',
}


def asset(name: str) -> bytes:
    """Return an asset; `ground-ff0000.svg` is a drawing of that colour."""
    return ground(f"#{name[7:13]}") if name.startswith("ground-") else ASSETS[name]


def sheet(body: str, css: str = "", lang: str = "en") -> Rendering:
    direction = "rtl" if lang == "ar" else "ltr"
    html = f'<!doctype html><html lang="{lang}" dir="{direction}"><title>Baclofen</title><body>{body}</body></html>'
    return render(html, [("a.css", STYLE.replace("STRIP", STRIPS.get(lang, STRIP)) + css)], asset)


def wanted(*strings: str, lang: str = "en") -> Expected:
    sentences = tuple(Sentence(text, f"safe-use.yaml:{line}") for line, text in enumerate(strings, 1))
    return Expected(sentences, (STRIPS.get(lang, STRIP),), lang, FAMILIES, "Baclofen")


def codes(problems: Iterable[Problem]) -> set[str]:
    return {problem.code.removeprefix("preflight.") for problem in problems}


def found(body: str, css: str = "", *strings: str) -> set[str]:
    return codes(inspect(sheet(body, css), wanted(*strings)))
