"""Shell and imprint: the constant pages of a sheet are made once, and a patient's words are printed onto them.

Must not compose or judge: whoever calls hands samples in, and holds the first imprint against the whole render. A row
that cannot be imprinted raises `Unfit` and is rendered whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model.panel import Entry
from .shell import Mould, Shell, Source, Unfit

__all__ = ["Shell", "Source", "Unfit", "imprinted", "lacking", "learn", "prepare"]

Key = tuple[str, str]
"""A size of words, and their direction."""


def prepare(source: Source, *, size: str = "", families: Sequence[str] = ()) -> Shell:
    """Return a shell made of a sample: a sheet whose fields all hold words, of one size.

    Raises `Unfit` where the sheet has no panel that can be imprinted, or the engine is another than was measured.
    """
    from . import inside, sampling

    inside.require_version()
    shell, sample = sampling.shell_of(source, frozenset(families))
    shell.moulds.update(sampling.moulds_of(sample, size))
    return shell


def learn(shell: Shell, source: Source, *, size: str) -> None:
    """Learn from another sample how words of this size and direction are set.

    Raises `Unfit` when anything else of the sheet differs with them.
    """
    from . import sampling

    def compare(sample: sampling.Sample) -> None:
        if sample.constant != shell.constant or not set(sample.fields).issuperset(shell.fields):
            raise Unfit("moves")
        for key, mould in sampling.moulds_of(sample, size).items():
            known = shell.moulds.get(key)
            shell.moulds[key] = _joined(known, mould) if known else mould

    sampling.sampled(source, compare)


def _joined(known: Mould, mould: Mould) -> Mould:
    if known.frame != mould.frame or known.room != mould.room:
        raise Unfit("moves")
    return replace(known, styles={**mould.styles, **known.styles}, lines={**mould.lines, **known.lines})


def lacking(shell: Shell, entries: Mapping[str, Entry]) -> set[Key]:
    """Return the sizes and directions of words that no sample has shown yet."""
    from ..engine.mends.directions import first_direction

    wanted = {
        (name, entry.size, first_direction(line) or "ltr") for name, entry in entries.items() for line in entry.lines
    }
    return {
        (size, direction)
        for name, size, direction in wanted
        if name in shell.tags and ((name, size) not in shell.moulds or direction not in shell.moulds[name, size].styles)
    }


def imprinted(shell: Shell, entries: Mapping[str, Entry], language: str) -> bytes:
    """Return the finished file of one patient: the shell, and behind it what is hers, read back and found right."""
    from . import inside, reading_back
    from .annex import Annex, file

    if any(entry.lines and name not in shell.tags for name, entry in entries.items()):
        raise Unfit("panel")
    annex = Annex(shell, language)
    given = {name: entries.get(name, Entry((), "")) for name in shell.fields}
    words = inside.painted(shell, given, annex)
    frames = {name: shell.moulds[name, entry.size].frame for name, entry in given.items()}
    pdf = file(annex, words, frames)
    reading_back.require(pdf, shell, given)
    return pdf
