"""The desk for a clinic's own network: only through its proxy, each user apart, many at once and nobody hangs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handouts.cli import run
from handouts.errors import UsageFault
from handouts.web.desk.front import SECRET, USER, proxied
from handouts.web.desk.line import Line
from handouts.web.desk.server import Running
from handouts.web.desk.sessions import Full, Store, Work
from handouts.web.desk.settings import Settings

from .conftest import clinic_folder
from .desks import CHOSEN, FORM, QUICK, ask, open_desk
from .proxies import FRONT, KEY, NGINX, Colleague, Front, Through, free_port, nginx, passed, signed

CANARY = "Qanary Xylophone"
HX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = clinic_folder(tmp_path_factory.mktemp("desk") / "hilltop", {}, {})
    with open_desk(folder, replace(QUICK, sessions=60), FRONT) as running:
        yield running


# --- S7 once more: what does not come through the proxy, or from another user


@pytest.mark.parametrize("secret", ["", "x", KEY[:-1], KEY + "k", KEY.upper(), f"{KEY}, {KEY}", "\xff" * 40])
def test_what_did_not_come_through_the_proxy_is_refused(desk: Running, secret: str) -> None:
    colleague = Colleague(desk, "ana")
    for path in ("/", "/static/desk.css", "/brand.css", "/infobutton", "/nothing"):
        answer = ask(desk, "GET", path, headers={USER: "ana", SECRET: secret, "Cookie": colleague.cookie})
        assert (answer.status, answer.body) == (403, b"403\n")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("user", ["", " ", "\t"])
def test_who_is_not_signed_in_is_refused(desk: Running, user: str) -> None:
    for path in ("/", "/static/desk.css", "/infobutton"):
        answer = ask(desk, "GET", path, headers={SECRET: KEY, USER: user})
        assert (answer.status, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize("host", ["evil.example", "desk.clinic.example:443", "127.0.0.1", "desk.clinic.example.evil"])
def test_another_name_is_refused(desk: Running, host: str) -> None:
    assert ask(desk, "GET", "/", headers={**passed("ana"), "Host": host}).status == 403


@pytest.mark.parametrize(
    "origin", ["http://desk.clinic.example", "https://evil.example", "null", "", "http://127.0.0.1"]
)
def test_a_form_from_elsewhere_is_refused(desk: Running, origin: str) -> None:
    colleague = Colleague(desk, "ana")
    assert colleague.post("/end", Origin=origin).status == 403
    assert colleague.post("/end", csrf="x").status in {303, 403}
    assert Colleague(desk, "ana").post("/change", {**CHOSEN, "csrf": "x"}).status == 403


def test_the_session_of_another_user_is_refused(desk: Running) -> None:
    ana, ben = Colleague(desk, "ana"), Colleague(desk, "ben")
    ana.choose(name=CANARY)
    swapped = {"Cookie": ana.cookie}
    for fields in ({}, {"csrf": ana.csrf, "work": ana.work}):
        for path in ("/change", "/look-again", "/print", "/end", "/next-one", "/again", "/given"):
            answer = ben.post(path, {**CHOSEN, **fields}, **swapped)
            assert (answer.status, CANARY in answer.text) == (403, False)
    anew = ben.get("/", **swapped)  # a computer that both use: whoever signs in begins with nothing
    assert (anew.status, CANARY in anew.text, ana.cookie in anew.headers["set-cookie"]) == (200, False, False)
    assert "ready" in ana.shown(name=CANARY).lower()
    picture = ana.post("/look-again").text.partition('src="')[2].partition('"')[0]
    ticket = ana.post("/print", {**CHOSEN, "name": CANARY}).headers["location"]
    for path in (picture, ticket):
        assert ben.get(path, **swapped).status == 403
        assert ben.get(path).status in {404, 410}
        assert ana.get(path).status == 200


def test_two_users_that_one_header_names_are_nobody_of_them(desk: Running) -> None:
    ana = Colleague(desk, "ana")
    answer = ask(desk, "POST", "/end", b"", {**passed("ana, ben"), "Cookie": ana.cookie, "Content-Type": FORM})
    assert answer.status == 403


def test_the_cookie_is_bound_to_tls_and_this_name(desk: Running) -> None:
    cookie = ask(desk, "GET", "/", headers=passed("ana")).headers["set-cookie"].split("; ")
    assert cookie[0].startswith("__Host-desk=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= {*cookie}
    assert not [part for part in cookie if part.startswith("Domain")]


def test_a_link_from_elsewhere_begins_no_second_session(desk: Running) -> None:
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    answer = ask(desk, "GET", "/", headers={**passed("ana"), **linked})
    assert (answer.status, "set-cookie" in answer.headers, "csrf" in answer.text) == (200, False, False)
    assert ask(desk, "GET", "/open?topic=sample", headers={**passed("ana"), **linked}).status == 403
    led = ask(desk, "GET", "/open?topic=sample&lang=en", headers={**passed("ana"), "Sec-Fetch-Site": "same-origin"})
    assert (led.status, led.headers["location"], "set-cookie" in led.headers) == (303, "/", True)
    assert ask(desk, "GET", f"/enter/{desk.store.token()}", headers=passed("ana")).status == 403


def test_forgetting_everything_is_one_sessions_own(desk: Running) -> None:
    ana, other, ben = Colleague(desk, "ana"), Colleague(desk, "ana"), Colleague(desk, "ben")
    assert ana.post("/end").status == 303
    assert ana.get("/").status == 410
    assert {other.get("/").status, ben.get("/").status} == {200}
    again = ana.post("/again")
    assert (again.status, again.headers["set-cookie"].startswith("__Host-desk=")) == (303, True)


def test_who_is_signed_in_is_kept_nowhere_as_said(desk: Running, capfd: Any, caplog: Any) -> None:
    Colleague(desk, "ana.canary").choose()
    assert "canary" not in "".join((caplog.text, *capfd.readouterr()))
    owners = {session.owner for session in desk.store._sessions.values()}
    assert all(len(owner) == 32 for owner in owners)
    assert not [name for name in owners if b"ana" in name]


def test_it_listens_on_this_machine_alone(desk: Running) -> None:
    lines = [line.split() for path in Path("/proc/net").glob("tcp*") for line in path.read_text().splitlines()]
    listening = [fields[1] for fields in lines if fields[3] == "0A" and fields[1].endswith(f":{desk.port:04X}")]
    assert listening == [f"0100007F:{desk.port:04X}"] or not lines


# --- room, and whose turn it is


def test_who_comes_when_all_places_are_taken_is_told_so() -> None:
    now = [0.0]
    store = Store(Settings(sessions=2, idle=10), lambda _work: None, lambda: now[0])
    one, two = store.begin(b"a"), store.begin(b"b")
    with pytest.raises(Full):
        store.begin(b"c")
    store.end(one, "asked")
    three = store.begin(b"c")
    assert [store.of(item.key, item.owner) for item in (one, two, three)] == [None, two, three]
    now[0] = 11
    assert store.begin(b"d").ended == ""


def test_a_full_desk_answers_busy(tmp_path: Path) -> None:
    with open_desk(clinic_folder(tmp_path / "hilltop", {}, {}), replace(QUICK, sessions=1), FRONT) as desk:
        Colleague(desk, "ana")
        answer = ask(desk, "GET", "/", headers=passed("ben"))
        assert (answer.status, answer.headers["retry-after"], "busy" in answer.text) == (503, "2", True)


def test_sessions_take_turns_however_many_windows_each_has() -> None:
    line = Line(room=6, each=4)
    many, few = [Work(session="many") for _ in range(5)], [Work(session="few") for _ in range(3)]
    assert [line.add(work) for work in many] == [True] * 4 + [False]
    assert [line.add(work) for work in few] == [True] * 2 + [False]
    assert line.add(many[0])
    expected = [many[0], few[0], many[1], few[1], many[2], many[3]]
    assert [line.ahead(work) for work in expected] == list(range(6))
    line.drop(many[2])
    assert [line.take() for _ in range(len(line))] == [work for work in expected if work is not many[2]]


def test_eight_at_once_each_get_their_own_sheet(tmp_path: Path, pages_of: Any) -> None:
    got: list[tuple[int, list[int]]] = []
    with open_desk(clinic_folder(tmp_path / "hilltop", {}, {}), replace(QUICK, makers=2), FRONT) as desk:

        def work(number: int) -> None:
            colleague, name = Colleague(desk, f"user{number}"), f"Patient Number{number}"
            colleague.shown(name=name)
            words = "".join(pages_of(colleague.printed(name=name).body))
            got.append((number, [other for other in range(8) if f"Number{other}" in words]))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(got) == [(number, [number]) for number in range(8)]


# --- what cannot be is refused

ORIGINS = (
    "http://desk.clinic.example",
    "desk.clinic.example",
    "https://",
    "https://0.0.0.0",
    "https://192.168.1.5:8443",
    "0.0.0.0:8000",
    "https://desk.clinic.example/path",
    "https://ana@desk.clinic.example",
    "https://desk.clinic.example:99999",
    "https://-desk.example",
    "https://de\u017fk.example",
    "https://[::]",
    "https://*.clinic.example",
    "https://desk.clinic.example\n",
)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "desk.secret"
    path.write_text(f"{KEY}\n")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("origin", ORIGINS)
def test_any_other_kind_of_address_is_refused(secret: Path, origin: str) -> None:
    with pytest.raises(UsageFault) as fault:
        proxied(origin, secret)
    assert fault.value.problems[0].code == "desk.origin"


def test_an_address_is_taken_as_browsers_say_it(secret: Path) -> None:
    said = {"https://Desk.Clinic.Example:443/": "https://desk.clinic.example", "https://desk:8443": "https://desk:8443"}
    assert {name: proxied(name, secret).origin for name in said} == said
    assert proxied("https://desk", secret).secret == KEY.encode()
    assert KEY not in repr(proxied("https://desk", secret))


def test_a_secret_that_is_none_is_refused(secret: Path) -> None:
    for text in ("", "short", "two words " * 8, "x" * 300, "\u00e9" * 40):
        secret.write_text(text)
        with pytest.raises(UsageFault):
            proxied("https://desk", secret)
    secret.write_text(KEY)
    for mode in (0o640, 0o604, 0o660):
        secret.chmod(mode)
        with pytest.raises(UsageFault) as fault:
            proxied("https://desk", secret)
        assert fault.value.problems[0].hint == "make it yours alone: chmod 600 FILE"
    for path in (secret.parent, secret.parent / "nothing"):
        with pytest.raises(UsageFault):
            proxied("https://desk", path)


@pytest.mark.parametrize("lacks", ["--serve", "--proxy-secret", "--port"])
def test_half_of_the_options_is_refused(tmp_path: Path, secret: Path, capfd: Any, lacks: str) -> None:
    folder = clinic_folder(tmp_path / "hilltop", {}, {})
    options = {"--serve": "https://desk.example", "--proxy-secret": str(secret), "--port": "8123"}
    given = [part for name, value in options.items() if name != lacks for part in (name, value)]
    assert run(["desk", "--clinic", str(folder), *given]) == 2
    assert "[desk.serve]" in capfd.readouterr().err


def test_there_is_no_other_address_to_listen_on(capfd: Any) -> None:
    assert run(["desk", "--host", "0.0.0.0"]) == 2  # noqa: S104 - it is refused
    assert "No such option" in capfd.readouterr().err


# --- behind the nginx of the documentation


@pytest.mark.skipif(not NGINX, reason="needs nginx")
def test_the_whole_way_through_nginx(tmp_path: Path, pages_of: Any) -> None:
    port = free_port()
    front = Front(f"https://localhost:{port}", KEY.encode())
    with (
        open_desk(clinic_folder(tmp_path / "hilltop", {}, {}), None, front) as desk,
        nginx(tmp_path / "nginx", port, desk.port) as proxy,
    ):
        assert proxy.ask("GET", "/").status == 401
        assert proxy.ask("GET", "/", headers=signed("ana", "wrong")).status == 401
        forged = {SECRET: KEY, USER: "ana", "X_Remote_User": "ana", "X_Desk_Secret": KEY}
        assert proxy.ask("GET", "/", headers=forged).status == 401
        assert ask(desk, "GET", "/").status == 403
        ana, ben = Through(desk, proxy, "ana"), Through(desk, proxy, "ben")
        ana.shown(name=CANARY, note="Rest well. " * 10)
        for name in (USER, SECRET, "X_Remote_User"):  # what ben says of himself goes no further
            forged = {name: "ana", "Cookie": ana.cookie}
            assert ben.post("/look-again", {"csrf": ana.csrf, "work": ana.work}, **forged).status == 403
        assert ben.post("/change", {"name": "x" * 70_000}).status == 413
        assert ben.post("/change", {**CHOSEN, "q": "x" * 60_000}).status == 200
        printed = ana.printed(name=CANARY, note="Rest well. " * 10)
        assert CANARY in pages_of(printed.body)[0]
        assert (printed.headers["cache-control"], "server" in printed.headers) == ("no-store", True)
        assert "strict-transport-security" in printed.headers
        ana.get("/infobutton?patientPerson.name=Qanary&mainSearchCriteria.v.dn=Sample")
        with pytest.raises((OSError, ValueError)):
            _asked_by_another_name(proxy.port)
    logs = {path.name: path.read_text() for path in (tmp_path / "nginx").glob("*.log")}
    assert "/infobutton 303" in logs["desk.log"]
    assert not [name for name, text in logs.items() if "Qanary" in text or "temporary file" in text]


def _asked_by_another_name(port: int) -> None:
    import ssl

    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port)) as raw:
        blind.wrap_socket(raw, server_hostname="evil.example").close()
