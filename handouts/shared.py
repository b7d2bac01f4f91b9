"""Text that several topics say: `topics/shared/`, taken into a module by reference, with a gettext domain of its own.

A list item `take: running-out/closed` stands for the items of that name in `topics/shared/running-out.yaml`, in the
shape that its place asks for; what the place says beside it (`states:` of the topic's own facts) holds for each of
them. Must not know any topic, and no text here may name a medicine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Problem, Refused, error
from .model.message import SHARED, Message
from .model.shared import SharedFile
from .model.walk import place, texts
from .reading import Loc, Reading, checked, yaml_file
from .workspace import Found, Workspace

FOLDER = "topics/shared"
FACTS = "facts.yaml"
TAKE = "take"
ADDED = frozenset({"states", "sources", "when", "needs_clinician"})
"""What a place may say of the items that it takes, beside their own; lists are joined."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One shared file: its model and the lines of its text."""

    file: SharedFile
    reading: Reading
    found: Found


Subjects = Mapping[str, Subject]


def load(workspace: Workspace) -> Subjects:
    """Return every shared file by its name; raises `Refused` with every fault of all of them."""
    result, faults = dict[str, Subject](), list[Problem]()
    for name in workspace.names(FOLDER, ".yaml"):
        found = workspace.find(f"{FOLDER}/{name}")
        if found is None or name == FACTS:
            continue
        try:
            reading = yaml_file(found.path, found.label)
            result[name.removesuffix(".yaml")] = Subject(checked(SharedFile, reading), reading, found)
        except Refused as refused:
            faults.extend(refused.problems)
    if faults:
        raise Refused(faults)
    return result


def messages(subjects: Subjects) -> tuple[Message, ...]:
    """Return the texts of all subjects in reading order."""
    return tuple(
        Message(SHARED, name, str(text), subject.reading.where(loc), subject.file.safety == "critical", place(loc))
        for name, subject in subjects.items()
        for loc, text in texts(subject.file)
    )


def spliced(reading: Reading, subjects: Subjects) -> Reading:
    """Return a reading with every reference replaced by what it takes; raises `Refused` with all that lead nowhere."""
    work = _Splice(reading, subjects, {}, {}, {}, [])
    data = work.copied(reading, reading.data, (), ())
    if work.faults:
        raise Refused(work.faults)
    return Reading(data, work.lines, reading.label, work.labels, work.origins)


@dataclass(frozen=True, slots=True)
class _Splice:
    """A copy in the making: where each of its parts is written."""

    reading: Reading
    subjects: Subjects
    lines: dict[Loc, int]
    labels: dict[Loc, str]
    origins: dict[Loc, str]
    faults: list[Problem]

    def copied(self, source: Reading, value: Any, old: Loc, new: Loc) -> Any:
        """Return the part at `old` of a source as it stands at `new`."""
        if old in source.lines:
            self.lines[new] = source.lines[old]
        if isinstance(value, dict):
            return {key: self.copied(source, item, (*old, key), (*new, key)) for key, item in value.items()}
        if isinstance(value, list):
            made: list[Any] = []
            for index, item in enumerate(value):
                if _is_reference(item) and source is self.reading:
                    made.extend(self.taken(item, (*old, index), new, len(made)))
                else:
                    made.append(self.copied(source, item, (*old, index), (*new, len(made))))
            return made
        return value

    def taken(self, reference: Mapping[str, Any], old: Loc, new: Loc, first: int) -> Iterator[Any]:
        """Yield the items that a reference takes, as they stand from `first` on."""
        name = reference[TAKE]
        subject, _, items = str(name).partition("/")
        found, shape = self.subjects.get(subject), _shape(self.reading.data, old)
        lists = found.reading.data.get(shape, {}) if found else {}
        if found is None or items not in lists:
            self.faults.append(_unknown(str(name), shape, self.reading.where(old), self.subjects))
            return
        for index, item in enumerate(lists[items]):
            at = (*new, first + index)
            self.labels[at] = found.reading.label
            self.origins[at] = subject
            yield _with_added(self.copied(found.reading, item, (shape, items, index), at), reference)


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and TAKE in value and set(value) <= {TAKE, *ADDED}


def _with_added(item: Any, reference: Mapping[str, Any]) -> Any:
    """Return an item with what its place says beside the reference; lists are joined."""
    own = {key: value for key, value in reference.items() if key != TAKE}
    if not isinstance(item, dict):
        return item
    return {**item, **{key: _joined(item.get(key), value) for key, value in own.items()}}


def _joined(said: Any, value: Any) -> Any:
    return list(dict.fromkeys((*said, *value))) if isinstance(said, list) and isinstance(value, list) else value


_SHAPES = {name: name for name in ("signs", "lines", "rows", "entries")} | {"act": "actions"}
_SHAPES |= dict.fromkeys(("paragraphs", "after", "questions"), "paragraphs")
_ITEMS = {"points": "points", "checklist": "actions", "prose": "signs"}
"""Shapes of the lists called `items`, by the kind of module."""


def _shape(data: Any, loc: Loc) -> str:
    """Return which shape of part the list at this path holds; empty where it can hold none that is shared."""
    if loc[:1] == ("brief",):
        return "briefs"
    key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    return _ITEMS.get(str(data.get("kind")), "") if key == "items" else _SHAPES.get(key, "")


def names(subjects: Subjects, shape: str) -> tuple[str, ...]:
    """Return everything of a shape that can be taken."""
    return tuple(f"{name}/{items}" for name, found in subjects.items() for items in found.reading.data.get(shape, ()))


def references(value: Any) -> Iterator[str]:
    """Yield every reference in plain data."""
    if isinstance(value, dict):
        if _is_reference(value):
            yield str(value[TAKE])
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _unknown(name: str, shape: str, where: str, subjects: Subjects) -> Problem:
    known = ", ".join(names(subjects, shape)) or "nothing fits here"
    return error("shared.unknown", f"there is no shared '{name}' for this place", where, f"shared {shape}: {known}")
