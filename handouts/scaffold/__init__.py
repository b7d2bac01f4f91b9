"""Make a clinic's folder that works at once and teaches by its comments.

Must not overwrite anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from .. import clinic, output
from ..errors import Refused, UsageFault, error
from ..locales.languages import country_name
from ..model.clinic import ClinicFile, HelpLine
from ..reading import checked, yaml_text
from ..workspace import Workspace

FOLDER = Path(__file__).parent / "folder"
"""What a new folder holds besides its clinic.yaml."""


def new(workspace: Workspace, folder: Path, country: str, name: str | None, phone: str | None) -> Iterator[str]:
    """Write the folder and yield what was made; raises `UsageFault` where it exists or the country is unknown."""
    there = os.path.exists(folder)  # noqa: PTH110 - pathlib's raises where a name is too long
    if there and (not folder.is_dir() or any(folder.iterdir())):
        hint = "name a folder that does not exist yet"
        raise UsageFault(error("new.exists", f"'{folder}' is not an empty folder", hint=hint))
    lines = clinic.country_lines(workspace, country)
    if not any(line.service == "emergency" for line in lines):
        hint = "two letters as in GB; the countries are those of locales/help-lines.csv"
        raise UsageFault(error("new.country", f"no emergency number is known for '{country}'", hint=hint))
    text = _text(country, lines, name, phone)
    _require_sound(text)
    output.write(folder / "clinic.yaml", text.encode())
    yield str(folder / "clinic.yaml")
    for path in (path for path in sorted(FOLDER.rglob("*")) if path.is_file()):
        target = folder / path.relative_to(FOLDER)
        output.write(target, path.read_bytes())
        yield str(target)


def _require_sound(text: str) -> None:
    try:
        checked(ClinicFile, yaml_text(text, "clinic.yaml"))
    except Refused as refused:
        hint = "choose another --name or --phone"
        raise UsageFault(replace(problem, hint=hint) for problem in refused.problems) from None


def _text(country: str, lines: tuple[HelpLine, ...], name: str | None, phone: str | None) -> str:
    def given(key: str, value: str | None, example: str) -> str:
        return f"{key}: {_quoted(value)}" if value else f"# {key}: {_quoted(example)}"

    paper = "letter" if country in ("US", "CA", "MX", "PH", "CO") else "a4"
    return f"""\
# Your clinic. Take the # away from a line to use it. 'handouts check' says what is still missing.
format: 1
country: {country}   # {country_name(country, "en")}; decides the emergency number and help lines, never the language

# A group's folder to build on: its keys count where yours say nothing, and its policy can only be tightened.
# extends: ../our-group

# The name and the numbers that the sheet prints. A module that says "call" needs phone.
{given("name", name, "Riverside Clinic")}
# short_name: "Riverside"   # for the foot of the page, where the name is long
phone: {_quoted(phone or "________")}   # underscores print a line to write on
# hours: "Monday to Friday, 8:30 to 17:00"
# after_hours_phone: "01632 960456"
# interpreter_line: "01632 960789"
# pump_team_phone: "01632 960321"
# address: "1 River Street, Exampleton"
# web: "clinic.example/baclofen"
# leaflet_page: "https://clinic.example/leaflets/{{topic}}/{{lang}}"   # printed as a QR code and as text
# email: "team@clinic.example"
# footer: "Riverside Clinic is part of the made-up River Trust"   # one line at the foot of every page

language: en       # the language that your staff read
# languages: [en, es]   # what 'handouts build' makes; without it, every language that is complete
# digits: {{ar: native}}   # by language: its own digits for doses, numbers and dates; without it, western ones
paper: {paper}
recipe: essential  # what 'handouts make TOPIC' prints when nothing is said
# favourites: [{{topic: baclofen, edition: wallet-card}}]   # what 'handouts desk' offers first

# logo: logo.svg   # put the file beside this one: logo.svg, logo.png or logo.jpg
colours:             # dark enough to be read and copied: 'handouts check' names the nearest that is
  brand: "#0B4F5C"   # rules and symbols
  warning: "#9B1C1C"
# fonts: [{{family: "Clinic Sans", regular: ClinicSans-Regular.ttf, bold: ClinicSans-Bold.ttf, licence: "OFL 1.1"}}]

# National lines are printed only after someone here has rung them. After a year you are asked again.
confirmed:
{_lines(lines)}
# Every translation bears a draft line at the head of each page until a qualified translator approves it.
# Whoever signs here shrinks it to the foot:
# allow_drafts: {{by: "Dr A. Example", date: 2026-01-31}}

policy:
  require_approved: false    # true: nothing prints that is not approved
  require_unexpired: false   # true: nothing prints that is past its review date
  require_lay_reader: false  # true: nothing is approved until someone without training has read it too
"""


def _lines(lines: tuple[HelpLine, ...]) -> str:
    """Return the country's lines as comments, ready to be rung and confirmed."""
    known = [line for line in lines if line.service != "emergency"]
    if not known:
        return "# (no further line is known for this country; add your own in locales/help-lines.csv)\n"
    rows = (
        f'#  - {{service: {line.service}, number: "{line.number}", by: "", date: }}{_named(line)}' for line in known
    )
    return "\n".join(rows) + "\n"


def _named(line: HelpLine) -> str:
    return f"   # {line.name}" if line.name else ""


def _quoted(text: str) -> str:
    """Return a text as a YAML string in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
