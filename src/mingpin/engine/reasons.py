"""Why something is undetermined (house rule 3), for one subject or for all at once.

The walk is written once. A `View` answers questions about truths and facts: with Python source for one subject, with Polars
expressions for all of them; both combine with `&` and `|`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from mingpin.engine.combine import ANY_SCOPE
from mingpin.engine.lowered import (
    JUDGEMENT,
    Always,
    And,
    Gate,
    GateKind,
    Given,
    LoweredClause,
    Not,
    Or,
    PeerQuestion,
    Program,
    Test,
    facts_in,
)
from mingpin.engine.polars_facts import DOUBT, coverage_column
from mingpin.engine.polars_peers import PEER_INDUSTRY, PEER_PROVINCE
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Fact, Take

ORGANISATION = "organisation"
"""The pseudo fact that is missing where a brand or product names no organisation that carries it."""


class ReasonKind(StrEnum):
    MISSING_FACT = "missing_fact"
    NO_COVERAGE = "no_coverage"
    JUDGEMENT_PENDING = "judgement_pending"
    READING_NOT_SETTLED = "reading_not_settled"
    NO_BASIS = "no_basis"


@dataclass(frozen=True, order=True)
class Reason:
    """One reason: its kind and what it is about (a fact, list, judgement, question or clause)."""

    kind: ReasonKind
    about: str

    @property
    def code(self) -> str:
        return f"{self.kind.value}:{self.about}"

    @staticmethod
    def of(code: str) -> Reason:
        kind, about = code.split(":", 1)
        return Reason(ReasonKind(kind), about)


class View(Protocol):
    """What the walk asks. Every answer is a boolean, or an expression for one; they combine with & and |."""

    def is_unknown(self, gate: str) -> Any: ...
    def is_true(self, gate: str) -> Any: ...
    def is_false(self, gate: str) -> Any: ...
    def is_blank(self, column: str) -> Any: ...
    def is_filled(self, column: str) -> Any: ...
    def is_doubtful(self, column: str) -> Any: ...
    def is_definite(self, column: str) -> Any: ...
    def is_open(self, fact: str) -> Any: ...
    def is_settled(self, fact: str) -> Any: ...


class BulkView:
    """Answers as expressions over a frame that holds facts and gates."""

    def is_unknown(self, gate: str) -> pl.Expr:
        return pl.col(gate).is_null()

    def is_true(self, gate: str) -> pl.Expr:
        return pl.col(gate).fill_null(False)

    def is_false(self, gate: str) -> pl.Expr:
        return ~pl.col(gate).fill_null(True)

    def is_blank(self, column: str) -> pl.Expr:
        return pl.col(column).is_null()

    def is_filled(self, column: str) -> pl.Expr:
        return pl.col(column).is_not_null()

    def is_doubtful(self, column: str) -> pl.Expr:
        return pl.col(column)

    def is_definite(self, column: str) -> pl.Expr:
        return ~pl.col(column)

    def is_open(self, fact: str) -> pl.Expr:
        return pl.col(fact) < pl.col(upper(fact))

    def is_settled(self, fact: str) -> pl.Expr:
        return pl.col(fact) >= pl.col(upper(fact))


Found = Iterator[tuple[Reason, Any]]
"""Reasons, each with the condition under which it holds."""


class Reasons:
    """The reasons that a program can give, found from any gate downwards."""

    def __init__(self, program: Program):
        self.program = program
        self._peers: dict[str, PeerQuestion] = {question.name: question for question in program.peers}

    @cached_property
    def _facts_read(self) -> dict[str, tuple[str, ...]]:
        return {
            gate.id: tuple(dict.fromkeys(facts_in(gate.test))) for gate in self.program.gates if gate.test is not None
        }

    def of_gate(self, gate: str, view: View) -> Found:
        """Why this gate is unknown. A part counts only where everything between it and the gate is unknown too."""
        yield from self._walk(self.program.gates_by_id[gate], view.is_unknown(gate), view)

    def of_clause(self, clause: LoweredClause, view: View) -> Found:
        """Why this clause is undetermined for the subject: its rule, or whether it applies at all."""
        if clause.applies is None:
            yield from self.of_gate(clause.rule, view)
            return
        in_question = view.is_unknown(clause.applies) | view.is_true(clause.applies)
        for reason, holds in self.of_gate(clause.rule, view):
            yield reason, holds & in_question
        yield from self.of_gate(clause.applies, view)

    def of_fact(self, name: str, view: View) -> Found:
        """Why this fact is open."""
        if name in self._peers:
            yield from self._of_peers(self._peers[name], view)
            return
        fact = self.program.facts_by_name[name]
        is_open = view.is_open(name) if fact.type.is_ordered else view.is_blank(name)
        if name.startswith(JUDGEMENT):
            yield Reason(ReasonKind.JUDGEMENT_PENDING, name.removeprefix(JUDGEMENT)), is_open
            return
        if fact.about is not About.SUBJECT:
            yield Reason(ReasonKind.MISSING_FACT, ORGANISATION), is_open & view.is_blank("organisation_id")
            is_open = is_open & view.is_filled("organisation_id")
        if fact.take is Take.VALUE:
            yield Reason(ReasonKind.MISSING_FACT, name), is_open
            return
        yield from self._of_listed_fact(fact, is_open, view)

    def _of_listed_fact(self, fact: Fact, is_open: Any, view: View) -> Found:
        assert fact.list is not None
        coverage = coverage_column(fact.list, fact.about)
        doubt = fact.name + DOUBT
        yield Reason(ReasonKind.NO_COVERAGE, fact.list), is_open & (view.is_blank(coverage) | view.is_definite(doubt))
        yield Reason(ReasonKind.MISSING_FACT, fact.name), is_open & view.is_doubtful(doubt)

    def _of_peers(self, question: PeerQuestion, view: View) -> Found:
        is_open = view.is_blank(question.name)
        for name in question.measures:
            for reason, holds in self.of_fact(name, view):
                yield reason, holds & is_open
        is_placed = view.is_filled(PEER_INDUSTRY) & view.is_filled(PEER_PROVINCE)
        is_homeless = view.is_blank("organisation_id")
        for column, fact in ((PEER_INDUSTRY, "industry"), (PEER_PROVINCE, "registered_province")):
            missing = is_open & view.is_blank(column) & view.is_filled("organisation_id")
            yield Reason(ReasonKind.MISSING_FACT, fact), missing
        yield Reason(ReasonKind.MISSING_FACT, ORGANISATION), is_open & is_homeless
        yield Reason(ReasonKind.NO_COVERAGE, question.list), is_open & is_placed

    def _walk(self, gate: Gate, reached: Any, view: View) -> Found:
        if gate.test is not None:
            yield from self._of_test(gate, reached, view)
            return
        if gate.kind is GateKind.AGREE:
            assert gate.node is not None
            reason = Reason(ReasonKind.READING_NOT_SETTLED, gate.node.subject)
            yield reason, reached & self._differ(gate, view)
        for input_ in gate.inputs:
            if input_ == f"{ANY_SCOPE}-":
                yield Reason(ReasonKind.NO_BASIS, ANY_SCOPE), reached & self._no_other(gate, input_, view)
                continue
            below = self.program.gates_by_id[input_]
            yield from self._walk(below, reached & view.is_unknown(input_), view)

    def _of_test(self, gate: Gate, reached: Any, view: View) -> Found:
        if isinstance(gate.test, Always):
            yield Reason(ReasonKind.NO_BASIS, gate.id.removesuffix("#")), reached
            return
        all_settled = reached
        for name in self._facts_read[gate.id]:
            for reason, holds in self.of_fact(name, view):
                yield reason, reached & holds
            all_settled = all_settled & self._is_settled(name, view)
        if _may_be_undefined(gate.test):
            yield Reason(ReasonKind.NO_BASIS, gate.id.split("#")[0].rstrip("?")), all_settled

    def _is_settled(self, name: str, view: View) -> Any:
        fact = self.program.facts_by_name.get(name)
        return view.is_settled(name) if fact and fact.type.is_ordered else view.is_filled(name)

    def _differ(self, gate: Gate, view: View) -> Any:
        some_true, some_false = view.is_true(gate.inputs[0]), view.is_false(gate.inputs[0])
        for input_ in gate.inputs[1:]:
            some_true = some_true | view.is_true(input_)
            some_false = some_false | view.is_false(input_)
        return some_true & some_false

    def _no_other(self, gate: Gate, silent: str, view: View) -> Any:
        none = view.is_unknown(silent)
        for input_ in gate.inputs:
            if input_ != silent:
                none = none & view.is_false(input_)
        return none


def _may_be_undefined(test: Test | None) -> bool:
    """Whether a test can be unknown although all its facts are settled: a ratio by 0, of which the document says nothing."""
    match test:
        case Given():
            return True
        case Not(operand):
            return _may_be_undefined(operand)
        case And(operands) | Or(operands):
            return any(_may_be_undefined(operand) for operand in operands)
    return False


def merged_reasons(found: Found) -> dict[Reason, Any]:
    """Each reason once, in a fixed order, with the condition under which it holds."""
    columns: dict[Reason, Any] = {}
    for reason, holds in found:
        columns[reason] = columns[reason] | holds if reason in columns else holds
    return dict(sorted(columns.items()))
