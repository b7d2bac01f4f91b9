"""A served desk for tests: behind the documented nginx with TLS and sign-in, or asked as that proxy would ask."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from handouts.web.desk.front import SECRET, USER, Front
from handouts.web.desk.server import Running

from .conftest import OWN
from .desks import Answer, Visitor, answered, ask

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
KEY = "k" * 40
FRONT = Front("https://desk.clinic.example", KEY.encode())


def passed(user: str) -> dict[str, str]:
    """Return the headers that the proxy sets."""
    return {SECRET: KEY, USER: user}


class Colleague(Visitor):
    """Somebody who is signed in, as the desk sees them."""

    def __init__(self, desk: Running, user: str, cookie: str = "") -> None:
        self.user = user
        super().__init__(desk, cookie)

    def _enter(self) -> str:
        return ask(self.desk, "GET", "/", headers=passed(self.user)).headers["set-cookie"].partition(";")[0]

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        return ask(self.desk, method, path, body, {**passed(self.user), **headers})


@dataclass
class Proxy:
    """A running nginx, and what its visitors trust."""

    folder: Path
    port: int
    trusted: ssl.SSLContext

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Ask over TLS, header by header."""
        connection = HTTPSConnection("localhost", self.port, context=self.trusted, timeout=40)
        return answered(connection, f"localhost:{self.port}", method, path, body, headers or {})


class Through(Visitor):
    """Somebody who signs in at the proxy."""

    def __init__(self, desk: Running, proxy: Proxy, user: str) -> None:
        self.proxy, self.signed = proxy, signed(user)
        super().__init__(desk)

    def _enter(self) -> str:
        return self.proxy.ask("GET", "/", headers=self.signed).headers["set-cookie"].partition(";")[0]

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        return self.proxy.ask(method, path, body, {**self.signed, **headers})


def signed(user: str, said: str = "correct horse") -> dict[str, str]:
    """Return what a browser sends of somebody who signs in."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{said}".encode()).decode()}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def nginx(folder: Path, port: int, desk_port: int) -> Iterator[Proxy]:
    """Run the example as it stands, but for names, places and ports."""
    folder.mkdir()
    _prepared(folder, port, desk_port)
    with subprocess.Popen([str(NGINX), "-p", folder, "-c", folder / "main.conf"], stderr=subprocess.PIPE) as started:
        try:
            _listening(port, started)
            yield Proxy(folder, port, ssl.create_default_context(cafile=str(folder / "cert.pem")))
        finally:
            started.terminate()
            started.wait(10)


def _prepared(folder: Path, port: int, desk_port: int) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(made, check=True, capture_output=True)
    crypt = ["openssl", "passwd", "-apr1", "correct horse"]
    password = subprocess.run(crypt, check=True, capture_output=True, text=True).stdout.strip()
    (folder / "htpasswd").write_text("".join(f"{name}:{password}\n" for name in ("ana", "ben")))
    (folder / "secret.conf").write_text(f'proxy_set_header {SECRET} "{KEY}";\n')
    text = (OWN / "examples/desk/nginx.conf").read_text(encoding="utf-8")
    changes = {
        "listen 443": f"listen 127.0.0.1:{port}",
        "desk.clinic.example;": "localhost;",
        "/etc/nginx/desk/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8123": f"127.0.0.1:{desk_port}",
        "error.log crit;": "error.log warn;",
    }
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    (folder / "desk.conf").write_text(text, encoding="utf-8")
    places = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    main = f"daemon off; {user} pid {folder}/pid; error_log {folder}/main.log; worker_processes 1;\nevents {{}}\n"
    (folder / "main.conf").write_text(f"{main}http {{\n{places}\ninclude {folder}/desk.conf;\n}}\n")


def _listening(port: int, started: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        assert started.poll() is None, started.stderr.read().decode() if started.stderr else ""
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")
