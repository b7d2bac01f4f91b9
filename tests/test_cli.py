"""The command line: what it makes, what it says, what it answers with, and what never gets out of it."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from handouts import single
from handouts.errors import ExitCode

CANARY = "Qanary"
PATIENT = f"name: {CANARY} Example\nreference: {CANARY}-1\nnote: |\n  Bring {CANARY}.\n"
MAIN = ("-c", "from handouts.cli import main; main()")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, no clinic in the environment, temporary files where they can be counted."""
    for name in ("work", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.delenv("HANDOUTS_CLINIC", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    return tmp_path / "work"


@pytest.fixture
def process(own: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command line in a process of its own."""

    def call(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, *MAIN, *(str(argument) for argument in arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        return subprocess.run(command, env=environment(own), check=False, timeout=120, **pipes)

    return call


def environment(own: Path) -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": str(own)}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- make


def test_make_writes_one_handout_and_names_it(handouts: Any, clinic: Any, elsewhere: Path, pages_of: Any) -> None:
    (elsewhere / "p.yaml").write_text(PATIENT)
    code, out, err = handouts("make", "sample", "--clinic", clinic(), "--patient", "p.yaml", "--today", "2026-11-23")
    assert (code, out, err) == (0, "sample-essential-en.pdf (2 pages)\n", "")
    assert sorted(everything(elsewhere)) == ["p.yaml", "sample-essential-en.pdf"]
    pdf = (elsewhere / "sample-essential-en.pdf").read_bytes()
    assert f"{CANARY} Example" in pages_of(pdf)[0]
    assert b"23 November" not in pdf
    assert everything(elsewhere.parent / "temporary") == {}


def test_make_in_json_names_the_file_its_pages_and_its_problems(handouts: Any, clinic: Any, elsewhere: Path) -> None:
    folder = clinic(phone="____")
    code, out, err = handouts("make", "sample", "--clinic", folder, "--json", "-o", "a/b.pdf", "--today", "2026-11-23")
    ((row,), found) = (json.loads(out), everything(elsewhere))
    assert (code, row["id"], row["pages"], list(found)) == (0, "a/b.pdf", 2, ["a/b.pdf"])
    assert "clinic.blank" in {problem["id"] for problem in row["problems"]}
    assert "[clinic.blank]" in err


def test_make_to_standard_output_prints_the_pdf_and_nothing_else(process: Any, clinic: Any, elsewhere: Path) -> None:
    done = process("make", "sample", "--clinic", clinic(), "--patient", "-", "-o", "-", input=PATIENT.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"%PDF-")
    assert done.stdout.rstrip().endswith(b"%%EOF")
    assert everything(elsewhere) == {}


def test_the_clinic_is_found_above_the_working_folder_or_in_the_environment(
    handouts: Any, clinic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = clinic()
    assert handouts("make", "sample")[0] == ExitCode.USAGE
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    assert "sample" in handouts("list", "topics")[1]
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("HANDOUTS_CLINIC", str(folder))
    assert "sample" in handouts("list", "topics")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("make", "nope"), "baclofen, "),
        (("make", "sample", "--lang", "xx"), "languages: en"),
        (("make", "sample", "--module", "nope"), "modules of sample: key-points"),
        (("make", "sample", "--recipe", "nope"), "recipes of sample: essential, brief"),
        (("make", "sample", "--for", "nope"), "conditions: pump, kidney"),
        (("make", "sample", "--not-for", "nope"), "conditions: pump, kidney"),
        (("make", "sample", "--for", "pump", "--not-for", "pump"), "say it once"),
        (("make", "sample", "--edition", "nope"), "editions: standard"),
        (("make", "sample", "--paper", "nope"), "'a4', 'letter'"),
        (("make", "sample", "--today", "soon"), "does not match"),
        (("make", "sample", "--nope"), "No such option"),
        (("make",), "name one"),
        (("list", "nope"), "'topics', 'modules', 'recipes', 'languages'"),
        (("list", "modules", "--topic", "nope"), "baclofen, "),
        (("nope",), "No such command"),
        ((), "Usage: handouts"),
        (("new", "x", "--country", "ZZ"), "two letters"),
        (("new", "x"), "Missing option"),
        (("inspect",), "Missing argument"),
    ],
)
def test_a_command_that_cannot_be_meant_is_2_with_what_can(
    handouts: Any, clinic: Any, elsewhere: Path, arguments: tuple[str, ...], says: str
) -> None:
    if arguments[:1] in {("make",), ("list",)}:
        arguments = (*arguments, "--clinic", str(clinic()))
    code, out, err = handouts(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert everything(elsewhere) == {}


def test_a_folder_that_is_no_clinic_is_2(handouts: Any, elsewhere: Path) -> None:
    code, _, err = handouts("make", "baclofen", "--clinic", elsewhere)
    assert (code, "clinic.no-folder" in err, "handouts new DIR" in err) == (2, True, True)


def test_a_clinic_without_a_phone_is_4_and_named(handouts: Any, clinic: Any, elsewhere: Path) -> None:
    code, out, err = handouts("make", "sample", "--clinic", clinic(phone=None))
    assert (code, out) == (4, "")
    assert "add phone: to clinic.yaml" in err
    assert everything(elsewhere) == {}


def test_an_incomplete_language_is_4_with_the_list_and_writes_nothing(
    handouts: Any, workspace: Any, translate: Any, elsewhere: Path
) -> None:
    gone = ["Using sample", "Food protects the stomach.", "Turn over"]
    space = translate(workspace(), "eo", leave_out=gone)
    code, out, err = handouts("make", "sample", "--lang", "eo", "--clinic", space.roots[0])
    assert (code, out, everything(elsewhere)) == (4, "", {})
    assert len(re.findall(r"^error: .*\[translation\.missing\]$", err, re.MULTILINE)) == 3
    assert all(words in err for words in gone)


def test_every_broken_content_file_is_4_with_its_line(handouts: Any, clinic: Any, swapped: Any) -> None:
    files = {
        **swapped("topics/sample/about.yaml", "kind: prose", "kind: poem"),
        **swapped("topics/sample/using.yaml", "Take 5 mg", "Take {dose}"),
    }
    code, _, err = handouts("make", "sample", "--clinic", clinic(files))
    assert code == 4
    assert "hilltop/topics/sample/about.yaml:" in err
    assert "hilltop/topics/sample/using.yaml:9" in err
    folder = clinic()
    (folder / "clinic.yaml").write_text("format: 1\nname: [x")
    code, _, err = handouts("make", "sample", "--clinic", folder)
    assert (code, "error: hilltop/clinic.yaml:3: not valid YAML" in err) == (4, True)


def test_what_cannot_be_written_is_5_and_leaves_nothing(handouts: Any, clinic: Any, elsewhere: Path) -> None:
    (elsewhere / "folder.pdf").mkdir()
    code, out, err = handouts("make", "sample", "--clinic", clinic(), "-o", "folder.pdf")
    assert (code, out, "[output.failed]" in err) == (5, "", True)
    assert everything(elsewhere) == everything(elsewhere.parent / "temporary") == {}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes a stream")
@pytest.mark.parametrize(
    ("closed", "target", "code"), [("<&-", "a.pdf", 0), (">&-", "a.pdf", 0), ("2>&-", "a.pdf", 0), (">&-", "-", 5)]
)
def test_a_standard_stream_may_be_closed(own: Path, elsewhere: Path, closed: str, target: str, code: int) -> None:
    arguments = ["make", "baclofen", "--module", "help-lines", "-o", target]
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, *MAIN, *arguments]
    done = subprocess.run(command, env=environment(own), cwd=elsewhere, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert (elsewhere / "a.pdf").exists() == (code == 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_standard_output_that_takes_no_more_is_5(process: Any) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("list", "topics", stdout=full)
    assert (done.returncode, b"No space left" in done.stderr) == (5, True)


def test_a_reader_that_has_gone_is_5_without_a_word(process: Any) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = process("list", "topics", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (5, b"")


def test_a_fault_of_ours_is_1_with_a_report_that_holds_no_values(
    handouts: Any, clinic: Any, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planted(asked: Any) -> None:
        raise KeyError(asked.yaml)

    (elsewhere / "p.yaml").write_text(PATIENT)
    monkeypatch.setattr(single, "make", planted)
    code, out, err = handouts("make", "sample", "--clinic", clinic(), "--patient", "p.yaml")
    assert (code, out, CANARY in err) == (1, "", False)
    assert "this is our fault" in err
    assert "KeyError, Python 3" in err
    assert re.search(r"test_cli\.py:\d+ in planted", err)
    assert list(everything(elsewhere)) == ["p.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("delay", [0.05, 1.0])
def test_an_interrupt_is_130_at_once_and_leaves_nothing(clinic: Any, own: Path, elsewhere: Path, delay: float) -> None:
    whole = ("make", "baclofen", "--recipe", "full", "--clinic", str(clinic()))  # takes many times as long
    command = [sys.executable, *MAIN, *whole]
    with subprocess.Popen(command, env=environment(own), stdout=-1, stderr=-1, start_new_session=True) as started:
        time.sleep(delay + 0.3)
        began = time.monotonic()
        os.killpg(started.pid, signal.SIGINT)
        out, err = started.communicate(timeout=30)
    assert (started.returncode, out) == (130, b""), err.decode()
    assert b"interrupted; nothing was written" in err
    assert time.monotonic() - began < 10
    assert everything(elsewhere) == {}
    # ctypes asks a compiler for libraries by way of an empty file, which stays when the child is killed just then
    assert set(everything(elsewhere.parent / "temporary").values()) <= {b""}


# --- nothing personal gets out


@pytest.mark.parametrize(
    "text",
    [
        f"name: [{CANARY}",
        f"{CANARY}: x",
        f"name: {CANARY}\nname: {CANARY}",
        f"name: {{{CANARY}: 1}}",
        f"- {CANARY}",
        f"name: {CANARY} \U0001f600",
        f"name: {CANARY * 20}",
        f"note: |\n  {CANARY}\n  a\n  b\n  c\n  d",
        f"name: {'W' * 95}\nreference: {CANARY}",
    ],
)
def test_a_bad_patient_file_is_4_and_says_nothing_of_the_patient(
    handouts: Any, clinic: Any, elsewhere: Path, text: str
) -> None:
    (elsewhere / f"{CANARY}.yaml").write_text(text, encoding="utf-8")
    code, out, err = handouts("make", "sample", "--clinic", clinic(), "--patient", f"{CANARY}.yaml")
    assert (code, out, CANARY in err) == (4, "", False)
    assert "error: " in err
    assert list(everything(elsewhere)) == [f"{CANARY}.yaml"]
    assert everything(elsewhere.parent / "temporary") == {}


@pytest.mark.parametrize("name", [f"{CANARY}.yaml", "."])
def test_a_patient_file_that_cannot_be_read_is_4_without_its_name(handouts: Any, clinic: Any, name: str) -> None:
    code, _, err = handouts("make", "sample", "--clinic", clinic(), "--patient", name)
    assert (code, CANARY in err, "[patient.unreadable]" in err) == (4, False, True)


def test_a_patient_that_is_not_utf8_is_4_from_a_file_and_from_standard_input(
    handouts: Any, process: Any, clinic: Any, elsewhere: Path
) -> None:
    body = f"name: {CANARY} ".encode() + b"\xff\xfe"
    (elsewhere / "p.yaml").write_bytes(body)
    code, _, err = handouts("make", "sample", "--clinic", clinic(), "--patient", "p.yaml")
    done = process("make", "sample", "--clinic", clinic(), "--patient", "-", input=body)
    for answer, said in ((code, err), (done.returncode, done.stderr.decode())):
        assert (answer, CANARY in said, "[patient.unreadable]" in said) == (4, False, True)


@pytest.mark.parametrize(
    "files",
    [
        {"styles/clinic.css": ".value { color: white }"},
        {"templates/parts/panel.html": "<section>{{ panel[panel.name.html|striptags] }}</section>"},
        {"templates/parts/panel.html": "<section>{{ _(panel.name.html|striptags) }}</section>"},
    ],
    ids=["hidden", "asked for by name", "said as a word"],
)
def test_a_handout_that_is_refused_says_nothing_of_the_patient(
    handouts: Any, clinic: Any, elsewhere: Path, files: dict[str, str]
) -> None:
    (elsewhere / "p.yaml").write_text(PATIENT)
    code, out, err = handouts("make", "sample", "--clinic", clinic(files), "--patient", "p.yaml")
    assert (code, out, CANARY in err) == (4, "", False)
    assert everything(elsewhere.parent / "temporary") == {}


# --- the other commands


@pytest.mark.parametrize("what", ["topics", "modules", "recipes", "languages"])
def test_lists_are_for_people_and_for_programs(handouts: Any, clinic: Any, what: str) -> None:
    asked = ("list", what, "--clinic", clinic(), *(("--topic", "sample") if what == "languages" else ()))
    code, out, err = handouts(*asked)
    assert (code, err) == (0, "")
    rows = json.loads(handouts(*asked, "--json")[1])
    assert [row["id"] for row in rows] == [line.split("  ")[0] for line in out.splitlines()]
    assert len(rows) > 1


def test_check_counts_and_answers_4_when_something_refuses(handouts: Any, clinic: Any, swapped: Any) -> None:
    folder = clinic(swapped("topics/sample/about.yaml", "kind: prose", "kind: poem"), languages=["en"])
    code, out, err = handouts("check", "--clinic", folder)
    assert code == 4
    assert re.fullmatch(r"\d+ errors, \d+ warnings, \d+ notes\n", out)
    assert "hilltop/topics/sample/about.yaml:" in err
    code, out, _ = handouts("check", "--clinic", folder, "--json")
    assert code == 4
    assert "content.union-tag-invalid" in {row["id"] for row in json.loads(out)}


def test_inspect_says_what_a_finished_file_can_tell(handouts: Any, clinic: Any, elsewhere: Path) -> None:
    handouts("make", "sample", "--clinic", clinic(), "-o", "a.pdf")
    code, out, err = handouts("inspect", "a.pdf")
    assert (code, "error: " in err) == (0, False)
    assert "Sample: How to take sample safely" in out
    (elsewhere / "b.pdf").write_bytes(b"no PDF")
    code, out, _ = handouts("inspect", "a.pdf", "b.pdf", "--json")
    rows = json.loads(out)
    assert (code, [row["id"] for row in rows], bool(rows[1]["problems"])) == (4, ["a.pdf", "b.pdf"], True)


def test_new_makes_a_folder_that_make_can_use_at_once(handouts: Any, elsewhere: Path) -> None:
    code, out, err = handouts("new", "mine", "--country", "gb")
    assert (code, out.splitlines()[0], err) == (0, "mine/clinic.yaml", "")
    assert all((elsewhere / line).is_file() for line in out.splitlines())
    code, out, err = handouts("make", "baclofen", "--clinic", "mine", "--module", "help-lines")
    assert (code, out.startswith("baclofen-help-lines-en.pdf")) == (0, True)
    assert "phone is a line to write on" in err
    assert handouts("new", "mine", "--country", "GB")[0] == 2


# --- quick to answer


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("list", "topics"), ("make", "--help")])
def test_what_is_heavy_is_not_imported_to_answer_a_small_question(own: Path, arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom handouts.cli import run\ncode = run(sys.argv[1:])\n"
        "heavy = {'weasyprint', 'pydantic', 'jinja2', 'babel', 'pikepdf', 'pypdfium2', 'PIL', 'fontTools', 'pebble'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment(own), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_the_parent_of_a_handout_loads_nothing_that_only_its_child_needs(own: Path) -> None:
    """It would cost the time of it twice; and a native part that is interrupted while it loads dies: -11, not 130."""
    program = (
        "import sys\nfrom handouts import cli, output, single\n"
        "dying = {'pikepdf', 'pypdfium2', 'zxingcpp', 'icu4py', 'PIL', 'weasyprint'}\n"
        "slow = {'pydantic', 'jinja2', 'babel', 'yaml', 'multiprocessing', 'pebble'}\n"
        "print(sorted((dying | slow) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(own), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("arguments", [("--help",), ("list", "topics")])
def test_a_small_question_takes_less_than_a_quarter_of_a_second(process: Any, arguments: tuple[str, ...]) -> None:
    """The bound is of the project's plan; processor time, the least of five, since others may be at work."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process(*arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.25


# --- on a real terminal


class Terminal:
    """A person at a terminal: waits for a question, types an answer."""

    def __init__(self, own: Path, *arguments: str, output: int | None = None) -> None:
        try:
            self.handle, inner = pty.openpty()
        except OSError:
            pytest.skip("this machine gives no terminals")
        self.process = subprocess.Popen(
            [sys.executable, *MAIN, *arguments],
            env={**environment(own), "TERM": "dumb"},
            stdin=inner,
            stdout=inner if output is None else output,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self.seen, self.at = "", 0

    def wait_for(self, words: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while (found := self.seen.find(words, self.at)) < 0:
            ready, _, _ = select.select([self.handle], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"waited for {words!r}, saw {self.seen!r}"
            chunk = self._read()
            assert chunk, f"it ended before {words!r}, after {self.seen!r}"
            self.seen += chunk
        self.at = found + len(words)

    def _read(self) -> str:
        try:
            return os.read(self.handle, 4096).decode()
        except OSError:  # the other side is closed
            return ""

    def type(self, answer: str) -> None:
        os.write(self.handle, answer.encode())

    def end(self) -> int:
        code = self.process.wait(timeout=60)
        os.close(self.handle)
        return code


def test_make_without_a_topic_asks_on_a_terminal(own: Path, clinic: Any, elsewhere: Path, pages_of: Any) -> None:
    terminal = Terminal(own, "make", "--clinic", str(clinic()), "--today", "2026-11-23")
    for question, answer in (
        ("Topic (", "tea\n"),
        ("none of them", ""),
        ("Topic (", "sample\n"),
        ("Language (", "\n"),
        ("Recipe (essential, brief)", "brief\n"),
        ("name (leave empty", f"{CANARY} Example\n"),
        ("[sample-brief-en.pdf]: ", "\n"),
        ("sample-brief-en.pdf (", ""),
    ):
        terminal.wait_for(question)
        terminal.type(answer)
    assert terminal.end() == 0
    assert list(everything(elsewhere)) == ["sample-brief-en.pdf"]
    assert f"{CANARY} Example" in pages_of((elsewhere / "sample-brief-en.pdf").read_bytes())[0]


def test_questions_do_not_mix_with_a_pdf_on_standard_output(own: Path, clinic: Any, elsewhere: Path) -> None:
    with (elsewhere / "out").open("wb") as file:
        terminal = Terminal(own, "make", "--clinic", str(clinic()), "-o", "-", output=file.fileno())
        for question, answer in (
            ("Topic (", "sample\n"),
            ("Language (", "\n"),
            ("Recipe (", "\n"),
            ("name (", "\n"),
            ("File (", "\n"),
        ):
            terminal.wait_for(question)
            terminal.type(answer)
        assert terminal.end() == 0
    assert (elsewhere / "out").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("leave", ["Ctrl-C", "Ctrl-D"])
def test_who_leaves_the_questions_is_130(own: Path, clinic: Any, elsewhere: Path, leave: str) -> None:
    terminal = Terminal(own, "make", "--clinic", str(clinic()))
    terminal.wait_for("Topic (")
    time.sleep(0.5)  # Python hears a signal only once it waits for the answer
    if leave == "Ctrl-C":
        os.killpg(terminal.process.pid, signal.SIGINT)
    else:
        terminal.type("\x04")
    terminal.wait_for("nothing was written")
    assert terminal.end() == 130
    assert everything(elsewhere) == {}
