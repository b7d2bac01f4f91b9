"""A small project of its own, written into a folder: topic tea, one template, two countries. Real files, few words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from handouts import catalog, review
from handouts.errors import HandoutsError, Problem
from handouts.workspace import Workspace

ROOT = Path(__file__).parents[1]
"""The checkout, with the project's own content."""

PROPERTY = settings(deadline=None, max_examples=60)
"""How often a property is tried: enough to find a fault that was planted, and quick."""

TOPIC = """\
format: 1
id: tea
category: medicine
names:
  name: "Tea"
  latin: "Thea"
main:
  title: "How to drink tea"
  for_whom: "For adults who drink tea."
  message: "Never drink tea while it boils."
  act: "Ask us first: {clinic_phone}."
  short: "Let it cool"
  staff: "Drinks tea."
required: [let-cool, ask]
core: core
order: [points, brewing, core]
recipes:
  essential: {modules: [points]}
  full: {modules: [points, brewing]}
sources:
  T1: {title: "A book of tea"}
  T2: {title: "Another book of tea"}
revision: 1
"""

FACTS = """\
format: 1
facts:
  let-cool:
    says: "Boiling tea scalds."
    sources: [T1]
  ask:
    says: "Questions go to the clinic."
  steep:
    says: "Four minutes in the water."
    audience: staff
    never_print: ["4 minutes"]
"""

POINTS = """\
format: 1
kind: points
title: "The points"
lead: "They keep you safe."
safety: critical
sources: [T1]
body:
  groups:
    - title: "First"
      items:
        - states: [let-cool]
          say: "Boiling tea **burns** you."
          then: "Wait. Call **{emergency_number}** for a bad burn."
        - states: [ask]
          say: "Ask us: {clinic_phone}."
"""

BREWING = """\
format: 1
kind: steps
title: "Brewing"
sources: [T1]
body:
  steps:
    - do: "Pour the water."
      detail: "Not too much."
    - sources: [T2]
      when: [kidney]
      do: "Drink slowly."
"""

CORE = """\
format: 1
kind: points
title: "Please also know this"
safety: critical
sources: [T1]
body:
  groups:
    - items:
        - states: [let-cool]
          say: "Let it cool."
        - states: [ask]
          say: "Ask us first."
"""

FILES = {
    "clinic.yaml": "format: 1\n",
    "topics/tea/topic.yaml": TOPIC,
    "topics/tea/facts.yaml": FACTS,
    "topics/tea/points.yaml": POINTS,
    "topics/tea/brewing.yaml": BREWING,
    "topics/tea/core.yaml": CORE,
    "templates/handout.html": '<h1>{{ _("Your sheet") }}</h1>\n<p>{{ _("Page {number}", number=1) }}</p>\n',
    "locales/help-lines.csv": """\
country,service,name,number,hours,channels,languages,region,note,source,confidence
AA,emergency,,111,,call,,,,a book,seen
AA,emergency,,112,,call,,,mobile,a book,seen
AA,poison,Poison Line,200 100,always,call;text:85,en;es,,,a book,seen
AA,crisis,Someone to Talk to,300 100,08:00-22:00,call,,,,a book,seen
AA,crisis,Another to Talk to,300 200,,call,,North,,a book,seen
BB,poison,Poison Line,400,,call,,,,a book,seen
""",
}


def put(root: Path, name: str, text: str) -> Path:
    """Write a file below a root; common indentation is taken away."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def edit(root: Path, name: str, old: str, new: str) -> Path:
    """Change what stands once in a file."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def project(folder: Path) -> Path:
    """Write the small project and return its root."""
    for name, text in FILES.items():
        put(folder, name, text)
    return folder


def tea(folder: Path) -> Workspace:
    """Return a workspace of the small project alone."""
    return Workspace((project(folder / "project"),))


def overlaid(folder: Path) -> tuple[Workspace, Path]:
    """Return a workspace of the small project under a clinic's folder that has only a clinic.yaml, and that folder."""
    own, clinic = project(folder / "project"), folder / "clinic"
    put(clinic, "clinic.yaml", "format: 1\nname: Green Street\ncountry: AA\nphone: 900 100\n")
    return Workspace((clinic, own)), clinic


def place(root: Path, name: str, words: str, label: str = "") -> str:
    """Return `file:line` of the first line that holds these words."""
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, start=1) if words in line]
    assert found, f"{words!r} is not in {name}"
    return f"{label or name}:{found[0]}"


def entry(context: str, source: str, translation: str, *flags: str) -> str:
    """Return one message of a PO file."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    head = [f"#, {', '.join(flags)}"] if flags else []
    said = [f"msgctxt {quoted(context)}"] if context else []
    return "\n".join([*head, *said, f"msgid {quoted(source)}", f"msgstr {quoted(translation)}"]) + "\n\n"


PO_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def po(root: Path, locale_id: str, domain: str, entries: Iterable[str]) -> Path:
    """Write a PO file of these messages."""
    return put(root, f"locales/{locale_id}/LC_MESSAGES/{domain}.po", PO_HEAD + "".join(entries))


def translate(workspace: Workspace, root: Path, locale_id: str, word: Callable[[str], str] = str.swapcase) -> None:
    """Write whole catalogs of a language; `word` makes a translation of what is no placeholder."""
    for domain, messages in catalog.domains(workspace):
        once = {(message.context, message.source): message for message in messages}
        entries = [entry(message.context, message.source, _said(message.source, word)) for message in once.values()]
        po(root, locale_id, domain, entries)


def _said(text: str, word: Callable[[str], str]) -> str:
    first, *rest = text.split("{")
    return word(first) + "".join(
        f"{{{name}}}{word(after)}" for name, _, after in (part.partition("}") for part in rest)
    )


def approve(
    workspace: Workspace,
    lang: str,
    role: str,
    *,
    topic: str = "tea",
    modules: tuple[str, ...] = (),
    by: str = "A. Person",
) -> dict[str, int]:
    """Record an approval; return each ledger written with its count of texts."""
    word = review.signature(by=by, role=role, qualification="sworn translator", date="2026-01-02")
    return dict(review.approve(workspace, lang=lang, topic=topic, modules=modules, signature=word))


def approve_all(workspace: Workspace, lang: str, *topics: str, modules: tuple[str, ...] = ()) -> None:
    """Record the word of each role that a translation needs, of three people."""
    for topic in topics or ("tea",):
        for role, by in (("translator", "T. One"), ("reviser", "R. Two"), ("clinician", "Dr C. Three")):
            approve(workspace, lang, role, topic=topic, modules=modules, by=by)


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    """Return the problems of a call that must refuse."""
    with pytest.raises(HandoutsError) as fault:
        call()
    return fault.value.problems


def outcome(call: Callable[[], object]) -> tuple[Problem, ...]:
    """Return the problems with which a call refuses; none when it goes through."""
    try:
        call()
    except HandoutsError as fault:
        return fault.problems
    return ()


def said(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Return code and place of every problem."""
    return [(problem.code, problem.where) for problem in problems]


def codes(problems: Iterable[Problem]) -> list[str]:
    """Return the codes of the problems, in order."""
    return [problem.code for problem in problems]
