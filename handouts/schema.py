"""JSON Schemas of the content files, for editors: made from the models, kept in docs/schema.

Must not say anything that the models do not say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from .locales.glossary import Glossary
from .locales.review import Ledger
from .model.clinic import ClinicFile
from .model.content import FactsFile, Topic
from .model.kinds import ModuleFile
from .model.shared import SharedFile
from .requests import PatientFile
from .shared import ADDED, TAKE
from .wording import WordingFile

MODELS: dict[str, type[BaseModel]] = {
    "topic": Topic,
    "module": ModuleFile,
    "shared": SharedFile,
    "facts": FactsFile,
    "clinic": ClinicFile,
    "glossary": Glossary,
    "review": Ledger,
    "patient": PatientFile,
    "wording": WordingFile,
}


def schemas() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    return {f"{name}.json": _text(name, model) for name, model in MODELS.items()}


def write(folder: Path) -> None:
    """Write all schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(name: str, model: type[BaseModel]) -> str:
    schema = model.model_json_schema()
    if name == "module":  # the file holds the module itself; the wrapper only tells the kinds apart
        schema = {**schema["properties"]["module"], "$defs": _with_take(schema["$defs"])}
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"handouts {name}"}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _with_take(models: dict[str, Any]) -> dict[str, Any]:
    """Let every list of parts also hold references to shared ones."""
    part = models["Paragraph"]["properties"]
    take = {
        "type": "object",
        "properties": {TAKE: {"type": "string"}, **{name: part[name] for name in sorted(ADDED)}},
        "required": [TAKE],
        "additionalProperties": False,
    }
    lists = (field for model in models.values() for field in model.get("properties", {}).values())
    for items in (field for field in lists if "$ref" in field.get("items", {})):
        items["items"] = {"anyOf": [items["items"], {"$ref": "#/$defs/Take"}]}
    return {**models, "Take": take}


if __name__ == "__main__":
    write(Path("docs/schema"))
