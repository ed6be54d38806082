"""The whole trace of one subject: every clause with its quote, condition in words, facts, evidence rows and what is open.

The trace is data (it goes to JSON as it is, and parts of it are shared between traces: do not change it), in the language
that is current when the explainer is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from mingpin.engine.lowered import VERDICT, GateKind, LoweredClause, facts_in
from mingpin.engine.model import Condition, Node, NodeKind
from mingpin.engine.polars_facts import DOUBT, coverage_column
from mingpin.engine.polars_links import Links, evidence_links
from mingpin.engine.python_backend import FactRow, GateFunction
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.reasons import Reason
from mingpin.engine.sentences import Sentences
from mingpin.engine.survey import Survey, Verdict, clause_verdict, verdict_of
from mingpin.engine.words import Words, scalar
from mingpin.language import in_language
from mingpin.vocabulary.evidence import SOURCE_COLUMNS, upper
from mingpin.vocabulary.model import About, Fact, Type

Trace = dict[str, Any]
Rows = tuple[tuple[str, int], ...]

_SUBJECT_COLUMNS = ("subject_id", "name", "kind", "uscc", "area", "domain")
_PROVENANCE = ("source", "supplier", *SOURCE_COLUMNS)
_NOT_CELLS = {"subject_id", "source", "supplier"}


class _CellPlan(NamedTuple):
    """How one column of a table is written: its places in a row (a date has two), title and type."""

    place: int
    to_place: int | None
    title: str
    type: Type
    classification: str | None


class Explainer:
    """Explains subjects of one survey. Making it costs as much as its subjects; explaining one costs microseconds."""

    def __init__(self, survey: Survey, subject_ids: Collection[str] | None = None):
        self.survey, self.program = survey, survey.program
        self.words, self.sentences = Words(self.program), Sentences(self.program)
        self.reasons = ReasonFunction(self.program, self._statement)
        self.gates = GateFunction(self.program)
        self._wanted = list(subject_ids) if subject_ids is not None else None
        self._clauses = [(clause, self._clause_frame(clause)) for clause in self.program.clauses]
        self._rules: dict[tuple[Any, ...], Trace] = {}
        self._facts_without_rows: dict[tuple[Any, ...], Trace] = {}
        self._area_declarations: dict[tuple[str, str], tuple[int, ...]] = {}
        self._coverage_rows: dict[int, Trace] = {}

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {id_: row for row, id_ in enumerate(self.survey.facts.get_column("subject_id").to_list())}

    @cached_property
    def _links(self) -> Links:
        return evidence_links(self.program, self.survey.evidence, self._wanted)

    def explain(self, subject_id: str) -> Trace:
        """The trace of one subject. Raises KeyError for one that the survey does not have."""
        row = self.survey.facts.row(self._rows[subject_id], named=True)
        truths = self.gates.truths(row)
        clauses = [self._clause(clause, frame, truths, row) for clause, frame in self._clauses]
        evidence: dict[str, Trace] = {}
        links = self._links.get(subject_id, {})
        facts = {
            lowered.fact.name: self._fact(lowered.fact, subject_id, row, links.get(lowered.fact.name, ()), evidence)
            for lowered in self.program.facts
        }
        for question in self.program.peers:
            facts[question.name] = self._peer(question.name, row)
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
        result = frame | {"verdict": verdict.value, "rule": self._rule(clause, frame["rule"], truths)}
        if verdict is Verdict.UNDETERMINED:
            result["reasons"] = self.reasons.of_clause(clause.clause.id, truths, row)
        return result

    def _rule(self, clause: LoweredClause, frame: Trace, truths: Mapping[str, bool | None]) -> Trace:
        """The rule's tree with its truths. Subjects on which a clause falls alike share one tree."""
        key = (clause.clause.id, *[truths.get(path) for path in self._paths[clause.clause.id]])
        if key not in self._rules:
            self._rules[key] = self._node(frame, truths)
        return self._rules[key]

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {
            clause.clause.id: tuple(node.path for node in clause.clause.rule.walk()) if clause.clause.rule else ()
            for clause in self.program.clauses
        }

    def _node(self, frame: Trace, truths: Mapping[str, bool | None]) -> Trace:
        children = frame["children"]
        truth = truths.get(frame["path"])
        if not children:
            return {**frame, "truth": truth}
        return {**frame, "truth": truth, "children": [self._node(child, truths) for child in children]}

    # --- facts and evidence

    def _fact(self, fact: Fact, subject_id: str, row: FactRow, rows: Rows, evidence: dict[str, Trace]) -> Trace:
        coverage = self._fact_frames[fact.name][1]
        declarations = self._declarations(fact, subject_id, row) if coverage else ()
        if rows:
            result = self._fact_trace(fact, row, declarations)
            result["evidence"] = [self._cite(table, number, evidence) for table, number in rows]
        else:
            state = (row[fact.name], row.get(upper(fact.name)), row.get(fact.name + DOUBT), row.get(coverage))
            key = (fact.name, *state, row["organisation_id"] is None, declarations)
            if key not in self._facts_without_rows:
                self._facts_without_rows[key] = self._fact_trace(fact, row, declarations)
            result = self._facts_without_rows[key]
        for number in declarations:
            self._cite("coverage", number, evidence)
        return result

    def _fact_trace(self, fact: Fact, row: FactRow, declarations: tuple[int, ...]) -> Trace:
        frame, coverage, list_label = self._fact_frames[fact.name]
        result: Trace = {**frame, "value": self.words.fact_value(fact, row), "evidence": []}
        if reasons := self.reasons.of_fact(fact.name, row):
            result["reasons"] = reasons
        if coverage:
            result["coverage"] = {
                "list": list_label,
                "since": row[coverage].isoformat() if row[coverage] else None,
                "declarations": [f"coverage:{number}" for number in declarations],
            }
        return result

    @cached_property
    def _fact_frames(self) -> dict[str, tuple[Trace, str, str]]:
        """What never changes about each fact: label and holder; its coverage column and list."""
        return {
            fact.name: (
                {"label": in_language(fact.label), "holder": self.sentences.holder(fact.holder)},
                coverage_column(fact.list, fact.about) if fact.list else "",
                self._list_label(fact.list) if fact.list else "",
            )
            for fact in self.program.facts_by_name.values()
        }

    def _peer(self, name: str, row: FactRow) -> Trace:
        value = row[name]
        found: Trace = {"label": self._peer_labels[name], "value": self.sentences.truth(value), "evidence": []}
        if value is None:
            found["reasons"] = self.reasons.of_fact(name, row)
        return found

    @cached_property
    def _peer_labels(self) -> dict[str, str]:
        return {question.name: self.sentences.peer_label(question.name) for question in self.program.peers}

    def _list_label(self, list_: str) -> str:
        return in_language(self.program.pack.vocabulary.lists[list_].label)

    @cached_property
    def _declared(self) -> tuple[dict[tuple[str, str], list[int]], dict[str, list[tuple[str, int]]]]:
        """Coverage rows by (list, subject), and by list with their area; under every list that they cover."""
        by_subject: dict[tuple[str, str], list[int]] = defaultdict(list)
        by_area: dict[str, list[tuple[str, int]]] = defaultdict(list)
        covers: dict[str, list[str]] = defaultdict(list)
        for known in self.program.pack.vocabulary.lists.values():
            for name in (known.id, *known.included_in):
                covers[name].append(known.id)
        columns = self.survey.evidence.tables["coverage"].select("list", "subject_id", "area").iter_rows()
        for number, (declared, subject_id, area) in enumerate(columns):
            for list_ in covers.get(declared, ()):
                if subject_id:
                    by_subject[list_, subject_id].append(number)
                elif area:
                    by_area[list_].append((area, number))
        return by_subject, by_area

    @cached_property
    def _areas(self) -> dict[str, str | None]:
        return dict(self.survey.evidence.subjects.select("subject_id", "area").iter_rows())

    def _declarations(self, fact: Fact, subject_id: str, row: FactRow) -> tuple[int, ...]:
        covered = subject_id if fact.about is About.SUBJECT else row["organisation_id"]
        assert fact.list is not None
        own = self._declared[0].get((fact.list, covered), ())
        return (*own, *self._declared_for_area(fact.list, (self._areas.get(covered) or "") if covered else ""))

    def _declared_for_area(self, list_: str, area: str) -> tuple[int, ...]:
        if (list_, area) not in self._area_declarations:
            declared = self._declared[1].get(list_, ())
            self._area_declarations[list_, area] = tuple(row for within, row in declared if area.startswith(within))
        return self._area_declarations[list_, area]

    def _cite(self, table: str, number: int, evidence: dict[str, Trace]) -> str:
        key = f"{table}:{number}"
        if key not in evidence:
            evidence[key] = self._coverage_row(number) if table == "coverage" else self._evidence_row(table, number)
        return key

    def _coverage_row(self, number: int) -> Trace:
        """A declaration is cited by many subjects, so it is written once."""
        if number not in self._coverage_rows:
            self._coverage_rows[number] = self._evidence_row("coverage", number)
        return self._coverage_rows[number]

    @cached_property
    def _tables(self) -> dict[str, tuple[str, list[_CellPlan], list[tuple[int, str]]]]:
        """By table: its label, how to write each column (by position in the frame), and the positions of provenance."""
        plans = {}
        for table in self.program.pack.vocabulary.tables.values():
            place = {name: index for index, name in enumerate(self.survey.evidence.tables[table.id].columns)}
            cells = [
                _CellPlan(
                    place[column.name],
                    place.get(upper(column.name)),
                    in_language(column.label),
                    column.type,
                    column.classification,
                )
                for column in table.columns.values()
                if column.name not in _NOT_CELLS
            ]
            provenance = [(place[name], name) for name in (*_PROVENANCE, "completed") if name in place]
            plans[table.id] = (in_language(table.label), cells, provenance)
        return plans

    def _evidence_row(self, table: str, number: int) -> Trace:
        row = self.survey.evidence.tables[table].row(number)
        label, cells, provenance = self._tables[table]
        result: Trace = {"table": table, "label": label}
        result["cells"] = {cell.title: self._cell(row, cell) for cell in cells if row[cell.place] is not None}
        for place, name in provenance:
            if row[place]:
                result[name] = row[place]
        return result

    def _cell(self, row: tuple[Any, ...], cell: _CellPlan) -> str:
        value = row[cell.place]
        if cell.to_place is not None:
            return self.sentences.date_span(value, row[cell.to_place])
        return scalar(cell.type, value, cell.classification, self.program.pack.vocabulary)

    def _subject(self, subject_id: str) -> Trace:
        row = self.survey.evidence.subjects.row(self._rows[subject_id], named=True)
        return {key: row[key] for key in _SUBJECT_COLUMNS if row.get(key) is not None}

    def _statement(self, reason: Reason) -> Trace:
        return {"code": reason.code, "text": self.sentences.reason(reason), "holder": self.sentences.holder_of(reason)}
