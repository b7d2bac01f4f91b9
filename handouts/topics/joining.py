"""One module of several topics as the sections of a joint sheet: what all say, what some say, what each says alone.

Must not know which topics these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import BaseModel

from ..model.brief import Brief
from ..model.kinds import TopicModule
from ..model.parts import Part
from ..model.shared import Together
from ..reading import Reading
from ..workspace import Found
from .content import Loaded
from .pieces import Piece, Shared, joined, of_body, of_brief, shared

ONE = frozenset({"references", "glossary", "contacts", "questions"})
"""Kinds that are one module whoever says what in it."""
DIVISIBLE = frozenset({"points", "checklist", "warning", "prose", "steps", "table", "options", "myths", "teach-back"})
"""Kinds whose parts stand by themselves; any other stays whole, one for each topic."""


@dataclass(frozen=True, slots=True)
class Section:
    """One module of the joint sheet: its place, its name in the topics, whose it is, and what forms it has."""

    place: str
    came: str
    of: tuple[int, ...]
    module: TopicModule
    reading: Reading
    found: Found
    whole: bool

    def fits(self, form: Literal["whole", "brief"]) -> bool:
        """Whether it has anything to print in this form; a module without a short form is printed whole."""
        return self.module.brief is not None if form == "brief" else self.whole


def sections(name: str, modules: Sequence[Loaded | None], ids: Sequence[str], words: Together) -> Iterator[Section]:
    """Yield what becomes of one module; `modules` are the topics' own, `ids` their names."""
    there = {index: loaded for index, loaded in enumerate(modules) if loaded is not None}
    if len(there) == 1 or not _alike([loaded.module for loaded in there.values()]):
        for index, loaded in there.items():
            place = name if len(there) == 1 else f"{name}-{ids[index]}"
            yield Section(place, name, (index,), loaded.module, loaded.reading, loaded.found, whole=True)
        return
    bodies = shared({index: of_body(loaded.module.body) for index, loaded in there.items()})
    briefs = shared({index: of_brief(loaded.module.brief) for index, loaded in there.items() if loaded.module.brief})
    once = next(iter(there.values())).module.kind in ONE
    sets = [tuple(there)] if once else sorted({tuple(of) for of in (*bodies.values(), *briefs.values())}, key=_widest)
    found = [_section(name, of, there, ids, (bodies, briefs), words, once=once) for of in sets]
    yield from (section for section in found if section.module.title != words.common)
    yield from (section for section in found if section.module.title == words.common)


def _widest(of: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return -len(of), of


def _alike(modules: Sequence[TopicModule]) -> bool:
    """Whether modules can be taken apart together: of one kind, and tables with the same heads."""
    kinds = {module.kind for module in modules}
    heads = {tuple(map(str, getattr(module.body, "head", ()))) for module in modules}
    return len(kinds) == 1 and kinds <= DIVISIBLE | ONE and len(heads) == 1


def _section(
    name: str,
    of: tuple[int, ...],
    there: Mapping[int, Loaded],
    ids: Sequence[str],
    pieces: tuple[Shared, Shared],
    words: Together,
    *,
    once: bool,
) -> Section:
    """Return what exactly these topics say in a module."""
    bodies, briefs = ([_joined(found) for found in kind.values() if once or tuple(found) == of] for kind in pieces)
    all_of = [there[index].module for index in of]
    base, same = there[of[0]], len({str(module.title) for module in all_of}) == 1
    update: dict[str, Any] = {
        "title": base.module.title if same else words.common,
        "lead": base.module.lead if len({str(module.lead) for module in all_of}) == 1 else None,
        "sources": tuple(dict.fromkeys(key for module in all_of for key in module.sources)),
        "safety": "critical" if any(module.safety for module in all_of) else None,
        "when": base.module.when if len({module.when for module in all_of}) == 1 else (),
        "body": _body(base.module.body, bodies),
        "brief": _brief([module.brief for module in all_of if module.brief], briefs, words),
    }
    place = name if len(of) == len(there) else f"{name}-{'-'.join(ids[index] for index in of)}"
    module = base.module.model_copy(update=update)
    return Section(place, name, of, module, base.reading, base.found, whole=bool(bodies) or once)


def _joined(found: Mapping[int, Piece]) -> tuple[Part, tuple[Part, ...]]:
    """Return the first topic's part of a piece, and what stands for it."""
    pieces = tuple(found.values())
    return pieces[0].parts[0], joined(pieces)


def _brief(own: Sequence[Brief], pieces: Sequence[tuple[Part, tuple[Part, ...]]], words: Together) -> Brief | None:
    if not pieces:
        return None
    first, same = own[0], len({(str(brief.title), str(brief.who)) for brief in own}) == 1
    title = first.title if same else None if first.who else words.common
    return first.model_copy(update={"title": title, "items": tuple(part for _, parts in pieces for part in parts)})


def _body(body: BaseModel, pieces: Sequence[tuple[Part, tuple[Part, ...]]]) -> Any:
    """Return a body with these pieces alone; what only other topics say stands at the end of its last list."""
    wanted = {id(part): parts[0] for part, parts in pieces}
    seen: set[int] = set()
    made = _only(body, wanted, seen)
    more = [part for key, part in wanted.items() if key not in seen]
    return _with(made, more) if more else made


def _only(value: Any, wanted: Mapping[int, Part], seen: set[int]) -> Any:
    if isinstance(value, Part):
        seen.add(id(value))
        return wanted.get(id(value))
    if isinstance(value, BaseModel):
        fields = {name: _only(getattr(value, name), wanted, seen) for name in type(value).model_fields}
        return type(value).model_construct(value.model_fields_set, **fields)
    if isinstance(value, tuple):
        items = (_only(item, wanted, seen) for item in value)
        return tuple(item for item in items if item is not None and getattr(item, "items", None) != ())
    return value


def _with(body: Any, more: Sequence[Part]) -> Any:
    """Return a body of one list with more parts in it; words and their meanings stay in order."""
    name = next(iter(type(body).model_fields))
    items = (*getattr(body, name), *more)
    if name == "entries":
        items = tuple(sorted(items, key=lambda entry: str(cast("Any", entry).term).casefold()))
    return body.model_copy(update={name: items})
