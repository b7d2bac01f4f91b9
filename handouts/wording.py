"""What hinders a reader in English text, with what to write instead: long sentences, jargon, blame, passives, doses.

The words themselves are in `locales/en/wording.yaml`. Must not read topics or know where a text stands: the caller says
that, and every problem is a warning or a note, because a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .errors import Problem, Refused, note, warning
from .model.kinds import ModuleHead
from .model.parts import Strict
from .model.walk import texts as texts_of
from .phrases import Phrases, phrases
from .readability import Measure, measured, plain, sentences, words
from .reading import checked, yaml_file
from .workspace import Workspace

NAME = "locales/en/wording.yaml"
LONGEST, AIM = 15, 6.0
"""Words in a sentence, and the school grade, that no text should exceed."""
FEWEST, MOST = 2, 7
"""Items of one list."""
ACTIONS = frozenset({"brief", "checklist", "steps", "warning"})
TOOLS = frozenset({"box", "checklist", "diary", "plan", "questions", "steps"})
SUMMARIES = frozenset({"points", "brief"})
"""Kinds of modules with which a sheet says what to do, gives something to use, and sums up (PEMAT-P, CDC CCI)."""

Phrase = Annotated[str, StringConstraints(pattern=r"^\p{L}+([ ’'-]\p{L}+)*$")]
Advice = Annotated[str, StringConstraints(min_length=2)]


class WordingFile(Strict):
    """The words that the checks know. Inflected forms of a phrase count as the phrase."""

    format: Literal["1"]
    jargon: dict[Phrase, Advice] = Field(default={})
    stigma: dict[Phrase, Advice] = Field(default={})
    stigma_ok: tuple[Phrase, ...] = ()
    glossed: tuple[Phrase, ...] = ()
    participles: tuple[Phrase, ...] = ()
    passive_ok: tuple[Phrase, ...] = ()
    actions: tuple[Phrase, ...] = ()
    initialisms: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All files of a workspace together, ready for use."""

    file: WordingFile
    jargon: Phrases
    stigma: Phrases
    stigma_ok: Phrases
    passive_ok: Phrases
    glossed: frozenset[str]
    participles: frozenset[str]


def rules(workspace: Workspace) -> Rules | None:
    """Return the rules of all roots, a clinic's added over ours; None where no root has any. Raises `Refused`."""
    files, faults = list[WordingFile](), list[Problem]()
    for found in workspace.every(NAME):
        try:
            files.append(checked(WordingFile, yaml_file(found.path, found.label)))
        except Refused as fault:
            faults.extend(fault.problems)
    if faults:
        raise Refused(faults)
    return compiled(_merged(files[::-1])) if files else None


def _merged(files: Iterable[WordingFile]) -> WordingFile:
    """Return one file of several, the later ones over the earlier."""
    whole: dict[str, dict[str, str]] = {}
    for file in files:
        for name, value in file.model_dump(exclude={"format"}).items():
            whole.setdefault(name, {}).update(value if isinstance(value, dict) else dict.fromkeys(value, ""))
    lists = {name: value if name in ("jargon", "stigma") else tuple(value) for name, value in whole.items()}
    return WordingFile.model_validate({"format": "1", **lists})


def compiled(file: WordingFile) -> Rules:
    """Return a file's words, ready for use."""
    return Rules(
        file=file,
        jargon=phrases(file.jargon),
        stigma=phrases(file.stigma),
        stigma_ok=phrases(file.stigma_ok),
        passive_ok=phrases(file.passive_ok),
        glossed=frozenset(word.lower() for word in file.glossed),
        participles=frozenset(word.lower() for word in file.participles),
    )


# --- one text ---------------------------------------------------------------------------------------------------------


def problems(text: str, where: str, known: Rules) -> Iterator[Problem]:
    """Yield what may hinder a reader in one text; `where` is its `file:line`."""
    yield from long_sentence(text, where)
    yield from jargon(text, where, known)
    yield from stigma(text, where, known)
    yield from passive(text, where, known)
    yield from capitals(text, where, known)
    yield from dose(text, where)
    yield from number_word(text, where)


def long_sentence(text: str, where: str) -> Iterator[Problem]:
    """Yield a warning for each sentence of more than 15 words; a number counts as one."""
    for sentence in sentences(text):
        found = words(sentence)
        if len(found) > LONGEST:
            say = f"{len(found)} words in one sentence: '{' '.join(sentence.split()[:4])} …'"
            yield warning("wording.long-sentence", say, where, f"make 2 of it; {LONGEST} words or fewer, one idea")


def jargon(text: str, where: str, known: Rules) -> Iterator[Problem]:
    """Yield a warning for each word of the trade, unless brackets explain it or it stands in them."""
    said = plain(text)
    for match, phrase in known.jargon.found(said):
        explained = re.match(r"\s*\(", said[match.end() :]) or said[: match.start()].endswith("(")
        if not explained:
            yield warning("wording.jargon", f"'{match[0]}' is jargon", where, f"say: {known.file.jargon[phrase]}")


def stigma(text: str, where: str, known: Rules) -> Iterator[Problem]:
    """Yield a warning for each word that blames or labels a person."""
    said = plain(text)
    for match, phrase in known.stigma.found(said):
        if not known.stigma_ok.covers(said, *match.span()):
            yield warning(
                "wording.stigma", f"'{match[0]}' can shame a reader", where, f"say: {known.file.stigma[phrase]}"
            )


_BE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|isn[’']t|aren[’']t|wasn[’']t|weren[’']t)"
    r"(?:\s+(?:not|never|no longer|also|often|always|already|still|only|now|soon|just|even|first|most|more|less|well"
    r"|\w+ly)\b)*\s+(\w+)\b",
    re.IGNORECASE,
)


def passive(text: str, where: str, known: Rules) -> Iterator[Problem]:
    """Yield a warning for each form of `be` with a participle after it. Does not see a subject between the two."""
    said = plain(text)
    for match in _BE.finditer(said):
        if _is_participle(match[1].lower(), known) and not known.passive_ok.covers(said, *match.span(1)):
            yield warning(
                "wording.passive", f"passive: '{match[0]}'", where, "say who does it, above all 'you' or 'we'"
            )


def _is_participle(word: str, known: Rules) -> bool:
    return word in known.participles or (word.endswith("ed") and not word.endswith("eed") and len(word) > 3)


def capitals(text: str, where: str, known: Rules) -> Iterator[Problem]:
    """Yield a warning for each word of 4 or more letters in capitals that is no known initialism."""
    for match in re.finditer(r"\b[A-Z]{4,}\b", plain(text)):
        if match[0] not in known.file.initialisms:
            hint = "write small letters, **strong** where it matters; an initialism goes into wording.yaml"
            yield warning("wording.capitals", f"'{match[0]}' is all capitals", where, hint)


_DOSES = (
    (r"\b\d+\.0+\s*(?:mg|g|ml|mL|l|L|micrograms?|units?)\b", "no zero after the point: 5 mg; 5.0 is read as 50"),
    (r"(?<![\d.,])\.\d+\s*(?:mg|g|ml|mL|l|L|micrograms?|units?)\b", "a zero before the point: 0.5 mg; .5 is read as 5"),
    (r"(?<![^\W\d_])(?:µg|μg|ug|mcg)\b", "write micrograms: µg is read as mg"),
    (r"\b\d+\s*(?:IU|U)\b", "write units: U is read as 0"),
    (
        r"\b(?:TDS|TID|BD|BID|OD|QD|QOD|QDS|QID|PRN|tds|tid|qds|qid|prn|[bq]\.d|[tq]\.d\.s|[btq]\.i\.d|p\.r\.n)\b",
        "write when: 'in the morning and in the evening', 'when you need it'",
    ),
)
_OFTEN = re.compile(
    r"\b(?:twice|(?:\d+|two|three|four|five|six) times)\s+(?:(?:a|per|each|every)\s+day|daily)\b|\bevery \d+ hours\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:morning|noon|midday|lunchtime|afternoon|evening|night|bedtime|breakfast|lunch|dinner|supper)s?\b"
    r"|\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b\d{1,2}:\d\d\b",
    re.IGNORECASE,
)


def dose(text: str, where: str) -> Iterator[Problem]:
    """Yield a warning for each amount or time that can be misread (ISMP list, USP <17>)."""
    for sentence in sentences(text):
        for pattern, hint in _DOSES:
            for match in re.finditer(pattern, sentence):
                yield warning("wording.dose", f"'{match[0]}' can be misread", where, hint)
        often = _OFTEN.search(sentence)
        if often and not _WHEN.search(sentence):
            hint = "name the times: 'in the morning and in the evening'"
            yield warning("wording.dose", f"'{often[0]}' does not say when", where, hint)


_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b", re.IGNORECASE)


def number_word(text: str, where: str) -> Iterator[Problem]:
    """Yield a warning for each number from 2 to 10 that is written as a word."""
    for match in _NUMBER.finditer(plain(text)):
        yield warning(
            "wording.number-word", f"'{match[0]}' is a number", where, f"write {_NUMBERS[match[0].casefold()]}"
        )


# --- a list, a module, a recipe ---------------------------------------------------------------------------------------


def list_length(count: int, where: str) -> Iterator[Problem]:
    """Yield a warning for a list that is too short to be one or too long to be kept in mind."""
    if count < FEWEST:
        yield warning(
            "wording.list-length", f"a list of {count}", where, "make it a sentence, or join it to another list"
        )
    elif count > MOST:
        hint = f"{MOST} or fewer: make 2 lists with a title each"
        yield warning("wording.list-length", f"a list of {count}", where, hint)


def no_you(name: str, texts: Iterable[str], where: str, known: Rules, *, acts: bool = False) -> Iterator[Problem]:
    """Yield a warning for a module whose sentences neither say "you" nor tell what to do; `acts`: its parts do.

    A card and a question say it in the reader's own voice: "I".
    """
    said = [sentence for text in texts for sentence in sentences(text)]
    speaks = any(re.search(r"[.!?…][”’\"')]*$", sentence) for sentence in said)
    if speaks and not acts and not any(_YOU.search(sentence) or _begins(sentence, known) for sentence in said):
        yield warning("wording.no-you", f"module '{name}' does not speak to the reader", where, "say 'you'")


_YOU = re.compile(r"\b(?:you(?:r|rs|rself)?|I|my)\b|^(?:do not|don[’']t|never)\b", re.IGNORECASE)


def _begins(sentence: str, known: Rules) -> bool:
    """Whether a sentence begins with a verb that tells what to do."""
    return next(iter(words(sentence)), "").lower() in known.file.actions


def measure(module: ModuleHead, known: Rules | None) -> Measure:
    """Return how a module reads in its whole form, title and all."""
    return measured((text for loc, text in texts_of(module) if loc[0] != "brief"), known.glossed if known else ())


def grade(name: str, found: Measure, where: str) -> Iterator[Problem]:
    """Yield a note for a module that is harder to read than grade 6."""
    if found.grade > AIM:
        say = f"module '{name}' reads at grade {found.grade}; the aim is {AIM:.0f}"
        yield note("wording.grade", say, where, "shorter sentences first, then shorter words")


def no_action(name: str, kinds: Collection[str], where: str) -> Iterator[Problem]:
    """Yield a warning for a recipe that tells nothing to do."""
    if not ACTIONS.intersection(kinds):
        yield warning("wording.no-action", f"recipe '{name}' tells nothing to do", where, _one_of(ACTIONS))


def no_tool(name: str, kinds: Collection[str], where: str) -> Iterator[Problem]:
    """Yield a warning for a recipe that gives the reader nothing to use."""
    if not TOOLS.intersection(kinds):
        yield warning("wording.no-tool", f"recipe '{name}' has nothing to fill in or tick", where, _one_of(TOOLS))


def no_summary(name: str, kinds: Collection[str], where: str) -> Iterator[Problem]:
    """Yield a warning for a recipe that does not sum up what matters."""
    if not SUMMARIES.intersection(kinds):
        yield warning("wording.no-summary", f"recipe '{name}' has no summary", where, _one_of(SUMMARIES))


def _one_of(kinds: Iterable[str]) -> str:
    return f"add a module of one of these kinds: {', '.join(sorted(kinds))}"
