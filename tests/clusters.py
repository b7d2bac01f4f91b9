"""A real Dask cluster on this machine, from the command lines that a person types, for tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .lists import OWN, of_session

DASK = Path(sys.executable).with_name("dask")
_QUIET = ("--no-dashboard", "--host", "127.0.0.1")


class Machines:
    """A scheduler and its workers, each in a session of its own; what they log is in the folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str], protocol: str) -> None:
        self.folder, self.environment = folder, {**os.environ, "PYTHONPATH": str(OWN), **environment}
        file = folder / "scheduler.json"
        where = ("--port", "0", "--scheduler-file", file, "--protocol", protocol)
        self.scheduler = self._started("scheduler", "scheduler", *where)
        end = time.monotonic() + 60
        while not file.exists() or not file.read_text().endswith("}"):
            assert time.monotonic() < end, self.logged()
            assert self.scheduler.poll() is None, self.logged()
            time.sleep(0.05)
        self.address: str = json.loads(file.read_text())["address"]
        self.workers: list[subprocess.Popen[bytes]] = []

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread."""
        name = f"worker{len(self.workers)}"
        where = ("--nthreads", "1", "--local-directory", self.folder / name)
        self.workers.append(self._started(name, "worker", self.address, *where, *more))
        return self.workers[-1]

    def logged(self) -> str:
        """Return all that they have said."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    def _started(self, name: str, *arguments: object) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [DASK, *map(str, arguments), *_QUIET]
            return subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=self.environment, start_new_session=True
            )

    def end(self) -> None:
        """End them all, and what they started."""
        for process in (*self.workers, self.scheduler):
            for number in of_session(process.pid):
                os.kill(number, signal.SIGKILL)
            process.wait()


@contextmanager
def machines(folder: Path, workers: int, *more: str, protocol: str = "tcp", **environment: str) -> Iterator[Machines]:
    """Start a cluster for the length of the block, which may say anything in its logs but a patient's name."""
    folder.mkdir()
    usual = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "DASK_LOGGING__DISTRIBUTED": "debug"}
    running = Machines(folder, {**usual, **environment}, protocol)
    try:
        for _ in range(workers):
            running.worker(*more)
        yield running
        assert "Quill" not in running.logged()
    finally:
        running.end()


def certificates(folder: Path) -> dict[str, str]:
    """Write a certificate for everybody, and return the environment in which Dask finds it."""
    from distributed.security import Security

    security: Any = Security.temporary()
    folder.mkdir()
    (folder / "key.pem").write_text(security.tls_client_key)
    (folder / "cert.pem").write_text(security.tls_client_cert)
    tls = {"CA_FILE": "cert.pem"}
    for who in ("CLIENT", "SCHEDULER", "WORKER"):
        tls |= {f"{who}__KEY": "key.pem", f"{who}__CERT": "cert.pem"}
    found = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(folder / file) for name, file in tls.items()}
    return {**found, "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}
