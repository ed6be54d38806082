"""Strategies for packs in the small vocabulary: conditions from the whole grammar, rule trees, rulings, years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mingpin.engine.compile import compile_program
from mingpin.engine.conditions import parse_condition
from mingpin.engine.lowered import FRESHNESS, Changes, Program
from mingpin.engine.model import Clause, Condition, DatedValue, Kind, Node, NodeKind, Pack, Parameter, Ruling
from mingpin.vocabulary import Evidence
from tests.engine.small_world import JUDGEMENTS, RUN_DAYS, YEARS, Rows, evidence, filled, rows_of_evidence, vocabulary

BOOLS: tuple[str, ...] = ("is_legal_person", "is_own_legal_person", "holds_valid_honour", "is_licensed_for_goods")
BOOLS += ("had_own_confirmed_incident", "was_fined_before_operating")
CODES = {"domain": ("farming", "making"), "any_domain": ("making", "serving"), "industry": ("13", "34")}
LEVELS = ("stated_level", "honour_level")
INTS = ("index", "recent_honours", "own_incidents", "incidents_of_both")
MONEYS = ("revenue", "profit", "own_revenue", "highest_fine", "fines", "own_fines")
DATES: tuple[str, ...] = (
    "registered_on",
    "operating_since",
    "licensed_until",
    "last_incident_on",
    "own_last_major_incident_on",
)
DATES += ("last_fined_on",)
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
QUESTIONS = {"recent": ("to_the_day", "by_year"), "whose": ("own", "carrier", "either")}

condition = cache(parse_condition)


@cache
def atoms() -> SearchStrategy[str]:
    """Conditions without AND, OR, NOT: each family of them equally often; drawn as three bytes, which is fast."""
    known = tuple(families().values())

    def pick(choices: bytes) -> str:
        family = known[choices[0] % len(known)]
        return family[int.from_bytes(choices[1:]) % len(family)]

    return st.binary(min_size=3, max_size=3).map(pick)


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Conditions without AND, OR, NOT, by what they are about."""
    ranks = ("'none'", "'county'", "'city'", "'province'")
    whole = ("$few", "$many", "0", "1", "$years")
    sums = (*MONEYS, "revenue + profit", "revenue - profit", "fines + highest_fine")
    tops = ("revenue", "revenue + profit", "revenue", "fines")
    return {
        "bool": (*BOOLS * 2, *texts("{} {} {}", BOOLS, ("=", "<>"), ("TRUE", "FALSE"))),
        "code": (
            *(f"{fact} {op} '{codes[0]}'" for fact, codes in CODES.items() for op in ("=", "<>")),
            *(f"{fact} {op} {codes!r}" for fact, codes in CODES.items() for op in ("IN", "NOT IN")),
        ),
        "level": texts("{} {} {}", LEVELS, COMPARISONS, ranks),
        "levels": (
            *texts("{} BETWEEN {} AND {}", LEVELS, ranks, ranks),
            *texts("{} IN ({}, {})", LEVELS, ranks, ranks),
        ),
        "int": (*texts("{} {} {}", INTS, COMPARISONS, whole), *texts("{} {} {}", whole, COMPARISONS, INTS)),
        "ints": (*texts("{} BETWEEN {} AND {}", INTS, whole, whole), *texts("{} NOT IN ({}, {})", INTS, whole, whole)),
        "sums of ints": texts("{} {} {} {} {}", INTS, "+-", INTS, COMPARISONS, (*INTS, "$few", "$many")),
        "money": texts("{} {} {}", sums, COMPARISONS, ("$amount", "0", "$amount + $amount", *MONEYS)),
        "share": texts("debt_share {} $part", COMPARISONS),
        "ratio": texts("ratio({}, {}) {} {}", sums, sums, COMPARISONS, ("$part", "$few", "$none_of_it")),
        "ratios": texts("ratio({}, {}) BETWEEN $none_of_it AND $part", MONEYS, MONEYS),
        "date": texts("{} {} {}", DATES, COMPARISONS, ("as_of", "$day", *DATES)),
        "whole years": texts("whole_years({}, as_of) {} {}", DATES, COMPARISONS, whole),
        "between years": texts("whole_years({}, as_of) BETWEEN $few AND $many", DATES),
        "last years": texts("in_last_years({}, $years)", DATES),
        "calendar years": texts("in_last_calendar_years({}, $years)", DATES),
        "ever": texts("ever({})", DATES),
        "top share": texts("in_top_share({}, $top)", tops),
    }


def texts(form: str, *parts: Iterable[str]) -> tuple[str, ...]:
    """The form with every combination of the parts."""
    return tuple(form.format(*chosen) for chosen in product(*parts))


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


@cache
def _extras() -> SearchStrategy[_Sketch]:
    """Seldom `applies`, seldom `years`."""
    some = (family[len(family) // 3] for family in families().values())
    years = ({"years": (2023,)}, {"years": (2024,)}, {"years": YEARS})
    return st.sampled_from([*[{}] * 20, *({"applies": condition} for condition in some), *years])


@cache
def _sketches() -> SearchStrategy[_Sketch]:
    holds = st.one_of(atoms(), atoms(), conditions()).map(lambda text: {"kind": NodeKind.HOLDS, "holds": text})
    judgement = st.sampled_from([{"kind": NodeKind.JUDGEMENT, "subject": name} for name in JUDGEMENTS])
    clause = st.integers(0, 3).map(lambda place: {"kind": NodeKind.CLAUSE, "other": place})
    leaf = _with_extras(st.one_of(holds, holds, judgement, clause))

    def branches(part: SearchStrategy[_Sketch]) -> SearchStrategy[_Sketch]:
        kinds = st.sampled_from([NodeKind.ALL, NodeKind.ANY, NodeKind.NONE])
        combined = st.builds(_branch, kinds, st.lists(part, min_size=1, max_size=3))
        asked = st.builds(_question, st.sampled_from(tuple(QUESTIONS)), st.lists(part, min_size=3, max_size=3))
        return _with_extras(st.one_of(combined, combined, asked))

    return st.recursive(leaf, branches, max_leaves=6)


def _with_extras(sketches: SearchStrategy[_Sketch]) -> SearchStrategy[_Sketch]:
    return st.builds(lambda sketch, extras: {**sketch, **extras}, sketches, _extras())


def _branch(kind: NodeKind, children: list[_Sketch]) -> _Sketch:
    return {"kind": kind, "children": children}


def _question(question: str, options: list[_Sketch]) -> _Sketch:
    return {"kind": NodeKind.READINGS, "subject": question, "children": options}


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
        needs_second_person=kind is NodeKind.JUDGEMENT and subject == JUDGEMENTS[0],
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
        applies = draw(st.one_of(st.none(), st.none(), atoms()))
        clauses.append(criterion(_node(rule, f"{id_}#", place), kind, applies))
    rulings = draw(st.lists(_rulings(as_of), max_size=2))
    return make_pack(draw(st.permutations(clauses)), draw(parameters(as_of)), rulings)


@cache
def _rulings(as_of: date) -> SearchStrategy[Ruling]:
    picks = [(question, option) for question, options in QUESTIONS.items() for option in options]
    days = st.sampled_from([as_of - timedelta(days=9), as_of, as_of + timedelta(days=1)])
    return st.builds(lambda pick, day: Ruling(*pick, day), st.sampled_from(picks), days)


@cache
def parameters(as_of: date) -> SearchStrategy[dict[str, Any]]:
    """Values for the parameters that conditions name."""
    return filled(
        {
            "years": (1, 2, 3, 0),
            "few": (1, 0, 2),
            "many": (2, 3),
            "amount": (200, 100, 0, 250),
            "part": (300_000, 500_000, 1_000_000, 333_333),
            "none_of_it": (0,),
            "top": (500_000, 300_000, 1_000_000, 1),
            "day": (as_of - timedelta(days=1), as_of, date(2022, 1, 1), date(2031, 1, 1)),
            FRESHNESS: (30, 0, 400),
        }
    )


TYPES = {"amount": "money", "part": "share", "none_of_it": "share", "top": "share", "day": "date"}


PARAMETERS = {"years": 3, "few": 1, "many": 2, "amount": 200, "part": 300_000, "none_of_it": 0, "top": 500_000}
PARAMETERS |= {FRESHNESS: 30}


def make_pack(clauses: Iterable[Clause], values: Mapping[str, Any], rulings: Iterable[Ruling] = ()) -> Pack:
    """A pack in the small vocabulary with these clauses and parameters (physical values)."""
    held = {
        name: Parameter(name, {}, TYPES.get(name, "int"), {}, (DatedValue(date(1, 1, 1), value),))
        for name, value in values.items()
    }
    return Pack("small", Path(), {}, {}, "", "", tuple(clauses), held, tuple(rulings), vocabulary())


def asking(*texts: str, as_of: date = date(2024, 6, 30), year: int = 2024, **values: Any) -> Program:
    """A program with one criterion for each condition: `c0`, `c1`, …"""
    clauses = [criterion(holding(text, f"c{place}#")) for place, text in enumerate(texts)]
    return compile_program(make_pack(clauses, {"day": as_of, **PARAMETERS, **values}), year=year, as_of=as_of)


def holding(text: str, path: str, **more: Any) -> Node:
    """A node that holds where this condition does."""
    return Node(path, NodeKind.HOLDS, condition=condition(text), **more)


def criterion(rule: Node, kind: Kind = Kind.CRITERION, applies: str | None = None) -> Clause:
    """A clause with this rule; its id is the beginning of the rule's path."""
    return Clause(rule.path.removesuffix("#"), kind, {}, "", "", (), 0, rule, _condition(applies))


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
            lines += [f"  {table}: { ({k: v for k, v in row.items() if v is not None}) }" for row in rows]
        return "\n".join(lines)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """How hypothesis prints a failing trial: without the pack's nodes."""
        printer.text(repr(self))


@st.composite
def trials(draw: st.DrawFn, as_of: date | None = None) -> Trial:
    """A pack compiled for a year and a day, sometimes with a what-if, and evidence."""
    as_of = as_of or draw(st.sampled_from(RUN_DAYS))
    what_ifs = [Changes(rulings={"recent": "by_year"}), Changes(without=frozenset({"c0"}))]
    changes = draw(st.sampled_from([Changes()] * 4 + what_ifs))
    program = compile_program(draw(packs(as_of)), year=draw(st.sampled_from(YEARS)), as_of=as_of, changes=changes)
    return Trial(program, draw(rows_of_evidence(program)))
