"""Say whether the ink of each text shows, by holding the printed page against its text alone.

Where text shows, the page changes together with it: dark where the letters are, light beside them, or the reverse.
The slope of that line is the contrast that the reader gets. Must not trust colours, boxes or the text layer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from ..model.laid import Box, LaidPage, LaidText
from .faults import Fault
from .raster import PageImage
from .words import bare

READABLE = 3.0
"""Contrast (WCAG) below which text counts as not there."""
SAFE = 4.5
_BANDS = 3
_PIECE = 0.6
"""Width of the pieces in em."""
_LINE = 1.4
"""Height of a text box in em, about."""
_LEAST_SHARE = 0.012
_LEAST_PIXELS = 2
"""Ink that a piece must hold before it is judged: less than this is noise."""
_LOST = 0.05
"""Ink lost, in square em, from which a text is not whole: about a third of a letter's width of print."""
_PER_CHARACTER = 0.004
"""Ink that a character has at the very least, as a share of its squared line height (a full stop has twice that)."""
_FLAT = 8
_WHITE = 0.97
"""Light of a ground so near to white that its colour does not matter."""
_PLAIN = 0.6
"""Difference of light (0 to 1, as stored) that gives a contrast above `SAFE` whatever the ground."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How much ink a text has, how much of it does not show and how much is faint, in pixels of full black."""

    whole: float
    lost: float
    faint: float
    em: float
    ground: float = 1.0
    """Light behind the text, 0 to 1 as stored."""

    @property
    def unreadable(self) -> bool:
        """Whether more than a speck of it does not show."""
        return self.lost > 0 and self.lost >= min(_LOST * self.em**2, self.whole / 2)


@dataclass(frozen=True, slots=True)
class Layers:
    """A page as it prints, the letters on it (white on black), and where print and letters disagree."""

    printed: Image.Image
    letters: Image.Image
    difference: Image.Image

    @classmethod
    def of(cls, image: PageImage) -> Layers:
        """Return the layers of a page."""
        return cls(
            image.printed, ImageChops.invert(image.text_alone), ImageChops.difference(image.printed, image.text_alone)
        )


def unseen(image: PageImage, page: LaidPage) -> Iterator[Fault]:
    """Yield a fault for each text and image of the page that its print does not show, or shows too faintly."""
    layers = Layers.of(image)
    for run in page.texts:
        code = None if run.hidden else _code(layers, run, image)
        if code:
            yield Fault(code, page.number, run.box, run.element)
    for picture in page.images:
        area = pixels(picture.box, image.scale, image.printed.size, inset=1)
        if area and blank(image.printed.crop(area)):
            yield Fault("preflight.blank-image", page.number, picture.box, picture.element)


def measured(layers: Layers, box: Box, scale: float) -> Ink | None:
    """Return the ink within a box (lengths times `scale` are pixels); None when the box is off the page."""
    area = pixels(box, scale, layers.printed.size)
    if area is None:
        return None
    em = max((area[3] - area[1]) / _LINE, 1)
    letters = layers.letters.crop(area)
    if layers.difference.crop(area).getbbox() is None:
        mean = letters.resize((max(round((area[2] - area[0]) / em), 1), 1), Image.Resampling.BOX).tobytes()
        return Ink(sum(mean) / len(mean) / 255 * letters.width * letters.height, 0, 0, em)
    return _compared(layers.printed.crop(area), letters, em)


def pixels(box: Box, scale: float, size: tuple[int, int], inset: int = 0) -> tuple[int, int, int, int] | None:
    """Return the whole pixels of the image that lie within a box, or None when there are none.

    A pixel that the edge of the box cuts is left out: it may show what lies beside a background.
    """
    left, top = (max(math.ceil(edge * scale) + inset, 0) for edge in box[:2])
    right, bottom = (min(int(edge * scale) - inset, most) for edge, most in zip(box[2:], size, strict=True))
    return (left, top, right, bottom) if right > left and bottom > top else None


def blank(image: Image.Image) -> bool:
    """Whether nothing can be told apart in an image."""
    extrema: tuple[int, int] = image.getextrema()  # type: ignore[assignment]
    return extrema[1] - extrema[0] < _FLAT


def _code(layers: Layers, run: LaidText, image: PageImage) -> str | None:
    characters = len(bare(run.text))
    ink = measured(layers, run.box, image.scale) if characters else None
    if ink is None:
        return None
    if ink.unreadable or ink.whole < _PER_CHARACTER * characters * (ink.em * _LINE) ** 2:
        return "preflight.no-ink"
    ground = (ink.ground,) * 3 if ink.ground > _WHITE else _ground(image, layers, run.box)
    faint = ink.faint > ink.whole / 2 or _true_ratio(run.color, ground) < SAFE
    return "preflight.faint" if faint else None


def _compared(printed: Image.Image, letters: Image.Image, em: float) -> Ink:
    """Return the ink of one text, judged in pieces of about half an em by a third of the line."""
    across = max(round(printed.width / (em * _PIECE)), 1)
    grid = (across, _BANDS)
    means = [
        _means(layer, grid)
        for layer in (letters, ImageChops.multiply(letters, letters), printed, ImageChops.multiply(printed, letters))
    ]
    piece = printed.width * printed.height / (across * _BANDS)
    least = max(_LEAST_SHARE, _LEAST_PIXELS / piece)
    lost = faint = 0.0
    for ink, square, light, both in zip(*means, strict=True):
        if ink >= least:
            ratio = _ratio(*_ground_and_letter(ink, square, light, both))
            lost += ink * piece if ratio < READABLE else 0
            faint += ink * piece if ratio < SAFE else 0
    ink, square, light, both = (sum(values) / len(values) for values in means)
    ground, _ = _ground_and_letter(ink, square, light, both)
    return Ink(ink * printed.width * printed.height, lost, faint, em, ground)


def _means(layer: Image.Image, grid: tuple[int, int]) -> list[float]:
    """Return the mean of each piece, 0 to 1, row by row."""
    small = layer.convert("F").resize(grid, Image.Resampling.BOX)
    return [value / 255 for value in memoryview(small.tobytes()).cast("f")]


def _ground_and_letter(ink: float, square: float, light: float, both: float) -> tuple[float, float]:
    """Return the light of ground and letters: least squares of printed light over ink, all 0 to 1."""
    slope = (both - light * ink) / max(square - ink * ink, 1e-6)
    ground = light - slope * ink
    return min(max(ground, 0), 1), min(max(ground + slope, 0), 1)


def _ratio(one: float, other: float) -> float:
    """Return the contrast (WCAG) of two lights, 0 to 1 as stored."""
    if abs(one - other) > _PLAIN:
        return SAFE
    lighter, darker = max(one, other), min(one, other)
    return (_luminance(lighter) + 0.05) / (_luminance(darker) + 0.05)


def _ground(image: PageImage, layers: Layers, box: Box) -> tuple[float, ...]:
    """Return the colour behind a text as it is drawn, red, green and blue, 0 to 1 as stored."""
    area = pixels(box, image.scale / 2, image.colored.size)
    if area is None:
        return (1.0, 1.0, 1.0)
    colored = image.colored.crop(area)
    left, top, right, bottom = (edge * 2 for edge in area)
    letters = layers.letters.crop((left, top, right, bottom)).resize(colored.size, Image.Resampling.BOX)
    ink, square = (_means(layer, (1, 1))[0] for layer in (letters, ImageChops.multiply(letters, letters)))
    lights = ((_means(band, (1, 1)), _means(ImageChops.multiply(band, letters), (1, 1))) for band in colored.split())
    return tuple(_ground_and_letter(ink, square, light[0], both[0])[0] for light, both in lights)


def _true_ratio(color: Sequence[float], ground: Sequence[float]) -> float:
    """Return the contrast (WCAG) of two colours: a grey drawing overstates that of pure ones."""
    own, behind = (
        sum(share * _luminance(part) for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=False))
        for parts in (color, ground)
    )
    return (max(own, behind) + 0.05) / (min(own, behind) + 0.05)


def _luminance(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def covered_objects(image: PageImage) -> Iterable[Box]:
    """Yield the box (CSS pixels) of each visible text object of a file whose ink does not show."""
    layers = Layers.of(image)
    for item in image.objects:
        ink = None if item.invisible else measured(layers, item.box, 1)
        if ink and ink.unreadable:
            x1, y1, x2, y2 = (edge / image.scale for edge in item.box)
            yield x1, y1, x2, y2
