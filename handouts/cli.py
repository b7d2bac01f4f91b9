"""The command line: parses, asks, calls, prints, and answers with the exit codes of docs/errors.md.

The only module that knows Click, and the only error boundary of this door. Imports the rest when a command needs it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .errors import Crash, ExitCode, HandoutsError, OutputFailed, Problem, Severity, UsageFault, error

if TYPE_CHECKING:
    from .model.request import Patient
    from .workspace import Workspace

_tell = partial(click.echo, err=True)
_CLINIC = click.option(
    "--clinic", type=click.Path(path_type=Path, file_okay=False), envvar="HANDOUTS_CLINIC", help="The clinic's folder."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print a list of objects that a program may read.")
_TODAY = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True, help="Act as on this day.")


def main() -> None:
    """Run the command line and leave with the exit code."""
    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is done is done: an interrupt now would only change the answer
    try:
        sys.stdout.flush()
    except OSError:  # the output takes no more; Python would try again while it leaves, and answer 120
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or ExitCode.OUTPUT
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Return the exit code of a command line; the one place where exceptions become messages."""
    try:
        answer = commands.main(args=list(arguments), prog_name="handouts", standalone_mode=False)
        return int(answer or ExitCode.DONE)
    except HandoutsError as fault:
        _print_problems(fault.problems)
        return fault.exit_code
    except click.ClickException as fault:
        fault.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted; nothing was written")
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Click leaves when nobody reads any more
        return ExitCode.OUTPUT
    except Exception as fault:  # noqa: BLE001 - the boundary: whatever is left is our fault
        _print_report(fault)
        return ExitCode.OUR_FAULT


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handouts")
def commands() -> None:
    """Make the printed sheet that a patient takes home.

    Exit codes: 0 done, 1 our fault, 2 usage, 4 refused (nothing written), 5 output cannot be written, 130 interrupted.
    """


@commands.command()
@click.argument("topic", required=False)
@click.option("--lang", help="The patient's language: en, es, ar, th …  [default: the clinic's]")
@click.option("--module", "modules", multiple=True, help="Only this topic module; may be given again.")
@click.option("--recipe", help="A named choice of modules.  [default: the clinic's]")
@click.option("--for", "concerns", metavar="C,…", default="", help="Conditions that concern the patient: pump,kidney …")
@click.option(
    "--not-for", "spares", metavar="C,…", default="", help="Conditions that do not, whose parts are left out."
)
@click.option("--edition", default="standard", show_default=True)
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="[default: the clinic's]")
@click.option("--patient", metavar="FILE|-", help="YAML with what the personal panel prints; - reads standard input.")
@click.option("--with-name", is_flag=True, help="Print the patient's name also on a recipe that leaves it out.")
@click.option("--fallback", is_flag=True, help="Print what is not translated in English, marked; never safety text.")
@click.option("-o", "--output", metavar="FILE|-", help="Where to write the PDF; - is standard output.")
@_CLINIC
@_JSON
@_TODAY
def make(**options: Any) -> int:
    """Make one handout for TOPIC. On a terminal, without TOPIC, it asks."""
    from . import asking, output, pipeline, requests

    workspace = _workspace(options["clinic"])
    if not options["topic"]:
        if not sys.stdin.isatty():
            raise UsageFault(error("topic.none", "no topic", hint="name one: handouts make baclofen --lang es"))
        options = asking.answers(workspace, options, ask=partial(click.prompt, err=True), say=_tell)
    request = requests.request(workspace, options)
    patient = options.get("person") or _patient(options["patient"])
    handout = pipeline.make(workspace, request, patient)
    target = options["output"] or requests.file_name(workspace, request)
    if target == "-":
        output.write_stdout(handout.document)
    else:
        output.write(Path(target), handout.document)
    _print_problems(handout.problems, least=Severity.WARNING)
    if target != "-":
        _print(_made(target, handout.page_count, handout.problems, as_json=options["as_json"]))
    return ExitCode.DONE


@commands.command("list")
@click.argument("what", type=click.Choice(["topics", "modules", "recipes", "languages"]), default="topics")
@click.option("--topic", help="Only of this topic.")
@_CLINIC
@_JSON
def list_(what: str, topic: str | None, clinic: Path | None, as_json: bool) -> None:
    """Say what there is."""
    from . import listing

    rows = listing.rows(_workspace(clinic), what, topic)
    if as_json:
        _print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        _print("  ".join(str(value) for value in row.values() if value != ""))


@commands.command()
@_CLINIC
@_JSON
@_TODAY
def check(clinic: Path | None, as_json: bool, today: Any) -> int:
    """Check all source content of the workspace."""
    from . import check as checking
    from . import requests

    problems = tuple(checking.problems(_workspace(clinic), requests.day(today)))
    if as_json:
        _print(
            json.dumps([{"id": problem.code, **_fields(problem)} for problem in problems], ensure_ascii=False, indent=1)
        )
    else:
        _print_problems(problems)
        counts = [sum(problem.severity is kind for problem in problems) for kind in Severity]
        _print("{} errors, {} warnings, {} notes".format(*counts))
    return ExitCode.REFUSED if any(problem.refuses for problem in problems) else ExitCode.DONE


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_JSON
def inspect(files: tuple[Path, ...], as_json: bool) -> int:
    """Say what finished PDFs can tell, and what they cannot."""
    from . import preflight

    bad, result = False, []
    for path in files:
        facts, problems = preflight.inspect_file(path)
        bad = bad or any(problem.refuses for problem in problems)
        result.append({"id": str(path), **facts, "problems": [{"id": item.code, **_fields(item)} for item in problems]})
        if not as_json:
            _print(f"{path}")
            for name, value in facts.items():
                _print(f"  {name}: {value}")
            _print_problems(problems)
    if as_json:
        _print(json.dumps(result, ensure_ascii=False, indent=1, default=str))
    return ExitCode.REFUSED if bad else ExitCode.DONE


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--country", required=True, metavar="CC", help="Two letters, as in GB; decides the emergency number.")
@click.option("--name", help="The clinic's name.")
@click.option("--phone", help="The clinic's phone number.")
def new(folder: Path, country: str, name: str | None, phone: str | None) -> None:
    """Make a clinic's FOLDER, ready to edit."""
    from . import scaffold

    for path in scaffold.new(_workspace(None, neutral=True), folder, country.upper(), name, phone):
        _print(path)


@commands.command()
@click.option("--lang", required=True, help="The language; en approves the source text.")
@click.option("--topic", required=True, help="A topic's id, or 'handouts' for the words of the templates.")
@click.option("--module", "modules", multiple=True, help="Only this module; may be given again.")
@click.option("--by", required=True, help="Who approves, by name.")
@click.option("--role", required=True, type=click.Choice(["translator", "reviser", "clinician", "lay-reader"]))
@click.option("--qualification", required=True, help="What makes this person fit to approve.")
@_CLINIC
@_TODAY
def approve(clinic: Path | None, **options: Any) -> None:
    """Record a named person's approval of texts as they now stand."""
    from . import requests, review

    signed = {name: options[name] for name in ("by", "role", "qualification")}
    signature = review.signature(**signed, date=requests.day(options["today"]))
    texts = {name: options[name] for name in ("lang", "topic", "modules")}
    for path, count in review.approve(_workspace(clinic), **texts, signature=signature):
        _print(f"{count} texts approved in {path}")


@commands.group()
def catalog() -> None:
    """For translators: the gettext catalogs."""


@catalog.command()
@click.option("--lang", required=True, help="The language, as Babel writes it: es, pt_BR, zh_Hans.")
def update(lang: str) -> None:
    """Bring the PO files of the project's own texts up to the source; nothing is guessed."""
    from . import catalog as catalogs

    workspace = _workspace(None, neutral=True)
    for name, texts, empty in catalogs.update(workspace, workspace.own, lang):
        _print(f"{name}: {texts} texts, {empty} to translate")


@commands.command()
@click.option("--group", default="base", show_default=True, help="Which fonts of the catalogue to fetch.")
def fonts(group: str) -> None:
    """Fetch the fonts that the sheets are set in."""
    from . import fonts as font_files
    from .workspace import own_root

    folder = own_root() / "styles" / "fonts"
    if font_files.missing(folder, group=group):
        font_files.fetch(folder, group=group)
    _print("all fonts are here")


def _workspace(clinic: Path | None, *, neutral: bool = False) -> Workspace:
    """Return the workspace of `--clinic`, the environment, or the nearest folder above with a clinic.yaml."""
    from . import workspace

    return workspace.at(None if neutral else clinic or workspace.nearest_clinic(Path.cwd()))


def _patient(source: str | None) -> Patient:
    from .requests import patient_of

    if source is None:
        return patient_of("", "")
    try:
        if source == "-":
            return patient_of(sys.stdin.buffer.read().decode("utf-8-sig"), "standard input")
        return patient_of(Path(source).read_text(encoding="utf-8-sig"), "the patient file")
    except (OSError, UnicodeDecodeError):
        # the file's own name may be a patient's name: it is not repeated
        raise HandoutsError(
            error("patient.unreadable", "the patient file cannot be read", hint="name a UTF-8 YAML file")
        ) from None


def _print(text: object) -> None:
    """Print a result; raises `OutputFailed` where standard output takes no more."""
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise OutputFailed(error("output.failed", f"cannot write to standard output: {fault.strerror}")) from fault


def _made(target: str, pages: int, problems: Sequence[Problem], *, as_json: bool) -> str:
    if as_json:
        said = [{"id": item.code, **_fields(item)} for item in problems]
        return json.dumps([{"id": target, "pages": pages, "problems": said}], ensure_ascii=False)
    return f"{target} ({pages} {'page' if pages == 1 else 'pages'})"


def _fields(problem: Problem) -> dict[str, str]:
    return {name: str(getattr(problem, name)) for name in ("severity", "message", "where", "hint")}


def _print_problems(problems: Sequence[Problem], least: Severity = Severity.NOTE) -> None:
    order = list(Severity)
    for problem in sorted(problems, key=lambda item: order.index(item.severity)):
        if order.index(problem.severity) > order.index(least):
            continue
        place = f"{problem.where}: " if problem.where else ""
        hint = f"\n    {problem.hint}" if problem.hint else ""
        _tell(f"{problem.severity}: {place}{problem.message} [{problem.code}]{hint}")


def _print_report(fault: Exception) -> None:
    """Print what a maintainer needs: kinds and places, never values, which may be personal."""
    crash = fault if isinstance(fault, Crash) else Crash.of(fault)
    _tell(f"handouts {__version__} failed; this is our fault. Please report these lines:")
    _tell(f"  {crash.kind}, Python {sys.version.split()[0]}, {sys.platform}")
    for place in crash.places:
        _tell(f"  {place}")
