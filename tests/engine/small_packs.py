"""Strategies for packs in the small vocabulary: conditions from the whole grammar, rule trees, rulings, years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mingpin.engine.compile import compile_program
from mingpin.engine.conditions import parse_condition
from mingpin.engine.lowered import FRESHNESS, Changes, Program
from mingpin.engine.model import Clause, Condition, DatedValue, Kind, Node, NodeKind, Pack, Parameter, Ruling
from mingpin.vocabulary import Evidence
from tests.engine.small_world import JUDGEMENTS, RUN_DAYS, YEARS, Rows, evidence, rows_of_evidence, vocabulary

BOOLS = ("is_legal_person", "is_own_legal_person", "holds_valid_honour", "is_licensed_for_goods")
BOOLS += ("had_own_confirmed_incident", "was_fined_before_operating")
CODES = {"domain": ("farming", "making"), "any_domain": ("making", "serving"), "industry": ("13", "34")}
LEVELS = ("stated_level", "honour_level")
INTS = ("index", "recent_honours", "own_incidents", "incidents_of_both")
MONEYS = ("revenue", "profit", "own_revenue", "highest_fine", "fines", "own_fines")
DATES = ("registered_on", "operating_since", "licensed_until", "last_incident_on", "own_last_major_incident_on")
DATES += ("last_fined_on",)
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
QUESTIONS = {"recent": ("to_the_day", "by_year"), "whose": ("own", "carrier", "either")}

condition = cache(parse_condition)


@cache
def atoms() -> SearchStrategy[str]:
    """Conditions without AND, OR, NOT."""
    op, date_, money, int_ = (st.sampled_from(choices) for choices in (COMPARISONS, DATES, MONEYS, INTS))
    bool_, level, code = (st.sampled_from(choices) for choices in (BOOLS, LEVELS, tuple(CODES)))
    rank = st.sampled_from(["'none'", "'county'", "'city'", "'province'"])
    whole, count = st.sampled_from(["$few", "$many", "0", "1", "$years"]), st.sampled_from(["$few", "$many"])
    sum_ = st.one_of(money, _join(money, st.sampled_from(["+", "-"]), money))
    part = st.sampled_from(["$part", "$few", "$none_of_it"])
    return st.one_of(
        bool_,
        bool_,
        st.builds("{} {} {}".format, bool_, st.sampled_from(["=", "<>"]), st.sampled_from(["TRUE", "FALSE"])),
        st.builds(lambda fact, op: f"{fact} {op} '{CODES[fact][0]}'", code, st.sampled_from(["=", "<>"])),
        st.builds(lambda fact, op: f"{fact} {op} {CODES[fact]!r}", code, st.sampled_from(["IN", "NOT IN"])),
        _join(level, op, rank),
        st.builds("{} BETWEEN {} AND {}".format, level, rank, rank),
        st.builds("{} IN ({}, {})".format, level, rank, rank),
        _join(int_, op, whole),
        _join(whole, op, int_),
        st.builds("{} BETWEEN {} AND {}".format, int_, whole, whole),
        st.builds("{} NOT IN ({}, {})".format, int_, whole, whole),
        st.builds("{} {} {} {} {}".format, int_, st.sampled_from(["+", "-"]), int_, op, int_ | count),
        _join(sum_, op, st.one_of(st.sampled_from(["$amount", "0", "$amount + $amount"]), money)),
        _join(st.just("debt_share"), op, st.just("$part")),
        st.builds("ratio({}, {}) {} {}".format, sum_, sum_, op, part),
        st.builds("ratio({}, {}) BETWEEN $none_of_it AND $part".format, money, money),
        _join(date_, op, st.sampled_from(["as_of", "$day", "$day"])),
        _join(date_, op, date_),
        st.builds("whole_years({}, as_of) {} {}".format, date_, op, whole),
        st.builds("whole_years({}, as_of) BETWEEN $few AND $many".format, date_),
        st.builds("in_last_years({}, $years)".format, date_),
        st.builds("in_last_years({}, $years)".format, date_),
        st.builds("in_last_calendar_years({}, $years)".format, date_),
        st.builds("ever({})".format, date_),
        st.sampled_from(["in_top_share(revenue, $top)", "in_top_share(revenue + profit, $top)"]),
    )


def _join(left: SearchStrategy[str], op: SearchStrategy[str], right: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.builds("{} {} {}".format, left, op, right)


@cache
def conditions() -> SearchStrategy[str]:
    """Conditions of the whole grammar, as text."""
    return st.recursive(
        atoms(),
        lambda part: st.one_of(
            st.builds("NOT ({})".format, part),
            st.builds("({}) AND ({})".format, part, part),
            st.builds("({}) OR ({})".format, part, part),
            st.builds("{} AND TRUE OR FALSE".format, part),
        ),
        max_leaves=4,
    )


# --- rule trees -------------------------------------------------------------------------------------------------------

_Sketch = dict[str, Any]
"""A node before it knows its path."""


def _extras() -> dict[str, SearchStrategy[Any]]:
    applies = st.one_of(st.none(), st.none(), st.none(), atoms())
    years = st.sampled_from([None] * 8 + [(2023,), (2024,), YEARS])
    return {"applies": applies, "years": years}


@cache
def _sketches() -> SearchStrategy[_Sketch]:
    leaf = st.one_of(
        st.fixed_dictionaries({"kind": st.just(NodeKind.HOLDS), "holds": conditions(), **_extras()}),
        st.fixed_dictionaries({"kind": st.just(NodeKind.HOLDS), "holds": atoms(), **_extras()}),
        st.fixed_dictionaries(
            {"kind": st.just(NodeKind.JUDGEMENT), "subject": st.sampled_from(JUDGEMENTS), **_extras()}
        ),
        st.fixed_dictionaries({"kind": st.just(NodeKind.CLAUSE), "other": st.integers(0, 3), **_extras()}),
    )

    def branches(part: SearchStrategy[_Sketch]) -> SearchStrategy[_Sketch]:
        kinds = st.sampled_from([NodeKind.ALL, NodeKind.ANY, NodeKind.NONE])
        readings = {
            "kind": st.just(NodeKind.READINGS),
            "subject": st.sampled_from(tuple(QUESTIONS)),
            "children": st.lists(part, min_size=3, max_size=3),
        }
        return st.one_of(
            st.fixed_dictionaries({"kind": kinds, "children": st.lists(part, min_size=1, max_size=3), **_extras()}),
            st.fixed_dictionaries({**readings, **_extras()}),
        )

    return st.recursive(leaf, branches, max_leaves=6)


def _node(sketch: _Sketch, path: str, place: int) -> Node:
    """The node that a sketch becomes in the clause at `place`; a reference to itself or a later clause becomes TRUE."""
    kind, subject, reading_names = sketch["kind"], sketch.get("subject", ""), QUESTIONS.get(sketch.get("subject", ""))
    holds = sketch.get("holds")
    if kind is NodeKind.CLAUSE:
        subject = f"c{sketch['other']}"
        if sketch["other"] >= place:
            kind, holds, subject = NodeKind.HOLDS, "TRUE", ""
    separator = "" if path.endswith("#") else "."
    below = sketch.get("children", [])[: len(reading_names) if reading_names else None]
    children = []
    for number, child in enumerate(below, start=1):
        built = _node(child, f"{path}{separator}{number}", place)
        children.append(_as_reading(built, reading_names[number - 1]) if reading_names else built)
    return Node(
        path,
        kind,
        tuple(children),
        condition(holds) if holds else None,
        subject,
        applies=_condition(sketch.get("applies")),
        years=sketch.get("years"),
    )


def _as_reading(node: Node, name: str) -> Node:
    return replace(node, reading=name, applies=None)


def _condition(text: str | None) -> Condition | None:
    return condition(text) if text else None


@st.composite
def packs(draw: st.DrawFn, as_of: date) -> Pack:
    """A pack of one to four clauses, with parameters and perhaps rulings."""
    clauses = []
    for place in range(draw(st.integers(1, 4))):
        id_, rule = f"c{place}", {**draw(_sketches()), "applies": None, "years": None}
        kind = draw(st.sampled_from([Kind.CRITERION, Kind.CRITERION, Kind.EXCLUSION, Kind.SCOPE]))
        applies = _condition(draw(st.one_of(st.none(), st.none(), atoms())))
        clauses.append(Clause(id_, kind, {}, "", "", (), 0, _node(rule, f"{id_}#", place), applies))
    rulings = draw(st.lists(_rulings(as_of), max_size=2))
    parameters = {name: draw(values) for name, values in _parameters(as_of).items()}
    return make_pack(tuple(clauses), parameters, tuple(rulings))


@cache
def _rulings(as_of: date) -> SearchStrategy[Ruling]:
    picks = [(question, option) for question, options in QUESTIONS.items() for option in options]
    days = st.sampled_from([as_of - timedelta(days=9), as_of, as_of + timedelta(days=1)])
    return st.builds(lambda pick, day: Ruling(*pick, day), st.sampled_from(picks), days)


@cache
def _parameters(as_of: date) -> dict[str, SearchStrategy[Any]]:
    return {
        "years": st.sampled_from([1, 2, 3, 0]),
        "few": st.sampled_from([1, 0, 2]),
        "many": st.sampled_from([2, 3]),
        "amount": st.sampled_from([200, 100, 0, 250]),
        "part": st.sampled_from([300_000, 500_000, 1_000_000, 333_333]),
        "none_of_it": st.just(0),
        "top": st.sampled_from([500_000, 300_000, 1_000_000, 1]),
        "day": st.sampled_from([as_of - timedelta(days=1), as_of, date(2022, 1, 1), date(2031, 1, 1)]),
        FRESHNESS: st.sampled_from([30, 0, 400]),
    }


TYPES = {"amount": "money", "part": "share", "none_of_it": "share", "top": "share", "day": "date"}


def make_pack(clauses: tuple[Clause, ...], values: dict[str, Any], rulings: tuple[Ruling, ...] = ()) -> Pack:
    """A pack in the small vocabulary with these clauses and parameters."""
    parameters = {
        name: Parameter(name, {}, TYPES.get(name, "int"), {}, (DatedValue(date(1, 1, 1), value),))
        for name, value in values.items()
    }
    return Pack("small", Path(), {}, {}, "", "", clauses, parameters, rulings, vocabulary())


# --- trials -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """A program, and evidence as rows."""

    program: Program
    rows: Rows

    def evidence(self) -> Evidence:
        return evidence(self.rows)

    def __repr__(self) -> str:
        program = self.program
        tests = {gate.id: gate.test or (gate.kind.value, *gate.inputs) for gate in program.gates}
        lines = [f"year {program.year}, as of {program.as_of}, parameters {program.parameters}"]
        lines += [f"  {id_}: {test}" for id_, test in tests.items()]
        for table, rows in self.rows.items():
            lines += [f"  {table}: {({k: v for k, v in row.items() if v is not None})}" for row in rows]
        return "\n".join(lines)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """A pack compiled for a year and a day, sometimes with a what-if, and evidence."""
    as_of = draw(st.sampled_from(RUN_DAYS))
    what_ifs = [Changes(rulings={"recent": "by_year"}), Changes(without=frozenset({"c0"}))]
    changes = draw(st.sampled_from([Changes()] * 4 + what_ifs))
    program = compile_program(draw(packs(as_of)), year=draw(st.sampled_from(YEARS)), as_of=as_of, changes=changes)
    return Trial(program, draw(rows_of_evidence(program)))
