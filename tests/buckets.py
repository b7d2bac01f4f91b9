"""A real S3 server for tests (moto's, in a process of its own), a bucket for each test, and what lies in it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import obstore

from handouts.store import Bucket, client

SECRET = "kept-for-ourselves"  # noqa: S105 - nobody checks it


@dataclass(frozen=True)
class Stored:
    """A bucket, and the server that has it."""

    url: str
    name: str

    @property
    def address(self) -> str:
        return f"s3://{self.name}/clinic"

    @property
    def environment(self) -> dict[str, str]:
        """What the program needs to find it."""
        return {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-west-2",
            "AWS_ALLOW_HTTP": "true",
        }

    def fault(self, **shares: float) -> None:
        """Have the server fail at this share of the requests that it is about."""
        for kind, share in shares.items():
            self.ask(f"/-/{kind}/{share}")

    def ask(self, path: str) -> None:
        """Ask the server for something that needs no key."""
        urllib.request.urlopen(urllib.request.Request(self.url + path, b"", method="PUT")).close()  # noqa: S310

    def put(self, name: str, data: bytes) -> None:
        """Put something there as another program would."""
        obstore.put(client._opened(self.address), name, data)

    def read(self, name: str) -> bytes:
        """Return what an object holds."""
        data = Bucket(self.address).read(name)
        assert data is not None, name
        return data

    def files(self) -> dict[str, bytes]:
        """Return all that lies in it but marks, by name."""
        return {name: self.read(name) for name in Bucket(self.address).names()}


@contextmanager
def served() -> Iterator[str]:
    """Start the server for the length of the block; gives its address."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("bucket_server.py"))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin
    assert process.stdout
    with process.stdin, process.stdout:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.kill()
        process.wait()


def bucket(server: str) -> Stored:
    """Make a new bucket, and a server without faults."""
    stored = Stored(server, f"b{os.urandom(6).hex()}")
    stored.fault(busy=0, cut=0, lost=0, denied=0, forgetful=0)
    stored.ask(f"/{stored.name}")
    return stored
