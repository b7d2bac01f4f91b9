"""How hard every topic module reads: made from the content, kept in docs/content/reading-grades.md.

Must not judge a text or say anything that the count does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import topics, wording
from .readability import Measure
from .roots import at
from .workspace import Workspace

FILE = Path("docs/content/reading-grades.md")
_HEAD = """\
# Reading grades

How hard each module for patients reads in English, with its title and in its whole form: the Flesch–Kincaid grade
(`handouts/readability.py` names formula and source). The aim is grade 6 or lower. A line of a list without a full stop
counts as a sentence. How long named medicines and words that the sheets explain are does not count
(`glossed:` in `locales/en/wording.yaml`); their names stand below each table.

Made by `make grades` (`python -m handouts.grades`), and a test compares it with the texts: don't edit it.
"""


def page(workspace: Workspace) -> str:
    """Return the page about all topics of a workspace; raises `Refused` where a file is at fault."""
    known = wording.rules(workspace)
    return "\n".join([_HEAD, *(line for name in topics.ids(workspace) for line in _topic(workspace, name, known))])


def _topic(workspace: Workspace, name: str, known: wording.Rules | None) -> Iterator[str]:
    content = topics.load(workspace, name)
    loaded = {module: content.modules[module].module for module in content.topic.order}
    found = {key: wording.measure(item, known) for key, item in loaded.items() if item.audience == "patient"}
    yield f"## {name}\n"
    yield "| module | words | sentences | grade |"
    yield "|---|---|---|---|"
    yield from (_row(module, measure) for module, measure in found.items())
    above = [module for module, measure in found.items() if measure.grade > wording.AIM]
    yield f"\nOpen, above grade {wording.AIM:.0f}: {', '.join(above) or 'none'}.\n"
    left_out = sorted({word for measure in found.values() for word in measure.left_out})
    yield f"Left out: {', '.join(left_out) or 'none'}.\n"


def _row(module: str, found: Measure) -> str:
    return f"| {module} | {found.words} | {found.sentences} | {found.grade} |"


if __name__ == "__main__":
    FILE.write_text(page(at(None)), encoding="utf-8")
