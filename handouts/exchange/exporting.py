"""Write the texts of a language into one file for a translator.

Must not judge or change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .. import output
from ..errors import UsageFault, error
from ..locales import languages
from ..locales.glossary import glossary
from ..workspace import Workspace
from . import toolkit, workbook
from .rows import rows

FORMATS = ("xlsx", "xliff", "tmx")


def export(workspace: Workspace, lang: str, made_as: str, path: Path, only: Sequence[str] = ()) -> int:
    """Write the file and return its count of texts; raises `UsageFault` where there are none."""
    locale_id = languages.resolve(workspace, lang)
    if locale_id == languages.SOURCE:
        raise UsageFault(error("export.source", "English is what is translated", hint="name another language"))
    found = tuple(rows(workspace, locale_id, only))
    if not found:
        raise UsageFault(error("export.empty", "there are no texts to send", hint="mind --topic and --clinic"))
    spoken = languages.language(locale_id)
    if made_as == "xlsx":
        data = workbook.written(found, spoken, glossary(workspace, locale_id))
    else:
        data = (toolkit.xliff if made_as == "xliff" else toolkit.tmx)(found, locale_id)
    output.write(path, data)
    return len(found)
