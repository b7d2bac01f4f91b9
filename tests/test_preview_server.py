"""The designer's page as a server: workers that are warm and can be killed, the walls around it, the command."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request as Ask
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from PIL import Image

from handouts.cli import run
from handouts.errors import Refused, Severity, UsageFault, error
from handouts.web.preview import choices, server, working
from handouts.web.preview.records import Column
from handouts.web.preview.studio import Studio

from .conftest import OWN, clinic_folder

ENGLISH = Column("sample", "en", "essential", "standard", "a4")
CANARY = "Qanary"


# --- workers


def fetched(what: str | Ask) -> Any:
    """Open an address of ours."""
    return urlopen(what, timeout=20)  # noqa: S310


class Live(NamedTuple):
    address: str
    folder: Path
    client: FlaskClient

    def stream(self, query: str) -> Iterator[tuple[str, Any]]:
        """Yield events of the real server as they come."""
        with fetched(f"{self.address}events?topic=sample&{query}") as answer:
            name = ""
            for line in answer:
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    yield name, json.loads(line[6:])


@contextmanager
def alive(folder: Path) -> Iterator[Live]:
    """Run everything but the command line."""
    with server.running(folder) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Live(f"http://127.0.0.1:{made.port}/", folder, made.app.test_client())
        finally:
            made.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One server on one clinic's folder; who changes a file mends it."""
    with alive(clinic_folder(tmp_path_factory.mktemp("live") / "hilltop", {"styles/clinic.css": "\n"}, {})) as made:
        yield made


def column_when(stream: Iterator[tuple[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return the first event of a column that says this."""
    return next(data for name, data in stream if name == "column" and fields.items() <= data.items())


def test_every_save_draws_anew_a_fault_keeps_the_last_good_pages_and_mending_brings_new_ones(live: Live) -> None:
    stream, sheet = live.stream("lang=en"), live.folder / "styles/clinic.css"
    first = column_when(stream, state="good", busy=False)
    sheet.write_text("h1 { letter-spacing: 1pt }\n")
    second = column_when(stream, state="good", busy=False)
    sheet.write_text("h1 { letter-spacing: 1pt }\np::before { content: 'x' }\n")
    broken = column_when(stream, state="old", busy=False)
    problems = next(data for name, data in stream if name == "problems" and data["errors"] and not data["busy"])
    sheet.write_text("\n")
    mended = column_when(stream, state="good", busy=False)
    cleared = next(data for name, data in stream if name == "problems" and not data["busy"])
    stream.close()
    assert "hilltop/styles/clinic.css:2" in problems["html"]
    assert broken["digest"] == second["digest"] != first["digest"] == mended["digest"]
    assert cleared["errors"] == 0


def test_what_takes_for_ever_is_ended_once_it_is_overtaken(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PATIENCE", 0.3)
    template = live.folder / "templates/handout.html"
    stream = live.stream("lang=en&recipe=brief")
    column_when(stream, state="good", busy=False)
    template.parent.mkdir()
    ever = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    template.write_text('{% extends "base.html" %}{% block modules %}' + ever + "{{ super() }}{% endblock %}")
    column_when(stream, busy=True)
    time.sleep(1.5)
    template.unlink()
    began = time.monotonic()
    column_when(stream, state="good", busy=False)
    assert time.monotonic() - began < 30  # a busy machine takes its time; what it waits for would take 60
    stream.close()
    template.parent.rmdir()


def test_a_worker_that_cannot_be_had_or_a_fault_of_ours_is_told_on_the_page(
    clinic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_count: int) -> None:
        raise Refused(error("child.start", "no process can be started"))

    def planted(_count: int) -> None:
        raise KeyError(CANARY)

    for fault, code in ((none, "child.start"), (planted, "preview.crash")):
        studio = Studio(ENGLISH)
        monkeypatch.setattr(working.child, "workers", fault)
        (thread, *_) = working.threads(studio, clinic())
        with studio.looking_at((ENGLISH,)):
            thread.start()
            end = time.monotonic() + 5
            while not studio.shown(ENGLISH).version and time.monotonic() < end:
                studio.wait(studio.ticks, 0.1)
            (problem,) = studio.shown(ENGLISH).problems
            studio.close()
        thread.join()
        assert (problem.code, CANARY in str(problem), problem.severity) == (code, False, Severity.ERROR)


# --- the walls

PATHS = ("", "events", "page/x/1.png", "page/x/1.svg", "static/page.js", "static/page.css", "nothing")


@pytest.mark.parametrize("path", [path for path in PATHS if path != "events"])
def test_every_answer_has_its_headers(live: Live, path: str) -> None:
    with live.client.get(f"/{path}", base_url=live.address) as answer:
        assert answer.status_code == (404 if path.startswith(("page", "nothing")) else 200)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("img", "style", "script", "connect")} == {"'self'"}


@pytest.mark.parametrize("path", PATHS)
def test_another_name_another_site_and_another_method_are_refused(live: Live, path: str) -> None:
    port = live.address.rpartition(":")[2].strip("/")
    for name in ("evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.evil.example:{port}"):
        assert live.client.get(f"/{path}", base_url=f"http://{name}/").status_code == 403, name
    assert live.client.get(f"/{path}", base_url=live.address, headers={"Host": ""}).status_code == 403
    foreign = live.client.get(f"/{path}", base_url=live.address, headers={"Sec-Fetch-Site": "cross-site"}).status_code
    assert foreign == (403 if path else 200)  # a link may lead to the page; nothing may be taken from it
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert live.client.open(f"/{path}", method=method, base_url=live.address).status_code == 405


def test_the_real_server_checks_the_name_too_and_listens_on_loopback_only(live: Live) -> None:
    with pytest.raises(HTTPError, match="403") as refused:
        fetched(Ask(live.address, headers={"Host": "evil.example"}))  # noqa: S310
    refused.value.close()
    port = int(live.address.rpartition(":")[2].strip("/"))
    with fetched(f"http://localhost:{port}/") as answer:
        assert answer.status == 200
    lines = [line.split() for path in Path("/proc/net").glob("tcp*") for line in path.read_text().splitlines()]
    listening = [fields[1] for fields in lines if fields[3] == "0A" and fields[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"] or not lines


def test_what_nobody_knows_is_a_problem_and_never_a_fault(live: Live) -> None:
    odd = "<script>alert(1)</script>"
    query = {"topic": odd, "lang": ["en", odd], "recipe": odd, "zoom": odd, "view": odd, "show": odd, "panel": odd}
    answer = live.client.get("/", base_url=live.address, query_string=query)
    assert (answer.status_code, b"<script>alert" in answer.data) == (200, False)
    stream = live.stream("lang=xx&paper=a5&edition=huge")
    problems = next(data for name, data in stream if name == "problems" and data["errors"] > 1)
    assert all(code in problems["html"] for code in ("edition.unknown", "paper.unknown"))
    stream.close()
    stream = live.stream("lang=xx&lang=en&recipe=nope")
    problems = next(data for name, data in stream if name == "problems" and data["errors"] > 1)
    assert all(code in problems["html"] for code in ("language.unknown", "recipe.unknown"))
    stream.close()


def test_pictures_and_overlays_are_given_of_what_is_shown_and_of_nothing_else(live: Live) -> None:
    stream = live.stream("lang=en")
    column = column_when(stream, state="good", busy=False)
    place, count = f"/page/{column['digest']}", len(column["pages"])
    for name, kind in ((f"{count}.png?width=300", "image/png"), ("1.png?width=300&look=copy", "image/png")):
        answer = live.client.get(f"{place}/{name}", base_url=live.address)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert Image.open(io.BytesIO(answer.data)).width == 300
    for width, got in (("0", 50), ("-7", 50), ("x", 794)):
        answer = live.client.get(f"{place}/1.png?width={width}", base_url=live.address)
        assert Image.open(io.BytesIO(answer.data)).width == got
    answer = live.client.get(f"{place}/1.svg?show=lines&show=area", base_url=live.address)
    assert (answer.mimetype, len(ET.fromstring(answer.data)) > 10) == ("image/svg+xml", True)
    for name in (f"{count + 1}.png", "0.png", "-1.png", "x.png"):
        assert live.client.get(f"{place}/{name}", base_url=live.address).status_code == 404
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert live.client.get(path, base_url=live.address).status_code == 404
    stream.close()


def test_a_fault_of_ours_answers_with_places_and_no_values(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*_arguments: object) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr(choices, "_recipes", planted)
    answer = live.client.get("/?topic=another", base_url=live.address)
    assert (answer.status_code, CANARY.encode() in answer.data, b"KeyError" in answer.data) == (500, False, True)
    assert re.search(rb"test_preview_server\.py:\d+ in planted", answer.data)


# --- the command


def running(group: int) -> list[str]:
    """Return the processes of a group that have not ended."""
    found = (path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat"))
    return [" ".join(fields[:3]) for fields in found if fields[2] == str(group) and fields[0] not in "ZX"]


def test_a_port_that_is_taken_and_a_folder_that_is_none_are_2(tmp_path: Path, capfd: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageFault, match=f"port {port} cannot be used"), server.running(None, port):
            pass
        assert run(["preview", "--no-open", "--port", str(port)]) == 2
    assert "[preview.port]" in capfd.readouterr().err
    assert run(["preview", "--no-open", "--clinic", str(tmp_path)]) == 2
    assert "[clinic.no-folder]" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_shows_a_folder_at_fault_and_ends_without_leaving_a_process(clinic: Any, number: int) -> None:
    folder = clinic()
    (folder / "clinic.yaml").write_text("format: 1\nname: [x")
    command = [
        sys.executable,
        "-c",
        "from handouts.cli import main; main()",
        "preview",
        "--no-open",
        "--clinic",
        folder,
    ]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(OWN)}, stdout=-1, stderr=-1, text=True, start_new_session=True
    ) as started:
        address = started.stdout.readline().strip()
        with fetched(address) as answer:
            assert "Preview" in answer.read().decode()
        if number == signal.SIGINT:
            with fetched(f"{address}events?topic=sample") as answer:
                told = next(line for line in answer if b"hilltop/clinic.yaml:3" in line)
            assert b"Error" in told
            os.killpg(started.pid, number)  # as a terminal does
        else:
            started.send_signal(number)
        out, err = started.communicate(timeout=20)
    assert (started.returncode, out, err) == (0, "", "Ctrl-C ends the preview\n")
    end = time.monotonic() + 5
    while running(started.pid):
        assert time.monotonic() < end, running(started.pid)
        time.sleep(0.05)
