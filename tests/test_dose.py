"""A dose plan is read exactly, held against itself, and nothing is rounded, guessed or repeated."""

from __future__ import annotations

import contextlib
import copy
import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts import dose, requests
from handouts.dose import numbers
from handouts.dose.saying import FAULTS
from handouts.errors import Problem, Refused
from handouts.model.plan import Plan, Step, Tablet
from handouts.model.request import Patient
from handouts.reading import yaml_text

from .content_fixtures import PROPERTY, ROOT, codes, refused

EXAMPLE = (ROOT / "examples" / "dose-plan.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 30)
FIRST = date(2026, 12, 1)


def example() -> dict[str, Any]:
    return dict(yaml_text(EXAMPLE, "x").data["plan"])


def plan_of(data: object) -> Plan:
    plan, faults = dose.read(data)
    assert plan is not None, faults
    return plan


def names(data: object) -> list[tuple[str, str]]:
    """Return place and name of each fault."""
    plan, faults = dose.read(data)
    assert plan is None
    assert faults
    return [(fault.place, fault.name) for fault in faults]


def changed(*path: Any, value: Any) -> dict[str, Any]:
    """Return the example with one value changed; None takes it away."""
    made = copy.deepcopy(example())
    part: Any = made
    for key in path[:-1]:
        part = part[key]
    if value is None:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return made


# --- numbers ----------------------------------------------------------------------------------------------------------

MG = st.builds(lambda whole, cut: Decimal(whole).scaleb(-cut), st.integers(1, 99_999), st.integers(0, 3))


@PROPERTY
@given(MG, st.sampled_from([".", ",", "٫"]))
def test_what_is_printed_reads_back_as_what_was_entered(mg: Decimal, point: str):
    printed = dose.written(mg, point)
    assert numbers.milligrams(printed.replace(point, ".")) == mg
    assert "E" not in printed
    assert not printed.startswith(point)
    assert not (point in printed and printed.endswith("0"))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("5.0", "trailing-zero"),
        ("2.50 mg", "trailing-zero"),
        (".5", "naked-point"),
        ("2,5", "decimal-comma"),
        ("1,000", "decimal-comma"),
        ("500 mcg", "micrograms"),
        ("500 µg", "micrograms"),
        ("500 μg", "micrograms"),
        ("10 U", "units"),
        ("10 IU", "units"),
        ("5 mg TDS", "abbreviation"),
        ("5 b.d.", "abbreviation"),
        ("1 g", "unit"),
        ("5 ml", "unit"),
        ("five", "unit"),
        ("05", "number"),
        ("-5", "number"),
        ("1e3", "unit"),
        ("٥", "number"),
        ("", "number"),
        ("NaN", "unit"),
        ("100000", "number"),
        ("1.0001", "number"),
        ("9" * 5000, "number"),
    ],
)
def test_a_number_that_can_be_misread_is_refused_by_name(said: str, name: str):
    assert names(changed("steps", 0, "morning", value={"mg": said})) == [("plan.steps.1.morning.mg", name)]


@pytest.mark.parametrize(
    ("said", "tablets"),
    [
        ("2", "2"),
        ("1/2", "0.5"),
        ("½", "0.5"),
        ("2½", "2.5"),
        ("2 3/4", "2.75"),
        ("2\u00a03/4", "2.75"),
        ("0.25", "0.25"),
        ("1.5", "1.5"),
    ],
)
def test_tablets_come_in_quarters(said: str, tablets: str):
    assert numbers.count(said) == Decimal(tablets)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("1/3", "fraction"),
        ("0.3", "fraction"),
        ("1 1/8", "fraction"),
        ("21/2", "fraction"),  # 2 1/2 or 10 1/2
        ("2.0", "trailing-zero"),
        (".5", "naked-point"),
        ("1,5", "decimal-comma"),
        ("two", "unit"),
        ("-1", "number"),
        ("100", "fraction"),
    ],
)
def test_no_other_part_of_a_tablet_is_taken(said: str, name: str):
    assert names(changed("steps", 0, "morning", value={"tablets": said})) == [("plan.steps.1.morning.tablets", name)]


# --- what does not go together ----------------------------------------------------------------------------------------

TWO = [{"mg": "10"}, {"mg": "5", "split": "halves"}]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (changed("steps", 0, "noon", value=None), ("plan.steps.1.noon", "missing")),
        (changed("steps", 0, "noon", value={}), ("plan.steps.1.noon", "taking")),
        (changed("steps", 0, "noon", value="2"), ("plan.steps.1.noon", "shape")),
        (changed("steps", 0, "noon", value={"mg": "7.5"}), ("plan.steps.1.noon", "no-fit")),
        (changed("steps", 0, "noon", value={"tablets": "1/4"}), ("plan.steps.1.noon", "split")),
        (changed("steps", 0, "noon", value={"tablets": "1", "mg": "5"}), ("plan.steps.1.noon", "disagree")),
        (changed("steps", 0, "noon", value={"tablets": {"20": "1"}}), ("plan.steps.1.noon", "strength")),
        (changed("steps", 0, "noon", value={"tablets": {"10": "1", "10 mg": "1"}}), ("plan.steps.1.noon", "strength")),
        (changed("steps", 0, "last", value="2026-12-06"), ("plan.steps.1.last", "backwards")),
        (changed("steps", 0, "last", value="2026-12-21"), ("plan.steps.2.first", "overlap")),
        (changed("steps", 1, "first", value="2026-12-07"), ("plan.steps.2.first", "overlap")),
        (changed("steps", 1, "first", value="2026-12-01"), ("plan.steps.2.first", "order")),
        (changed("steps", 2, "last", value="2028-02-01"), ("plan.steps", "too-long")),
        (changed("steps", 0, "first", value="7 December"), ("plan.steps.1.first", "date")),
        (changed("steps", 0, "first", value="2026-02-30"), ("plan.steps.1.first", "date")),
        (changed("valid_until", value="2026-12-01"), ("plan.valid_until", "never-valid")),
        (changed("medicine", value="Baclofen 5.0 mg"), ("plan.medicine", "trailing-zero")),
        (changed("medicine", value="Baclofen TDS"), ("plan.medicine", "abbreviation")),
        (changed("tablets", value=[]), ("plan.tablets", "shape")),
        (changed("tablets", value=[{"mg": "0"}]), ("plan.tablets.1.mg", "no-strength")),
        (changed("Zelda", value="Zelda"), ("plan", "unknown-key")),
        (changed("confirm", value=["Zelda Zelda"]), ("plan.confirm.1", "shape")),
    ],
)
def test_what_does_not_go_together_is_refused_at_its_field(data: object, found: tuple[str, str]):
    assert found in names(data)


def test_two_strengths_are_told_apart():
    made = changed("tablets", value=TWO)
    assert ("plan.steps.1.morning", "which-tablet") in names(made)
    for step in made["steps"]:
        for time in ("morning", "noon", "evening", "bedtime"):
            step[time] = {"tablets": {"10": "1", "5": "1/2"}, "mg": "12.5"}
    plan = plan_of(made)
    assert plan.steps[0].taken == ((Decimal(1), Decimal("0.5")),) * 4
    assert dose.total(plan, plan.steps[0]) == 50
    made["tablets"] = [*TWO, {"mg": "5"}]
    assert ("plan.tablets.3.mg", "strength-twice") in names(made)


def test_a_plan_without_a_dose_is_none():
    made = example()
    for step in made["steps"]:
        step.update(dict.fromkeys(("morning", "noon", "evening", "bedtime"), "none"))
    assert names(made) == [("plan.steps", "nothing")]


def test_every_fault_has_its_words_and_all_are_told_at_once():
    made = changed("steps", 0, "noon", value={"mg": "2,5"})
    made["steps"][1]["evening"] = {"tablets": "1/3"}
    made["valid_until"] = "soon"
    found = names(made)
    assert {name for _, name in found} == {"decimal-comma", "fraction", "date"}
    assert all(f"plan.{name}" in FAULTS for _, name in found)


# --- in the patient file ----------------------------------------------------------------------------------------------


def read(text: str) -> list[Problem]:
    return list(refused(lambda: requests.patient_of(text, "the patient file")))


def test_the_example_is_a_plan():
    patient = requests.patient_of(EXAMPLE, "x")
    assert isinstance(patient.plan, Plan)
    assert [dose.total(patient.plan, step) for step in patient.plan.steps] == [45, 40, 30]
    assert repr(patient) == "Patient(…)"
    assert repr(patient.plan) == "Plan(…)"
    assert repr(patient.plan.steps[0]) == "Step(…)"


def test_faults_of_the_plan_and_of_the_fields_come_together_with_their_lines_and_no_value():
    text = EXAMPLE.replace("morning: {tablets: 1 1/2, mg: 15}", "morning: {tablets: Zelda, mg: 15}")
    found = read(text.replace("name: Maria", "dose: 77 mg TDS\nname: Maria"))
    assert codes(found) == ["patient.unsafe-dose", "plan.unit"]
    assert found[1].where == f"the patient file:{text[: text.index('Zelda')].count(chr(10)) + 2}"
    assert found[1].message.startswith("plan.steps.1.morning.tablets: ")
    assert "77" not in str(found)
    assert "Zelda" not in str(found)


@pytest.mark.parametrize("said", ["{mg: 2,5}", "{tablets: 1,5}", "{tablets: 0,25, mg: 5}"])
def test_a_comma_between_braces_never_shortens_a_number(said: str):
    (problem,) = read(EXAMPLE.replace("{tablets: 1 1/2, mg: 15}", said))
    assert problem.code == "patient.yaml-comma"


@pytest.mark.parametrize("said", ["5 mg TDS", "5 mg BD", "10 U", "5.0 mg", ".5 mg", "50 mcg", "5 mg prn", "5 mg QID"])
def test_the_dose_of_a_card_is_refused_where_it_can_be_misread(said: str):
    (problem,) = read(f"dose: {said}")
    assert problem.code == "patient.unsafe-dose"
    assert "TDS" in problem.hint


@pytest.mark.parametrize("said", ["10 mg in the morning, 5 mg at bedtime", "12.5 mg", "uno u otro", "2 × 10 mg", "UK"])
def test_other_words_are_not_taken_for_these(said: str):
    assert not list(dose.unsafe(said.replace(" u ", " o ")))


# --- totals and days --------------------------------------------------------------------------------------------------

QUARTERS = st.integers(0, 40).map(lambda number: Decimal(number) / 4)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return any plan, its steps in order with or without gaps."""
    tablets = tuple(Tablet(mg, 4) for mg in draw(st.lists(MG, min_size=1, max_size=3, unique=True)))
    day, steps = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31))), []
    for _ in range(draw(st.integers(1, 6))):
        last = day + timedelta(days=draw(st.integers(0, 20)))
        taken = tuple(tuple(draw(QUARTERS) for _ in tablets) for _ in range(4))
        steps.append(Step(day, last, taken))
        day = last + timedelta(days=draw(st.integers(1, 3)))
    return Plan("Tea", tablets, tuple(steps), day)


@PROPERTY
@given(plans())
def test_a_total_is_the_sum_of_its_parts_to_the_last_digit(plan: Plan):
    for step in plan.steps:
        whole = sum(
            int(number * 4) * int(tablet.mg * 1000)
            for taken in step.taken
            for number, tablet in zip(taken, plan.tablets, strict=True)
        )
        assert dose.total(plan, step) * 4000 == whole
        assert sum(dose.mg_at(plan, step, time) for time in range(4)) == dose.total(plan, step)
        assert Decimal(dose.written(dose.total(plan, step))) == dose.total(plan, step)


@PROPERTY
@given(plans())
def test_each_day_has_the_step_that_was_entered_for_it(plan: Plan):
    found = dose.days(plan)
    for index, step in enumerate(plan.steps):
        assert step.last is not None
        assert found[step.first] == found[step.last] == index
    assert len(found) == sum((step.last - step.first).days + 1 for step in plan.steps if step.last)
    assert max(found) == dose.last_day(plan)


@PROPERTY
@given(plans(), st.sampled_from(["tablets", "mg", "both"]))
def test_a_plan_reads_back_as_what_was_entered(plan: Plan, what: str):
    several = len(plan.tablets) > 1

    def taking(step: Step, time: int) -> dict[str, object]:
        counts = {dose.written(t.mg): str(n) for n, t in zip(step.taken[time], plan.tablets, strict=True)}
        said: dict[str, object] = {"tablets": counts if several else next(iter(counts.values()))}
        return said | {"mg": dose.written(dose.mg_at(plan, step, time))} if what == "both" else said

    fits = [dose.mg_at(plan, step, time) for step in plan.steps for time in range(4)]
    if what == "mg" or any(mg > 99_999 or mg.as_tuple().exponent < -3 for mg in fits):  # type: ignore[operator]
        what = "tablets"
    times = ("morning", "noon", "evening", "bedtime")
    steps = [
        {"first": step.first.isoformat(), "last": str(step.last)}
        | {name: taking(step, index) for index, name in enumerate(times)}
        for step in plan.steps
    ]
    data = {
        "medicine": plan.medicine,
        "tablets": [{"mg": dose.written(tablet.mg), "split": "quarters"} for tablet in plan.tablets],
        "steps": steps,
        "valid_until": plan.valid_until.isoformat(),
    }
    again, faults = dose.read(data)
    if again is None:
        assert {fault.name for fault in faults} <= {"nothing", "trailing-zero"}
    else:
        assert again == plan


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2028, 2, 28), date(2028, 3, 1), 3),  # a leap year
        (date(2027, 2, 28), date(2027, 3, 1), 2),
        (date(2027, 3, 13), date(2027, 3, 15), 3),  # clocks go forward in the United States
        (date(2026, 10, 24), date(2026, 10, 26), 3),  # clocks go back in Europe
        (date(2026, 12, 31), date(2027, 1, 1), 2),
    ],
)
def test_a_day_is_a_day_whatever_clocks_and_months_do(first: date, last: date, count: int):
    plan = Plan("Tea", (Tablet(Decimal(5)),), (Step(first, last, ((Decimal(1),),) * 4),), last)
    assert list(dose.days(plan)) == [first + timedelta(days=at) for at in range(count)]


def test_a_step_without_a_last_day_lasts_until_the_next_and_the_last_one_as_long_as_the_plan_is_valid():
    made = example()
    del made["steps"][0]["last"], made["steps"][2]["last"]
    plan = plan_of(made)
    assert [step.last for step in plan.steps] == [date(2026, 12, 20), date(2027, 1, 3), None]
    assert dose.last_day(plan) == date(2027, 1, 31)


@PROPERTY
@given(st.integers(2024, 2030), st.integers(1, 12), st.integers(0, 6))
def test_a_month_is_its_days_in_weeks(year: int, month: int, begins: int):
    weeks = list(dose.month_weeks(year, month, begins))
    found = [day for week in weeks for day in week if day]
    assert found[0] == date(year, month, 1)
    assert all(after - before == timedelta(days=1) for before, after in itertools.pairwise(found))
    assert (found[-1] + timedelta(days=1)).day == 1
    assert all(len(week) == 7 for week in weeks)
    assert all((day.weekday() - begins) % 7 == at for week in weeks for at, day in enumerate(week) if day)


# --- what is odd ------------------------------------------------------------------------------------------------------


def made(*totals: int, gap: int = 0, **more: Any) -> Plan:
    """Return a plan of weeks with these mg in the morning."""
    steps, day = [], FIRST
    none = (Decimal(0),)
    for mg in totals:
        steps.append(Step(day, day + timedelta(days=6), ((Decimal(mg),), none, none, none)))
        day += timedelta(days=7 + gap)
    return Plan("Tea", (Tablet(Decimal(1)),), tuple(steps), **{"valid_until": day, **more})


def ids(plan: Plan, **more: Any) -> list[str]:
    return [item.id for item in dose.oddities(plan, TODAY, **more)]


@pytest.mark.parametrize(
    ("totals", "found"),
    [
        ((30, 25, 20, 15), []),
        ((30, 15), []),
        ((30, 14), ["jump-2"]),
        ((10, 15), []),
        ((10, 16), ["jump-2"]),
        ((30, 20, 25), ["step-up-3"]),
        ((20, 25, 20), ["step-up-2"]),
        ((10, 5, 0), ["sudden-stop-3"]),
        ((10, 0), ["sudden-stop-2"]),
        ((10, 0, 5), ["sudden-stop-2", "step-up-3"]),
    ],
)
def test_odd_doses_are_pointed_out_by_step(totals: tuple[int, ...], found: list[str]):
    assert ids(made(*totals)) == found


def test_odd_days_and_names_are_pointed_out():
    assert ids(made(10, 10, gap=1)) == ["gap-2"]
    assert ids(made(10, valid_until=FIRST)) == ["beyond-valid"]
    assert ids(made(10), maximum=Decimal(10)) == []
    assert ids(made(9, 11), maximum=Decimal(10)) == ["above-maximum-2"]
    assert ids(made(10), names=("tea",)) == []
    assert ids(made(10), names=("Coffee",)) == ["other-medicine"]
    assert [item.id for item in dose.oddities(made(10), FIRST + timedelta(days=1))] == ["starts-past"]
    open_end = Plan("Tea", (Tablet(Decimal(1)),), (Step(FIRST, None, ((Decimal(1),),) * 4),), FIRST)
    assert ids(open_end) == ["open-end"]


def test_other_times_of_day_are_pointed_out():
    plan = made(10, 10)
    first, second = plan.steps
    moved = Step(second.first, second.last, second.taken[1:] + second.taken[:1])
    assert ids(Plan(plan.medicine, plan.tablets, (first, moved), plan.valid_until)) == ["times-change-2"]


def told(plan: Plan) -> list[str]:
    return codes(dose.problems(plan, dose.oddities(plan, TODAY), TODAY))


def test_what_is_odd_refuses_until_it_is_confirmed_by_its_own_name():
    assert told(made(30, 10)) == ["plan.jump"]
    assert told(made(30, 10, confirmed=("jump-2",))) == []
    assert told(made(30, 10, confirmed=("jump-3",))) == ["plan.jump", "plan.confirm"]
    assert told(made(30, 25, confirmed=("jump-2",))) == ["plan.confirm"]
    (problem,) = dose.problems(made(30, 10), dose.oddities(made(30, 10), TODAY), TODAY)
    assert "confirm: [jump-2]" in problem.hint
    assert not any(char.isdigit() for char in problem.message.replace("step 2", ""))


def test_a_plan_whose_time_is_over_is_refused_whatever_is_confirmed():
    late = dose.problems(made(10), (), FIRST + timedelta(days=400))
    assert codes(late) == ["plan.expired"]


# --- hostile ----------------------------------------------------------------------------------------------------------

LEAF = st.one_of(
    st.text(max_size=12), st.sampled_from(["none", "0", "10", "1/2", "2026-12-07", "9" * 400, "NaN", "1e9"])
)
ANY = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@PROPERTY
@given(st.data())
def test_whatever_stands_in_a_plan_is_a_plan_or_its_faults(data: st.DataObject):
    reading = yaml_text(EXAMPLE, "x")
    plan = copy.deepcopy(reading.data["plan"])
    places = [loc[1:] for loc in reading.lines if len(loc) > 1 and loc[0] == "plan"]
    for _ in range(data.draw(st.integers(1, 3))):
        *outer, key = data.draw(st.sampled_from(places))
        part: Any = plan
        try:
            for name in outer:
                part = part[name]
            part[key] = data.draw(ANY)
        except (KeyError, IndexError, TypeError):
            continue
    found, faults = dose.read(plan)
    assert (found is None) == bool(faults)
    assert all(f"plan.{fault.name}" in FAULTS for fault in faults)


@PROPERTY
@given(ANY)
def test_whatever_stands_in_place_of_a_plan_is_refused(data: object):
    assert dose.read(data)[0] is None


@PROPERTY
@given(st.text(max_size=60))
def test_whatever_stands_in_a_patient_file_is_a_patient_or_refused(text: str):
    found = Patient()
    with contextlib.suppress(Refused):
        found = requests.patient_of(f"plan: {text}", "x")
    assert found.plan is None
