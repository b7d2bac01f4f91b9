"""Small pages through the real engine, with the fonts in the checkout.

Must not judge them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from handouts import engine, fonts

FONTS = fonts.font_folder(Path(__file__).parents[1] / "styles" / "fonts")
FONTCONFIG = fonts.fontconfig_file(FONTS)
STYLE = """
@page { size: 300pt 120pt; margin: 10pt }
html { font: 16pt/1.6 "Noto Sans", Vazirmatn, "Noto Sans Thai Looped", "Source Sans 3" } body { margin: 0 }
"""


def page(body: str, lang: str = "en", css: str = "") -> tuple[str, str]:
    direction = "rtl" if lang == "ar" else "ltr"
    html = f'<!doctype html><html lang="{lang}" dir="{direction}"><title>Sample</title><body>{body}</body></html>'
    return html, STYLE + css


def image() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(file, "PNG")
    return file.getvalue()


def pdf_of(sample: tuple[str, str], read_asset: Callable[[str], bytes] = lambda _name: image()) -> bytes:
    html, css = sample
    return engine.pdf_bytes(engine.lay_out(html, [("sample.css", css)], read_asset))
