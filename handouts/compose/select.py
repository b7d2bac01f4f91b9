"""Choose what a handout holds: modules, the parts that concern the reader, the safety core for what would be missing.

Must not translate or fill texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from ..errors import Refused, UsageFault, error, refuse_if_any
from ..model.brief import Brief, Short
from ..model.clinic import Clinic
from ..model.content import OwnEdition
from ..model.editions import EDITIONS
from ..model.kinds import TopicModule
from ..model.parts import Part
from ..model.plan import MODULE as PLAN
from ..model.request import Request
from ..model.walk import facts, kept, parts
from ..topics import TopicContent


@dataclass(frozen=True, slots=True)
class Chosen:
    """One module of a handout, whole or in its short form, with the parts that are printed."""

    id: str
    module: TopicModule | Short

    @property
    def is_row(self) -> bool:
        """Whether it is a row of the box "Is this you?"."""
        return isinstance(self.module, Short) and self.module.who is not None


def recipe_of(request: Request, clinic: Clinic) -> str | None:
    """Return the recipe of a request: what it names, or the clinic's; None where it names modules or needs none."""
    if request.modules or EDITIONS[request.edition].own_words:
        return None
    return request.recipe or clinic.facts.recipe


def chosen(content: TopicContent, request: Request, clinic: Clinic, *, planned: bool = False) -> tuple[Chosen, ...]:
    """Return the modules in their printed order; every required fact stands in one of them, or `Refused` is raised.

    Where a dose plan is printed (`planned`), it says what the parts say that it takes the place of.
    """
    if EDITIONS[request.edition].own_words:
        return _own_words(content, request, clinic)
    picked = tuple(_picked(content, request, clinic))
    main = frozenset(content.main(recipe_of(request, clinic)).states)
    if planned:
        picked, main = tuple(_beside_plan(picked)), main.union(content.topic.doses.says)
    core = tuple(_core(content, clinic, main.union(*(facts(item.module) for item in picked))))
    first = tuple(item for item in picked if item.id in content.opening)
    result = (*first, *core, *(item for item in picked if item not in first))
    _require(content.topic.required, main.union(*(facts(item.module) for item in result)), "mend the safety core")
    return result


def _require(required: Iterable[str], stated: frozenset[str], hint: str) -> None:
    """Raise `Refused` with every fact that would be missing."""
    lacking = [fact for fact in required if fact not in stated]
    refuse_if_any(error("safety.lacks", f"the sheet would not state '{fact}'", hint=hint) for fact in lacking)


def _own_words(content: TopicContent, request: Request, clinic: Clinic) -> tuple[Chosen, ...]:
    """Return the one module of an edition with words of its own; conditions do not thin it, countries may."""
    own = content.topic.editions.get(cast("OwnEdition", request.edition))
    if own is None:
        say = f"the topic '{content.topic.id}' has no words for the edition '{request.edition}'"
        known = [name for name, edition in EDITIONS.items() if not edition.own_words or name in content.topic.editions]
        several = f"make one for each: {', '.join(one.topic.id for one in content.together)}"
        hint = f"it has: {', '.join(known)}" if len(content.together) == 1 else several
        raise UsageFault(error("edition.no-words", say, hint=hint))
    module = kept(content.modules[own.module].module, lambda part: _reachable(part, clinic))
    _require(own.required, facts(module), f"the module '{own.module}' must state it for every country")
    return (Chosen(own.module, module),)


def wanted(content: TopicContent, request: Request, recipe: str | None) -> tuple[tuple[str, bool], ...]:
    """Return what is asked for: the id of a module, and whether in its short form.

    A recipe's stand in its own order, single ones in the topic's. Raises `UsageFault` on unknown ones.
    """
    topic = content.topic
    if recipe is None:
        named = tuple(name for name in request.modules if name != PLAN)  # made of the patient's plan, not of the topic
        names, what, known = named, "module", content.choosable
    else:
        names, what, known = (recipe,), "recipe", tuple(topic.recipes)
    unknown = [name for name in names if name not in known]
    if unknown:
        hint = f"{what}s of {topic.id}: {', '.join(known)}"
        raise UsageFault(tuple(error(f"{what}.unknown", f"there is no {what} '{name}'", hint=hint) for name in unknown))
    if recipe:
        return content.choice(recipe)
    beside = {own for name in names for own in content.beside(name)}
    return tuple((name, False) for name in topic.order if name in names or name in beside)


def _picked(content: TopicContent, request: Request, clinic: Clinic) -> Iterator[Chosen]:
    for name, brief in wanted(content, request, recipe_of(request, clinic)):
        module = content.modules[name].module
        if module.audience != "patient":
            raise Refused(
                error("module.audience", f"module '{name}' is not for patients", content.modules[name].reading.where())
            )
        if _concerns(module.when, request) or request.modules:
            form = _form(module, brief=brief)
            item = Chosen(name, kept(form, lambda part: shown(part, request, clinic)))
            # a heading with nothing left under it says nothing; some kinds have no parts from the start
            if any(parts(item.module)) or not any(parts(form)):
                yield item
            elif request.modules:
                say = f"nothing of module '{name}' concerns this reader"
                raise UsageFault(error("module.empty", say, hint="leave out --module or --not-for"))


def _beside_plan(picked: Iterable[Chosen]) -> Iterator[Chosen]:
    """Yield the modules without what a printed plan says."""
    for item in picked:
        module = kept(item.module, lambda part: not part.no_plan)
        if any(parts(module)) or not any(parts(item.module)):
            yield Chosen(item.id, module)


def _form(module: TopicModule, *, brief: bool) -> TopicModule | Short:
    """Return what a handout holds of a module; one that has no short form is printed whole."""
    short = module.brief
    if brief and short is not None:
        title = None if short.who else short.title or module.title
        return Short(title=title, safety=module.safety, sources=module.sources, **_same(short))
    return module.model_copy(update={"brief": None})


def _same(short: Brief) -> dict[str, Any]:
    return {name: getattr(short, name) for name in ("who", "symbol", "items")}


def shown(part: Part, request: Request, clinic: Clinic) -> bool:
    """Whether a part is printed: it concerns the reader, and the line that it needs is there (or is not)."""
    return _concerns(part.when, request) and _reachable(part, clinic)


def _reachable(part: Part, clinic: Clinic) -> bool:
    """Whether the clinic has the line that a part needs, and stands where the part holds."""
    country = clinic.facts.country
    if country in part.not_in or (part.only_in and country not in part.only_in):
        return False
    has_line = part.line is None or bool(clinic.of(part.line))
    return has_line and (part.no_line is None or not clinic.of(part.no_line))


def _concerns(when: tuple[str, ...], request: Request) -> bool:
    """Nothing said shows; hidden only when the request spares the reader every one of its conditions."""
    return not when or any(condition not in request.spares for condition in when)


def _core(content: TopicContent, clinic: Clinic, stated: frozenset[str]) -> Iterator[Chosen]:
    """Yield the safety core cut to the required facts that nothing else states; conditions do not hide it."""
    missing = frozenset(content.topic.required) - stated

    def needed(part: Part) -> bool:
        return _reachable(part, clinic) and bool(missing.intersection(part.states))

    for name in content.cores if missing else ():
        core = kept(_form(content.modules[name].module, brief=False), needed)
        if any(parts(core)):
            yield Chosen(name, core)
