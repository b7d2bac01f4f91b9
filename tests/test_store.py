"""Places for files, a folder and a bucket of a real S3 server with faults: whole or not at all, over nobody else's."""

from __future__ import annotations

import pickle
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from handouts.errors import OutputFailed, Refused, UsageFault
from handouts.store import Bucket, Folder, Place, Taken, client, shared

from .buckets import SECRET, Stored

NAME = "000001-001000/000002-abc234.pdf"


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Folder(tmp_path / "out", tmp_path / "out" / ".handouts" / "unfinished")
    return Bucket(request.getfixturevalue("stored").address)


@pytest.fixture
def bucket(stored: Stored) -> Bucket:
    return Bucket(stored.address)


def test_a_place_keeps_what_is_written(place: Place) -> None:
    place.begin()
    assert (place.size(NAME), place.digest(NAME), place.read(NAME)) == (None, None, None)
    place.write(NAME, b"one")
    other = NAME.replace("002", "003")
    place.write(other, b"other")
    place.begin()
    assert (place.size(NAME), place.size(other), place.size(NAME + "x")) == (3, 5, None)
    assert place.digest(NAME) == sha256(b"one").digest()
    place.write(NAME, b"two", sha256(b"one").digest())
    assert place.read(NAME) == b"two"
    assert place.create(".handouts/mark", b"1")
    assert not place.create(".handouts/mark", b"2")
    assert place.read(".handouts/mark") == b"1"
    place.overwrite(".handouts/mark", b"3")
    assert place.read(".handouts/mark") == b"3"
    assert sorted(place.names()) == [NAME, other]
    place.remove(NAME)
    place.remove(NAME)
    assert list(place.names()) == [other]
    place.end()
    again = pickle.loads(pickle.dumps(place))  # noqa: S301 - our own
    assert (again, str(again), again.read(other)) == (place, str(place), b"other")


def test_what_others_have_put_there_is_not_written_over(bucket: Bucket) -> None:
    bucket.write(NAME, b"ours")
    bucket.write(NAME, b"ours")
    with pytest.raises(Taken) as caught:
        bucket.write(NAME, b"new", sha256(b"what we remember").digest())
    assert (caught.value.problems[0].code, bucket.read(NAME)) == ("store.conflict", b"ours")


def test_a_digest_that_the_store_does_not_keep_is_counted(stored: Stored, bucket: Bucket) -> None:
    stored.put(NAME, b"by another program")
    assert bucket.digest(NAME) == sha256(b"by another program").digest()
    bucket.write(NAME, b"by another program")


def test_of_sixteen_who_want_one_name_one_gets_it(bucket: Bucket) -> None:
    def tried(number: int) -> bytes | None:
        data = b"%d" % number * 999
        try:
            bucket.write(NAME, data)
        except Taken:
            return None
        return data

    with ThreadPoolExecutor(16) as threads:
        won = [data for data in threads.map(tried, range(16)) if data]
    assert [bucket.read(NAME)] == won


def test_a_store_that_fails_now_and_then_loses_and_halves_nothing(stored: Stored, bucket: Bucket) -> None:
    stored.fault(busy=0.1, cut=0.1, lost=0.1)  # a lost answer makes the next try meet its own file
    documents = {f"000001-001000/{number:06}-abc234.pdf": b"%06d" % number * 9000 for number in range(80)}
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda item: bucket.write(*item), documents.items()))
    stored.fault(busy=0, cut=0, lost=0)
    assert stored.files() == documents


def test_an_upload_that_is_broken_off_leaves_nothing(stored: Stored, bucket: Bucket) -> None:
    server = urlsplit(stored.url)
    with socket.create_connection((server.hostname, server.port)) as line:
        head = f"PUT /{stored.name}/clinic/{NAME} HTTP/1.1\r\nHost: {server.netloc}\r\nContent-Length: 100000\r\n\r\n"
        line.sendall(head.encode() + b"x" * 50_000)
    assert bucket.read(NAME) is None
    bucket.write(NAME, b"whole")
    assert stored.files() == {NAME: b"whole"}


@pytest.mark.parametrize("name", ["../x.pdf", "a/../../x.pdf", "a//x.pdf"])
def test_no_name_leads_out_of_the_bucket(bucket: Bucket, refusal: Any, name: str) -> None:
    assert refusal(OutputFailed, bucket.write, name, b"x")[0].code == "output.failed"


@pytest.mark.parametrize(
    "address",
    [
        *("s3://", "s3://key:kept-for-ourselves@b/part", "s3://b?secret=kept-for-ourselves", "s3://b#x", "s3://b/../c"),
        *("file:///srv/x", "memory:///", "http://b/c", "ftp://b", "s3:/b"),
    ],
)
def test_what_is_no_address_of_a_bucket_is_refused_and_not_repeated(refusal: Any, address: str) -> None:
    (problem,) = refusal(UsageFault, Bucket, address)
    assert (problem.code, SECRET in repr(problem)) == ("store.address", False)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({"denied": 1}, "store.denied"),
        ({"busy": 1}, "store.away"),
        ({"cut": 1}, "store.away"),
        ({"forgetful": 1}, "store.create-only"),
    ],
)
def test_a_store_that_will_not_do_is_told(
    stored: Stored, bucket: Bucket, refusal: Any, monkeypatch: pytest.MonkeyPatch, faults: dict[str, float], code: str
) -> None:
    monkeypatch.setattr(client, "_TRIES", 1)
    client._opened.cache_clear()
    stored.fault(**faults)
    (problem,) = refusal(OutputFailed, bucket.begin)
    assert (problem.code, SECRET in repr(problem), "http" in repr(problem)) == (code, False, False)


def test_a_bucket_that_is_not_there_is_told(stored: Stored, refusal: Any) -> None:
    assert refusal(OutputFailed, Bucket(f"s3://{stored.name}x").begin)[0].code == "store.no-bucket"


def test_a_store_that_is_away_is_told(stored: Stored, refusal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_TRIES", 1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert refusal(OutputFailed, Bucket("s3://nobody").begin)[0].code == "store.away"


def test_without_encryption_nothing_is_sent_unless_the_environment_says_so(
    stored: Stored, bucket: Bucket, refusal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    assert refusal(OutputFailed, bucket.begin)[0].code == "store.away"


def test_without_obstore_there_is_a_remedy(refusal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    (problem,) = refusal(Refused, Bucket("s3://b").begin)
    assert (problem.code, "handouts[store]" in problem.hint) == ("store.not-installed", True)


def test_a_bucket_travels_without_its_keys(bucket: Bucket) -> None:
    bucket.begin()
    assert SECRET.encode() not in pickle.dumps(bucket)
    assert SECRET not in repr(vars(bucket))


def test_a_mark_that_another_was_first_to_make_stays(tmp_path: Path) -> None:
    place = Folder(tmp_path, tmp_path / "scratch")
    with ThreadPoolExecutor(16) as threads:
        won = [
            number
            for number in threads.map(lambda number: place.create("m/x", b"%d" % number) and number + 1, range(16))
            if number
        ]
    assert [b"%d" % (number - 1) for number in won] == [place.read("m/x")]
    assert [path.name for path in (tmp_path / "m").iterdir()] == ["x"]


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:44 / /home rw shared:2 - nfs4 server:/home rw
41 40 0:45 / /home/my\\040disk rw - xfs /dev/sdb rw
42 22 0:46 / /buckets rw - fuse.s3fs s3fs rw
43 22 0:47 / /home2 rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        *(
            ("/home/me/run", True),
            ("/home/my disk/run", False),
            ("/home2/x", False),
            ("/buckets", True),
            ("/var/x", False),
        ),
    ],
)
def test_a_network_share_is_known(folder: str, *, found: bool) -> None:
    assert shared(Path(folder), MOUNTS) is found
    assert not shared(Path("/proc"))
