"""30 small files that make a careless program slow, large or endless (S2 of reliability.md), each in a clinic's folder.

Pictures are made when they are asked for: making them takes longer than refusing them.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from PIL import Image

Files = Mapping[str, str | bytes | Callable[[], bytes]]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
LOGO = "logo.svg"
CSS = "styles/clinic.css"


def raster(kind: str, width: int, height: int, mode: str = "1") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, kind)
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(kind: bytes) -> bytes:
    """Return a small PNG with one more chunk after its head, of words that swell a thousandfold."""
    plain = raster("PNG", 9, 9)
    return plain[:33] + chunk(kind, b"a\0\0" + zlib.compress(b"a" * 100_000_000)) + plain[33:]


def endless_gif() -> bytes:
    return b"GIF89a" + struct.pack("<HH", 65535, 65535) + raster("GIF", 9, 9)[10:]


def tall(width: int, height: int) -> bytes:
    """Return a PNG whose head says so and whose body is empty."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def template(body: str) -> Files:
    """Return a template that says this before all else."""
    text = f'{{% extends "base.html" %}}{{% block hero %}}{body}{{{{ super() }}}}{{% endblock %}}'
    return {"templates/handout.html": text}


def uses(levels: int) -> str:
    """Return a drawing in which each part is ten times the one before."""
    parts = ['<g id="a0"><path d="M0 0h1"/></g>']
    parts += [f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, levels)]
    return SVG.format(f'<defs>{"".join(parts)}</defs><use href="#a{levels - 1}"/>')


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
VARIABLES = "".join(f"--a{n}: var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 30))
PO = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=999999999; plural=(n != 1);\\n"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
)
BOMBS: dict[str, Files] = {
    # pictures
    "png of 169 million pixels": {"logo.png": partial(raster, "PNG", 13_000, 13_000)},
    "png that says it is endless": {"logo.png": partial(tall, 2**31 - 1, 2**31 - 1)},
    "gif of 4 billion pixels": {"logo.png": endless_gif},
    "png with a text that swells": {"logo.png": partial(with_chunk, b"zTXt")},
    "png with a profile that swells": {"logo.png": partial(with_chunk, b"iCCP")},
    # drawings
    "svg of parts in parts": {LOGO: uses(9)},
    "svg of entities in entities": {LOGO: LAUGHS + "]>" + SVG.format("<text>&i;</text>")},
    "svg that is endless": {LOGO: SVG.format("<rect width='9' height='9'/>").replace("0 0 9 9", "0 0 1e-300 1e300")},
    "svg that uses itself": {LOGO: SVG.format('<g id="a"><use href="#a"/></g>')},
    "svg nested deep": {LOGO: SVG.format("<g>" * 50_000 + "</g>" * 50_000)},
    "svg of tiny tiles": {
        LOGO: SVG.format(
            '<pattern id="p" width="1e-5" height="1e-5" patternUnits="userSpaceOnUse"><path d="M0 0h1"/></pattern>'
            '<rect width="9" height="9" fill="url(#p)"/>'
        )
    },
    "svg of a million points": {
        LOGO: SVG.format(
            f'<path d="M0 0{"l1 1" * 300_000}" marker-mid="url(#m)"/><marker id="m"><path d="M0 0h1"/></marker>'
        )
    },
    # style sheets
    "css with a million columns": {CSS: "main { columns: 1000000; column-gap: 0 }"},
    "css with a million tracks": {CSS: "main { display: grid; grid-template-columns: repeat(1000000, 1fr) }"},
    "css with variables in variables": {
        CSS: f":root {{ --a0: 1px 1px; {VARIABLES} }} h2 {{ border-image: var(--a29) }}"
    },
    "css nested deep": {CSS: "@media print {" * 20_000},
    "css with a page for each letter": {CSS: "@page { size: 9mm 9mm; margin: 0 } * { font-size: 90pt !important }"},
    "css with endless letters": {CSS: "p { font-size: 1e9pt }"},
    "css with flex in flex": {
        **template("<div>" * 40 + "x" + "</div>" * 40),
        CSS: "div { display: flex; flex-wrap: wrap }",
    },
    # templates
    "html with an endless cell": template('<table><tr><td colspan="99999999">x</table>'),
    "html with an endless row": template('<table><tr><td rowspan="99999999">x</table>'),
    "html nested deep": template("<div>" * 2000),
    "html without end": template("{% for i in range(90000) %}<p>x{% endfor %}"),
    "loop without end": template("{% for i in range(1000000000) %}x{% endfor %}"),
    "loops in loops": template("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"),
    "words that swell": template("{{ 'a' * 1000000000 }}"),
    "words that are padded": template("{{ 'a'|center(10000000000) }}"),
    # content
    "yaml of aliases": {
        "topics/sample/about.yaml": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9))
    },
    "yaml nested deep": {"topics/sample/about.yaml": "[" * 100_000},
    "catalog with endless plurals": {"locales/eo/LC_MESSAGES/sample.po": PO},
}
ENDS = {
    "png of 169 million pixels": "logo.unfit",
    "png that says it is endless": "logo.unfit",
    "gif of 4 billion pixels": "logo.unfit",
    "png with a text that swells": "logo.unfit",
    "png with a profile that swells": "logo.unfit",
    "svg of entities in entities": "logo.unfit",
    "svg that is endless": "logo.unfit",
    "svg that uses itself": "preflight.engine-log",
    "svg nested deep": "preflight.engine-log",
    "svg of tiny tiles": "preflight.blank-image",
    "css with endless letters": "engine.failed",
    "html with an endless row": "",
    "loop without end": "template.fault",
    "yaml of aliases": "yaml.alias",
    "yaml nested deep": "yaml.depth",
}
"""What each ends as, where that does not depend on the machine; nothing for the one that does no harm."""
ENDLESS = frozenset(
    {
        "svg of parts in parts",
        "svg of a million points",
        "css with a million columns",
        "css with a million tracks",
        "css with variables in variables",
        "css with a page for each letter",
        "css with flex in flex",
        "html without end",
        "loops in loops",
    }
)
"""Those that go on for longer than anybody waits, or until the memory is full."""


def files(name: str) -> dict[str, str | bytes]:
    """Return the files of a bomb."""
    return {file: body() if callable(body) else body for file, body in BOMBS[name].items()}
