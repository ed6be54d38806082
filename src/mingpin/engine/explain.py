"""The whole trace of one subject: every clause with its quote, condition in words, facts, evidence rows and what is open.

The trace is data (it goes to JSON as it is, and parts of it are shared between traces: do not change it), in the language
that is current when the explainer is made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from mingpin.engine.citations import Trace
from mingpin.engine.fact_traces import FactTraces
from mingpin.engine.lowered import VERDICT, GateKind, LoweredClause, facts_in
from mingpin.engine.model import Condition, Node, NodeKind
from mingpin.engine.polars_links import Links, evidence_links
from mingpin.engine.python_backend import FactRow, GateFunction
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason
from mingpin.engine.sentences import Sentences
from mingpin.engine.survey import Survey, Verdict, clause_verdict, verdict_of
from mingpin.engine.words import Words
from mingpin.language import in_language

_SUBJECT_COLUMNS = ("subject_id", "name", "kind", "uscc", "area", "domain")


class Explainer:
    """Explains subjects of one survey: those named, or any. The first explanation gathers the evidence behind all of them;
    each further one costs a fraction of a millisecond."""

    def __init__(self, survey: Survey, subject_ids: Collection[str] | None = None):
        self.survey, self.program = survey, survey.program
        self.words, self.sentences = Words(self.program), Sentences(self.program)
        self.reasons = ReasonFunction(self.program, self._statement)
        self.facts = FactTraces(survey, self.words, self.sentences, self.reasons, for_all=subject_ids is None)
        self.gates = GateFunction(self.program)
        self._columns = survey.facts.columns
        self._wanted = list(subject_ids) if subject_ids is not None else None
        self._clauses = [(clause, self._clause_frame(clause)) for clause in self.program.clauses]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {id_: row for row, id_ in enumerate(self.survey.facts.get_column("subject_id").to_list())}

    @cached_property
    def _links(self) -> Links:
        return evidence_links(self.program, self.survey.evidence, self._wanted)

    def explain(self, subject_id: str) -> Trace:
        """The trace of one subject. Raises KeyError for one that the survey does not have."""
        values = self.survey.facts.row(self._rows[subject_id])
        row = dict(zip(self._columns, values, strict=True))
        truths = self.gates.truths(row)
        clauses = [self._clause(clause, frame, truths, row) for clause, frame in self._clauses]
        evidence: dict[str, Trace] = {}
        facts = self.facts.trace(values, row, self._links.get(subject_id, {}), evidence)
        verdict = verdict_of(truths[VERDICT])
        return {
            "subject": self._subject(subject_id),
            "pack": {
                "id": self.program.pack.id,
                "title": in_language(self.program.pack.title),
                "hash": self.program.pack.hash,
            },
            "year": self.program.year,
            "as_of": self.program.as_of.isoformat(),
            "verdict": verdict.value,
            "summary": self.sentences.summary(verdict, [Verdict(clause["verdict"]) for clause in clauses]),
            "reasons": self.reasons.of_verdict(truths, row),
            "clauses": clauses,
            "facts": facts,
            "evidence": evidence,
        }

    # --- clauses and nodes

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

    def _clause(self, clause: LoweredClause, frame: Trace, truths: Mapping[str, bool | None], row: FactRow) -> Trace:
        verdict = clause_verdict(clause, truths)
        result = frame | {"verdict": verdict.value, "rule": self._rule(frame["rule"], truths)}
        if verdict is Verdict.UNDETERMINED:
            result["reasons"] = self.reasons.of_clause(clause.clause.id, truths, row)
        return result

    def _rule(self, frame: Trace, truths: Mapping[str, bool | None]) -> Trace:
        """The rule's tree with its truths. Branches that fall alike are shared between subjects."""
        branches = [self._branch(child, truths) for child in frame["children"]]
        return {**frame, "truth": truths.get(frame["path"]), "children": branches}

    def _branch(self, frame: Trace, truths: Mapping[str, bool | None]) -> Trace:
        paths, known = self._branches[frame["path"]]
        key = tuple([truths.get(path) for path in paths])
        if key not in known:
            known[key] = self._node(frame, truths)
        return known[key]

    @cached_property
    def _branches(self) -> dict[str, tuple[tuple[str, ...], dict[tuple[bool | None, ...], Trace]]]:
        """For each branch directly under a rule's root: the paths in it, and the trees written so far."""
        rules = [clause.clause.rule for clause in self.program.clauses if clause.clause.rule]
        return {
            branch.path: (tuple(node.path for node in branch.walk()), {}) for rule in rules for branch in rule.children
        }

    def _node(self, frame: Trace, truths: Mapping[str, bool | None]) -> Trace:
        children = frame["children"]
        truth = truths.get(frame["path"])
        if not children:
            return {**frame, "truth": truth}
        return {**frame, "truth": truth, "children": [self._node(child, truths) for child in children]}

    def _subject(self, subject_id: str) -> Trace:
        row = self.survey.evidence.subjects.row(self._rows[subject_id], named=True)
        return {key: row[key] for key in _SUBJECT_COLUMNS if row.get(key) is not None}

    def _statement(self, reason: Reason) -> Trace:
        return {"code": reason.code, "text": self.sentences.reason(reason), "holder": self.sentences.holder_of(reason)}
