"""The desk's doors and its forgetting: forty hostile requests, sessions, windows, tickets, and nothing left behind."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from handouts.cli import run
from handouts.web.desk.server import Running

from .conftest import OWN, clinic_folder
from .desks import CHOSEN, FORM, PLAN, QUICK, Visitor, ask, open_desk

CANARY = "Qanary Xylophone"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One desk for all tests here; each has visitors of its own."""
    folder = clinic_folder(tmp_path_factory.mktemp("desk") / "hilltop", {}, {})
    with open_desk(folder) as running:
        yield running


@pytest.fixture
def visitor(desk: Running) -> Visitor:
    return Visitor(desk)


# --- S7: forty hostile requests, all refused

CHANGES = ("/", "/change", "/look-again", "/find", "/speak", "/end", "/next-one", "/print", "/save")
HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost:{port}",
    "127.0.0.1:{port}.evil",
    "",
)
ORIGINS = ("http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{port}", "http://localhost:{port}", "")
PATHS = (
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2f..%2fserver.py",
    "/picture/..%2f..%2fetc%2fpasswd/1.png",
    "/picture/x/1.png",
    "/sheet/x/../../etc/passwd",
    "/nothing",
)


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_is_refused(visitor: Visitor, host: str) -> None:
    port = urlsplit(visitor.desk.origin).port
    for path in ("/", "/static/desk.css", "/enter/x"):
        answer = ask(visitor.desk, "GET", path, headers={"Host": host.format(port=port), "Cookie": visitor.cookie})
        assert answer.status in {400, 403}
        assert b"csrf" not in answer.body


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_form_from_elsewhere_is_refused(visitor: Visitor, origin: str) -> None:
    port = urlsplit(visitor.desk.origin).port
    assert visitor.post("/end", Origin=origin.format(port=port)).status == 403
    assert visitor.get("/").status == 200


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_needs_the_forms_own_secret(visitor: Visitor, path: str) -> None:
    for wrong in ("", "x", visitor.csrf[:-1], Visitor(visitor.desk).csrf):
        assert visitor.post(path, {"csrf": wrong}).status == 403
    assert visitor.post(path, {}, **{"Content-Type": "text/plain"}).status == 403
    assert visitor.post(path, {}, **{"Sec-Fetch-Site": "cross-site"}).status == 403


@pytest.mark.parametrize("path", CHANGES[1:])
def test_a_change_is_a_post(visitor: Visitor, path: str) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"):
        assert ask(visitor.desk, method, path, headers={"Cookie": visitor.cookie}).status in {404, 405}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_the_pages_own_files_is_served(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status == 404
    assert b"import" not in answer.body
    assert b"root:" not in answer.body


def test_what_is_too_large_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/change", {"name": "x" * 70_000}).status == 413
    assert visitor.get("/", **{"X-Long": "x" * 20_000}).status in {400, 431}
    assert visitor.post("/change", {f"f{number}": "" for number in range(3000)}).status in {200, 413}
    assert visitor.get("/").status == 200


def test_another_site_may_link_to_the_page_and_see_nothing(visitor: Visitor) -> None:
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    answer = ask(visitor.desk, "GET", "/", headers=linked)  # a strict cookie does not come along
    assert (answer.status, b"csrf" in answer.body) == (403, False)
    assert visitor.get("/", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}).status == 403


def test_the_link_opens_the_desk_once(desk: Running) -> None:
    path = urlsplit(desk.link()).path
    assert ask(desk, "HEAD", path).status == 403
    assert ask(desk, "GET", path, headers={"Sec-Purpose": "prefetch"}).status == 403
    first = ask(desk, "GET", path)
    assert (first.status, first.headers["location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(first.headers["set-cookie"].split("; "))
    assert path.rpartition("/")[2] not in str(first.headers)
    second = ask(desk, "GET", path)
    assert (second.status, "set-cookie" in second.headers) == (403, False)
    for guess in (secrets.token_urlsafe(24), "", "x"):
        assert ask(desk, "GET", f"/enter/{guess}").status in {403, 404}


def test_without_the_cookie_there_is_nothing(desk: Running) -> None:
    for cookie in ("", "desk=x", f"desk-{urlsplit(desk.origin).port}={secrets.token_urlsafe(24)}"):
        for path in ("/", "/picture/x/1.png", "/sheet/x/y"):
            answer = ask(desk, "GET", path, headers={"Cookie": cookie})
            assert (answer.status, b"csrf" in answer.body) == (403, False)


def test_every_answer_has_its_walls(visitor: Visitor) -> None:
    for path in ("/", "/nothing", "/static/desk.js", "/brand.css", "/picture/x/1.png"):
        headers = visitor.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert {policy[f"{kind}-src"] for kind in ("img", "style", "script", "connect")} == {"'self'"}
        assert "server" not in headers


def test_only_this_machine_can_reach_it(desk: Running) -> None:
    port = urlsplit(desk.origin).port or 0
    lines = [line.split() for path in Path("/proc/net").glob("tcp*") for line in path.read_text().splitlines()]
    listening = [fields[1] for fields in lines if fields[3] == "0A" and fields[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"] or not lines


# --- windows, tickets, forgetting


def test_what_is_chosen_is_shown_and_printed_once(visitor: Visitor, pages_of: Any) -> None:
    parts = visitor.shown(name=CANARY)
    picture = re.search(r'src="(/picture/[^"]+)"', parts)
    assert picture
    assert visitor.get(picture[1]).body.startswith(b"\x89PNG")
    led = visitor.post("/print", {**CHOSEN, "name": CANARY})
    place = led.headers["location"]
    assert (led.status, "Qanary" in place) == (303, False)
    answer = visitor.get(place)
    assert answer.headers["content-disposition"] == 'inline; filename="sample-essential-en.pdf"'
    assert CANARY in pages_of(answer.body)[0]
    assert visitor.get(place).status == 410
    saved = visitor.post("/save", {**CHOSEN, "name": CANARY})
    assert visitor.get(saved.headers["location"]).headers["content-disposition"].startswith("attachment")


def test_what_was_changed_since_is_neither_printed_nor_saved(visitor: Visitor) -> None:
    visitor.shown(name="One")
    for how in ("/print", "/save"):
        assert visitor.post(how, {**CHOSEN, "name": "Another"}).status == 409
        visitor.shown(name="One")
    assert visitor.printed(name="One").status == 200


def test_two_windows_never_mix(visitor: Visitor, pages_of: Any) -> None:
    other = Visitor(visitor.desk, visitor.cookie)
    assert other.work != visitor.work
    visitor.shown(name="Patient First")
    other.shown(name="Patient Second", recipe="brief")
    assert "Patient Second" not in visitor.post("/look-again").text
    one, two = visitor.printed(name="Patient First"), other.printed(name="Patient Second", recipe="brief")
    assert "Patient First" in pages_of(one.body)[0]
    assert "Patient First" not in "".join(pages_of(two.body))
    assert "Patient Second" in pages_of(two.body)[0]
    stranger = Visitor(visitor.desk)
    stranger.work = visitor.work
    assert "Patient First" not in stranger.choose().text
    assert stranger.printed().status == 410
    picture = re.search(r"/picture/[^\"]+", visitor.post("/look-again").text)
    assert picture
    assert stranger.get(picture[0]).status == 404


def test_a_form_that_is_sent_twice_prints_the_same_sheet_twice(visitor: Visitor) -> None:
    visitor.shown(name="Twice")
    assert visitor.printed(name="Twice").body == visitor.printed(name="Twice").body


def test_the_next_patient_finds_everything_empty(visitor: Visitor) -> None:
    visitor.shown(name=CANARY)
    kept = visitor.post("/print", {**CHOSEN, "name": CANARY}).headers["location"]
    assert visitor.post("/next-one", {**CHOSEN, "name": CANARY}).headers["location"] == "/"
    assert visitor.get(kept).status == 410
    page = visitor.get("/").text
    assert CANARY not in page
    assert "Just now" in page  # the topic, for one more click; nothing of the patient
    back = visitor.post("/look-again", {}, **{"HX-Request": "true"})
    assert (back.status, back.headers["hx-redirect"]) == (200, "/")
    assert visitor.post("/print", {**CHOSEN, "name": CANARY}).status == 410


def test_one_click_forgets_all_and_one_begins_again(visitor: Visitor) -> None:
    visitor.shown(name=CANARY)
    session = visitor.desk.store._sessions[visitor.cookie.partition("=")[2]]
    assert visitor.post("/end").status == 303
    assert (len(session.works), len(session.recent), session.tickets) == (0, 0, {})
    ended = visitor.get("/")
    assert (ended.status, "Everything is forgotten" in ended.text, CANARY in ended.text) == (410, True, False)
    assert visitor.post("/print", {**CHOSEN, "name": CANARY}).status == 410
    again = ask(
        visitor.desk,
        "POST",
        "/again",
        b"",
        {"Cookie": visitor.cookie, "Origin": visitor.desk.origin, "Content-Type": FORM},
    )
    fresh = again.headers["set-cookie"].partition(";")[0]
    assert fresh != visitor.cookie
    assert "Just now" not in Visitor(visitor.desk, fresh).page
    assert visitor.get("/").status == 403
    alien = {"Cookie": fresh, "Origin": "http://evil.example", "Content-Type": FORM}
    assert ask(visitor.desk, "POST", "/again", b"", alien).status == 403


def test_a_browser_without_scripts_gets_its_pages_too(visitor: Visitor) -> None:
    page = visitor.post("/", {**CHOSEN, "name": "Plain"}).text
    assert "Ready" in page
    assert 'value="Plain"' in page
    found = visitor.post("/", {"q": "sampel"}).text
    assert 'value="sample|||standard"' in found


def test_anything_in_a_form_comes_out_as_choices_that_can_be_had(visitor: Visitor) -> None:
    odd = "<script>alert(1)</script>"
    strange = dict.fromkeys(
        ("topic", "language", "recipe", "edition", "size", "paper", "beside", "quick", "spare", "module"), odd
    )
    answer = visitor.post("/change", {**CHOSEN, **strange, "name": odd})
    assert (answer.status, "<script>alert" in answer.text) == (200, False)
    answer = visitor.choose(recipe="*", module=["about", "nothing"], spare=["driving", "x"], size="999999999999")
    assert answer.status == 200
    assert visitor.choose(note="1\n2\n3\n4\n5").text.count("mend") >= 1
    assert visitor.printed(note="1\n2\n3\n4\n5").status == 409


def test_a_carers_copy_leaves_out_what_is_the_patients(visitor: Visitor, pages_of: Any) -> None:
    visitor.shown(name=CANARY, date="1 May", for_carer="1")
    words = pages_of(visitor.printed(name=CANARY, date="1 May", for_carer="1").body)[0]
    assert ("1 May" in words, CANARY in words) == (True, False)
    visitor.shown(name=CANARY, for_carer="1", agrees="1")
    assert CANARY in pages_of(visitor.printed(name=CANARY, for_carer="1", agrees="1").body)[0]


# --- a dose plan

OF_NOBODY_ELSE = {"name": CANARY, "prescriber": "Dr Qanary", **PLAN}


def test_a_plan_is_printed_and_nobody_elses_sheet_has_it(visitor: Visitor, pages_of: Any) -> None:
    visitor.choose(**{"plan-do": "open"})
    assert "Total for each day: <bdi><strong>15 mg" in visitor.choose(**OF_NOBODY_ELSE).text
    visitor.shown(**OF_NOBODY_ELSE)
    led = visitor.post("/print", {**CHOSEN, **OF_NOBODY_ELSE})
    assert "plan" not in led.headers["location"]
    assert "15 mg" in "".join(pages_of(visitor.get(led.headers["location"]).body))
    assert "mg" not in visitor.post("/given").text
    bare = {**OF_NOBODY_ELSE, "for_carer": "1"}
    visitor.shown(**bare)
    assert "15 mg" not in "".join(pages_of(visitor.printed(**bare).body))
    visitor.post("/next-one")
    assert "plan.s1" not in visitor.get("/").text


def test_a_plan_that_lacks_something_is_not_made(visitor: Visitor) -> None:
    visitor.choose(**{"plan-do": "open"})
    for wrong, said in (
        ({"name": ""}, "A dose plan needs this."),
        ({"plan.s1.noon.mg": "1 BD"}, "No abbreviation"),
        ({"plan.s1.noon.mg": "5.0"}, "mg like 10 or 2.5"),
        ({"plan.s1.morning.mg": "10"}, "do not give the same dose"),
        ({"plan.s1.last": ""}, "This is unusual."),
        ({"plan.s1.last": "", "plan-ok": "open-end"}, "This is unusual."),
        ({"plan.s1.first": "2198-12-31", "plan.s1.last": "2198-12-30"}, "The last day is before the first"),
        ({"plan.valid_until": "2026-01-01"}, "Not before the first day"),
    ):
        asked = {**OF_NOBODY_ELSE, **wrong}
        assert said in visitor.choose(**asked).text, wrong
        assert visitor.post("/print", {**CHOSEN, **asked}).status == 409, wrong


def test_a_tick_holds_for_the_plan_for_which_it_was_made(visitor: Visitor) -> None:
    visitor.choose(**{"plan-do": "open"})
    open_end = {**OF_NOBODY_ELSE, "plan.s1.last": ""}
    ticks = re.findall(r'name="plan-ok".*? value="(open-end [^"]+)"', visitor.choose(**open_end).text)
    assert len(ticks) == 1
    visitor.shown(**open_end, **{"plan-ok": ticks})
    text = visitor.choose(**{**open_end, "plan.s1.morning.t1": "2", "plan-ok": ticks}).text
    assert ("mend first" in text, "checked" in re.search(r'<input[^>]*name="plan-ok"[^>]*>', text)[0]) == (True, False)


def test_any_rows_of_a_plan_are_taken_without_a_fault(visitor: Visitor) -> None:
    visitor.choose(**{"plan-do": "open"})
    for odd in ({"plan.s": ["x", "-1", "\u00b2", "7"]}, {"plan.t": []}, {"plan.s": [str(one) for one in range(900)]}):
        assert visitor.choose(**{**OF_NOBODY_ELSE, **odd}).status == 200
    for action in ("drop-step 1", "drop-tablet 1", "add-tablet", "add-step", "drop-step x", "x", "close", "close"):
        assert visitor.choose(**{**OF_NOBODY_ELSE, "plan-do": action}).status == 200


# --- the record system

QUESTION = "mainSearchCriteria.v.dn=Sample&informationRecipient.languageCode.c=en&patientPerson.age=71&name=Qanary"


def test_what_was_given_is_told_without_anything_of_the_patient(visitor: Visitor) -> None:
    visitor.shown(name=CANARY, date="1 May")
    assert visitor.post("/given").status == 409
    assert visitor.printed(name=CANARY, date="1 May").status == 200
    told = visitor.post("/given").text
    assert "patient information given; sample (essential); revision 1; English (en)" in told
    assert "DocumentReference" in told
    assert ("Qanary" in told, "1 May" in told) == (False, False)


def test_a_record_system_opens_a_window_and_nothing_of_its_question_stays(visitor: Visitor) -> None:
    led = visitor.get(f"/infobutton?{QUESTION}")
    assert (led.status, led.headers["location"]) == (303, "/")
    page = visitor.get("/").text
    assert ("How to take sample safely" in page, "Qanary" in page) == (True, False)
    assert re.search(r'id="language-en" value="en" checked', page)
    answer = visitor.get(f"/infobutton?{QUESTION}&knowledgeResponseType=application/json")
    assert (answer.headers["content-type"], "Qanary" in answer.text) == ("application/json", False)
    assert f"{visitor.desk.origin}/open?topic=sample" in answer.text


def test_a_link_of_a_record_system_leads_on_without_its_question(desk: Running) -> None:
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    answer = ask(desk, "GET", f"/infobutton?{QUESTION}", headers=linked)
    assert (answer.status, "Qanary" in answer.text) == (200, False)
    assert "/open?topic=sample&amp;lang=en" in answer.text
    assert ask(desk, "GET", "/open?topic=sample", headers=linked).status == 403


# --- time and room


def test_nobody_there_for_a_while_forgets_all(tmp_path: Path) -> None:
    folder = clinic_folder(tmp_path / "hilltop", {}, {})
    with open_desk(folder, replace(QUICK, idle=1.0)) as desk:
        visitor = Visitor(desk)
        visitor.choose(name=CANARY)
        time.sleep(1.3)
        answer = visitor.get("/")
        assert (answer.status, "Nobody was here" in answer.text, CANARY in answer.text) == (410, True, False)
        late = visitor.post("/change", {**CHOSEN, "name": CANARY}, **{"HX-Request": "true"})
        assert late.headers["hx-redirect"] == "/"
        assert not any(session.works for session in desk.store._sessions.values())


def test_too_many_are_told_so_and_nobody_hangs(tmp_path: Path) -> None:
    folder = clinic_folder(tmp_path / "hilltop", {}, {})
    with open_desk(folder, replace(QUICK, sheets=0)) as desk:
        visitor = Visitor(desk)
        assert "tries again by itself" in visitor.choose().text
    with open_desk(folder, replace(QUICK, queue=-1)) as desk:
        answer = ask(desk, "GET", "/")
        assert (answer.status, answer.headers["retry-after"], "busy" in answer.text) == (503, "2", True)


# --- nothing is left anywhere


def test_nothing_personal_is_in_any_file_log_or_address(
    tmp_path: Path, capfd: Any, caplog: Any, monkeypatch: Any
) -> None:
    folder = clinic_folder(tmp_path / "hilltop", {}, {})
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with open_desk(folder) as desk:
        visitor = Visitor(desk)
        asked = {**OF_NOBODY_ELSE, "plan.medicine": f"Sample {CANARY}", "note": CANARY}
        visitor.choose(**{"plan-do": "open"})
        visitor.shown(**asked)
        assert visitor.printed(**asked).status == 200
        visitor.post("/change", {**CHOSEN, "name": CANARY + "\ud7ff\ue000"})
    written = [path for path in (*tmp_path.rglob("*"),) if path.is_file()]
    assert not [path for path in written if b"Qanary" in path.read_bytes()]
    assert "Qanary" not in "".join(map(str, written))
    assert "Qanary" not in caplog.text + "".join(capfd.readouterr())


def test_the_command_prints_a_link_and_ends_without_leaving_a_process(tmp_path: Path) -> None:
    folder = clinic_folder(tmp_path / "hilltop", {}, {})
    command = [
        sys.executable,
        "-c",
        "from handouts.cli import main; main()",
        "desk",
        "--no-browser",
        "--clinic",
        folder,
    ]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(OWN)}, stdout=-1, stderr=-1, text=True, start_new_session=True
    ) as started:
        link = started.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter/[\w-]{32}", link)
        assert started.stderr.readline() == "the desk is open at that address, once; Ctrl-C ends it\n"
        started.terminate()
        assert started.communicate(timeout=30) == ("", "")
    assert started.returncode == 0
    end = time.monotonic() + 5
    while left(started.pid):
        assert time.monotonic() < end
        time.sleep(0.05)


def left(group: int) -> list[list[str]]:
    """Return the processes of a group that have not ended."""
    found = (path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat"))
    return [fields for fields in found if fields[2] == str(group) and fields[0] not in "ZX"]


def test_a_folder_that_is_none_is_2(tmp_path: Path, capfd: Any) -> None:
    assert run(["desk", "--no-browser", "--clinic", str(tmp_path)]) == 2
    assert "[clinic.no-folder]" in capfd.readouterr().err
