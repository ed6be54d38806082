"""The facts of one subject as a trace shows them: value in words, holder, why it is open, evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from mingpin.engine.citations import Citations, Trace
from mingpin.engine.lowered import PeerQuestion
from mingpin.engine.polars_facts import DOUBT, coverage_column
from mingpin.engine.python_backend import FactRow
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.sentences import Sentences
from mingpin.engine.survey import Survey
from mingpin.engine.words import Words
from mingpin.language import in_language
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import Fact

Rows = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Plan:
    """How one fact is traced. Subjects whose fact stands in the same `state` share one trace."""

    fact: Fact
    frame: Trace
    list_label: str
    coverage: str
    state: Callable[[tuple[Any, ...]], Any]
    traces: dict[Any, Trace] = field(default_factory=dict)


class FactTraces:
    """Writes the facts of subjects of one survey."""

    def __init__(
        self, survey: Survey, words: Words, sentences: Sentences, reasons: ReasonFunction, *, for_all: bool = False
    ):
        self.program = survey.program
        self.words, self.sentences, self.reasons = words, sentences, reasons
        self.citations = Citations(survey.evidence, self.program.pack.vocabulary, sentences, for_all=for_all)
        place = {name: index for index, name in enumerate(survey.facts.columns)}
        self._organisation = place["organisation_id"]
        self._subject = place["subject_id"]
        self._plans = [self._plan(lowered.fact, place) for lowered in self.program.facts]
        self._peers = [(question, sentences.peer_label(question.name)) for question in self.program.peers]

    def trace(
        self, values: tuple[Any, ...], row: FactRow, links: Mapping[str, Rows], evidence: dict[str, Trace]
    ) -> dict[str, Trace]:
        """Every fact and peer question of the subject whose fact row this is (as a tuple and by name), with the rows that
        it cites written into `evidence`."""
        subject, organisation = values[self._subject], values[self._organisation]
        traced: dict[str, Trace] = {}
        for plan in self._plans:
            fact = plan.fact
            declarations = self.citations.declarations(fact, subject, organisation) if plan.coverage else ()
            key = (plan.state(values), organisation is None, declarations)
            found = plan.traces.get(key)
            if found is None:
                found = plan.traces[key] = self._trace(plan, row, declarations)
            for number in declarations:
                self.citations.cite("coverage", number, evidence)
            rows = links.get(fact.name)
            if rows:
                found = {**found, "evidence": [self.citations.cite(table, number, evidence) for table, number in rows]}
            traced[fact.name] = found
        for question, label in self._peers:
            traced[question.name] = self._peer(question, label, row)
        return traced

    def _plan(self, fact: Fact, place: Mapping[str, int]) -> _Plan:
        coverage = coverage_column(fact.list, fact.about) if fact.list else ""
        read = [name for name in (fact.name, upper(fact.name), fact.name + DOUBT, coverage) if name in place]
        frame: Trace = {"label": in_language(fact.label), "holder": self.sentences.holder(fact.holder)}
        label = in_language(self.program.pack.vocabulary.lists[fact.list].label) if fact.list else ""
        return _Plan(fact, frame, label, coverage, itemgetter(*(place[name] for name in read)))

    def _trace(self, plan: _Plan, row: FactRow, declarations: tuple[int, ...]) -> Trace:
        result: Trace = {**plan.frame, "value": self.words.fact_value(plan.fact, row), "evidence": []}
        if reasons := self.reasons.of_fact(plan.fact.name, row):
            result["reasons"] = reasons
        if plan.coverage:
            since = row[plan.coverage]
            result["coverage"] = {
                "list": plan.list_label,
                "since": since.isoformat() if since else None,
                "declarations": [f"coverage:{number}" for number in declarations],
            }
        return result

    def _peer(self, question: PeerQuestion, label: str, row: FactRow) -> Trace:
        value = row[question.name]
        found: Trace = {"label": label, "value": self.sentences.truth(value), "evidence": []}
        if value is None:
            found["reasons"] = self.reasons.of_fact(question.name, row)
        return found
