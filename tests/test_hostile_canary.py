"""What is personal stands on the page and nowhere else (S5): every field of the panel, six ways for a run to end.

Real processes, with a home, a cache and a folder for temporary files of their own, all searched, once more while the
run is under way. The ledger and the logs of a cluster come with batch.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.model.request import PANEL_FIELDS, PATIENT_FIELDS

from .hostile.reaching import everything

MAIN = "from handouts.cli import main; main()"
PLANTED = Path(__file__).with_name("hostile") / "planted"
CANARIES = {field: f"Qa{number}nary{field[:3]}" for number, field in enumerate(PATIENT_FIELDS)}
PATIENT = "".join(f"{field}: {canary} Example\n" for field, canary in CANARIES.items())
SHARED = Path("/dev/shm")  # noqa: S108 - where the processes talk


@dataclass
class Run:
    """One run of the program: where everything of it lies, and how it ended."""

    root: Path
    code: int = 0
    said: bytes = b""

    def files(self) -> Iterator[Path]:
        """Yield all files but the two that may hold what is personal."""
        shared = SHARED.iterdir() if SHARED.is_dir() else ()
        kept = {self.root / "given" / "patient.yaml", self.root / "work" / "sheet.pdf"}
        cached = (self.root / "cache").resolve().rglob("*")  # it is a link, which is not followed otherwise
        return (path for path in (*self.root.rglob("*"), *cached, *shared) if path.is_file() and path not in kept)

    def held(self) -> list[tuple[str, str]]:
        """Return every field whose words are in a file, in its name or in what was said, with the place."""
        found = [("what was said", self.said)]
        for path in self.files():
            try:
                found += [(str(path), os.fsencode(path.name) + path.read_bytes())]
            except OSError:  # another process's, or gone
                continue
        return [(field, place) for place, body in found for field, canary in CANARIES.items() if holds(body, canary)]


def holds(body: bytes, word: str) -> bool:
    return any(word.encode(form) in body for form in ("utf-8", "utf-16-be", "utf-16-le"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all these runs: filling one takes longer than a run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def start(
    tmp_path: Path, cache: Path, own: Path, clinic: Callable[..., Path]
) -> Callable[..., subprocess.Popen[bytes]]:
    """Start the program on a patient file, with a fault planted or not."""

    def go(files: dict[str, str] | None = None, plant: str = "", **facts: Any) -> subprocess.Popen[bytes]:
        for name in ("given", "work", "home", "temporary"):
            (tmp_path / name).mkdir()
        (tmp_path / "given" / "patient.yaml").write_text(PATIENT)
        (tmp_path / "cache").symlink_to(cache)
        command = [sys.executable, "-c", MAIN, "make", "sample", "--clinic", str(clinic(files, **facts))]
        places = {"HOME": "home", "TMPDIR": "temporary", "XDG_CACHE_HOME": "cache"}
        return subprocess.Popen(
            [*command, "--patient", str(tmp_path / "given" / "patient.yaml"), "-o", "sheet.pdf"],
            cwd=tmp_path / "work",
            env={
                **os.environ,
                **{name: str(tmp_path / place) for name, place in places.items()},
                "PYTHONPATH": os.pathsep.join((str(PLANTED), str(own))),
                "PYTHONDONTWRITEBYTECODE": "1",
                "HANDOUTS_TEST_PLANT": plant,
                "HANDOUTS_TEST_READY": str(tmp_path / "ready"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    return go


def ended(process: subprocess.Popen[bytes], root: Path, number: int = 0) -> Run:
    """Wait for the end of a run; with a signal, send it once the patient's words are in the child."""
    if number:
        end = time.monotonic() + 60
        while not (root / "ready").exists():
            assert time.monotonic() < end, "the child never came to the patient's words"
            assert process.poll() is None, process.communicate()[0].decode()
            time.sleep(0.05)
        assert Run(root).held() == []
        assert not any(holds(told(group), canary) for group in of_group(process.pid) for canary in CANARIES.values())
        os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=60)
    return Run(root, process.returncode, said)


def of_group(group: int) -> list[int]:
    """Return the processes of a session."""
    proc = (path for path in Path("/proc").iterdir() if path.name.isdigit())
    return [int(path.name) for path in proc if os.getsid(int(path.name)) == group] if group else []


def told(process: int) -> bytes:
    """Return what everybody may read of a process: its command line and, as its user, its environment."""
    return b"".join(Path(f"/proc/{process}/{name}").read_bytes() for name in ("cmdline", "environ"))


HIDDEN = {"styles/clinic.css": ".value { opacity: 0 }"}
ENDS: dict[str, tuple[dict[str, Any], int, int, str]] = {
    "done": ({}, 0, 0, "sheet.pdf (2 pages)"),
    "refused": ({"phone": None}, 0, 4, "[clinic.lacks]"),
    "refused after it was laid out": ({"files": HIDDEN}, 0, 4, "[preflight.no-ink]"),
    "crashed": ({"plant": "break"}, 0, 1, "this is our fault"),
    "killed": ({"plant": "hang"}, signal.SIGKILL, -signal.SIGKILL, ""),
    "cancelled": ({"plant": "hang"}, signal.SIGINT, 130, "interrupted; nothing was written"),
}
"""How each run is started, the signal that ends it, the code that it answers with and what it says."""


@pytest.mark.skipif(sys.platform != "linux", reason="needs sessions and /proc")
@pytest.mark.parametrize("name", ENDS)
def test_what_is_personal_is_on_the_page_alone(start: Any, tmp_path: Path, pages_of: Any, name: str) -> None:
    how, number, code, says = ENDS[name]
    run = ended(start(**how), tmp_path, number)
    assert run.code == code, run.said.decode()
    assert says in run.said.decode()
    assert run.held() == []
    assert (tmp_path / "work" / "sheet.pdf").exists() is (code == 0)
    left = {path.name for path in (tmp_path / "temporary").rglob("*")}
    assert not left or number == signal.SIGKILL
    if code == 0:
        pdf = (tmp_path / "work" / "sheet.pdf").read_bytes()
        assert all(f"{CANARIES[field]} Example" in pages_of(pdf)[0] for field in PANEL_FIELDS)
        only_on_the_page(pdf, tmp_path)


def only_on_the_page(pdf: bytes, root: Path) -> None:
    """Fail where a file says of itself what is personal or where it was made."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = "".join(str(page.obj) for page in document.pages)
        about = [str(document.docinfo), document.open_metadata().__str__(), pages]
        about += [str(item.title) for item in document.open_outline().root]
        about += [str(dict(document.Root.get(key, {}))) for key in ("/Names", "/AF", "/ViewerPreferences")]
    whole = everything(pdf)
    for canary in CANARIES.values():
        assert not any(holds(text.encode(), canary) for text in about)
    for place in (str(root), str(Path(__file__).parents[1]), f"{Path.home()}/"):
        assert not holds(whole, place)


def test_a_leak_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "log").write_bytes(b"\0\1" + CANARIES["note"].encode("utf-16-le"))
    (tmp_path / f"{CANARIES['name']}.txt").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "cache").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "x").write_text(CANARIES["prescriber"])
    run = Run(tmp_path, said=f"no {CANARIES['date']}".encode())
    assert {field for field, _ in run.held()} == {"note", "name", "date", "prescriber"}
    assert len(CANARIES) * len(ENDS) == 48
