"""Turn faults found at a place on a page into problems, one for each kind, page and element.

Must not quote what stands at the place: it may be personal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import Problem, Severity
from ..model.laid import Box

_MM = 25.4 / 96
_KINDS: dict[str, tuple[Severity, str, str]] = {
    "preflight.off-page": (Severity.ERROR, "text runs off the page", "let it break, shorten it, or give it more room"),
    "preflight.clipped": (
        Severity.ERROR,
        "text is cut off by a box around it",
        "shorten it, or give the box more room",
    ),
    "preflight.outside-area": (
        Severity.ERROR,
        "text stands in the margin of the page",
        "let it break, shorten it, or give it more room",
    ),
    "preflight.hidden": (
        Severity.ERROR,
        "text is laid out but not painted",
        "remove `visibility: hidden` or the zero font size",
    ),
    "preflight.covered": (
        Severity.ERROR,
        "text is covered by something painted over it",
        "move the box or the image that covers it",
    ),
    "preflight.too-small": (
        Severity.ERROR,
        "text is too small, or set too tight, to be read",
        "use type of 6 pt or more, without negative letter spacing",
    ),
    "preflight.type-size": (
        Severity.ERROR,
        "type is smaller than this edition promises",
        "put `.edition-standard` before the rule that sets it, or set it in rem",
    ),
    "preflight.no-ink": (
        Severity.ERROR,
        "text cannot be seen: it is covered, cut off, or has the colour of what is behind it",
        "print black on white, and nothing over it",
    ),
    "preflight.faint": (
        Severity.WARNING,
        "text is too faint to survive a photocopy (contrast below 4.5 to 1)",
        "use a darker colour",
    ),
    "preflight.overlap": (
        Severity.ERROR,
        "two texts are printed over each other",
        "remove the fixed height or position",
    ),
    "preflight.panel-overflow": (
        Severity.ERROR,
        "the content does not fit in the panel of fixed size",
        "shorten it, or use fewer fields",
    ),
    "preflight.lost-image": (Severity.ERROR, "an image has no size", "give the image or its box a width and a height"),
    "preflight.image-off-page": (Severity.ERROR, "an image runs off the page", "make it smaller, or move it"),
    "preflight.box-off-page": (
        Severity.WARNING,
        "a box with a border runs off the page",
        "make it narrower, or let it break",
    ),
    "preflight.image-coarse": (
        Severity.WARNING,
        "an image has too few pixels for print (below 150 to an inch)",
        "use a larger picture or a drawing (SVG), or print it smaller",
    ),
    "preflight.run-language": (
        Severity.ERROR,
        "text says no language, or one that is not written in these letters",
        "say its language with `lang` in the template",
    ),
    "preflight.name-language": (
        Severity.NOTE,
        "words that are set apart, as a name, are in letters that their language is not written in",
        "a screen reader may spell them: say their language, where the template can",
    ),
    "preflight.run-direction": (
        Severity.ERROR,
        "text runs in the wrong direction for its letters and its language",
        "say its direction with `dir` in the template",
    ),
    "preflight.blank-image": (
        Severity.ERROR,
        "nothing can be seen of an image",
        "check the image file and what lies over it",
    ),
    "preflight.heading-at-foot": (
        Severity.WARNING,
        "a heading stands alone at the foot of the page",
        "add `break-after: avoid` to it",
    ),
    "preflight.lead-at-foot": (
        Severity.WARNING,
        "a heading and its first sentence stand alone at the foot of the page",
        "add `break-after: avoid` to both",
    ),
    "preflight.split-item": (
        Severity.WARNING,
        "a short item is cut in two by the end of the page",
        "add `break-inside: avoid` to it",
    ),
    "preflight.page-thin": (
        Severity.WARNING,
        "the page is almost empty, and others follow",
        "remove a forced break, or what keeps the following part together",
    ),
    "preflight.last-page-thin": (
        Severity.WARNING,
        "the last page is almost empty",
        "leave a module out, or choose a smaller size",
    ),
    "preflight.blank-page": (Severity.WARNING, "the page is empty", "remove the forced break before or after it"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place; `code` is one of the kinds this module has words for."""

    code: str
    page: int
    box: Box
    element: str = ""


def spot(page: int, box: Box, element: str = "") -> str:
    """Return where a box begins, as `page 2, 20 mm from the left, 35 mm from the top, in p.note`."""
    place = f"page {page}, {round(box[0] * _MM)} mm from the left, {round(box[1] * _MM)} mm from the top"
    return f"{place}, in {element}" if element else place


def touching(one: Box, other: Box) -> bool:
    """Whether two boxes share any area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def problems(faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Return one problem for each code, page and element, at its first place, with the number of places."""
    groups: dict[tuple[str, int, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.code, fault.page, fault.element), []).append(fault)
    return tuple(_problem(group) for group in groups.values())


def _problem(group: list[Fault]) -> Problem:
    first = group[0]
    severity, message, hint = _KINDS[first.code]
    times = f" ({len(group)} places)" if len(group) > 1 else ""
    return Problem(severity, first.code, message + times, spot(first.page, first.box, first.element), hint)
