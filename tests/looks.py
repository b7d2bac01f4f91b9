"""The pages that stand for our looks and scripts: drawn small, kept in tests/kept-looks, shown in out/looks.html.

    python tests/looks.py            draw them and write the contact sheet
    python tests/looks.py --renew    and keep them as they are now

Must not decide whether a difference is right: whoever renews them looks.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from handouts import output, pipeline
from handouts.model.request import Patient, Request
from handouts.roots import at

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "kept-looks"
SHEET = ROOT / "out" / "looks.html"
DPI, SHOWN_DPI = 50, 80
BLUR, GREY = 1.0, 50
"""Both drawings are blurred by this many pixels; where they then differ by more than so many shades, a pixel counts."""
TOLERANCE = 40
"""Pixels that may differ: what two versions of a font rasteriser make of the same page stays below."""
TODAY = date(2026, 11, 23)
CLINICS = {
    "neutral": "clinic",
    "hospital": "looks/hospital",
    "community": "looks/community",
    "contrast": "looks/contrast",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: whose look, in which language, of which sheet."""

    look: str
    lang: str
    recipe: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.look}-{self.lang}-{self.recipe}-{self.number}"


PAGES = (
    *(Page("neutral", "en", "essential", number) for number in (1, 2)),
    *(Page("neutral", lang, "essential", 1) for lang in ("es", "ar", "th")),
    Page("neutral", "en", "stopping", 4),
    *(Page(look, lang, "essential", 1) for look in ("hospital", "community", "contrast") for lang in ("en", "ar")),
    *(Page(look, "en", "stopping", 4) for look in ("hospital", "community", "contrast")),
)


def pango() -> str:
    """The version that broke the lines; another may break them elsewhere."""
    from weasyprint.text.ffi import pango as library

    return str(library.pango_version())


def pdf(page: Page) -> bytes:
    """Make the sheet of a page, by the function that `make` runs in its child."""
    request = Request(("baclofen",), page.lang, recipe=page.recipe, today=TODAY)
    return pipeline.made(at(ROOT / "examples" / CLINICS[page.look]), request, Patient()).document


def drawn(document: bytes, number: int, dpi: int = DPI) -> Image.Image:
    with pypdfium2.PdfDocument(document) as found:
        image = found[number - 1].render(scale=dpi / 72).to_pil()
    return image.convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> int:
    """Return how many pixels differ once both are blurred; every one when the sizes do."""
    if one.size != other.size:
        return one.width * one.height
    blurred = (image.convert("L").filter(ImageFilter.GaussianBlur(BLUR)) for image in (one, other))
    return sum(ImageChops.difference(*blurred).histogram()[GREY + 1 :])


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.quantize(32).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def kept(page: Page) -> Path:
    return KEPT / f"{page.name}.png"


def _figures(documents: dict[tuple[str, str, str], bytes]) -> Iterator[str]:
    for page in PAGES:
        image = drawn(documents[page.look, page.lang, page.recipe], page.number, SHOWN_DPI)
        before = Image.open(kept(page)).convert("RGB") if kept(page).is_file() else None
        small = drawn(documents[page.look, page.lang, page.recipe], page.number)
        away = difference(small, before) if before else -1
        said = "new" if away < 0 else "as kept" if away <= TOLERANCE else f"CHANGED by {away} pixels"
        data = base64.b64encode(png(image)).decode()
        yield (
            f'<figure><img alt="" width="{image.width}" height="{image.height}" src="data:image/png;base64,{data}">'
            f"<figcaption>{escape(page.name)}: {said}</figcaption></figure>"
        )


def contact_sheet(documents: dict[tuple[str, str, str], bytes]) -> str:
    style = "body{font:16px sans-serif;background:#eee}main{display:flex;flex-wrap:wrap;gap:16px}figure{margin:0}"
    body = "\n".join(_figures(documents))
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Looks</title><style>{style}</style><h1>Looks</h1>"
    return f"{head}<main>{body}</main>"


def main(renew: bool) -> None:  # noqa: FBT001
    documents = {(page.look, page.lang, page.recipe): b"" for page in PAGES}
    for page in PAGES:
        key = (page.look, page.lang, page.recipe)
        documents[key] = documents[key] or pdf(page)
    output.write(SHEET, contact_sheet(documents).encode())
    print(SHEET.relative_to(ROOT))  # noqa: T201
    if renew:
        for old in KEPT.glob("*.png"):
            old.unlink()
        for page in PAGES:
            output.write(kept(page), png(drawn(documents[page.look, page.lang, page.recipe], page.number)))
        output.write(KEPT / "pango", pango().encode())
        print(f"{len(PAGES)} pages kept in {KEPT.relative_to(ROOT)}")  # noqa: T201


if __name__ == "__main__":
    main(renew="--renew" in sys.argv[1:])
