"""What several test modules share: a made-up topic in a made-up clinic's folder, and ways to change one thing in it.

Everything below runs for real; nothing here stands in for a module of the project.
"""

from __future__ import annotations

import gc
import io
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import settings

from handouts import catalog, inputs, pipeline
from handouts.cli import run
from handouts.errors import HandoutsError, Problem
from handouts.locales import po
from handouts.model.request import Draft, Handout, Patient, Request
from handouts.roots import at
from handouts.store import client
from handouts.workspace import Workspace

from . import buckets

OWN = Path(__file__).resolve().parents[1]
os.environ["XDG_CACHE_HOME"] = str(OWN / ".pytest_cache" / "user")  # nothing of a test stays in its user's home
settings.register_profile("repeatable", derandomize=True)  # what a run tries, the next tries too; `make soak` seeks
settings.load_profile("repeatable")
TODAY = date(2026, 11, 23)
FACTS = {
    "format": "1",
    "name": "Hilltop Clinic",
    "country": "GB",
    "phone": "01632 960321",
    "after_hours_phone": "01632 960654",
    "confirmed": [{"service": "poison", "number": "111", "by": "A. Tester", "date": "2026-11-02"}],
}
TOPIC = """\
format: 1
id: sample
category: medicine
names: {name: "Sample", latin: "Sample"}
main:
  title: "How to take sample safely"
  for_whom: "For adults who take sample."
  message: "Never stop sample suddenly."
  act: "Call us before any change: {clinic_phone}."
  short: "Never stop sample"
  staff: "Takes sample. Do not stop it."
required: [never-stop, kidney]
core: safety-core
order: [key-points, using, about, numbers, safety-core]
recipes:
  essential: {modules: [key-points, using]}
  brief: {modules: [about]}
sources:
  S1: {title: "A made-up source"}
revision: 1
"""
KEY_POINTS = """\
format: 1
kind: points
title: "The most important points"
safety: critical
sources: [S1]
body:
  groups:
    - items:
        - states: [never-stop]
          say: "Stopping suddenly can cause **great harm**."
          then: "Keep taking it. Call {clinic_phone}, or **{emergency_number}** in danger."
        - states: [kidney]
          when: [kidney]
          say: "Kidney disease: tell us before the first dose."
        - line: poison
          say: "Too much? Call {poison_number}."
        - no_line: poison
          say: "Too much? Call {emergency_number} now."
"""
USING = """\
format: 1
kind: checklist
title: "Using sample"
sources: [S1]
body:
  groups:
    - title: "Every day"
      items:
        - do: "Take 5 mg with food."
          why: "Food protects the stomach."
        - when: [driving]
          dont: "Do not drive yet."
    - title: "On the road"
      items:
        - when: [driving]
          do: "Ask before you drive."
"""
ABOUT = """\
format: 1
kind: prose
title: "About sample"
sources: [S1]
body:
  paragraphs:
    - text: "Sample relaxes tight muscles."
    - text: "It works for hours."
"""
NUMBERS = """\
format: 1
kind: contacts
title: "Numbers to call"
sources: [S1]
body:
  lines:
    - {service: emergency, use: "Danger to life"}
    - {service: clinic, use: "Questions"}
    - {service: poison, line: poison, use: "Too much, but well"}
"""
SAFETY_CORE = """\
format: 1
kind: points
title: "Please also know this"
safety: critical
sources: [S1]
body:
  groups:
    - items:
        - states: [never-stop]
          say: "Do not stop by yourself."
          then: "Call {clinic_phone}."
        - states: [kidney]
          when: [kidney]
          say: "With kidney disease call us first."
"""
KNOWN = """\
format: 1
facts:
  never-stop: {says: "Stopping harms."}
  kidney: {says: "Kidney disease needs a word first."}
  extra: {says: "Nothing that is required."}
"""
OUR_NOTE = """\
format: 1
kind: note
before: safe-use
title: "Our own word"
body: {paragraphs: [{text: "Ring us before you travel."}]}
"""
"""A module that a clinic adds."""
SAMPLE = {
    "topics/sample/topic.yaml": TOPIC,
    "topics/sample/facts.yaml": KNOWN,
    "topics/sample/key-points.yaml": KEY_POINTS,
    "topics/sample/using.yaml": USING,
    "topics/sample/about.yaml": ABOUT,
    "topics/sample/numbers.yaml": NUMBERS,
    "topics/sample/safety-core.yaml": SAFETY_CORE,
}
EO = str.maketrans("aeiouAEIOU", "âêîôûÂÊÎÔÛ")
FA = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابجدهفگحیژکلمنوپقرستوعشخیز")
MARKUP = re.compile(r"(\{[a-z_]*\}|\*\*)")


def written(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return root


def clinic_folder(root: Path, files: Mapping[str, str | bytes], facts: Mapping[str, Any]) -> Path:
    said = {name: value for name, value in {**FACTS, **facts}.items() if value is not None}
    return written(root, {"clinic.yaml": yaml.safe_dump(said, allow_unicode=True), **SAMPLE, **files})


def pytest_collection_finish() -> None:
    """Let the collector look more seldom, and never again at the tests themselves: it took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _our_own_content_stays() -> Iterator[None]:
    """Fail where a test has changed, added or removed what our own sheets are made of: an approval, say."""
    before = inputs.touched(sorted(inputs.paths(at(None))))
    yield
    assert inputs.touched(sorted(inputs.paths(at(None)))) == before, "a test wrote into our own content"


@pytest.fixture(scope="session")
def own() -> Path:
    """The project's own root."""
    return OWN


@pytest.fixture(scope="session")
def sample() -> Mapping[str, str]:
    """The made-up topic's files."""
    return SAMPLE


@pytest.fixture
def clinic(tmp_path: Path) -> Callable[..., Path]:
    """Make a clinic's folder with the made-up topic; `files` lie on top, keywords change clinic.yaml (None removes)."""

    def make(files: Mapping[str, str | bytes] | None = None, **facts: Any) -> Path:
        return clinic_folder(tmp_path / "hilltop", files or {}, facts)

    return make


@pytest.fixture
def workspace(clinic: Callable[..., Path]) -> Callable[..., Workspace]:
    """Make a workspace of such a folder on the project's own root."""

    def make(files: Mapping[str, str | bytes] | None = None, **facts: Any) -> Workspace:
        return Workspace((clinic(files, **facts), OWN))

    return make


@pytest.fixture
def own_copy(tmp_path: Path) -> Path:
    """A project's own root that a test may write to: ours without topics, with the made-up one."""
    root = tmp_path / "own"
    shutil.copytree(OWN / "templates", root / "templates")
    shutil.copytree(OWN / "styles", root / "styles", ignore=shutil.ignore_patterns("fonts"))
    (root / "styles" / "fonts").symlink_to(OWN / "styles" / "fonts")
    lines = (OWN / "locales" / "help-lines.csv").read_bytes()
    return written(root, {"clinic.yaml": (OWN / "clinic.yaml").read_bytes(), "locales/help-lines.csv": lines, **SAMPLE})


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same workspace for all tests that only read it."""
    return Workspace((clinic_folder(tmp_path_factory.mktemp("small") / "hilltop", {}, {}), OWN))


def pseudo(text: str, lang: str) -> str:
    """Return a text as a made-up translation, its markup kept."""
    table = FA if lang == "fa" else EO
    words = text.lower() if lang == "fa" else text
    return "".join(part if MARKUP.fullmatch(part) else part.translate(table) for part in MARKUP.split(words))


@pytest.fixture(scope="session")
def translate() -> Callable[..., Workspace]:
    """Write made-up catalogs of a language into a root: `leave_out` names sources, `say` gives translations."""

    def write(
        workspace: Workspace,
        lang: str = "eo",
        *,
        leave_out: Iterable[str] = (),
        say: Mapping[str, str] | None = None,
        fuzzy: Iterable[str] = (),
        root: Path | None = None,
    ) -> Workspace:
        for domain, messages in catalog.domains(workspace):
            if domain == "baclofen":
                continue
            found = po.like(Catalog(locale=lang, domain=domain, fuzzy=False), lang, domain)
            for message in messages:
                text = (say or {}).get(message.source, pseudo(message.source, lang))
                flags = ["fuzzy"] if message.source in fuzzy else []
                kept = "" if message.source in leave_out else text
                forms = (kept,) * found.num_plurals if message.plural else kept
                found.add(catalog.source_of(message), forms, context=message.context or None, flags=flags)
            buffer = io.BytesIO()
            write_po(buffer, found)
            written(root or workspace.roots[0], {f"locales/{lang}/LC_MESSAGES/{domain}.po": buffer.getvalue()})
        return workspace

    return write


@pytest.fixture(scope="session")
def asked() -> Callable[..., Request]:
    """Return a request for the made-up topic."""

    def make(**fields: Any) -> Request:
        return Request(**{"topics": ("sample",), "locale": "en", "today": TODAY, "region": "GB", **fields})

    return make


@pytest.fixture(scope="session")
def composed(asked: Callable[..., Request]) -> Callable[..., Draft]:
    """Compose a draft; nothing is laid out."""

    def compose(workspace: Workspace, patient: Patient | None = None, **fields: Any) -> Draft:
        brief, _ = pipeline.prepared(workspace, asked(**fields), patient or Patient())
        return pipeline.draft(brief)

    return compose


@pytest.fixture(scope="session")
def made(asked: Callable[..., Request]) -> Callable[..., Handout]:
    """Make a handout in this process, by the function that `make` runs in its child."""

    def make(workspace: Workspace, patient: Patient | None = None, **fields: Any) -> Handout:
        return pipeline.made(workspace, asked(**fields), patient or Patient())

    return make


@pytest.fixture(scope="session")
def pages_of() -> Callable[[bytes], list[str]]:
    """Return the text of each page of a PDF, as a viewer copies it."""

    def read(pdf: bytes) -> list[str]:
        with pypdfium2.PdfDocument(pdf) as document:
            return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]

    return read


@pytest.fixture(scope="session")
def refusal() -> Callable[..., tuple[Problem, ...]]:
    """Return the errors with which a call is refused; fails when it is not."""

    def problems(
        kind: type[HandoutsError], call: Callable[..., Any], *arguments: Any, **named: Any
    ) -> tuple[Problem, ...]:
        with pytest.raises(kind) as caught:
            call(*arguments, **named)
        assert type(caught.value) is kind
        return tuple(problem for problem in caught.value.problems if problem.refuses)

    return problems


@pytest.fixture(scope="session")
def swapped() -> Callable[[str, str, str], dict[str, str]]:
    """Return one of our files with a stretch of it changed, as an overlay."""

    def change(name: str, old: str, new: str) -> dict[str, str]:
        text = SAMPLE.get(name) or (OWN / name).read_text(encoding="utf-8")
        assert old in text, f"{name} no longer holds {old!r}"
        return {name: text.replace(old, new)}

    return change


@pytest.fixture
def handouts(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line in this process; return its exit code, what it printed and what it said."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        return (int(code), *capfd.readouterr())

    return call


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Let what is started hear an interrupt, even where the tests' own shell was started to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def store_server() -> Iterator[str]:
    """An S3 server on loopback, in a process of its own."""
    with buckets.served() as address:
        yield address


@pytest.fixture
def stored(store_server: str, monkeypatch: pytest.MonkeyPatch) -> buckets.Stored:
    """A new bucket of that server, which this process finds too."""
    found = buckets.bucket(store_server)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    client._opened.cache_clear()
    return found
