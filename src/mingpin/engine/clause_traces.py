"""The clauses of one subject as a trace shows them: number, quotes, conditions in words, and the truth of every part."""

from __future__ import annotations

from collections.abc import Mapping

from mingpin.engine.citations import Trace
from mingpin.engine.lowered import GateKind, LoweredClause, Program, facts_in
from mingpin.engine.model import Condition, Node, NodeKind
from mingpin.engine.python_backend import FactRow
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.survey import Verdict, clause_verdict
from mingpin.engine.words import Words
from mingpin.language import in_language


class ClauseTraces:
    """Writes the clauses of subjects of one program."""

    def __init__(self, program: Program, words: Words, reasons: ReasonFunction):
        self.program, self.words, self.reasons = program, words, reasons
        self._frames = {clause.clause.id: self._clause_frame(clause) for clause in program.clauses}

    def clause(self, clause: LoweredClause, truths: Mapping[str, bool | None], row: FactRow) -> Trace:
        """A clause for the subject with these truths and this fact row."""
        frame, verdict = self._frames[clause.clause.id], clause_verdict(clause, truths)
        result = frame | {"verdict": verdict.value, "rule": self._node(frame["rule"], truths)}
        if verdict is Verdict.UNDETERMINED:
            result["reasons"] = self.reasons.of_clause(clause.clause.id, truths, row)
        return result

    def _node(self, frame: Trace, truths: Mapping[str, bool | None]) -> Trace:
        children = [self._node(child, truths) for child in frame["children"]]
        return {**frame, "truth": truths.get(frame["path"]), "children": children}

    def _clause_frame(self, clause: LoweredClause) -> Trace:
        assert clause.clause.rule is not None
        return {
            "id": clause.clause.id,
            "kind": clause.clause.kind.value,
            "number": clause.clause.number,
            "title": in_language(clause.clause.title),
            "applies_words": self._condition_words(clause.clause.applies),
            "rule": self._node_frame(clause.clause.rule),
        }

    def _node_frame(self, node: Node) -> Trace:
        gate = self.program.gates_by_id.get(node.path)
        frame: Trace = {"path": node.path, "kind": node.kind.value, "left_out": gate is None}
        optional = {
            "title": in_language(node.title),
            "quote": node.quote,
            "reading": node.reading,
            "question": in_language(node.question),
            "subject": node.subject,
            "by": in_language(self.program.pack.vocabulary.label_of("department", node.by)) if node.by else "",
            "words": self._condition_words(self.program.changes.conditions.get(node.path, node.condition)),
            "condition": node.condition.text if node.condition else "",
            "applies_words": self._condition_words(node.applies),
            "note": in_language(node.note),
        }
        frame |= {key: value for key, value in optional.items() if value}
        if node.kind is NodeKind.READINGS:
            ruling = self.program.changes.rulings.get(node.subject) or self.program.rulings.get(node.subject)
            if ruling:
                frame["ruling"] = ruling if isinstance(ruling, str) else ruling.picks
        if gate is not None and gate.kind is GateKind.TEST and gate.test is not None:
            frame["facts"] = list(dict.fromkeys(facts_in(gate.test)))
        frame["children"] = [self._node_frame(child) for child in node.children]
        return frame

    def _condition_words(self, condition: Condition | None) -> str:
        return self.words.condition(condition.expr) if condition else ""
