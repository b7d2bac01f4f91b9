"""Nothing that a patient, an author, a translator or a clinic writes reaches a network or a file (S1), for two reasons.

The first wall is the fetcher, the second the audit hook of the child: each is tried without the other, and once neither
is there, to see that the payloads are live.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handouts import child, pipeline
from handouts.compose.fill import clean
from handouts.compose.proof import squeezed
from handouts.errors import Refused
from handouts.model.request import PANEL_FIELDS, Draft, Patient
from handouts.workspace import Workspace

from .hostile import reaching
from .hostile.reaching import Payload
from .hostile.words import about, tags, text_at, words

LIVE = 70
"""Payloads that reach out of a plain engine without walls, at least; the others did so elsewhere."""


class Server:
    """A port of this machine that counts who comes and answers nothing."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port: int = self._listening.getsockname()[1]
        self.came = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:  # closed
                return
            self.came += 1
            with caller, suppress(OSError):
                caller.settimeout(1)
                caller.recv(2000)
                caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file outside every workspace."""
    path = tmp_path_factory.mktemp("secret") / "file.txt"
    path.write_text(f"{reaching.SECRET}\n")
    return path


@pytest.fixture(scope="module")
def payloads(server: Server, secret: Path) -> tuple[Payload, ...]:
    found = reaching.payloads(server.port, secret)
    assert len(found) == 120
    return found


@pytest.fixture
def everywhere(payloads: tuple[Payload, ...]) -> list[tuple[Payload, str]]:
    """Every payload at every door of the engine, whether it means something there or not."""
    return [(payload, door) for payload in payloads for door in reaching.CARRIERS]


# --- the engine's doors: a clinic's template, style sheet and drawing


def test_without_walls_the_payloads_are_live(server: Server, secret: Path, own: Path) -> None:
    command = [sys.executable, "-m", "tests.hostile.reaching", str(server.port), str(secret)]
    found = json.loads(subprocess.run(command, cwd=own, check=True, capture_output=True).stdout)
    assert len({number for number, _door, opened, _leaked in found if opened}) >= LIVE
    assert any(leaked for *_, leaked in found)
    assert server.came > LIVE / 2


def test_the_fetcher_alone_lets_nothing_out(server: Server, everywhere: list[tuple[Payload, str]]) -> None:
    before = server.came
    found = child.run(reaching.thrown, everywhere)
    assert len(found) == 360
    assert [item for item in found if item.tried or item.leaked or set(item.codes) - {"engine.asset-refused"}] == []
    assert server.came == before


def test_the_wall_alone_lets_nothing_out(server: Server, everywhere: list[tuple[Payload, str]]) -> None:
    before = server.came
    found = child.run(reaching.thrown, everywhere, f"http://127.0.0.1:{server.port}/")
    assert [item for item in found if item.opened or item.leaked] == []
    assert len({item.number for item in found if item.tried}) >= LIVE
    assert server.came == before


def test_a_clinics_folder_that_reaches_out_is_refused_whole(
    server: Server, workspace: Any, asked: Any, refusal: Any, swapped: Any
) -> None:
    url, before = f"http://127.0.0.1:{server.port}/", server.came
    files = {
        "styles/clinic.css": f"h2 {{ background: url({url}css) }}",
        **swapped("templates/parts/hero.html", "<section", f'<img src="{url}html" alt="x"><section'),
    }
    found = refusal(Refused, child.run, pipeline.made, workspace(files), asked(), Patient())
    assert {problem.code for problem in found} == {"engine.asset-refused"}
    assert [url + name in repr(found) for name in ("css", "html")] == [True, True]
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{url}svg"/></svg>'
    space = workspace({"logo.svg": drawing}, logo="logo.svg")
    assert refusal(Refused, child.run, pipeline.made, space, asked(), Patient())[0].code == "logo.unfit"
    assert server.came == before


# --- the doors of words: a patient's field, a topic's text, a translation


@pytest.fixture
def harmless(server: Server) -> Callable[[list[str]], None]:
    """Fail when one of these pages asks for anything, the fetcher being away."""

    def check(pages: list[str]) -> None:
        before = server.came
        items = [(Payload(number, "html", html), "html") for number, html in enumerate(pages)]
        found = child.run(reaching.thrown, items, f"http://127.0.0.1:{server.port}/")
        assert [item for item in found if item.tried or item.opened or item.leaked] == []
        assert (len(found), server.came) == (len(pages), before)

    return check


def test_a_patients_field_is_words_and_nothing_else(small: Workspace, asked: Any, payloads: Any, harmless: Any) -> None:
    brief, _ = pipeline.prepared(small, asked(), Patient())

    def drafted(**fields: str) -> Draft:
        return pipeline.draft(replace(brief, patient=Patient(**fields)))

    usual = tags(drafted(**dict.fromkeys(PANEL_FIELDS, "x")).html)
    pages = []
    for payload in payloads:
        html = drafted(**dict.fromkeys(PANEL_FIELDS, payload.text)).html
        assert tags(html) == usual, payload
        assert words(html).count(squeezed(clean(payload.text))) >= len(PANEL_FIELDS), payload
        pages.append(html[html.index('<section class="panel') : html.index("</section>", html.index('id="panel"'))])
    harmless(pages)


def test_a_topics_text_is_refused_or_words(
    workspace: Any, composed: Any, refusal: Any, payloads: Any, harmless: Any
) -> None:
    texts = [payload.text for payload in payloads]
    files = about(texts)
    found = refusal(Refused, composed, workspace(files), recipe="brief")
    assert {problem.code for problem in found} <= {"content.text-html", "content.text-markup"}
    refused = {text_at(files, problem.where) for problem in found}
    kept = [text for text in texts if text not in refused]
    assert not [text for text in kept if "<" in text]
    html = composed(workspace(about(kept)), recipe="brief").html
    assert [text for text in kept if squeezed(text) not in words(html)] == []
    usual = composed(workspace(about(["x"] * len(kept))), recipe="brief").html
    assert tags(html) == tags(usual)
    harmless([html])


def test_a_translation_is_refused_or_words(
    workspace: Any, translate: Any, composed: Any, refusal: Any, payloads: Any, harmless: Any
) -> None:
    sources = [f"Sentence {payload.number} of many." for payload in payloads]
    says = {source: payload.text for source, payload in zip(sources, payloads, strict=True)}
    space = translate(workspace(about(sources)), "eo", say=says)
    found = refusal(Refused, composed, space, locale="eo", recipe="brief")
    assert {problem.code for problem in found} <= {"translation.markup", "draft.lost"}
    kept = {source: text for source, text in says.items() if not any(f"“{source}”" in item.message for item in found)}
    assert not [text for text in kept.values() if "<" in text]
    html = composed(translate(workspace(about(list(kept))), "eo", say=kept), locale="eo", recipe="brief").html
    assert [text for text in kept.values() if squeezed(text) not in words(html)] == []
    harmless([html])
