"""What backends evaluate: tests over facts, and gates of Kleene logic over tests. No SQL, no parameters, no dates to compute.

Every ordered fact is a bracket: a lower end `x` and an upper end `x__to`. A test on it is true where the lower end passes,
false where the upper end fails, unknown between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from mingpin.engine.model import Clause, Condition, Kind, Node, Pack, Ruling
from mingpin.vocabulary.model import Fact


@dataclass(frozen=True)
class IsTrue:
    """A boolean fact, as it is."""

    name: str


@dataclass(frozen=True)
class IsOneOf:
    """A code fact is one of these codes."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class AtLeast:
    """An ordered fact is at least `bound` (whole number, fen, millionths, rank, or day)."""

    name: str
    bound: int | date


@dataclass(frozen=True)
class SumAtLeast:
    """The weighted sum of ordered facts is at least `bound`; dates count as days."""

    terms: tuple[tuple[str, int], ...]
    bound: int


@dataclass(frozen=True)
class CoversGoods:
    """Every item of `wanted` stands in `offered` (row filters only)."""

    offered: str
    wanted: str


@dataclass(frozen=True)
class Always:
    """True, false or unknown for everyone."""

    value: bool | None


@dataclass(frozen=True)
class Not:
    operand: Test


@dataclass(frozen=True)
class And:
    operands: tuple[Test, ...]


@dataclass(frozen=True)
class Or:
    operands: tuple[Test, ...]


@dataclass(frozen=True)
class Given:
    """`then` where `guard` is true; unknown elsewhere (a ratio by a divisor that may be 0)."""

    guard: Test
    then: Test


Test = IsTrue | IsOneOf | AtLeast | SumAtLeast | CoversGoods | Always | Not | And | Or | Given


def facts_in(test: Test) -> Iterator[str]:
    """The facts (or columns) that a test reads, left to right, perhaps more than once."""
    match test:
        case IsTrue(name) | IsOneOf(name, _) | AtLeast(name, _):
            yield name
        case SumAtLeast(terms, _):
            yield from (name for name, _ in terms)
        case CoversGoods(offered, wanted):
            yield from (offered, wanted)
        case Not(operand):
            yield from facts_in(operand)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from facts_in(operand)
        case Given(guard, then):
            yield from facts_in(guard)
            yield from facts_in(then)


class GateKind(StrEnum):
    """TEST reads facts; ALL, ANY, NOT are Kleene's; AGREE is true or false where all are, else unknown."""

    TEST = "test"
    ALL = "all"
    ANY = "any"
    NOT = "not"
    AGREE = "agree"


@dataclass(frozen=True)
class Gate:
    """One truth value per subject. `node` is the author's node that it stands for, if it does."""

    id: str
    kind: GateKind
    inputs: tuple[str, ...] = ()
    test: Test | None = None
    node: Node | None = None


@dataclass(frozen=True)
class PeerQuestion:
    """A derived boolean fact: among the top `share` (in millionths) of its industry in the province by a sum of facts."""

    name: str
    measures: tuple[str, ...]
    measure: str
    share: int
    list: str


@dataclass(frozen=True)
class LoweredFact:
    """A fact with its row filter ready to evaluate."""

    fact: Fact
    where: Test | None


@dataclass(frozen=True)
class LoweredClause:
    """An executable clause: gates of its rule, of `applies` and of its verdict seen from the subject.

    `verdict` is true for MET. `has_basis` is false where the document says nothing for this programme year.
    """

    clause: Clause
    rule: str
    verdict: str
    applies: str | None
    has_basis: bool

    @property
    def is_exclusion(self) -> bool:
        return self.clause.kind is Kind.EXCLUSION


@dataclass(frozen=True)
class Changes:
    """A what-if: parameters by name (physical values), rulings by question, conditions by node path, clauses left out."""

    parameters: Mapping[str, int | date] = field(default_factory=dict)
    rulings: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


VERDICT = "verdict"
"""The gate of the subject's verdict for the year."""


@dataclass(frozen=True)
class Program:
    """A pack compiled for one programme year and one day. Gates come after the gates that they read.

    `parameters` are those that the run uses, by name; `rulings` those in force, by question. `has_basis` is false where the
    document has no scope at all for the year: then every subject's verdict is undetermined (house rule 3).
    """

    pack: Pack
    year: int
    as_of: date
    changes: Changes
    parameters: Mapping[str, int | date] = field(default_factory=dict)
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    gates: tuple[Gate, ...] = ()
    clauses: tuple[LoweredClause, ...] = ()
    facts: tuple[LoweredFact, ...] = ()
    peers: tuple[PeerQuestion, ...] = ()
    has_basis: bool = True

    @property
    def covered_since(self) -> date:
        """A list counts as covering `as_of` if it is covered up to this day or later."""
        days = self.parameters[FRESHNESS]
        assert isinstance(days, int)
        return self.as_of - timedelta(days=days)

    @cached_property
    def gates_by_id(self) -> dict[str, Gate]:
        return {gate.id: gate for gate in self.gates}

    @cached_property
    def facts_by_name(self) -> dict[str, Fact]:
        return {lowered.fact.name: lowered.fact for lowered in self.facts}

    @cached_property
    def decisions(self) -> tuple[str, ...]:
        """The gates that are decisions, without those that only serve to combine them: `verdict`, each clause by its id,
        `<clause>?` where a clause says to whom it applies, and each node by its path."""
        clauses = [name for clause in self.clauses for name in (clause.verdict, clause.applies) if name]
        nodes = [gate.id for gate in self.gates if gate.node is not None]
        return tuple(dict.fromkeys([VERDICT, *clauses, *nodes]))


FRESHNESS = "coverage_fresh_days"
"""The parameter that every pack sets: for how many days after its last covered day a declaration may be relied on."""

JUDGEMENT = "judgement:"
"""Prefix of the boolean fact that a judgement is."""
