"""All gates for one subject, as a Python function generated from the program: microseconds, for pages and explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mingpin.engine.lowered import (
    Always,
    And,
    AtLeast,
    CoversGoods,
    Gate,
    GateKind,
    Given,
    IsOneOf,
    IsTrue,
    Not,
    Or,
    Program,
    SumAtLeast,
    Test,
)
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.values import HIGHEST, LOWEST, NEVER

FactRow = Mapping[str, Any]
"""One row of the facts' frame: each fact by name, the upper end of an ordered one as `x__to`."""


class GateFunction:
    """The compiled gates of a program. Calling it with a fact row gives the truth of each gate, in the order of `ids`."""

    def __init__(self, program: Program):
        self.ids = tuple(gate.id for gate in program.gates)
        self.source, constants = _Writer().write(program.gates)
        namespace: dict[str, Any] = {"K": constants, "weighted": _weighted_ends}
        exec(compile(self.source, f"<gates of {program.pack.id} {program.year}>", "exec"), namespace)
        self._function: Callable[[FactRow], tuple[bool | None, ...]] = namespace["evaluate"]

    def __call__(self, row: FactRow) -> tuple[bool | None, ...]:
        return self._function(row)

    def truths(self, row: FactRow) -> dict[str, bool | None]:
        """The truth of every gate by its id."""
        return dict(zip(self.ids, self._function(row), strict=True))


class _Writer:
    """Writes one assignment per gate and per part of a test; constants are passed in, so no value becomes source text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: list[Any] = []
        self.facts: dict[str, str] = {}
        self.count = 0

    def write(self, gates: tuple[Gate, ...]) -> tuple[str, list[Any]]:
        variables: dict[str, str] = {}
        for gate in gates:
            inputs = [variables[input_] for input_ in gate.inputs]
            variables[gate.id] = self._gate(gate, inputs)
        results = "".join(f"{variables[gate.id]}, " for gate in gates)
        reads = [f"{variable} = row[{self._constant(name)}]" for name, variable in self.facts.items()]
        body = "\n    ".join([*reads, *self.lines, f"return ({results})"])
        return f"def evaluate(row):\n    {body}\n", self.constants

    def _gate(self, gate: Gate, inputs: list[str]) -> str:
        match gate.kind:
            case GateKind.TEST:
                assert gate.test is not None
                return self._test(gate.test)
            case GateKind.ALL:
                return self._and(inputs)
            case GateKind.ANY:
                return self._or(inputs)
            case GateKind.NOT:
                return self._not(inputs[0])
        same = " and ".join(f"{inputs[0]} is {input_}" for input_ in inputs)
        return self._assign(f"{inputs[0]} if {same} else None")

    def _test(self, test: Test) -> str:
        match test:
            case IsTrue(name):
                return self._fact(name)
            case IsOneOf(name, codes):
                fact = self._fact(name)
                return self._assign(f"None if {fact} is None else {fact} in {self._constant(frozenset(codes))}")
            case AtLeast(name, bound):
                return self._passes(self._fact(name), self._fact(upper(name)), self._constant(bound))
            case SumAtLeast(terms, bound):
                ends = [(self._fact(name), self._fact(upper(name)), weight) for name, weight in terms]
                arguments = ", ".join(f"({low}, {high}, {weight})" for low, high, weight in ends)
                sums = self._assign(f"weighted(({arguments},))")
                return self._passes(f"{sums}[0]", f"{sums}[1]", self._constant(bound))
            case Always(value):
                return self._assign(repr(value))
            case Not(operand):
                return self._not(self._test(operand))
            case And(operands):
                return self._and([self._test(operand) for operand in operands])
            case Or(operands):
                return self._or([self._test(operand) for operand in operands])
            case Given(guard, then):
                return self._assign(f"{self._test(then)} if {self._test(guard)} is True else None")
            case CoversGoods():
                raise TypeError("covers_goods compares columns of rows; it cannot stand in a clause")

    def _passes(self, low: str, high: str, bound: str) -> str:
        return self._assign(f"True if {low} >= {bound} else False if {high} < {bound} else None")

    def _and(self, inputs: list[str]) -> str:
        return self._kleene(inputs, "False", "True")

    def _or(self, inputs: list[str]) -> str:
        return self._kleene(inputs, "True", "False")

    def _kleene(self, inputs: list[str], decisive: str, otherwise: str) -> str:
        decided = " or ".join(f"{name} is {decisive}" for name in inputs)
        unknown = " or ".join(f"{name} is None" for name in inputs)
        return self._assign(f"{decisive} if {decided} else None if {unknown} else {otherwise}")

    def _not(self, name: str) -> str:
        return self._assign(f"None if {name} is None else not {name}")

    def _fact(self, name: str) -> str:
        return self.facts.setdefault(name, f"f{len(self.facts)}")

    def _constant(self, value: Any) -> str:
        self.constants.append(value)
        return f"K[{len(self.constants) - 1}]"

    def _assign(self, expression: str) -> str:
        self.count += 1
        self.lines.append(f"v{self.count} = {expression}")
        return f"v{self.count}"


def _weighted_ends(terms: tuple[tuple[Any, Any, int], ...]) -> tuple[int, int]:
    low = high = 0
    low_is_open = high_is_open = False
    for first, last, weight in terms:
        if not isinstance(first, int):
            first, last = (first - NEVER).days, (last - NEVER).days
        least, most = (first, last) if weight > 0 else (last, first)
        low_is_open |= least in (LOWEST, HIGHEST)
        high_is_open |= most in (LOWEST, HIGHEST)
        low += weight * least
        high += weight * most
    return (LOWEST if low_is_open else low), (HIGHEST if high_is_open else high)
