"""The pack as its author wrote it: text, clauses, rule trees, parameters, rulings. Frozen values, no behaviour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from mingpin.vocabulary.model import Label, Vocabulary

# --- conditions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    """A fact (in a clause), or a column (in a row filter; `table` is `subject` for a column of the subject judged)."""

    name: str
    table: str | None = None

    @property
    def key(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True)
class ParameterName:
    """`$name`: a named number of the pack."""

    name: str


@dataclass(frozen=True)
class Code:
    """A classification code or text, in quotation marks."""

    text: str


@dataclass(frozen=True)
class Number:
    """0 or 1; every other number is a parameter."""

    value: int


@dataclass(frozen=True)
class Truth:
    value: bool


@dataclass(frozen=True)
class RunConstant:
    """`as_of` or `programme_year`: the same for every subject of a run."""

    name: str


@dataclass(frozen=True)
class NotExpr:
    operand: Expr


@dataclass(frozen=True)
class AndExpr:
    operands: tuple[Expr, ...]


@dataclass(frozen=True)
class OrExpr:
    operands: tuple[Expr, ...]


@dataclass(frozen=True)
class Compare:
    """`op` is one of = <> < <= > >=."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class InSet:
    operand: Expr
    choices: tuple[Expr, ...]


@dataclass(frozen=True)
class Sum:
    """`left + right`, or `left - right` with sign -1."""

    left: Expr
    right: Expr
    sign: int = 1


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Expr, ...]


Expr = (
    Name
    | ParameterName
    | Code
    | Number
    | Truth
    | RunConstant
    | NotExpr
    | AndExpr
    | OrExpr
    | Compare
    | InSet
    | Sum
    | Call
)


@dataclass(frozen=True)
class Condition:
    """A condition with its source text and place, for citations and errors."""

    text: str
    expr: Expr
    file: str
    line: int


# --- rule trees -------------------------------------------------------------------------------------------------------


class NodeKind(StrEnum):
    ALL = "all"
    ANY = "any"
    NONE = "none"
    HOLDS = "holds"
    JUDGEMENT = "judgement"
    READINGS = "readings"
    CLAUSE = "clause"


@dataclass(frozen=True)
class Node:
    """One node of a rule tree.

    `path` is `<clause>#` for the root and `<clause>#1.2` for the second child of its first child. `subject` is the
    judgement's, question's or clause's id for those kinds. For readings, each child has its option's id in `reading`.
    """

    path: str
    kind: NodeKind
    children: tuple[Node, ...] = ()
    condition: Condition | None = None
    subject: str = ""
    question: Label = field(default_factory=dict)
    by: str = ""
    considers: tuple[str, ...] = ()
    needs_second_person: bool = False
    reading: str = ""
    title: Label = field(default_factory=dict)
    quote: str = ""
    applies: Condition | None = None
    years: tuple[int, ...] | None = None
    note: Label = field(default_factory=dict)
    line: int = 0

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def is_leaf(self) -> bool:
        return self.kind in (NodeKind.HOLDS, NodeKind.JUDGEMENT, NodeKind.CLAUSE)


class Kind(StrEnum):
    """The kinds of provision."""

    GOAL = "goal"
    TARGET = "target"
    CRITERION = "criterion"
    EXCLUSION = "exclusion"
    SCOPE = "scope"
    DUTY = "duty"
    MEASURE = "measure"
    SUPPORT = "support"
    SUPERVISION = "supervision"
    OUTREACH = "outreach"

    @property
    def is_executable(self) -> bool:
        return self in (Kind.CRITERION, Kind.EXCLUSION, Kind.SCOPE)


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    EQUAL = "equal"
    MORE_THAN = "more_than"
    STRIVE_FOR = "strive_for"
    QUALITATIVE = "qualitative"


@dataclass(frozen=True)
class Target:
    """What a target measures, its goal (a parameter's name), how it compares, and when it is due."""

    measure: Label
    comparison: Comparison
    due: date
    goal: str | None = None
    unit: Label = field(default_factory=dict)
    bound: Comparison | None = None
    counts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Clause:
    """One provision made executable, or, where it is not a rule about subjects, given its owners and links.

    `number` is the place in the document as an official says it (行动计划 三、1); `text` the paragraph it stands under.
    """

    id: str
    kind: Kind
    title: Label
    number: str
    text: str
    quotes: tuple[str, ...]
    line: int
    rule: Node | None = None
    applies: Condition | None = None
    owners: tuple[str, ...] = ()
    lead: str | None = None
    links: tuple[str, ...] = ()
    target: Target | None = None
    note: Label = field(default_factory=dict)


# --- parameters and rulings -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DatedValue:
    """A parameter's value from a day on: physical value, and why it is that (a quote of the text, or who chose it)."""

    from_: date
    value: Any
    quote: str = ""
    clause: str = ""
    rationale: Label = field(default_factory=dict)
    set_by: Label = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """A named number. `type` is int, share, money or date."""

    name: str
    label: Label
    type: str
    unit: Label
    values: tuple[DatedValue, ...]
    line: int = 0

    def value_at(self, day: date) -> DatedValue | None:
        """The value in force on this day, or None before the first."""
        known = [value for value in self.values if value.from_ <= day]
        return max(known, key=lambda value: value.from_) if known else None


@dataclass(frozen=True)
class Ruling:
    """The leading group's choice between readings, from a day on."""

    question: str
    picks: str
    from_: date
    by: str = ""
    reason: Label = field(default_factory=dict)
    document: str = ""


@dataclass(frozen=True)
class Block:
    """A fenced rule block of policy.md: its YAML, the line on which that begins, and the text it stands under."""

    source: str
    line: int
    paragraph: str
    section: str
    number: str


@dataclass(frozen=True)
class Pack:
    """A policy pack: the issued text, its clauses in the text's order, parameters, rulings, and the shared vocabulary."""

    id: str
    folder: Path
    title: Label
    authority: Label
    status: str
    text: str
    clauses: tuple[Clause, ...]
    parameters: Mapping[str, Parameter]
    rulings: tuple[Ruling, ...]
    vocabulary: Vocabulary
    hash: str = ""

    def clause(self, id_: str) -> Clause:
        """The clause of this id. Raises KeyError."""
        return next(clause for clause in self.clauses if clause.id == id_)

    @property
    def executable(self) -> tuple[Clause, ...]:
        """The clauses that decide about subjects: criteria, exclusions, scopes."""
        return tuple(clause for clause in self.clauses if clause.kind.is_executable)
