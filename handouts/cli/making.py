"""Commands that make handouts, and that look at made ones.

Must not compose or judge anything.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, HandoutsError, Severity, UsageFault, error
from ..model.editions import EDITIONS
from . import recording
from .group import CLINIC, JSON, TODAY, clinic_of, commands, workspace_of
from .printing import echo, fields, made, print_problems, tell

if TYPE_CHECKING:
    from ..model.request import Patient
    from ..single import Asked, Single

RECIPE = click.option("--recipe", help="A named choice of modules.  [default: the clinic's]")
PAPER = click.option("--paper", type=click.Choice(["a4", "letter"]), help="[default: the clinic's]")
OUTPUT = click.option("-o", "--output", metavar="FILE|-", help="Where to write it; - is standard output.")


@commands.command()
@click.argument("topic", required=False)
@click.option("--lang", help="The patient's language: en, es, ar, th …; or en_XA, ar_XB.  [default: the clinic's]")
@click.option("--module", "modules", multiple=True, help="Only this topic module; may be given again.")
@RECIPE
@click.option("--for", "concerns", metavar="C,…", default="", help="Conditions that concern the patient: pump,kidney …")
@click.option(
    "--not-for", "spares", metavar="C,…", default="", help="Conditions that do not, whose parts are left out."
)
@click.option("--edition", help=f"{', '.join(EDITIONS)}.  [default: standard]")
@click.option("--size", type=int, metavar="PT", help="Of large print: 16 to 28.  [default: 18]")
@click.option("--format", type=click.Choice(["pdf", "html", "txt"]), help="html and txt are the plain edition.")
@PAPER
@click.option(
    "--beside", metavar="LANG", help="A second language beside the first, item by item: for staff to point at."
)
@click.option("--bleed", is_flag=True, help="For a print shop: 3 mm around the page, and marks where to cut.")
@click.option("--patient", metavar="FILE|-", help="YAML with what the personal panel prints; - reads standard input.")
@click.option("--fhir", metavar="FILE|-", help="A FHIR R4B Bundle to take topic, language and personal fields from.")
@click.option("--identifier", metavar="SYSTEM", help="With --fhir: print the identifier of this system as reference.")
@click.option("--record", metavar="FILE|-", help="What was given, for the record: a line (.txt, -), or FHIR (.json).")
@click.option("--record-document", is_flag=True, help="Put the handout itself into the FHIR of --record too.")
@click.option("--with-name", is_flag=True, help="Print the patient's name also on a recipe that leaves it out.")
@click.option(
    "--for-carer", is_flag=True, help="A copy for a carer: no name, no dose, nothing of what the patient has."
)
@click.option("--patient-agrees", is_flag=True, help="The patient agrees that the carer's copy holds all.")
@click.option("--fallback", is_flag=True, help="Print what is not translated in English, marked; never safety text.")
@OUTPUT
@CLINIC
@JSON
@TODAY
def make(**options: Any) -> int:
    """Make one handout for TOPIC. On a terminal, without TOPIC, it asks."""
    from .. import single

    recording.require_possible(options)
    options["clinic"] = clinic_of(options["clinic"])
    if not options["topic"] and not options["fhir"]:
        options = _answers(options)
    bundle = recording.bundle(options["fhir"]) if options["fhir"] else None
    person = options.pop("person", None)
    asked = replace(_asked({**options, "for_designer": True}, options["patient"], person), bundle=bundle)
    made = single.make(asked)
    done = _written(made, as_json=options["as_json"])
    if made.record:
        recording.write(options["record"], made.record)
    return done


def _answers(options: dict[str, Any]) -> dict[str, Any]:
    """Ask a person for what the command line does not say."""
    if not sys.stdin.isatty():
        raise UsageFault(error("topic.none", "no topic", hint="name one: handouts make baclofen --lang es"))
    from .. import asking

    recording.require_possible(options)
    workspace = workspace_of(options["clinic"])
    return asking.answers(workspace, options, ask=partial(click.prompt, err=True), say=tell)


def _written(done: Single, *, as_json: bool) -> int:
    """Write a handout and say so."""
    from .. import output

    target, handout = done.name, done.handout
    print_problems(done.also)
    if target == "-":
        output.write_stdout(handout.document)
    else:
        output.write(Path(target), handout.document)
    print_problems(handout.problems, least=Severity.WARNING)
    if target != "-":
        echo(made(target, handout.page_count, (*done.also, *handout.problems), as_json=as_json))
    return ExitCode.DONE


@commands.command("interpreter-sheet")
@click.argument("topic")
@RECIPE
@click.option("--lang", help="The language that the interpreter reads.  [default: the clinic's]")
@PAPER
@OUTPUT
@CLINIC
@JSON
@TODAY
def interpreter_sheet(**options: Any) -> int:
    """Print the numbered texts of TOPIC beside lines, for an interpreter to write a language that is not there."""
    from .. import single

    options["clinic"] = clinic_of(options["clinic"])
    asked = _asked({**options, "edition": "interpreter"})
    return _written(single.make(asked), as_json=options["as_json"])


@commands.command()
@click.argument("code")
@click.option("--patient", metavar="FILE|-", help="YAML with what the personal panel prints; - reads standard input.")
@OUTPUT
@CLINIC
@JSON
@TODAY
def again(code: str, **options: Any) -> int:
    """Make a printed sheet again from the CODE on it, and say what has changed since."""
    from .. import single

    options["clinic"] = clinic_of(options["clinic"])
    return _written(single.again(_asked(options, options["patient"]), code), as_json=options["as_json"])


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@CLINIC
@JSON
def inspect(files: tuple[Path, ...], clinic: Path | None, as_json: bool) -> int:
    """Say what finished PDFs can tell, and what they cannot; refuses a revision that was withdrawn."""
    from .. import preflight, topics

    workspace = workspace_of(clinic)
    bad, result = False, []
    for path in files:
        facts, found = preflight.inspect_file(path)
        problems = (*topics.withdrawn_file(workspace, str(facts.get("keywords", ""))), *found)
        bad = bad or any(problem.refuses for problem in problems)
        result.append({"id": str(path), **facts, "problems": [fields(item) for item in problems]})
        if not as_json:
            echo(f"{path}")
            for name, value in facts.items():
                echo(f"  {name}: {value}")
            print_problems(problems)
    if as_json:
        echo(json.dumps(result, ensure_ascii=False, indent=1, default=str))
    return ExitCode.REFUSED if bad else ExitCode.DONE


def _asked(options: dict[str, Any], patient: str | None = None, person: Patient | None = None) -> Asked:
    """Return what the command line says; a patient's YAML is read here, since the child has no standard input."""
    from ..single import Asked

    label = {None: "", "-": "standard input"}.get(patient, "the patient file")
    return Asked(options["clinic"], options, person, _yaml(patient), label)


def _yaml(source: str | None) -> str:
    if source is None:
        return ""
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        # the file's own name may be a patient's name: it is not repeated
        raise HandoutsError(
            error("patient.unreadable", "the patient file cannot be read", hint="name a UTF-8 YAML file")
        ) from None
