"""Say whether a file holds more than its sheet: metadata of others, files, scripts.

Names kinds and keys only: must not repeat a value, which may be personal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..errors import Problem, error
from .facts import Facts

_OURS = frozenset(
    "Title Keywords Producer dc:title pdf:Keywords pdf:Producer pdfaid:part pdfaid:conformance pdfuaid:part".split()
)
_OF_PRINT_FILES = frozenset({"Subject", "dc:description"})
_TOLD_AS_DATES = frozenset({"CreationDate", "ModDate", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"})
_DESCRIBING = ("pdfaExtension:", "pdfaSchema:", "pdfaProperty:")
"""Prefixes of what describes properties and says nothing itself."""
_PLAIN_NAME = re.compile(r"[A-Za-z][\w:.-]{0,39}")
_MOST_NAMED = 5

Saying = Callable[[str, str, str, str], Problem]
"""`error`, `warning` or `note`: how grave it is depends on whose file it is."""


def metadata(facts: Facts, say: Saying) -> Iterator[Problem]:
    """Yield a problem when metadata says more than ours does: dates excepted, which are told as such."""
    known = _OURS | _TOLD_AS_DATES | (_OF_PRINT_FILES if facts.print_file else frozenset())
    names = dict.fromkeys(name for name in facts.names if name not in known and not name.startswith(_DESCRIBING))
    if names:
        said = f"the file's metadata says more than a sheet needs: {_listed([*names])}"
        yield say("preflight.foreign-metadata", said, "", "make it anew, without document properties")


def pictures(facts: Facts, say: Saying) -> Iterator[Problem]:
    """Yield a problem when images bring metadata of their own."""
    if facts.pictures_with_metadata:
        yield say(
            "preflight.picture-metadata",
            "an image in the file tells with what, when or where it was made",
            "",
            "save the picture again without its properties, or as PNG",
        )


def attachments(facts: Facts, say: Saying) -> Iterator[Problem]:
    """Yield a problem when the file holds other files."""
    if facts.attached:
        yield say("preflight.attachment", "other files are attached to the file", "", "make it anew, without them")


def scripts(facts: Facts) -> Iterator[Problem]:
    """Yield an error when the file may do something when it is opened or read."""
    if facts.acts:
        yield error(
            "preflight.script",
            "the file holds a script, or an action that starts a program or sends something",
            "",
            "do not hand it out; make it anew",
        )


def _listed(names: list[str]) -> str:
    """Return the names, without those that are no plain keys: somebody may have put words there."""
    plain = [name for name in names if _PLAIN_NAME.fullmatch(name)][:_MOST_NAMED]
    others = len(names) - len(plain)
    return ", ".join([*plain, *([f"{others} more"] if others else [])])
