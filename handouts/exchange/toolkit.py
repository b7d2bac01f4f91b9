"""XLIFF and TMX through the command-line tools of translate-toolkit, where they are installed.

It is under the GPL: its programs are run, nothing of it is imported or shipped. Must not read catalogs itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog

from ..errors import Refused, error
from ..locales import catalogs, po
from ..packed import refuse_unsafe_xml
from ..workspace import Found
from .rows import Returned, Row, tidy

_REF = "ref: "
_SECONDS = 120


def xliff(rows: Iterable[Row], locale_id: str) -> bytes:
    """Return the texts of a language as XLIFF."""
    return _made("po2xliff", rows, locale_id, "xlf")


def tmx(rows: Iterable[Row], locale_id: str) -> bytes:
    """Return what a language has translated as a translation memory."""
    done = (row for row in rows if row.translation and not row.fuzzy)
    return _made("po2tmx", done, locale_id, "tmx", f"--language={locale_id.replace('_', '-')}")


def read(path: Path, locale_id: str) -> tuple[Returned, ...]:
    """Return the texts of an XLIFF file that came back; raises `Refused` where it is none."""
    refuse_unsafe_xml(path)
    with tempfile.TemporaryDirectory(prefix="handouts-") as folder:
        sent, made = Path(folder) / "in.xlf", Path(folder) / "out.po"
        shutil.copyfile(path, sent)
        _run("xliff2po", sent, made, path.name)
        found = catalogs.catalog(Found(made, made.parent, path.name), locale_id)
    result = []
    for number, item in enumerate((item for item in found if item.id), start=1):
        ref = next((said.removeprefix(_REF) for said in item.auto_comments if said.startswith(_REF)), "")
        where, remark = f"{path.name}:text {number}", "\n".join(item.user_comments)
        result.append(Returned(ref, str(item.id), tidy(str(item.string or "")), remark, where, fuzzy=item.fuzzy))
    return tuple(result)


def _made(program: str, rows: Iterable[Row], locale_id: str, suffix: str, *options: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="handouts-") as folder:
        catalog, target = Path(folder) / "texts.po", Path(folder) / f"made.{suffix}"
        catalog.write_bytes(po.written(_catalog(rows, locale_id)))
        _run(program, catalog, target, f"the {suffix.upper()} file", *options)
        return target.read_bytes()


def _catalog(rows: Iterable[Row], locale_id: str) -> Catalog:
    """Return one catalog of all domains; the context says the domain too, and a comment which text it is."""
    made = po.like(Catalog(locale=locale_id), locale_id, "handouts")
    for row in rows:
        made.add(
            row.message.source,
            row.translation,
            context=f"{row.message.domain}/{row.message.context}",
            flags=["fuzzy"] if row.fuzzy else [],
            auto_comments=[f"{_REF}{row.ref}", row.place, *row.notes.splitlines()],
            user_comments=row.remark.splitlines(),
        )
    return made


def _run(program: str, source: Path, target: Path, name: str, *options: str) -> None:
    """Run one program of the toolkit; raises `Refused` where it is not here or does not do its work."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(program, path=beside) or shutil.which(program)
    if found is None:
        hint = "install translate-toolkit (its programs alone are used): pip install translate-toolkit"
        raise Refused(error("toolkit.missing", f"the program {program} is not here", hint=hint))
    command = [found, "--progress=none", "--errorlevel=none", *options, str(source), str(target)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL)
        is_whole = target.is_file() and target.stat().st_size > 0
    except (OSError, subprocess.SubprocessError):
        is_whole = False
    if not is_whole:
        raise Refused(error("toolkit.failed", f"{program} could not read or write it", name, "check that it is whole"))
