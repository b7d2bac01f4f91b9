"""Whether a clinic's logo and colours can be printed well.

Must not change them: it names what would.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import contrast, images
from ..errors import HandoutsError, Problem, error, warning
from ..model.clinic import ClinicFile
from ..reading import Reading
from ..workspace import Workspace

LOGO_BYTES = 2 * 1024 * 1024
HIGH, WIDE = 14 / 25.4, 45 / 25.4
"""Inches that the masthead has for a logo."""
_COARSE = 150
_SLIM = 8
_PAPER = "#FFFFFF"


def problems(workspace: Workspace, facts: ClinicFile, reading: Reading) -> Iterator[Problem]:
    """Yield what is wrong with the logo and with the colours of clinic.yaml."""
    if facts.logo:
        yield from _logo(workspace, facts.logo, reading.where(("logo",)))
    for name in sorted(facts.colours.model_fields_set):
        colour, needs = getattr(facts.colours, name), contrast.NEEDS[name]
        has = contrast.ratio(colour, _PAPER)
        if has < needs:
            say = f"{name} {colour} has a contrast of {has:.1f} to 1 on paper, and needs {needs:g}"
            hint = f"the nearest colour that passes is {contrast.nearest(colour, _PAPER, needs)}"
            yield error("contrast.low", say, reading.where(("colours", name)), hint)


def _logo(workspace: Workspace, name: str, where: str) -> Iterator[Problem]:
    try:
        body = workspace.asset(name)
    except HandoutsError:
        hint = f"put {name} beside clinic.yaml, or take this line out"
        yield error("logo.missing", f"there is no file {name}", where, hint)
        return
    is_svg = images.ending(name) == "svg"
    if len(body) > LOGO_BYTES:
        say = f"the logo is larger than {LOGO_BYTES >> 20} MB"
        yield error("logo.unfit", say, where, "save it smaller: 600 pixels wide are enough")
    elif wrong := (images.complaint_about_svg if is_svg else images.complaint_about_raster)(body):
        yield error("logo.unfit", f"the logo {wrong.rstrip('.')}", where, "export it anew")
    else:
        yield from _drawn(body, where, is_svg=is_svg)


def _drawn(body: bytes, where: str, *, is_svg: bool) -> Iterator[Problem]:
    """Yield how a logo that can be read will look less than it should."""
    if is_svg:
        ratio = images.svg_ratio(body)
        if ratio is None:
            hint = 'give its first element viewBox="0 0 WIDTH HEIGHT"'
            yield error("logo.unfit", "the logo does not say how large it is", where, hint)
            return
        if images.has_text(body):
            say = "the logo holds text, which is printed in another font"
            yield warning("logo.text", say, where, "turn text into outlines before you export it")
    else:
        width, height = images.pixels(body)
        ratio = width / height
        dots = height / min(HIGH, WIDE / ratio)
        if dots < _COARSE:
            say = f"the logo has {dots:.0f} pixels an inch as it is printed, and needs {_COARSE}"
            yield warning("logo.coarse", say, where, "take a larger one, or an SVG")
    if not 1 / _SLIM < ratio < _SLIM:
        say = "the logo is so slim that little of it can be seen"
        yield warning("logo.slim", say, where, f"take one at most {_SLIM} times as long as it is high")
