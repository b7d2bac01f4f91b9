"""Ask a person at the terminal for what a handout needs, so that a name never stands in the shell's history.

Must not make anything; `ask` and `say` are given, so it does not know Click.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import clinic, topics
from .locales import languages
from .model.request import Patient
from .requests import day, file_name, request
from .workspace import Workspace

Ask = Callable[..., Any]


def answers(workspace: Workspace, options: Mapping[str, Any], ask: Ask, say: Ask) -> dict[str, Any]:
    """Return the options completed by the answers; the patient under `person`."""
    result, usual = dict(options), clinic.load(workspace, day(options.get("today")))[0].facts
    there = topics.ids(workspace)
    result["topic"] = _choice(ask, say, "Topic", there, there[0] if len(there) == 1 else None)
    known = languages.languages(workspace)
    names = [f"{item} {languages.language(item).name}" for item in known]
    say("Languages: " + ", ".join(names))
    offered = languages.resolve(workspace, options.get("lang") or usual.language)
    result["lang"] = _choice(ask, say, "Language", known, offered)
    recipes = tuple(topics.load(workspace, result["topic"]).topic.recipes)
    offered = usual.recipe if usual.recipe in recipes else recipes[0]
    result["recipe"] = _choice(ask, say, "Recipe", recipes, options.get("recipe") or offered)
    if not options.get("patient"):
        name = ask("Patient’s name (leave empty for a line to write on)", default="", show_default=False)
        result["person"] = Patient(name=name.strip())
    suggested = options.get("output") or file_name(workspace, request(workspace, result))
    result["output"] = ask("File (without the patient’s name)", default=suggested)
    return result


def _choice(ask: Ask, say: Ask, what: str, known: Sequence[str], default: str | None) -> str:
    """Ask until the answer is one of the known ones."""
    while True:
        answer = str(ask(f"{what} ({', '.join(known)})", default=default)).strip()
        if answer in known:
            return answer
        say(f"‘{answer}’ is none of them.")
