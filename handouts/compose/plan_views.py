"""What the templates get to see of a dose plan: sentences of the language's own phrases, doses as digits, a calendar.

Must not compute a dose: `dose` counts, and what is printed here reads back as what was entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from .. import dose, plan_words
from ..errors import Refused, error
from ..model.editions import EDITIONS
from ..model.expected import Sentence
from ..model.message import Message
from ..model.plan import TIMES, Plan, Step
from . import plan_days
from .brief import Brief
from .fill import in_order, personal
from .voices import Voices
from .words import Words

_PARTS = {Decimal(0): "", Decimal("0.5"): "half", Decimal("0.25"): "quarter", Decimal("0.75"): "three-quarters"}


@dataclass(frozen=True, slots=True, repr=False)
class TakenView:
    """What is taken at one time of a day: a sentence for each strength, and the mg of all."""

    time: str
    lines: tuple[tuple[Markup, Markup], ...]
    """The sentence, and the strength of its tablets where the plan has several."""
    mg: Markup


@dataclass(frozen=True, slots=True, repr=False)
class StepView:
    """One step as it is printed."""

    name: Markup
    first: Markup
    last: Markup
    taken: tuple[TakenView, ...]
    total: Markup


@dataclass(frozen=True, slots=True, repr=False)
class PlanView:
    """A plan as it is printed; `said` has the words around it by their keys."""

    title: Markup
    said: Mapping[str, Markup]
    name: Markup
    prescriber: Markup
    medicine: Markup
    strengths: tuple[Markup, ...]
    valid: Markup
    steps: tuple[StepView, ...]
    months: tuple[plan_days.MonthView, ...]
    messages: tuple[Message, ...]
    """All words that a plan is said in."""
    safety: str = "critical"
    lead: None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What the draft must hold, in order; personal, each with its place in the plan."""
        return tuple(_sentences(self))


_AROUND = ("follow", "missed", "medicine", "signature", "total", "calendar", "boxes", *TIMES)


def view(brief: Brief, voices: Voices) -> PlanView | None:
    """Return the plan of a patient; None where there is none."""
    plan = brief.patient.plan
    if plan is None:
        return None
    known = plan_words.words(brief.workspace)
    if not known:
        say = f"there is no {plan_words.FILE}"
        raise Refused(error("template.missing", say, hint="put it back from our own"))
    say_all, on_paper = _Plan(plan, known, voices, brief.request.region), bool(EDITIONS[brief.request.edition].sheets)
    return PlanView(
        title=say_all("title"),
        said={**{key: say_all(key) for key in (*_AROUND, "valid")}, "ends": say_all.dated("ends", _ends(plan))},
        name=personal(brief.patient.name),
        prescriber=personal(brief.patient.prescriber),
        medicine=personal(plan.medicine),
        strengths=tuple(say_all.strength(tablet.mg) for tablet in plan.tablets),
        valid=say_all.day(plan.valid_until),
        steps=tuple(say_all.steps()),
        months=plan_days.months(plan, brief.request.region, voices, known["step"]) if on_paper else (),
        messages=tuple(known.values()),
    )


def _ends(plan: Plan) -> date:
    """Return the day before which a patient has to know how to go on."""
    return min(filter(None, (plan.steps[-1].last, plan.valid_until)))


@dataclass(frozen=True, slots=True, repr=False)
class _Plan:
    """A plan that is said in the languages of a sheet."""

    plan: Plan
    known: Mapping[str, Message]
    voices: Voices
    region: str | None
    """The country in whose way a day is put."""

    def __call__(self, key: str, count: int = 1, **values: object) -> Markup:
        """Return one of the words in each language."""
        return self.voices.both([words.told(self.known[key], count, **values) for words in self.voices.speakers])

    def steps(self) -> Iterator[StepView]:
        """Yield the steps."""
        for number, step in enumerate(self.plan.steps, 1):
            yield StepView(
                name=self("step", number=number),
                first=self.dated("first", step.first),
                last=self.dated("last", step.last) if step.last else self._open(step),
                taken=tuple(self._taken(step, time) for time in range(len(TIMES))),
                total=self._each(lambda words: _mg(dose.total(self.plan, step), words)),  # noqa: B023
            )

    def strength(self, mg: Decimal) -> Markup:
        """Return what says the strength of a tablet."""
        return self._each(lambda words: words.told(self.known["strength"], strength=_mg(mg, words)))

    def day(self, day: date) -> Markup:
        """Return a day in words."""
        return self._each(lambda words: Markup.escape(plan_days.in_words(day, words, self.region)))

    def _open(self, step: Step) -> Markup:
        return self("open") if dose.total(self.plan, step) else Markup()

    def dated(self, key: str, day: date) -> Markup:
        """Return one of the words that name a day."""
        return self._each(lambda words: words.told(self.known[key], date=plan_days.in_words(day, words, self.region)))

    def _taken(self, step: Step, time: int) -> TakenView:
        name, mg = TIMES[time], dose.mg_at(self.plan, step, time)
        pairs = tuple(zip(step.taken[time], self.plan.tablets, strict=True))
        lines = [
            (self._sentence(name, number), self.strength(tablet.mg) if len(pairs) > 1 else Markup())
            for number, tablet in pairs
            if number
        ]
        shown = self._each(lambda words: _mg(mg, words)) if mg else Markup()
        return TakenView(name, tuple(lines) or ((self(f"none-{name}"), Markup()),), shown)

    def _sentence(self, time: str, number: Decimal) -> Markup:
        return self._each(lambda words: words.told(self.known[f"take-{time}"], amount=self._amount(number, words)))

    def _amount(self, number: Decimal, words: Words) -> Markup:
        """Return a number of tablets in a language: whole ones in digits, and a part in words."""
        whole = int(number)
        part = _PARTS[number - whole]
        if not whole:
            return words.told(self.known[part])
        return words.told(self.known[f"whole-{part}" if part else "whole"], whole, number=whole)

    def _each(self, say: Callable[[Words], Markup]) -> Markup:
        return self.voices.both([say(words) for words in self.voices.speakers])


def _mg(number: Decimal, words: Words) -> Markup:
    """Return a dose in a language's digits and with its decimal sign, whole and left to right."""
    said = plan_days.in_own(dose.written(number), words)
    return Markup('<bdi dir="ltr" class="whole">{}</bdi>').format(in_order(f"{said}\u00a0mg"))


def _sentences(view: PlanView) -> Iterator[Sentence]:
    yield from _told("plan", (view.said["follow"], view.said["missed"], view.said["ends"], view.name, view.medicine))
    yield from _told("plan: tablets", view.strengths)
    yield from _told("plan", (view.prescriber, view.valid, view.said["signature"]))
    for number, step in enumerate(view.steps, 1):
        place = f"plan.steps.{number}"
        yield from _told(place, (step.name, step.first, step.last))
        for taken in step.taken:
            said = (words for line in taken.lines for words in line)
            yield from _told(f"{place}.{taken.time}", (*said, taken.mg))
        yield from _told(place, (step.total,))
    if view.months:
        yield from _told("plan", (view.said["calendar"], view.name, view.medicine))
    for month in view.months:
        yield from _told("plan: calendar", (month.name, *month.weekdays))


def _told(place: str, words: Iterable[Markup]) -> Iterator[Sentence]:
    yield from (Sentence(str(said.striptags()), place, personal=True) for said in words if said)
