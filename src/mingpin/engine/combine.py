"""Rule trees to gates of Kleene logic; years, `applies`, rulings and the subject's verdict are resolved here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mingpin.engine.conditions import ConditionFault
from mingpin.engine.lower import lower
from mingpin.engine.lowered import (
    JUDGEMENT,
    VERDICT,
    Always,
    Gate,
    GateKind,
    IsTrue,
    LoweredClause,
    Program,
    Test,
)
from mingpin.engine.model import Clause, Condition, Kind, Node, NodeKind
from mingpin.engine.operands import Scope
from mingpin.language import _
from mingpin.vocabulary import PackError, Problem

ANY_SCOPE = "scope"
"""The gate that is true where some scope speaks of the subject; reasons name it `no_basis:scope`."""


@dataclass
class _Circuit:
    """The gates built so far, each after its inputs."""

    program: Program
    scope: Scope
    gates: dict[str, Gate] = field(default_factory=dict)

    def add(self, id_: str, kind: GateKind, *inputs: str, node: Node | None = None) -> str:
        self.gates.setdefault(id_, Gate(id_, kind, inputs, None, node))
        return id_

    def test(self, id_: str, test: Test, node: Node | None = None) -> str:
        self.gates.setdefault(id_, Gate(id_, GateKind.TEST, (), test, node))
        return id_

    def condition(self, id_: str, condition: Condition, node: Node | None = None) -> str:
        condition = self.program.changes.conditions.get(id_, condition)
        try:
            return self.test(id_, lower(condition.expr, self.scope), node)
        except ConditionFault as fault:
            what = _("The condition “{text}” cannot be used.").format(text=condition.text)
            raise PackError(Problem(condition.file, condition.line, what, fault.why, fault.remedy)) from fault


def combine_gates(program: Program, scope: Scope) -> Program:
    """The program with gates for every node, clause and the verdict. Raises PackError for a condition that cannot hold."""
    circuit = _Circuit(program, scope)
    clauses = tuple(_clause(circuit, clause) for clause in program.pack.executable)
    has_basis = _verdict(circuit, clauses)
    return replace(program, gates=tuple(circuit.gates.values()), clauses=clauses, has_basis=has_basis)


def _clause(circuit: _Circuit, clause: Clause) -> LoweredClause:
    rule = _rule(circuit, clause)
    has_basis = rule is not None
    rule = rule or circuit.test(f"{clause.id}#", Always(None), clause.rule)
    kind = GateKind.NOT if clause.kind is Kind.EXCLUSION else GateKind.ALL
    verdict = circuit.add(clause.id, kind, rule)
    applies = circuit.condition(f"{clause.id}?", clause.applies) if clause.applies else None
    return LoweredClause(clause, rule, verdict, applies, has_basis)


def _rule(circuit: _Circuit, clause: Clause) -> str | None:
    assert clause.rule is not None
    return clause.rule.path if clause.rule.path in circuit.gates else _node(circuit, clause.rule)


def _node(circuit: _Circuit, node: Node) -> str | None:
    """The gate of a node; None where its years leave it out."""
    if node.years is not None and circuit.program.year not in node.years:
        return None
    match node.kind:
        case NodeKind.HOLDS:
            assert node.condition is not None
            return circuit.condition(node.path, node.condition, node)
        case NodeKind.JUDGEMENT:
            return circuit.test(node.path, IsTrue(JUDGEMENT + node.subject), node)
        case NodeKind.CLAUSE:
            other = circuit.program.pack.clause(node.subject)
            rule = _rule(circuit, other) or circuit.test(f"{other.id}#", Always(None), other.rule)
            return circuit.add(node.path, GateKind.ALL, rule, node=node)
        case NodeKind.READINGS:
            return _readings(circuit, node)
    is_conjunction = node.kind is NodeKind.ALL
    inputs = [
        _where_it_applies(circuit, child, gate, is_conjunction=is_conjunction)
        for child in node.children
        if (gate := _node(circuit, child)) is not None
    ]
    if not inputs:
        return None
    if node.kind is NodeKind.NONE:
        return circuit.add(node.path, GateKind.NOT, circuit.add(f"{node.path}|", GateKind.ANY, *inputs), node=node)
    return circuit.add(node.path, GateKind.ALL if is_conjunction else GateKind.ANY, *inputs, node=node)


def _readings(circuit: _Circuit, node: Node) -> str | None:
    built = {child.reading: _node(circuit, child) for child in node.children}
    gates = [gate for gate in built.values() if gate is not None]
    if not gates:
        return None
    picked = circuit.program.changes.rulings.get(node.subject)
    if picked is None and node.subject in circuit.program.rulings:
        picked = circuit.program.rulings[node.subject].picks
    if picked is not None:
        if picked not in built:
            what = _("“{option}” is not a reading of “{question}”.").format(option=picked, question=node.subject)
            remedy = _("Readings: {options}.").format(options=", ".join(built))
            raise PackError(Problem("rulings.yaml", 0, what, "", remedy))
        gate = built[picked]
        return None if gate is None else circuit.add(node.path, GateKind.ALL, gate, node=node)
    if len(gates) == 1:
        return circuit.add(node.path, GateKind.ALL, gates[0], node=node)
    return circuit.add(node.path, GateKind.AGREE, *gates, node=node)


def _where_it_applies(circuit: _Circuit, node: Node, gate: str, *, is_conjunction: bool) -> str:
    """The gate as its parent counts it: left out where `applies` is false."""
    if node.applies is None:
        return gate
    applies = circuit.condition(f"{node.path}?", node.applies)
    return _left_out(circuit, gate, applies, is_conjunction=is_conjunction)


def _left_out(circuit: _Circuit, gate: str, applies: str, *, is_conjunction: bool) -> str:
    if is_conjunction:
        elsewhere = circuit.add(f"{applies}-", GateKind.NOT, applies)
        return circuit.add(f"{gate}!", GateKind.ANY, elsewhere, gate)
    return circuit.add(f"{gate}!", GateKind.ALL, applies, gate)


def _verdict(circuit: _Circuit, clauses: tuple[LoweredClause, ...]) -> bool:
    """Adds the verdict's gate; whether the document has any scope for this year."""
    counted = [clause for clause in clauses if clause.clause.id not in circuit.program.changes.without]
    scopes = [clause for clause in counted if clause.clause.kind is Kind.SCOPE]
    if not counted or (scopes and not any(scope.has_basis for scope in scopes)):
        circuit.test(VERDICT, Always(None))
        return False
    inputs = [
        clause.verdict
        if clause.applies is None
        else _left_out(circuit, clause.verdict, clause.applies, is_conjunction=True)
        for clause in counted
    ]
    limits = [scope.applies for scope in scopes]
    if limits and None not in limits:
        silence = circuit.test(f"{ANY_SCOPE}-", Always(None))
        inputs.append(circuit.add(ANY_SCOPE, GateKind.ANY, *(limit for limit in limits if limit), silence))
    circuit.add(VERDICT, GateKind.ALL, *inputs)
    return True
