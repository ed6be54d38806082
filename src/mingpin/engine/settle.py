"""What would settle an undetermined verdict: the smallest sets of open reasons whose answers could decide it.

Each set is enough if its answers are favourable (towards MET) or adverse (towards NOT_MET). Tests are taken as independent
of each other, so a set is what *could* decide; it is never longer than needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from mingpin.engine.lowered import (
    VERDICT,
    Always,
    And,
    Gate,
    GateKind,
    Given,
    Not,
    Or,
    Program,
    Test,
    facts_in,
)
from mingpin.engine.python_backend import FactRow, GateFunction
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.engine.truth import Bracket, truth_of
from mingpin.vocabulary.evidence import upper

Support = frozenset[Reason]
MOST_SETS = 24
"""How many alternative sets are kept at each step, smallest first."""


@dataclass(frozen=True)
class Settlement:
    """The smallest sets of reasons that could settle a verdict as MET, and as NOT_MET. Both empty where it is settled,
    or where nothing that anyone can supply would settle it (no basis)."""

    subject_id: str
    verdict: bool | None
    to_met: tuple[Support, ...] = ()
    to_not_met: tuple[Support, ...] = ()


class Settler:
    """Finds settlements for subjects of one program, from their fact rows."""

    def __init__(self, program: Program):
        self.program, self.gates, self.reasons = program, GateFunction(program), ReasonFunction(program)

    def settle(self, row: FactRow, gate: str = VERDICT) -> Settlement:
        """What would settle the verdict (or another gate) of the subject with this fact row."""
        truths = self.gates.truths(row)
        subject = row["subject_id"]
        if truths[gate] is not None:
            return Settlement(subject, truths[gate])
        search = _Search(self.program, self.reasons, row, truths)
        return Settlement(subject, None, search.of_gate(gate, True), search.of_gate(gate, False))


class _Search:
    def __init__(self, program: Program, reasons: ReasonFunction, row: FactRow, truths: Mapping[str, bool | None]):
        self.program, self.reasons, self.row, self.truths = program, reasons, row, truths
        self.values = {
            name: Bracket(row[name], row[upper(name)]) if upper(name) in row else row[name]
            for name in dict.fromkeys(name for gate in program.gates if gate.test for name in facts_in(gate.test))
        }
        self._known: dict[tuple[str, bool], tuple[Support, ...]] = {}

    def of_gate(self, id_: str, want: bool) -> tuple[Support, ...]:
        """The smallest sets that could bring a gate to this truth; one empty set where it already is; none if it cannot."""
        if self.truths[id_] is not None:
            return (frozenset(),) if self.truths[id_] is want else ()
        if (id_, want) not in self._known:
            self._known[id_, want] = self._of_open_gate(self.program.gates_by_id[id_], want)
        return self._known[id_, want]

    def _of_open_gate(self, gate: Gate, want: bool) -> tuple[Support, ...]:
        match gate.kind:
            case GateKind.TEST:
                assert gate.test is not None
                return self._of_test(gate.test, want)
            case GateKind.NOT:
                return self.of_gate(gate.inputs[0], not want)
            case GateKind.AGREE:
                return self._of_readings(gate, want)
        needs_every = (gate.kind is GateKind.ALL) is want
        parts = [self.of_gate(input_, want) for input_ in gate.inputs]
        return every(parts) if needs_every else smallest(support for part in parts for support in part)

    def _of_readings(self, gate: Gate, want: bool) -> tuple[Support, ...]:
        """Either all readings come to say the same, or a ruling picks one that says it."""
        assert gate.node is not None
        ruling = frozenset({Reason(ReasonKind.READING_NOT_SETTLED, gate.node.subject)})
        parts = [self.of_gate(input_, want) for input_ in gate.inputs]
        ruled = (ruling | support for part in parts for support in part)
        return smallest([*every(parts), *ruled])

    def _of_test(self, test: Test, want: bool) -> tuple[Support, ...]:
        truth = truth_of(test, self.values)
        if truth is not None:
            return (frozenset(),) if truth is want else ()
        match test:
            case Always():
                return ()
            case Not(operand):
                return self._of_test(operand, not want)
            case And(operands) | Or(operands):
                parts = [self._of_test(operand, want) for operand in operands]
                needs_every = isinstance(test, And) is want
                return every(parts) if needs_every else smallest(support for part in parts for support in part)
            case Given(guard, then):
                return every([self._of_test(guard, True), self._of_test(then, want)])
        found: set[Reason] = set()
        for name in facts_in(test):
            found |= set(self.reasons.of_fact(name, self.row))
        return (frozenset(found),) if found else ()


def every(parts: list[tuple[Support, ...]]) -> tuple[Support, ...]:
    """The smallest unions of one set from each part; none where a part has none."""
    result: tuple[Support, ...] = (frozenset(),)
    for part in sorted(parts, key=len):
        result = smallest(one | other for one, other in product(result, part))
    return result


def smallest(supports: Iterable[Support]) -> tuple[Support, ...]:
    """The sets that contain no other of them, smallest first, in a fixed order."""
    kept: list[Support] = []
    for support in sorted(set(supports), key=lambda support: (len(support), sorted(support))):
        if not any(known <= support for known in kept):
            kept.append(support)
        if len(kept) == MOST_SETS:
            break
    return tuple(kept)
